#include "scanner/policy/rules/enclosed_policies.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "scanner/base/utf8.hpp"
#include "scanner/formats/yaml/json.hpp"
#include "scanner/policy/rules/action_names.hpp"

namespace glance_audit::policy {
namespace {

using text::YamlNode;
using text::YamlType;

// Variables that hold the rules themselves, or {anything: {key: NAME, value: CHECK}}.
constexpr std::array<std::string_view, 2> kOverrides{"glance_policy_overrides", "glance_glance_policy_overrides"};
constexpr std::array<std::string_view, 2> kKeyed{"GlanceApiPolicies", "glance::policy::policies"};

bool is_one_of(std::string_view name, const auto& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string text_of(const YamlNode* node) { return node != nullptr ? node->text : std::string(); }

// "policy.yaml", "glance-policy.json", "policy.d_10.yaml".
bool is_policy_file_name(std::string_view name) {
    return name.find("policy") != std::string_view::npos &&
           (name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json"));
}

// The text of a scalar as a file that has it on the same lines: a block begins below its sign.
text::SourceText inner_source(const text::SourceText& source, const YamlNode& value) {
    const bool is_block = value.text.find('\n') != std::string::npos && !value.plain;
    const int before = value.place.line - (is_block ? 0 : 1);
    return {source.name(), std::string(static_cast<std::size_t>(before), '\n') + value.text};
}

// A map of {key: NAME, value: CHECK} as one of names and checks.
YamlNode unkeyed(const YamlNode& keyed) {
    YamlNode rules = keyed;
    rules.entries.clear();
    for (const auto& [title, entry] : keyed.entries) {
        const YamlNode* name = entry.find("key");
        const YamlNode* check = entry.find("value");
        if (name != nullptr && check != nullptr) rules.entries.emplace_back(*name, *check);
    }
    return rules;
}

class Finder {
public:
    explicit Finder(const text::SourceText& source) : source_(source) {}

    std::vector<EnclosedPolicy> find(const YamlNode& root) {
        const std::string kind = text_of(root.find("kind"));
        if (root.find("apiVersion") != nullptr && !kind.empty()) {
            read_manifest(root, kind);
        } else {
            search(root);
        }
        return std::move(found_);
    }

private:
    void read_manifest(const YamlNode& root, const std::string& kind) {
        const YamlNode* data = root.find("data");
        if (kind == "Secret") data = root.find("stringData");
        if (data != nullptr && (kind == "ConfigMap" || kind == "Secret")) {
            for (const auto& [name, value] : data->entries) {
                if (!is_policy_file_name(name.text)) continue;
                text::SourceText inner = inner_source(source_, value);
                YamlNode rules = text::parse_json_or_yaml(inner);
                found_.push_back({std::move(inner), std::move(rules)});
            }
        }
        if (!found_.empty()) return;
        const bool encoded = kind == "Secret" && root.find("data") != nullptr;
        throw source_.error("this is a Kubernetes " + shortened(kind) + ", not a policy file, and it holds none",
                            root.place,
                            encoded ? "decode its data (base64) and name the policy file that comes out"
                                    : "name the ConfigMap whose data has policy.yaml, or the policy file itself");
    }

    void search(const YamlNode& node) {
        for (const auto& [key, value] : node.entries) {
            const YamlNode* const in_values = key.text == "conf" ? value.find("policy") : nullptr;
            if (in_values != nullptr && in_values->is(YamlType::map)) {
                found_.push_back({source_, *in_values});
            } else if (value.is(YamlType::map) && is_one_of(key.text, kOverrides)) {
                found_.push_back({source_, value});
            } else if (value.is(YamlType::map) && is_one_of(key.text, kKeyed)) {
                found_.push_back({source_, unkeyed(value)});
            } else {
                search(value);
            }
        }
    }

    const text::SourceText& source_;
    std::vector<EnclosedPolicy> found_;
};

// "", "@", "!", and whatever asks for a role, a rule or a credential.
bool looks_like_check(const YamlNode& value) {
    if (value.is(YamlType::list)) return true;
    if (value.is(YamlType::map)) {
        return std::any_of(value.entries.begin(), value.entries.end(),
                           [](const auto& entry) { return looks_like_check(entry.first); });
    }
    if (!value.is(YamlType::string)) return false;
    constexpr std::array<std::string_view, 6> kSigns{"role:", "rule:", "is_admin:", "_id:", "%(", "http:"};
    const std::string_view text = value.text;
    return text.empty() || text == "@" || text == "!" || std::any_of(kSigns.begin(), kSigns.end(), [&](auto sign) {
               return text.find(sign) != std::string_view::npos;
           });
}

// Values of charts and variables of playbooks load as policies too: maps, whose names no release knows.
void refuse_other_maps(const text::SourceText& source, const YamlNode& root) {
    bool any_map = false;
    for (const auto& [key, value] : root.entries) {
        if (looks_like_check(value) || (key.is(YamlType::string) && is_known_to({}, key.text))) return;
        any_map = any_map || !value.entries.empty();
    }
    if (!any_map) return;
    throw source.error("this is no policy file: it has maps, no check, and no name that a release knows", root.place,
                       "name the policy file itself, the ConfigMap that holds it, values with conf.policy, or "
                       "variables with glance_policy_overrides");
}

}  // namespace

std::vector<EnclosedPolicy> enclosed_policies(const text::SourceText& source, const YamlNode& root) {
    if (!root.is(YamlType::map)) return {};
    std::vector<EnclosedPolicy> found = Finder(source).find(root);
    if (found.empty()) refuse_other_maps(source, root);
    return found;
}

}  // namespace glance_audit::policy

#include "scanner/policy/rules/release_defaults.hpp"

#include <algorithm>

#include "scanner/base/ascii.hpp"
#include "scanner/base/error.hpp"
#include "scanner/base/nearest.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/model/release.hpp"
#include "scanner/policy/rules/default_files.hpp"

namespace glance_audit::policy {

namespace {

class TableReader {
public:
    std::vector<ReleaseDefaults> read() {
        for (const std::string_view name : kReleaseNames) releases_.emplace_back().release = name;
        const std::size_t enforced = file_.release(file_.member(file_.root(), "new_defaults_enforced_from"));
        for (std::size_t i = enforced; i < releases_.size(); ++i) releases_[i].enforce_new_defaults = true;
        for (const text::YamlNode& era : file_.member(file_.root(), "shipped").items) read_shipped(era);
        for (const text::YamlNode& era : file_.member(file_.root(), "without_file").items) {
            const auto [first, last] = file_.span_of(era);
            for (std::size_t i = first; i <= last; ++i) releases_[i].without_file = file_.member(era, "check").text;
        }
        for (const text::YamlNode& group : file_.member(file_.root(), "registered").items) read_group(group);
        for (const text::YamlNode& era : file_.member(file_.root(), "asked_instead").items) read_asked_instead(era);
        return std::move(releases_);
    }

private:
    void read_shipped(const text::YamlNode& era) {
        const auto [first, last] = file_.span_of(era);
        for (std::size_t i = first; i <= last; ++i) {
            for (const text::YamlNode& group : file_.member(era, "rules").items) {
                for (const text::YamlNode& name : file_.member(group, "actions").items) {
                    releases_[i].shipped.emplace_back(name.text, file_.member(group, "check").text);
                }
            }
        }
    }

    void read_group(const text::YamlNode& group) {
        const bool any_scope = group.find("any_scope") != nullptr;
        for (const text::YamlNode& era : file_.member(group, "eras").items) {
            const auto [first, last] = file_.span_of(era);
            for (std::size_t i = first; i <= last; ++i) {
                for (const text::YamlNode& action : file_.member(group, "actions").items) {
                    DefaultRule rule = read_rule(action.text, era);
                    if (!any_scope) rule.scope_types = scope_types(i);
                    releases_[i].registered.push_back(std::move(rule));
                }
            }
        }
    }

    void read_asked_instead(const text::YamlNode& era) {
        const auto [first, last] = file_.span_of(era);
        for (std::size_t i = first; i <= last; ++i) {
            for (const text::YamlNode& action : file_.member(era, "actions").items) {
                releases_[i].asked_instead[action.text] = file_.member(era, "policy").text;
            }
        }
    }

    DefaultRule read_rule(const std::string& name, const text::YamlNode& era) const {
        DefaultRule rule{name, file_.member(era, "check").text, {}, {}};
        if (const text::YamlNode* const deprecated = era.find("deprecated")) {
            const text::YamlNode* const old_name = era.find("renamed_from");
            rule.deprecated = DefaultRule::Deprecated{old_name == nullptr ? name : old_name->text, deprecated->text};
        }
        return rule;
    }

    std::vector<std::string> scope_types(std::size_t release) const {
        std::vector<std::string> types;
        for (const text::YamlNode& era : file_.member(file_.root(), "scope_types").items) {
            const auto [first, last] = file_.span_of(era);
            if (release < first || release > last) continue;
            for (const text::YamlNode& type : file_.member(era, "types").items) types.push_back(type.text);
        }
        return types;
    }

    DefaultFile file_{"defaults/glance_policies.yaml"};
    std::vector<ReleaseDefaults> releases_;
};

const std::vector<ReleaseDefaults>& releases() {
    static const std::vector<ReleaseDefaults> kTable = TableReader().read();
    return kTable;
}

}  // namespace

std::string canonical_release(std::string_view name) {
    constexpr std::string_view kNone = "none";
    if (const Release* const release = glance_audit::find_release(name)) return std::string(release->name);
    if (text::equal_ignoring_case(name, kNone)) return std::string(kNone);
    std::vector<std::string_view> names(kReleaseNames.begin(), kReleaseNames.end());
    names.push_back(kNone);
    throw UsageError("'" + shortened(name) + "' is not a known release of Glance", "--release",
                     text::suggestion(name, names, names.size()));
}

const ReleaseDefaults* find_defaults(std::string_view name) {
    const auto found =
        std::find_if(releases().begin(), releases().end(), [&](const ReleaseDefaults& r) { return r.release == name; });
    return found == releases().end() ? nullptr : &*found;
}

std::string_view asked_for(std::string_view release, std::string_view action) {
    const ReleaseDefaults* const defaults = find_defaults(release);
    if (defaults == nullptr) return action;
    const auto found = defaults->asked_instead.find(action);
    return found == defaults->asked_instead.end() ? action : std::string_view(found->second);
}

PolicySwitches in_effect(const PolicySwitches& switches, const ReleaseDefaults* release) {
    const bool enforced = release != nullptr && release->enforce_new_defaults;
    return switches.or_else({.enforce_new_defaults = enforced,
                             .enforce_scope = enforced,
                             .enforce_secure_rbac = false,
                             .allow_anonymous_access = false,
                             .policy_default_rule = "default"});
}

}  // namespace glance_audit::policy

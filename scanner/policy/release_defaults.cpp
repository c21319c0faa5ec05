#include "scanner/policy/release_defaults.hpp"

#include <algorithm>

#include "scanner/model/error.hpp"
#include "scanner/model/utf8.hpp"
#include "scanner/policy/default_files.hpp"
#include "scanner/policy/unicode.hpp"
#include "scanner/text/nearest.hpp"

namespace glance_audit::policy {

namespace {

class TableReader {
public:
    std::vector<ReleaseDefaults> read() {
        for (const text::YamlNode& name : file_.member(file_.root(), "releases").items) {
            names_.push_back(name.text);
            releases_.push_back({});
            releases_.back().release = name.text;
        }
        const std::size_t enforced = file_.index(file_.member(file_.root(), "new_defaults_enforced_from"), names_);
        for (std::size_t i = enforced; i < releases_.size(); ++i) releases_[i].enforce_new_defaults = true;
        for (const text::YamlNode& era : file_.member(file_.root(), "shipped").items) read_shipped(era);
        for (const text::YamlNode& era : file_.member(file_.root(), "without_file").items) {
            const auto [first, last] = file_.span_of(era, names_);
            for (std::size_t i = first; i <= last; ++i) releases_[i].without_file = file_.member(era, "check").text;
        }
        for (const text::YamlNode& group : file_.member(file_.root(), "registered").items) read_group(group);
        return std::move(releases_);
    }

private:
    void read_shipped(const text::YamlNode& era) {
        const auto [first, last] = file_.span_of(era, names_);
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
            const auto [first, last] = file_.span_of(era, names_);
            for (std::size_t i = first; i <= last; ++i) {
                for (const text::YamlNode& action : file_.member(group, "actions").items) {
                    DefaultRule rule = read_rule(action.text, era);
                    if (!any_scope) rule.scope_types = scope_types(i);
                    releases_[i].registered.push_back(std::move(rule));
                }
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
            const auto [first, last] = file_.span_of(era, names_);
            if (release < first || release > last) continue;
            for (const text::YamlNode& type : file_.member(era, "types").items) types.push_back(type.text);
        }
        return types;
    }

    DefaultFile file_{"defaults/glance_policies.yaml"};
    std::vector<std::string> names_;
    std::vector<ReleaseDefaults> releases_;
};

const std::vector<ReleaseDefaults>& table() {
    static const std::vector<ReleaseDefaults> kTable = TableReader().read();
    return kTable;
}

}  // namespace

std::vector<std::string> known_releases() {
    std::vector<std::string> names;
    for (const ReleaseDefaults& release : table()) names.push_back(release.release);
    return names;
}

std::string canonical_release(std::string_view name) {
    const std::string wanted = lower(name);
    if (wanted == "none") return wanted;
    std::vector<std::string_view> names;
    for (const ReleaseDefaults& release : table()) {
        if (lower(release.release) == wanted) return release.release;
        names.push_back(release.release);
    }
    names.push_back("none");
    throw UsageError("'" + shortened(name) + "' is no release of Glance that is known", "--release",
                     text::suggestion(name, names, names.size()));
}

const ReleaseDefaults* find_release(std::string_view name) {
    const auto found =
        std::find_if(table().begin(), table().end(), [&](const ReleaseDefaults& r) { return r.release == name; });
    return found == table().end() ? nullptr : &*found;
}

}  // namespace glance_audit::policy

#include "scanner/policy/release_defaults.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

#include "scanner/model/embedded.hpp"
#include "scanner/model/error.hpp"
#include "scanner/policy/unicode.hpp"
#include "scanner/text/nearest.hpp"
#include "scanner/text/utf8.hpp"
#include "scanner/text/yaml.hpp"

namespace glance_audit {

std::span<const EmbeddedFile> policy_default_files();

namespace policy {

namespace {

// Reads the table. It is part of the program and tested, but a mistake in it must not pass in silence: every way out
// that is not the expected form throws.
class TableReader {
public:
    TableReader()
        : source_(std::string(policy_default_files().front().path),
                  std::string(policy_default_files().front().content)),
          root_(text::parse_yaml(source_)) {}

    std::vector<ReleaseDefaults> read() {
        for (const text::YamlNode& name : member(root_, "releases").items) {
            releases_.push_back({});
            releases_.back().release = name.text;
        }
        const std::size_t enforced = index(member(root_, "new_defaults_enforced_from"));
        for (std::size_t i = enforced; i < releases_.size(); ++i) releases_[i].enforce_new_defaults = true;
        for (const text::YamlNode& era : member(root_, "shipped").items) read_shipped(era);
        for (const text::YamlNode& group : member(root_, "registered").items) read_group(group);
        return std::move(releases_);
    }

private:
    const text::YamlNode& member(const text::YamlNode& map, std::string_view name) const {
        const text::YamlNode* const found = map.find(name);
        if (found == nullptr) throw source_.error("'" + std::string(name) + "' is missing", map.place);
        return *found;
    }

    std::size_t index(const text::YamlNode& release) const {
        for (std::size_t i = 0; i < releases_.size(); ++i) {
            if (releases_[i].release == release.text) return i;
        }
        throw source_.error("no such release", release.place);
    }

    // The releases from `from` up to `to`, or the last one; `to` itself included.
    std::span<ReleaseDefaults> span_of(const text::YamlNode& era) {
        const text::YamlNode* const to = era.find("to");
        const std::size_t first = index(member(era, "from"));
        const std::size_t last = to == nullptr ? releases_.size() - 1 : index(*to);
        return std::span(releases_).subspan(first, last - first + 1);
    }

    void read_shipped(const text::YamlNode& era) {
        for (ReleaseDefaults& release : span_of(era)) {
            for (const text::YamlNode& group : member(era, "rules").items) {
                for (const text::YamlNode& name : member(group, "actions").items) {
                    release.shipped.emplace_back(name.text, member(group, "check").text);
                }
            }
        }
    }

    void read_group(const text::YamlNode& group) {
        const text::YamlNode* const unscoped = group.find("any_scope");
        for (const text::YamlNode& era : member(group, "eras").items) {
            for (ReleaseDefaults& release : span_of(era)) {
                for (const text::YamlNode& action : member(group, "actions").items) {
                    DefaultRule rule = read_rule(action.text, era);
                    if (unscoped == nullptr) rule.scope_types = scope_types(release);
                    release.registered.push_back(std::move(rule));
                }
            }
        }
    }

    DefaultRule read_rule(const std::string& name, const text::YamlNode& era) const {
        DefaultRule rule{name, member(era, "check").text, {}, {}};
        if (const text::YamlNode* const deprecated = era.find("deprecated")) {
            const text::YamlNode* const old_name = era.find("renamed_from");
            rule.deprecated = DefaultRule::Deprecated{old_name == nullptr ? name : old_name->text, deprecated->text};
        }
        return rule;
    }

    std::vector<std::string> scope_types(const ReleaseDefaults& release) {
        std::vector<std::string> types;
        for (const text::YamlNode& era : member(root_, "scope_types").items) {
            const std::span<ReleaseDefaults> releases = span_of(era);
            if (&release < releases.data() || &release >= releases.data() + releases.size()) continue;
            for (const text::YamlNode& type : member(era, "types").items) types.push_back(type.text);
        }
        return types;
    }

    text::SourceText source_;
    text::YamlNode root_;
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
    throw UsageError("'" + text::shortened(name) + "' is no release of Glance that is known", "--release",
                     text::suggestion(name, names, names.size()));
}

const ReleaseDefaults* find_release(std::string_view name) {
    const auto found =
        std::find_if(table().begin(), table().end(), [&](const ReleaseDefaults& r) { return r.release == name; });
    return found == table().end() ? nullptr : &*found;
}

}  // namespace policy
}  // namespace glance_audit

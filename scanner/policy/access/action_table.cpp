#include "scanner/policy/access/action_table.hpp"

#include <algorithm>
#include <array>

#include "scanner/model/release.hpp"
#include "scanner/policy/rules/default_files.hpp"

namespace glance_audit::policy {

namespace {

// In the order of About.
constexpr std::array<std::string_view, 9> kAboutWords{"new_image", "new_public_image", "new_community_image",
                                                      "image",     "image_to_share",   "shared_image",
                                                      "project",   "metadata",         "nothing"};
constexpr std::array<std::string_view, 3> kOwnerChecks{"none", "legacy", "always"};

struct Lifting {
    DefaultFile::Span releases;
    std::vector<std::string> by;
};

struct ActionTable {
    std::vector<ActionInfo> actions;
    std::vector<Lifting> liftings;
};

class TableReader {
public:
    ActionTable read() const {
        ActionTable table;
        for (const text::YamlNode& group : file_.member(file_.root(), "groups").items) {
            for (const text::YamlNode& action : file_.member(group, "actions").items) {
                table.actions.push_back(read_action(action, group));
            }
        }
        for (const text::YamlNode& entry : file_.member(file_.root(), "owner_check_lifted").items) {
            Lifting lifting{file_.span_of(entry), {}};
            for (const text::YamlNode& option : file_.member(entry, "by").items) lifting.by.push_back(option.text);
            table.liftings.push_back(std::move(lifting));
        }
        return table;
    }

private:
    ActionInfo read_action(const text::YamlNode& action, const text::YamlNode& group) const {
        ActionInfo info;
        info.name = file_.member(action, "action").text;
        info.group = file_.member(group, "name").text;
        const text::YamlNode* const own = action.find("about");
        info.about = word<About>(own != nullptr ? *own : file_.member(group, "about"), kAboutWords);
        const bool told = is_existing_image(info.about) || info.about == About::new_image;
        info.before_wallaby = told && action.find("before_wallaby") == nullptr ? info.about : About::nothing;
        if (const auto* check = action.find("owner_check")) info.owner_check = word<OwnerCheck>(*check, kOwnerChecks);
        info.read = action.find("read") != nullptr;
        info.may = file_.member(action, "may").text;
        return info;
    }

    template <class Word, std::size_t kCount>
    Word word(const text::YamlNode& node, const std::array<std::string_view, kCount>& words) const {
        const auto* const found = std::find(words.begin(), words.end(), node.text);
        if (found == words.end()) throw file_.error("no such word", node);
        return static_cast<Word>(found - words.begin());
    }

    DefaultFile file_{"defaults/glance_actions.yaml"};
};

const ActionTable& table() {
    static const ActionTable kTable = TableReader().read();
    return kTable;
}

}  // namespace

std::span<const ActionInfo> glance_actions() { return table().actions; }

const ActionInfo* find_action(std::string_view name) {
    const auto& actions = table().actions;
    const auto found =
        std::find_if(actions.begin(), actions.end(), [&](const ActionInfo& a) { return a.name == name; });
    return found == actions.end() ? nullptr : &*found;
}

const ActionInfo& info_of(std::string_view name) {
    static const ActionInfo kUnknown{{}, "other rules", About::image, About::image, OwnerCheck::none, false, {}};
    const ActionInfo* const known = find_action(name);
    return known == nullptr ? kUnknown : *known;
}

std::string may_words(std::string_view name) {
    const ActionInfo* const known = find_action(name);
    return known == nullptr ? "pass " + std::string(name) : known->may;
}

std::vector<std::string> owner_check_lifted_by(std::string_view release) {
    const auto at = release_number(release);
    for (const Lifting& lifting : table().liftings) {
        if (at && *at >= lifting.releases.first && *at <= lifting.releases.last) return lifting.by;
    }
    return {};
}

}  // namespace glance_audit::policy

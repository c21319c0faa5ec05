#include "scanner/facts/config_facts.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "scanner/config/glance_options.hpp"
#include "scanner/config/policy_places.hpp"
#include "scanner/model/release.hpp"

namespace glance_audit::facts {
namespace {

using sources::GlanceOptions;
using sources::OptionContent;
using sources::OptionInfo;
using sources::OptionValue;
using sources::OsloConfig;
using Texts = std::vector<std::string>;

constexpr std::string_view kHidden = "(hidden)";
constexpr std::size_t kShortestSecret = 4;  // what is shorter stands in many a value by chance

constexpr std::array<AskedAction, 8> kAsked{{{Fact::config_may_create, "add_image"},
                                             {Fact::config_may_get_location, "get_image_location"},
                                             {Fact::config_may_set_location, "set_image_location"},
                                             {Fact::config_may_delete_location, "delete_image_location"},
                                             {Fact::config_may_add_member, "add_member"},
                                             {Fact::config_may_copy_from, "copy_from", {}, "Queens"},
                                             {Fact::config_may_use_tasks, "add_task", {}, "Ocata"},
                                             {Fact::config_may_use_tasks, "tasks_api_access", "Pike"}}};

// What is the same on every row; absent where nothing is known.
using Constants = std::map<Fact, std::optional<std::int64_t>>;

bool is_list(const OptionContent& content) { return std::holds_alternative<Texts>(content); }

std::size_t length(const OptionContent& content) {
    const auto* texts = std::get_if<Texts>(&content);
    return texts != nullptr ? texts->size() : 0;
}

class ConfigJudge {
public:
    ConfigJudge(const OsloConfig& config, const Texts& releases) : config_(config), releases_(releases) {
        for (const OptionInfo& option : sources::glance_options()) {
            if (!option.secret) continue;
            const std::string secret = sources::python_text(newest_.get(option.group, option.name).content);
            if (secret.size() >= kShortestSecret) secrets_.push_back(secret);
        }
    }

    ConfigFacts judge(std::span<const std::optional<ClaimableBy>> audiences) {
        const Constants constants = constants_of(audiences);
        facts_.batch.reset(facts_of(SubjectKind::config));
        for (const OptionInfo& option : sources::glance_options()) {
            if (const auto answer = answer_of(option)) append(option, *answer, constants);
        }
        facts_.of_images = of_images(constants);
        return std::move(facts_);
    }

private:
    struct Answer {
        OptionValue value;
        std::optional<OptionContent> usual;  // the default; nothing: it depends on the release
    };

    // The default that allows most in the releases in question that have the option.
    std::optional<OptionContent> default_in(const OptionInfo& option) const {
        std::optional<OptionContent> chosen;
        for (const std::string& release : releases_) {
            if (!sources::has_option(release, option)) continue;
            const OptionContent content = sources::default_of(option, release);
            if (!chosen || (is_list(content) && length(content) > length(*chosen))) chosen = content;
        }
        return chosen;
    }

    // Where no release is known: what holds in all of them.
    static std::optional<OptionContent> default_in_all(const OptionInfo& option) {
        std::optional<OptionContent> common;
        for (const std::string_view release : kReleaseNames) {
            if (!sources::has_option(release, option)) return std::nullopt;
            const OptionContent content = sources::default_of(option, release);
            if (common && *common != content) return std::nullopt;
            common = content;
        }
        return common;
    }

    std::optional<Answer> answer_of(const OptionInfo& option) const {
        Answer answer{newest_.get(option.group, option.name),
                      releases_.empty() ? default_in_all(option) : default_in(option)};
        if (!answer.usual && (answer.value.is_default() || !releases_.empty())) return std::nullopt;
        if (answer.value.is_default()) answer.value.content = *answer.usual;
        return answer;
    }

    std::optional<Answer> answer_of(std::string_view group, std::string_view name) const {
        return answer_of(*sources::find_option(group, name));
    }

    bool is_on(std::string_view group, std::string_view name) const {
        const auto answer = answer_of(group, name);
        const bool* flag = answer ? std::get_if<bool>(&answer->value.content) : nullptr;
        return flag != nullptr && *flag;
    }

    Texts texts(std::string_view group, std::string_view name) const {
        const auto answer = answer_of(group, name);
        const Texts* texts = answer ? std::get_if<Texts>(&answer->value.content) : nullptr;
        return texts != nullptr ? *texts : Texts();
    }

    bool has(std::string_view group, std::string_view name, std::string_view item) const {
        const Texts items = texts(group, name);
        return std::find(items.begin(), items.end(), item) != items.end();
    }

    Constants constants_of(std::span<const std::optional<ClaimableBy>> audiences) const {
        Constants constants;
        for (std::size_t i = 0; i < kAsked.size(); ++i) {
            if (!audiences[i]) continue;
            auto& constant = constants[kAsked[i].fact];
            const auto known = constant ? static_cast<ClaimableBy>(*constant) : ClaimableBy::nobody;
            constant = number(more_open(known, *audiences[i]));
        }
        if (!releases_.empty()) {
            constants[Fact::config_oldest_release] = word_value(Fact::config_oldest_release, releases_.front());
            constants[Fact::config_newest_release] = word_value(Fact::config_newest_release, releases_.back());
        }
        if (answer_of("DEFAULT", "enabled_import_methods")) {
            constants[Fact::config_web_download] = has("DEFAULT", "enabled_import_methods", "web-download") ? 1 : 0;
            const bool limited = !texts("import_filtering_opts", "allowed_hosts").empty() ||
                                 !texts("import_filtering_opts", "disallowed_hosts").empty();
            constants[Fact::config_web_download_limited] = limited ? 1 : 0;
        }
        return constants;
    }

    Configured of_images(const Constants& constants) const {
        Configured configured;
        const bool changeable = is_on("DEFAULT", "show_multiple_locations");
        configured.locations_shown = changeable || is_on("DEFAULT", "show_image_direct_url");
        if (changeable) {
            const auto may_set = constants.find(Fact::config_may_set_location);
            configured.locations_changeable_by =
                may_set != constants.end() ? static_cast<ClaimableBy>(*may_set->second) : ClaimableBy::unknown;
        }
        configured.converts_images = has("image_import_opts", "image_import_plugins", "image_conversion");
        const auto oldest = constants.find(Fact::config_oldest_release);
        if (oldest != constants.end()) configured.oldest_release = oldest->second;
        return configured;
    }

    std::string shown(const OptionInfo& option, const OptionContent& content) const {
        const std::string text = sources::python_text(content);
        const bool tells = std::any_of(secrets_.begin(), secrets_.end(), [&](const std::string& secret) {
            return text.find(secret) != std::string::npos;
        });
        return option.secret || tells ? std::string(kHidden) : text;
    }

    std::optional<std::string> value_text(const OptionInfo& option, const std::optional<OptionContent>& content) const {
        if (!content || std::holds_alternative<std::monostate>(*content)) return std::nullopt;
        return shown(option, *content);
    }

    void append(const OptionInfo& option, const Answer& answer, const Constants& constants) {
        const std::size_t row = facts_.batch.push();
        facts_.batch.set_text(Fact::config_option, row, std::string(option.group) + "." + std::string(option.name));
        facts_.batch.set_text(Fact::config_value, row, value_text(option, answer.value.content));
        facts_.batch.set_text(Fact::config_default_value, row, value_text(option, answer.usual));
        const bool* flag = std::get_if<bool>(&answer.value.content);
        facts_.batch.set_number(Fact::config_enabled, row, flag != nullptr ? std::optional(*flag) : std::nullopt);
        set_place(row, answer.value.place);
        set_unread(row, option, answer.value);
        for (const Fact fact : kConstants) {
            const auto found = constants.find(fact);
            facts_.batch.set_number(fact, row, found != constants.end() ? found->second : std::nullopt);
        }
    }

    void set_place(std::size_t row, const std::optional<sources::ConfigPlace>& place) {
        std::optional<Location> location;
        std::optional<std::string> text;
        ValueFrom from = ValueFrom::release_default;
        if (place) {
            const bool in_file = place->line > 0;
            from = in_file ? ValueFrom::file : ValueFrom::environment;
            text = in_file ? place->file + ":" + std::to_string(place->line) : place->file;
            if (in_file) location = Location{place->file, place->line};
        }
        facts_.batch.set_text(Fact::config_place, row, text);
        facts_.batch.set(Fact::config_value_from, row, number(from));
        facts_.locations.push_back(std::move(location));
    }

    void set_unread(std::size_t row, const OptionInfo& option, const OptionValue& value) {
        std::optional<sources::UnreadPolicies> unread;
        if (option.group == "oslo_policy" && option.name == "policy_file") {
            unread = sources::unread_policy_files(config_, value, releases_);
        } else if (option.group == "oslo_policy" && option.name == "policy_dirs") {
            unread = sources::unread_in_policy_dirs(config_, value);
        }
        facts_.batch.set_text(Fact::config_not_loaded, row, unread ? std::optional(unread->files) : std::nullopt);
        facts_.batch.set_text(Fact::config_not_loaded_because, row,
                              unread ? std::optional(unread->because) : std::nullopt);
        facts_.batch.set_number(Fact::config_not_loaded_in_all, row,
                                unread ? std::optional(unread->in_all) : std::nullopt);
    }

    static constexpr std::array<Fact, 11> kConstants{
        Fact::config_oldest_release,   Fact::config_newest_release,      Fact::config_may_create,
        Fact::config_may_get_location, Fact::config_may_set_location,    Fact::config_may_delete_location,
        Fact::config_may_add_member,   Fact::config_may_copy_from,       Fact::config_may_use_tasks,
        Fact::config_web_download,     Fact::config_web_download_limited};

    const OsloConfig& config_;
    const Texts& releases_;
    GlanceOptions newest_{config_, ""};  // what is set is the same in every release
    Texts secrets_;
    ConfigFacts facts_;
};

}  // namespace

ConfigFacts judge_configuration(const OsloConfig& config, const Texts& releases, const PolicyJudge& policies) {
    std::vector<std::optional<ClaimableBy>> audiences;
    for (const AskedAction& action : kAsked) audiences.push_back(policies.open_to(action));
    return ConfigJudge(config, releases).judge(audiences);
}

}  // namespace glance_audit::facts

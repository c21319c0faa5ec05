#include "scanner/model/fact.hpp"

#include <algorithm>
#include <cassert>

#include "scanner/model/release.hpp"

namespace glance_audit {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 9> kStatuses{"queued",  "saving",         "uploading",   "importing", "active",
                                                    "deleted", "pending_delete", "deactivated", "killed"};
constexpr std::array<std::string_view, 4> kVisibilities{"public", "community", "shared", "private"};
constexpr std::array<std::string_view, 3> kStates{"live", "held", "freed"};
constexpr std::array<std::string_view, 3> kReaches{"everyone", "members", "project"};
constexpr std::array<std::string_view, 4> kIdentities{"unknown", "consistent", "suspect", "contradicted"};
constexpr std::array<std::string_view, 5> kAudiences{"anyone", "members", "admins", "nobody", "unknown"};
constexpr std::array<std::string_view, 4> kInconsistencies{"none", "live-but-status-deleted", "held-but-status-live",
                                                           "deleted-in-the-future"};
constexpr std::array<std::string_view, 2> kOrigins{"default", "file"};
constexpr std::array<std::string_view, 5> kForms{"fine", "no-value", "quoted", "unparsable", "not-a-check"};
constexpr std::array<std::string_view, 4> kUses{"this-release", "other-release", "rules", "nobody"};
constexpr std::array<std::string_view, 4> kNewlyAllowed{"anyone", "members", "other-projects", "named"};
constexpr std::array<std::string_view, 3> kEngines{"sqlite", "postgresql", "mariadb"};

constexpr std::array<std::string_view, 4> kScheduleKinds{"crontab", "script", "systemd", "kubernetes"};
constexpr std::array<std::string_view, 2> kPurges{"purge", "purge_images_table"};
constexpr std::array<std::string_view, 3> kAgeOrigins{"given", "default", "unknown"};
constexpr std::array<std::string_view, 3> kValueOrigins{"default", "file", "environment"};
constexpr auto kImage = SubjectKind::image;
constexpr auto kPolicy = SubjectKind::policy;
constexpr auto kDatabase = SubjectKind::database;
constexpr auto kSchedule = SubjectKind::schedule;
constexpr auto kConfig = SubjectKind::config;

constexpr std::array<FactInfo, kFactCount> kFacts{{
    {Fact::id, kImage, "id", FactType::text, "the image ID, as stored"},
    {Fact::name, kImage, "name", FactType::text, "the image's name"},
    {Fact::owner, kImage, "owner", FactType::text, "the project that owns the image"},
    {Fact::status, kImage, "status", FactType::text, "the image's status, as stored", kStatuses},
    {Fact::visibility, kImage, "visibility", FactType::text,
     "as stored; before Ocata: public by is_public, shared if it has members, else private", kVisibilities},
    {Fact::created_at, kImage, "created_at", FactType::time, "when the image was created"},
    {Fact::deleted_at, kImage, "deleted_at", FactType::time, "when the image was deleted"},
    {Fact::state, kImage, "state", FactType::word,
     "live: a row that is not deleted; held: a soft-deleted row blocks the ID; freed: no row, the ID can be taken now",
     kStates},
    {Fact::reach, kImage, "reach", FactType::word,
     "who could use it: everyone (public, community or without an owner), members (shared with at least one), project",
     kReaches},
    {Fact::members, kImage, "members", FactType::integer, "members it has, or had when it was deleted"},
    {Fact::children, kImage, "children", FactType::integer,
     "rows in image_properties, image_tags, image_locations and image_members, deleted ones too"},
    {Fact::references, kImage, "references", FactType::integer, "live consumers in other services that name the ID"},
    {Fact::pinned, kImage, "pinned", FactType::boolean, "held with deleted_at NULL: no purge frees it"},
    {Fact::purgeable, kImage, "purgeable", FactType::boolean, "deleted_at is earlier than now minus the purge age"},
    {Fact::purgeable_on, kImage, "purgeable_on", FactType::time, "deleted_at plus the purge age"},
    {Fact::doomed, kImage, "doomed", FactType::boolean, "not deleted, but deleted_at is set: a purge destroys it"},
    {Fact::identity, kImage, "identity", FactType::word,
     "held against the ledger and the consumers: is it still the image it was?", kIdentities},
    {Fact::claimable_by, kImage, "claimable_by", FactType::word,
     "who may create an image with a chosen ID, by the policies in effect", kAudiences},
    {Fact::twins, kImage, "twins", FactType::integer, "other rows whose ID differs only in case or dashes"},
    {Fact::inconsistency, kImage, "inconsistency", FactType::word,
     "how status, deleted and deleted_at contradict each other or the clock", kInconsistencies},
    {Fact::checksum, kImage, "checksum", FactType::text, "the MD5 of the image's data, as stored"},
    {Fact::os_hash_algo, kImage, "os_hash_algo", FactType::text, "the algorithm of os_hash_value; from Rocky on"},
    {Fact::os_hash_value, kImage, "os_hash_value", FactType::text, "the hash of the image's data; from Rocky on"},
    {Fact::conflicts, kImage, "conflicts", FactType::integer,
     "other targets in which the ID has another owner, checksum or hash; absent where one target is audited alone"},
    {Fact::missing_in, kImage, "missing_in", FactType::integer,
     "other targets, read to their end, without a row of this ID; absent where one target is audited alone"},
    {Fact::claimable_rule, kImage, "claimable_rule", FactType::text,
     "the check that keeps ordinary members from creating images, and its line; absent where they may"},
    {Fact::disk_format, kImage, "disk_format", FactType::text, "the format of the image's data, as its owner says"},
    {Fact::locations, kImage, "locations", FactType::integer, "rows in image_locations that are not deleted"},
    {Fact::locations_shown, kImage, "locations_shown", FactType::boolean,
     "by the configuration: Glance tells its users where the data of images lie; absent without a configuration"},
    {Fact::locations_changeable_by, kImage, "locations_changeable_by", FactType::word,
     "by configuration and policies: who may add locations to their images; absent without a configuration",
     kAudiences},
    {Fact::converts_images, kImage, "converts_images", FactType::boolean,
     "by the configuration: imported images are converted to another format; absent without a configuration"},
    {Fact::image_oldest_release, kImage, "oldest_release", FactType::word,
     "the oldest release that comes into question, known with a configuration alone", kReleaseNames},

    {Fact::action, kPolicy, "action", FactType::text, "the policy's name, such as add_image"},
    {Fact::check, kPolicy, "check", FactType::text, "the check string in effect"},
    {Fact::check_from, kPolicy, "check_from", FactType::word, "where that check comes from", kOrigins},
    {Fact::allowed_to, kPolicy, "allowed_to", FactType::word, "the smallest group that passes the check", kAudiences},
    {Fact::policy_release, kPolicy, "policy_release", FactType::text, "the release whose defaults lie under the files"},
    {Fact::form, kPolicy, "form", FactType::word,
     "how a file's rule is written: fine; no-value (null, false, [] and the like: it allows); quoted or unparsable (it"
     " denies); not-a-check (a part of it is no check, and false). None where no file has a rule of this name",
     kForms},
    {Fact::flaw, kPolicy, "flaw", FactType::text, "what is wrong with the form, in words"},
    {Fact::used_by, kPolicy, "used_by", FactType::word,
     "who asks for a name in a file: this-release (one of those that may run here), other-release, rules (only other"
     " rules refer to it), nobody",
     kUses},
    {Fact::nearest, kPolicy, "nearest", FactType::text,
     "of a name that nobody uses: the most similar one that the release knows"},
    {Fact::known_in, kPolicy, "known_in", FactType::text, "the releases that know the name"},
    {Fact::undefined_rules, kPolicy, "undefined_rules", FactType::text,
     "the names that a file's rule refers to and that have no rule"},
    {Fact::undefined_open_to, kPolicy, "undefined_open_to", FactType::word,
     "the smallest group that passes such a reference: what `default` decides, else nobody", kAudiences},
    {Fact::cycle, kPolicy, "cycle", FactType::text, "the way from a file's rule back to itself, through rule: checks"},
    {Fact::raises, kPolicy, "raises", FactType::text, "the check in a file's rule that raises when it is reached"},
    {Fact::unusual, kPolicy, "unusual", FactType::text,
     "the check in a file's rule whose kind or format is too unusual to be read: what depends on it is unknown"},
    {Fact::asks_server, kPolicy, "asks_server", FactType::text, "the URL that a file's rule asks; http: before https:"},
    {Fact::overridden, kPolicy, "overridden", FactType::integer,
     "earlier definitions of a file's rule, which do not count"},
    {Fact::earlier, kPolicy, "earlier", FactType::text, "where those stand"},
    {Fact::redundant, kPolicy, "redundant", FactType::boolean,
     "a file's rule is what every release that may run here decides without it"},
    {Fact::default_check, kPolicy, "default_check", FactType::text,
     "the check string of the release, without the files"},
    {Fact::default_allowed_to, kPolicy, "default_allowed_to", FactType::word,
     "the smallest group that passes the release's check", kAudiences},
    {Fact::lets_in_more, kPolicy, "lets_in_more", FactType::word,
     "whom the files let in beyond the release's default: anyone (users without a role), members (an ordinary role),"
     " other-projects (the same users, for another project's image), named (roles, projects or users it names)",
     kNewlyAllowed},
    {Fact::changes_actions, kPolicy, "changes_actions", FactType::integer,
     "of `default` in a file: the actions that the release decides by it, and that the files therefore change"},

    {Fact::engine, kDatabase, "engine", FactType::word, "the database engine", kEngines},
    {Fact::release, kDatabase, "release", FactType::text, "the releases that use this schema"},
    {Fact::purge_drops_images, kDatabase, "purge_drops_images", FactType::boolean,
     "plain `glance-manage db purge` deletes image rows in a release with this schema"},
    {Fact::purge_age_days, kDatabase, "purge_age_days", FactType::integer, "the purge age that was assumed, in days"},
    {Fact::scheduled_purges, kDatabase, "scheduled_purges", FactType::text,
     "the schedules that run plain `glance-manage db purge`; none where no schedule was read or none does"},
    {Fact::hashes_images, kDatabase, "hashes_images", FactType::boolean,
     "the schema keeps a secure hash of an image's data beside its MD5: from Rocky on"},
    {Fact::queued_most, kDatabase, "queued_most", FactType::integer,
     "the largest number of live images of one owner to which no data was ever uploaded (status queued)"},
    {Fact::queued_owner, kDatabase, "queued_owner", FactType::text, "the owner of that many"},

    {Fact::schedule, kSchedule, "schedule", FactType::text, "the schedule: its file, and the entry in it"},
    {Fact::exposed, kSchedule, "exposed", FactType::integer,
     "held, unpinned images with reach everyone or members, or with consumers, whose IDs a run now frees, all runs"
     " that the limit asks for together"},
    {Fact::exposed_later, kSchedule, "exposed_later", FactType::integer,
     "the same of images that are not old enough yet"},
    {Fact::drops_images, kSchedule, "drops_images", FactType::boolean,
     "it deletes rows of images: purge_images_table does, plain purge does in old releases"},
    {Fact::when, kSchedule, "when", FactType::text, "when it runs, as written"},
    {Fact::user, kSchedule, "user", FactType::text, "the user it runs as, where the schedule says so"},
    {Fact::schedule_kind, kSchedule, "kind", FactType::word, "what runs the purge", kScheduleKinds},
    {Fact::command, kSchedule, "command", FactType::word, "which purge of glance-manage it runs", kPurges},
    {Fact::age_in_days, kSchedule, "age_in_days", FactType::integer,
     "the age it is judged with: the one given, else the release's default; 0 where it cannot be read"},
    {Fact::age_from, kSchedule, "age_from", FactType::word, "where that age comes from", kAgeOrigins},
    {Fact::max_rows, kSchedule, "max_rows", FactType::integer,
     "how many rows of each table one run deletes at most; none where there is no limit or it cannot be read"},
    {Fact::arguments, kSchedule, "arguments", FactType::text, "age and limit in words"},
    {Fact::command_line, kSchedule, "command_line", FactType::text,
     "the purge with its arguments; a question mark is an argument that cannot be read"},

    {Fact::config_option, kConfig, "option", FactType::text,
     "the option, as group.name, such as DEFAULT.enable_v1_api"},
    {Fact::config_value, kConfig, "value", FactType::text,
     "its value as Python writes it (True, ['a', 'b']); (hidden) where it is a secret; none where it has none"},
    {Fact::config_value_from, kConfig, "value_from", FactType::word, "where the value comes from", kValueOrigins},
    {Fact::config_place, kConfig, "place", FactType::text,
     "where it stands: file and line, or the variable of the environment; none for a default"},
    {Fact::config_enabled, kConfig, "enabled", FactType::boolean, "of an option that is on or off: it is on"},
    {Fact::config_default_value, kConfig, "default_value", FactType::text, "the release's default"},
    {Fact::config_oldest_release, kConfig, "oldest_release", FactType::word,
     "the oldest release that comes into question; none where nothing says which runs", kReleaseNames},
    {Fact::config_newest_release, kConfig, "newest_release", FactType::word,
     "the newest release that comes into question; none where nothing says which runs", kReleaseNames},
    {Fact::config_may_create, kConfig, "may_create", FactType::word, "who may create images, by the policies in effect",
     kAudiences},
    {Fact::config_may_get_location, kConfig, "may_get_location", FactType::word,
     "who may see where an image's data lie, if the configuration shows it", kAudiences},
    {Fact::config_may_set_location, kConfig, "may_set_location", FactType::word,
     "who may add a location to an image, if the configuration lets locations be changed", kAudiences},
    {Fact::config_may_delete_location, kConfig, "may_delete_location", FactType::word,
     "who may take a location away from an image, if the configuration lets locations be changed", kAudiences},
    {Fact::config_may_add_member, kConfig, "may_add_member", FactType::word,
     "who may share an image with another project", kAudiences},
    {Fact::config_may_copy_from, kConfig, "may_copy_from", FactType::word,
     "who may have API v1 fetch an image from a URL; none from Rocky on", kAudiences},
    {Fact::config_may_use_tasks, kConfig, "may_use_tasks", FactType::word, "who may use the tasks API", kAudiences},
    {Fact::config_web_download, kConfig, "web_download", FactType::boolean,
     "enabled_import_methods has web-download: users have Glance fetch an image from a URL"},
    {Fact::config_web_download_limited, kConfig, "web_download_limited", FactType::boolean,
     "allowed_hosts or disallowed_hosts of [import_filtering_opts] name hosts"},
    {Fact::config_not_loaded, kConfig, "not_loaded", FactType::text,
     "of policy_file and policy_dirs: policy files that are there, or are named, and never read"},
    {Fact::config_not_loaded_because, kConfig, "not_loaded_because", FactType::text, "why they are not read"},
    {Fact::config_not_loaded_in_all, kConfig, "not_loaded_in_all", FactType::boolean,
     "none of the releases that come into question reads them; false where one of them may"},
}};

constexpr bool in_order() {
    for (std::size_t i = 0; i < kFacts.size(); ++i) {
        if (static_cast<std::size_t>(kFacts[i].fact) != i) return false;
    }
    return true;
}
static_assert(in_order(), "the table must follow the enum");

}  // namespace

std::span<const FactInfo> all_facts() { return kFacts; }

const FactInfo& info(Fact fact) { return kFacts[static_cast<std::size_t>(fact)]; }

std::string_view type_name(FactType type) {
    static constexpr std::array<std::string_view, 5> kNames{"text", "word", "integer", "time", "boolean"};
    return kNames[static_cast<std::size_t>(type)];
}

std::optional<Fact> find_fact(SubjectKind subject, std::string_view name) {
    const auto* found = std::find_if(kFacts.begin(), kFacts.end(), [&](const FactInfo& fact) {
        return fact.subject == subject && fact.name == name;
    });
    return found != kFacts.end() ? std::optional(found->fact) : std::nullopt;
}

std::vector<std::string_view> fact_names(SubjectKind subject) {
    std::vector<std::string_view> names;
    for (const FactInfo& fact : kFacts) {
        if (fact.subject == subject) names.push_back(fact.name);
    }
    return names;
}

std::optional<Fact> naming_fact(SubjectKind subject) {
    switch (subject) {
        case SubjectKind::policy: return Fact::action;
        case SubjectKind::schedule: return Fact::schedule;
        case SubjectKind::config: return Fact::config_option;
        case SubjectKind::image:
        case SubjectKind::database: break;
    }
    return std::nullopt;
}

std::int64_t word_value(Fact fact, std::string_view word) {
    const auto words = info(fact).words;
    const auto found = std::find(words.begin(), words.end(), word);
    assert(found != words.end());
    return found - words.begin();
}

void append_value(std::string& out, const FactValue& value) {
    if (!value.present) {
        out += "none";
        return;
    }
    switch (value.type) {
        case FactType::text:
        case FactType::word: out += value.text; break;
        case FactType::integer: out += std::to_string(value.number); break;
        case FactType::time: append_rfc3339(out, value.number); break;
        case FactType::boolean: out += value.number != 0 ? "true" : "false"; break;
    }
}

}  // namespace glance_audit

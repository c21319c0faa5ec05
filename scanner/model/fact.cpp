#include "scanner/model/fact.hpp"

#include <algorithm>
#include <cassert>

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
constexpr std::array<std::string_view, 4> kLetIn{"anyone", "members", "other-projects", "named"};
constexpr std::array<std::string_view, 3> kEngines{"sqlite", "postgresql", "mariadb"};

constexpr std::array<std::string_view, 4> kScheduleKinds{"crontab", "script", "systemd", "kubernetes"};
constexpr std::array<std::string_view, 2> kPurges{"purge", "purge_images_table"};
constexpr std::array<std::string_view, 3> kAgeOrigins{"given", "default", "unknown"};

constexpr auto kImage = SubjectKind::image;
constexpr auto kPolicy = SubjectKind::policy;
constexpr auto kDatabase = SubjectKind::database;
constexpr auto kSchedule = SubjectKind::schedule;

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
     "the check that decides claimable_by, and the line where it stands"},

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
     kLetIn},
    {Fact::changes_actions, kPolicy, "changes_actions", FactType::integer,
     "of `default` in a file: the actions that the release decides by it, and that the files therefore change"},

    {Fact::engine, kDatabase, "engine", FactType::word, "the database engine", kEngines},
    {Fact::release, kDatabase, "release", FactType::text, "the releases that use this schema"},
    {Fact::purge_drops_images, kDatabase, "purge_drops_images", FactType::boolean,
     "plain `glance-manage db purge` deletes image rows in a release with this schema"},
    {Fact::purge_age_days, kDatabase, "purge_age_days", FactType::integer, "the purge age that was assumed, in days"},
    {Fact::scheduled_purges, kDatabase, "scheduled_purges", FactType::text,
     "the schedules that run plain `glance-manage db purge`; none where no schedule was read or none does"},

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

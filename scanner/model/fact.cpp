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
constexpr std::array<std::string_view, 6> kAudiences{"anyone", "members", "custom", "admins", "nobody", "unknown"};
constexpr std::array<std::string_view, 6> kAudiencesInWords{
    "anyone", "members", "holders of a role that the policies name",
    "admins", "nobody",  "users whom this audit cannot tell"};
constexpr std::array<std::string_view, 4> kInconsistencies{"none", "live-but-status-deleted", "held-but-status-live",
                                                           "deleted-in-the-future"};
constexpr std::array<std::string_view, 2> kOrigins{"default", "file"};
constexpr std::array<std::string_view, 5> kForms{"fine", "no-value", "quoted", "unparsable", "not-a-check"};
constexpr std::array<std::string_view, 4> kUses{"this-release", "other-release", "rules", "nobody"};
constexpr std::array<std::string_view, 4> kNewlyAllowed{"anyone", "members", "other-projects", "named"};
constexpr std::array<std::string_view, 7> kScheduleKinds{"crontab", "script",  "systemd", "kubernetes",
                                                         "ansible", "compose", "file"};
constexpr std::array<std::string_view, 4> kPurges{"purge", "purge_images_table", "sql", "unread"};
constexpr std::array<std::string_view, 3> kAgeOrigins{"given", "default", "unknown"};
constexpr std::array<std::string_view, 3> kValueOrigins{"default", "file", "environment"};

constexpr std::array<FactInfo, kFactCount> kFacts{{
#define FACT(subject, fact, name, type, ...) {Fact::fact, SubjectKind::subject, name, FactType::type, __VA_ARGS__},
#include "scanner/model/facts/all.inc"
}};

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

FactSet facts_of(SubjectKind subject) {
    FactSet facts;
    for (const FactInfo& fact : kFacts) {
        if (fact.subject == subject) facts.insert(fact.fact);
    }
    return facts;
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

bool is_ordered(const FactInfo& fact) { return fact.words.data() == kReleaseNames.data(); }

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

std::string_view in_words(ClaimableBy group) { return kAudiencesInWords[static_cast<std::size_t>(group)]; }

void append_in_sentence(std::string& out, Fact fact, const FactValue& value) {
    if (value.present && info(fact).words.data() == kAudiences.data()) {
        out += in_words(static_cast<ClaimableBy>(value.number));
    } else {
        append_value(out, value);
    }
}

}  // namespace glance_audit

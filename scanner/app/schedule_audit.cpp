#include "scanner/app/schedule_audit.hpp"

#include <map>
#include <optional>
#include <string>

namespace glance_audit::app {
namespace {

using sources::PurgeArgument;
using sources::ScheduledPurge;
using Given = PurgeArgument::Given;

constexpr int kPlainAge = 30;  // of `db purge`, in every release
constexpr std::int64_t kRows = 100;
constexpr std::size_t kNamed = 3;

constexpr FactSet kFacts{Fact::schedule,     Fact::schedule_kind, Fact::when,         Fact::user,     Fact::command,
                         Fact::command_line, Fact::age_in_days,   Fact::age_from,     Fact::max_rows, Fact::arguments,
                         Fact::drops_images, Fact::exposed,       Fact::exposed_later};

bool is_plain(const ScheduledPurge& scheduled) { return scheduled.purge.kind == PurgeCommandKind::purge; }

// The age counts from 0 where it cannot be read: no run frees more than that one.
std::int64_t age_of(const ScheduledPurge& scheduled, const sources::ReleaseRange& range) {
    const PurgeArgument& age = scheduled.purge.age_in_days;
    if (age.given == Given::yes) return age.value;
    if (age.given == Given::unknown) return 0;
    return is_plain(scheduled) ? kPlainAge : range.purge_age_days;
}

AgeFrom age_from(const PurgeArgument& age) {
    if (age.given == Given::yes) return AgeFrom::given;
    return age.given == Given::no ? AgeFrom::release_default : AgeFrom::unknown;
}

std::optional<std::int64_t> limit_of(const PurgeArgument& max_rows) {
    if (max_rows.given == Given::no) return kRows;
    if (max_rows.given == Given::unknown || max_rows.value < 0) return std::nullopt;
    return max_rows.value;
}

// What the release refuses deletes nothing, and neither does a limit of no rows.
bool deletes(const sources::PurgeCommand& purge, const sources::ReleaseRange& range) {
    const auto value_of = [](const PurgeArgument& argument) {
        return argument.given == Given::yes ? std::optional(argument.value) : std::nullopt;
    };
    const auto max_rows = value_of(purge.max_rows);
    return max_rows != 0 && sources::takes_purge(range, value_of(purge.age_in_days), max_rows);
}

std::string arguments(const ScheduledPurge& scheduled, std::int64_t age) {
    const sources::PurgeCommand& purge = scheduled.purge;
    std::string out = "rows deleted more than " + std::to_string(age) + (age == 1 ? " day ago" : " days ago");
    if (purge.age_in_days.given == Given::no) out += " (the default)";
    if (purge.age_in_days.given == Given::unknown) out += " (the smallest age, because its own cannot be read)";
    const auto limit = limit_of(purge.max_rows);
    if (limit) out += ", at most " + std::to_string(*limit) + " a run";
    if (purge.max_rows.given == Given::unknown) out += ", at most an unknown number a run";
    return out;
}

// File and entry; the same entry again gets a number.
class Names {
public:
    std::string of(const ScheduledPurge& scheduled) {
        std::string name = scheduled.file + ": " + scheduled.name;
        const int times = ++times_[name];
        if (times > 1) name += " (" + std::to_string(times) + ")";
        return name;
    }

private:
    std::map<std::string, int> times_;
};

void set_text(Batch& batch, Fact fact, std::size_t row, const std::string& value) {
    batch.set(fact, row, batch.arena().copy(value));
    if (value.empty()) batch.set_absent(fact, row);
}

// The facts that do not depend on the images.
void describe(Batch& batch, std::size_t row, const ScheduledPurge& scheduled, std::int64_t age) {
    set_text(batch, Fact::when, row, scheduled.when);
    set_text(batch, Fact::user, row, scheduled.purge.user);
    set_text(batch, Fact::command_line, row, scheduled.purge.text());
    set_text(batch, Fact::arguments, row, arguments(scheduled, age));
    batch.set(Fact::schedule_kind, row, number(scheduled.kind));
    batch.set(Fact::command, row, number(scheduled.purge.kind));
    batch.set(Fact::age_in_days, row, age);
    batch.set(Fact::age_from, row, number(age_from(scheduled.purge.age_in_days)));
    const auto limit = limit_of(scheduled.purge.max_rows);
    batch.set(Fact::max_rows, row, limit.value_or(0));
    if (!limit) batch.set_absent(Fact::max_rows, row);
}

Coverage coverage_of(const sources::Schedules& schedules) {
    Coverage coverage{"schedules", schedules.files, true, std::nullopt};
    if (schedules.failures.empty()) return coverage;
    const SourceError& first = schedules.failures.front();
    coverage.complete = false;
    coverage.error = first.where() + ": " + first.what() + " (" + first.hint() + ")";
    if (schedules.failures.size() > 1)
        *coverage.error += ", and " + std::to_string(schedules.failures.size() - 1) + " more";
    return coverage;
}

}  // namespace

ScheduleAudit::ScheduleAudit(const engine::RuleSet& rules, const sources::Schedules* schedules)
    : schedules_(schedules), counts_(schedules != nullptr && !rules.facts(SubjectKind::schedule).empty()) {}

void ScheduleAudit::count(const Batch& batch) {
    if (counts_) exposed_.add(batch);
}

void ScheduleAudit::name_plain_purges(Batch& batch, std::size_t row) const {
    std::string names;
    std::size_t count = 0;
    const std::vector<ScheduledPurge> none;
    for (const ScheduledPurge& scheduled : schedules_ != nullptr ? schedules_->purges : none) {
        if (!is_plain(scheduled) || ++count > kNamed) continue;
        names += (names.empty() ? "" : ", ") + scheduled.file + ":" + std::to_string(scheduled.line) + " (" +
                 scheduled.when + ")";
    }
    if (count > kNamed) names += " and " + std::to_string(count - kNamed) + " more";
    set_text(batch, Fact::scheduled_purges, row, names);
}

void ScheduleAudit::judge(engine::Evaluator& evaluator, AuditResult& result, std::uint16_t target,
                          const sources::ReleaseRange& range) {
    if (schedules_ == nullptr) return;
    result.targets[target].coverage.push_back(coverage_of(*schedules_));
    if (!counts_) return;
    exposed_.sort();
    Batch batch(SubjectKind::schedule);
    batch.reset(kFacts);
    Names names;
    auto& extras = result.extras[static_cast<std::size_t>(SubjectKind::schedule)];
    std::size_t first = 0;  // the schedule of the batch's first row
    for (std::size_t i = 0; i < schedules_->purges.size(); ++i) {
        const ScheduledPurge& scheduled = schedules_->purges[i];
        const std::size_t row = batch.push();
        const std::int64_t age = age_of(scheduled, range);
        const bool drops = !is_plain(scheduled) || range.purge_drops_images;
        const bool frees = drops && deletes(scheduled.purge, range);
        const auto freed = frees ? exposed_.freed_by(result.now, age) : facts::ExposedImages::Freed{};
        set_text(batch, Fact::schedule, row, names.of(scheduled));
        describe(batch, row, scheduled, age);
        batch.set(Fact::drops_images, row, drops ? 1 : 0);
        batch.set(Fact::exposed, row, freed.now);
        batch.set(Fact::exposed_later, row, freed.later);
        if (!batch.full() && i + 1 < schedules_->purges.size()) continue;
        const auto& stored = evaluator.add_findings(batch, evaluator.match(batch));
        for (std::size_t at = 0; at < stored.size(); ++at) {
            if (stored[at] == engine::Evaluator::kNotStored) continue;
            extras[stored[at]].location =
                Location{schedules_->purges[first + at].file, schedules_->purges[first + at].line};
        }
        batch.reset(kFacts);
        first = i + 1;
    }
}

}  // namespace glance_audit::app

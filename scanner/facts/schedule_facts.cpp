#include "scanner/facts/schedule_facts.hpp"

#include <map>
#include <optional>
#include <string>

#include "scanner/glance/purge.hpp"

namespace glance_audit::facts {
namespace {

using sources::PurgeArgument;
using sources::ScheduledPurge;
using Given = PurgeArgument::Given;

constexpr int kPlainAge = 30;  // of `db purge`, in every release
constexpr std::int64_t kRows = 100;
constexpr std::size_t kNamed = 3;

bool is_plain(const ScheduledPurge& scheduled) { return scheduled.purge.kind == PurgeCommandKind::purge; }
bool is_unread(const ScheduledPurge& scheduled) { return scheduled.purge.kind == PurgeCommandKind::unread; }

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
    if (purge.kind == PurgeCommandKind::sql) return true;
    if (purge.kind == PurgeCommandKind::purge_images_table && !sources::has_images_purge(range)) return false;
    return max_rows != 0 && sources::takes_purge(range, value_of(purge.age_in_days), max_rows);
}

std::string arguments(const ScheduledPurge& scheduled, std::int64_t age) {
    const sources::PurgeCommand& purge = scheduled.purge;
    if (purge.kind == PurgeCommandKind::sql) return "rows by SQL, whose condition is not read: any row may go";
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
    batch.set_text(fact, row, value.empty() ? std::nullopt : std::optional(value));
}

// Nothing is known of it but where it stands.
void describe_unread(Batch& batch, std::size_t row, const ScheduledPurge& scheduled) {
    for (const Fact fact : {Fact::when, Fact::user, Fact::command_line, Fact::arguments, Fact::age_in_days,
                            Fact::age_from, Fact::max_rows, Fact::drops_images, Fact::exposed, Fact::exposed_later}) {
        batch.set_absent(fact, row);
    }
    batch.set(Fact::schedule_kind, row, number(scheduled.kind));
    batch.set(Fact::command, row, number(scheduled.purge.kind));
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
    batch.set_number(Fact::max_rows, row, limit_of(scheduled.purge.max_rows));
}

}  // namespace

void ScheduleFacts::count(const Batch& batch) {
    if (counts_) exposed_.add(batch);
}

void ScheduleFacts::name_plain_purges(Batch& batch, std::size_t row) const {
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

void ScheduleFacts::each_batch(Micros now, const sources::ReleaseRange& range, const UseRows& use) {
    if (!counts_) return;
    exposed_.sort();
    Batch batch(SubjectKind::schedule);
    batch.reset(facts_of(SubjectKind::schedule));
    Locations locations;
    Names names;
    for (const ScheduledPurge& scheduled : schedules_->purges) {
        const std::size_t row = batch.push();
        set_text(batch, Fact::schedule, row, names.of(scheduled));
        if (is_unread(scheduled)) {
            describe_unread(batch, row, scheduled);
        } else {
            const std::int64_t age = age_of(scheduled, range);
            const bool drops = !is_plain(scheduled) || range.purge_drops_images;
            const bool frees = drops && deletes(scheduled.purge, range);
            const auto freed = frees ? exposed_.freed_by(now, age) : ExposedImages::Freed{};
            describe(batch, row, scheduled, age);
            batch.set(Fact::drops_images, row, drops ? 1 : 0);
            batch.set(Fact::exposed, row, freed.now);
            batch.set(Fact::exposed_later, row, freed.later);
        }
        locations.emplace_back(Location{scheduled.file, scheduled.line});
        if (!batch.full() && &scheduled != &schedules_->purges.back()) continue;
        use(batch, locations);
        batch.reset(facts_of(SubjectKind::schedule));
        locations.clear();
    }
}

}  // namespace glance_audit::facts

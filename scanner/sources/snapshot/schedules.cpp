#include "scanner/sources/snapshot/schedules.hpp"

#include "scanner/sources/snapshot/layout.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::size_t kMostRows = 10'000;

StoredValue text(std::string_view value) { return StoredValue::of(value); }

template <class Number>
StoredValue number_value(Number value) {
    return StoredValue::of(static_cast<std::int64_t>(value));
}

void check(SqliteConnection& connection, bool right) {
    if (right) return;
    throw SourceError("glance-audit does not write snapshots like this one: a schedule in it makes no sense",
                      connection.path(), "take a new snapshot, or copy the original once more");
}

// A whole number from 0 to `most`.
std::int64_t limited(SqliteConnection& connection, const SqliteStatement& row, int column, std::int64_t most) {
    check(connection, row.is_integer(column) && row.integer(column) >= 0 && row.integer(column) <= most);
    return row.integer(column);
}

std::int64_t last_word(Fact fact) { return static_cast<std::int64_t>(info(fact).words.size()) - 1; }

PurgeArgument read_argument(SqliteConnection& connection, const SqliteStatement& row, int column) {
    constexpr auto kLast = static_cast<std::int64_t>(PurgeArgument::Given::unknown);
    PurgeArgument argument;
    argument.given = static_cast<PurgeArgument::Given>(limited(connection, row, column, kLast));
    check(connection, row.is_integer(column + 1));
    argument.value = row.integer(column + 1);
    return argument;
}

}  // namespace

void write_schedules(SnapshotWriter& writer, const Schedules& schedules) {
    writer.begin_table("snapshot_schedules", own_columns("snapshot_schedules"));
    for (const ScheduledPurge& scheduled : schedules.purges) {
        const PurgeCommand& purge = scheduled.purge;
        writer.add({number_value(scheduled.kind), text(scheduled.name), text(scheduled.when), text(scheduled.file),
                    number_value(scheduled.line), number_value(purge.kind), text(purge.user), number_value(purge.line),
                    number_value(purge.age_in_days.given), number_value(purge.age_in_days.value),
                    number_value(purge.max_rows.given), number_value(purge.max_rows.value)});
    }
    writer.begin_table("snapshot_schedule_failures", own_columns("snapshot_schedule_failures"));
    for (const SourceError& error : schedules.failures) {
        writer.add({text(error.where()), text(error.what()), text(error.hint())});
    }
}

Schedules read_schedules(SqliteConnection& connection) {
    constexpr std::int64_t kMostLines = 1'000'000'000;
    Schedules schedules;
    SqliteStatement row(connection, "SELECT * FROM snapshot_schedules ORDER BY rowid");
    while (row.step()) {
        check(connection, schedules.purges.size() < kMostRows);
        ScheduledPurge& scheduled = schedules.purges.emplace_back();
        scheduled.kind = static_cast<ScheduleKind>(limited(connection, row, 0, last_word(Fact::schedule_kind)));
        scheduled.name = row.text(1);
        scheduled.when = row.text(2);
        scheduled.file = row.text(3);
        scheduled.line = static_cast<int>(limited(connection, row, 4, kMostLines));
        scheduled.purge.kind = static_cast<PurgeCommandKind>(limited(connection, row, 5, last_word(Fact::command)));
        scheduled.purge.user = row.text(6);
        scheduled.purge.line = static_cast<int>(limited(connection, row, 7, kMostLines));
        scheduled.purge.age_in_days = read_argument(connection, row, 8);
        scheduled.purge.max_rows = read_argument(connection, row, 10);
    }
    SqliteStatement failure(connection, "SELECT * FROM snapshot_schedule_failures ORDER BY rowid");
    while (failure.step()) {
        check(connection, schedules.failures.size() < kMostRows);
        schedules.failures.emplace_back(std::string(failure.text(1)), std::string(failure.text(0)),
                                        std::string(failure.text(2)));
    }
    return schedules;
}

}  // namespace glance_audit::sources

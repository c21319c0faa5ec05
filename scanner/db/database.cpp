#include "scanner/db/database.hpp"

#include "scanner/base/join.hpp"
#include "scanner/base/number.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/db/server_errors.hpp"

namespace glance_audit::sources {
namespace {

// Far beyond what any catalogue and any list of IDs answers.
constexpr std::uint64_t kMostSmallRows = 20'000;
constexpr std::size_t kMostSmallBytes = std::size_t{16} << 20;

std::string rows(std::uint64_t count) { return std::to_string(count) + (count == 1 ? " row" : " rows"); }

}  // namespace

std::string Select::text() const { return "SELECT " + joined(columns, ", ") + (rest.empty() ? "" : " ") + rest; }

std::vector<Database::Row> Database::query(const Select& select) {
    std::vector<Row> found;
    std::size_t bytes = 0;
    stream(select, {0, kMostSmallRows}, [&](std::span<const Field> fields) {
        for (const Field& field : fields) bytes += field.value_or("").size();
        if (bytes > kMostSmallBytes) throw senseless_answer_error("it is too long", shown_);
        found.emplace_back(fields.begin(), fields.end());
    });
    return found;
}

std::optional<std::string> Database::value(const Select& select) {
    std::optional<std::string> found;
    stream(select, {1, 1}, [&](std::span<const Field> fields) { found = fields[0]; });
    return found;
}

std::uint64_t Database::number(const Select& select) { return to_number(value(select).value_or("NULL")); }

std::uint64_t Database::to_number(std::string_view text) const {
    if (const auto number = text::whole_number<std::uint64_t>(text)) return *number;
    throw senseless_answer_error("'" + shortened(text) + "' stands where a number belongs", shown_);
}

void Database::stream(const Select& select, RowRange expected, const Consume& consume) {
    std::uint64_t received = 0;
    const std::string said = send(select, [&](std::span<const Field> fields) {
        if (++received > expected.most) {
            throw senseless_answer_error("it goes on after the " + rows(expected.most) + " that there can be", shown_);
        }
        consume(fields);
    });
    const std::uint64_t sent = to_number(said);
    if (received != sent) {
        throw senseless_answer_error("it says that it sent " + rows(sent) + ", and " + std::to_string(received) +
                                         (received == 1 ? " has come" : " have come"),
                                     shown_);
    }
    if (received >= expected.least) return;
    throw SourceError("the server counts " + rows(expected.least) + ", and sent " + std::to_string(received), shown_,
                      "look for what filters or limits queries between here and the database");
}

}  // namespace glance_audit::sources

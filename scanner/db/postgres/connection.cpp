// One connection to PostgreSQL with one read-only transaction that sees the database at one point in time.
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "scanner/base/error.hpp"
#include "scanner/db/database.hpp"
#include "scanner/db/database_url.hpp"
#include "scanner/db/postgres/errors.hpp"
#include "scanner/db/postgres/link.hpp"
#include "scanner/formats/dump/values.hpp"

namespace glance_audit::sources {
namespace {

PostgresParameters completed(PostgresParameters parameters, std::chrono::milliseconds timeout) {
    parameters.try_emplace("application_name", "glance-audit");
    // Of several hosts, one that does not answer at all leaves time for the next.
    parameters.try_emplace("tcp_user_timeout", std::to_string(timeout.count() / 3));
    parameters["client_encoding"] = "UTF8";
    return parameters;
}

class PostgresConnection final : public Database {
public:
    // shown: how errors call the source. timeout: for the connection, for locks, and for each silence of the server.
    PostgresConnection(const PostgresParameters& parameters, std::string shown, std::chrono::seconds timeout);

    Engine engine() const override { return Engine::postgresql; }
    std::string version() override;
    std::vector<std::string> columns(std::string_view table) override;
    bool has_table(std::string_view table) override;
    void require_whole(std::string_view table) override;
    std::uint64_t estimated_rows(std::string_view table) override;
    std::uint64_t most_rows(std::string_view table) override;
    RowRange expected_rows(const Select& select, std::string_view table) override;
    std::string quote(const std::string& text) override { return link_.quote(text); }

protected:
    std::string send(const Select& select, const Consume& consume) override;

private:
    void check_schema_usage(std::string_view table);

    PostgresLink link_;
};

PostgresConnection::PostgresConnection(const PostgresParameters& parameters, std::string shown,
                                       std::chrono::seconds timeout)
    : Database(shown), link_(completed(parameters, timeout), std::move(shown), timeout) {
    link_.execute("START TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    link_.execute("SAVEPOINT statement");
    // A little less than this side waits: then the server can say that it was a lock. A stream may take as long as it
    // likes, as long as it flows.
    link_.execute("SET LOCAL lock_timeout = '" + std::to_string(timeout.count() * 900) + "ms'");
    link_.execute("SET LOCAL statement_timeout = 0");
    // Unknown to servers before 9.6.
    link_.execute(
        "SELECT set_config(name, '0', true) FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'");
    link_.execute("SET LOCAL datestyle = 'ISO, YMD'");
    // Rows that a policy hides are an error, and are not left out. Unknown to servers before 9.5.
    link_.execute("SELECT set_config(name, 'off', true) FROM pg_settings WHERE name = 'row_security'");
    // A database without an encoding holds any bytes: they are taken as they are.
    if (value({{"current_setting('server_encoding')"}}) == "SQL_ASCII") {
        link_.execute("SET LOCAL client_encoding = 'SQL_ASCII'");
    }
}

// "15.18 (Debian 15.18-0+deb12u1)": the number is enough.
std::string PostgresConnection::version() {
    const std::string text = value({{"current_setting('server_version')"}}).value_or("");
    return text.substr(0, text.find(' '));
}

std::vector<std::string> PostgresConnection::columns(std::string_view table) {
    std::vector<std::string> names;
    for (const Row& row : query({{"attname"},
                                 "FROM pg_attribute WHERE attrelid = to_regclass(" + quote(std::string(table)) +
                                     ") AND attnum > 0 AND NOT attisdropped ORDER BY attnum"})) {
        names.push_back(row[0].value_or(""));
    }
    if (names.empty()) check_schema_usage(table);
    return names;
}

// Tables in a schema that the account may not use look as if they were not there.
void PostgresConnection::check_schema_usage(std::string_view table) {
    const auto closed =
        query({{"nspname"},
               "FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace WHERE relname = " +
                   quote(std::string(table)) +
                   " AND NOT has_schema_privilege(n.oid, 'USAGE') ORDER BY nspname = 'public' DESC LIMIT 1"});
    if (closed.empty()) return;
    const std::string message = "permission denied for schema " + closed[0][0].value_or("");
    throw postgres_error("42501", message, link_.user(), shown());
}

bool PostgresConnection::has_table(std::string_view table) {
    const auto answer = value({{"to_regclass(" + quote(std::string(table)) + ") IS NOT NULL"}});
    if (answer != "t" && answer != "f")
        throw senseless_answer_error("it is asked for a truth, and gives none", shown());
    return answer == "t";
}

// Asks the catalogue alone: the table itself may be locked.
void PostgresConnection::require_whole(std::string_view table) {
    const std::string name(table);
    const std::string literal = quote(name);
    const auto found = query(
        {{"CASE WHEN relpersistence = 't' THEN 'a temporary table' WHEN relkind IN ('r', 'p') THEN NULL WHEN relkind = "
          "'f' THEN 'a foreign table' ELSE 'a view' END",
          "(SELECT string_agg(nspname || '.' || other.relname, ', ' ORDER BY nspname) FROM pg_class AS other JOIN "
          "pg_namespace AS n ON n.oid = other.relnamespace WHERE other.relname = " +
              literal + " AND nspname = ANY(current_schemas(false)) HAVING count(*) > 1)",
          "(SELECT min(attname::text) FROM pg_attribute WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT "
          "attisdropped AND NOT has_column_privilege(pg_class.oid, attnum, 'SELECT'))"},
         "FROM pg_class WHERE oid = to_regclass(" + literal + ")"});
    if (found.size() != 1) throw senseless_answer_error("it has lost table '" + name + "'", shown());
    const Row& row = found[0];
    if (row[0]) throw not_whole_error(name, *row[0], shown());
    if (row[1]) {
        throw SourceError("several tables on the search path are called '" + name + "': " + *row[1], shown(),
                          "let search_path lead to Glance's alone: ?options=-csearch_path%3Dpublic");
    }
    if (row[2]) throw postgres_error("42501", "permission denied for table " + name, link_.user(), shown());
}

std::uint64_t PostgresConnection::estimated_rows(std::string_view table) {
    return number({{"coalesce(max(greatest(reltuples, 0)::bigint), 0)"},
                   "FROM pg_class WHERE oid = to_regclass(" + quote(std::string(table)) + ")"});
}

// No row takes less than 28 bytes. The partitions of a table that has some are not added up.
std::uint64_t PostgresConnection::most_rows(std::string_view table) {
    return number({{"coalesce(max(CASE relkind WHEN 'r' THEN pg_relation_size(oid) / 28 ELSE 1000000000000 END), 0)"},
                   "FROM pg_class WHERE oid = to_regclass(" + quote(std::string(table)) + ")"});
}

RowRange PostgresConnection::expected_rows(const Select& select, std::string_view /*table*/) {
    const std::uint64_t rows = number({{"count(*)"}, select.rest});
    return {rows, rows};
}

std::string PostgresConnection::send(const Select& select, const Consume& consume) {
    ValueParser row;
    const Slots slots = Slots::all(select.columns.size());
    try {
        return link_.copy(select.text(), select.columns.size(), [&](std::string_view line) {
            row.parse_line(line, slots);
            consume(row.fields());
        });
    } catch (const Malformed& malformed) {
        throw senseless_answer_error(malformed.why, shown());
    }
}

}  // namespace

std::unique_ptr<Database> open_postgresql(const std::string& url, const OpenOptions& options) {
    PostgresParameters parameters = postgres_parameters(parse_database_url(url));
    if (options.password) parameters.try_emplace("password", *options.password);
    return std::make_unique<PostgresConnection>(parameters, without_password(url), options.timeout);
}

}  // namespace glance_audit::sources

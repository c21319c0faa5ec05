// One connection to PostgreSQL with one read-only transaction that sees the database at one point in time.
//
// All that libpqxx throws becomes a SourceError here. A statement that fails leaves the transaction usable: each runs
// behind a savepoint.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "scanner/base/error.hpp"
#include "scanner/db/database.hpp"
#include "scanner/db/database_url.hpp"
#include "scanner/db/postgres/errors.hpp"
#include "scanner/db/postgres/stream.hpp"
#include "scanner/db/stall_guard.hpp"
#include "scanner/formats/dump/values.hpp"

namespace glance_audit::sources {
namespace {

std::string connection_string(PostgresParameters parameters, std::chrono::seconds timeout) {
    parameters.try_emplace("connect_timeout", std::to_string(timeout.count()));
    parameters.try_emplace("application_name", "glance-audit");
    parameters["client_encoding"] = "UTF8";
    std::string text;
    for (const auto& [keyword, value] : parameters) {
        text += keyword + "='";
        for (const char c : value) {
            if (c == '\'' || c == '\\') text += '\\';
            text += c;
        }
        text += "' ";
    }
    return text;
}

// A server ends what takes too long itself, a little before this side gives up: then it can say why.
std::string server_limit(std::chrono::seconds timeout) { return std::to_string(timeout.count() * 900) + "ms"; }

// Connection exceptions, and a server that shuts down.
bool is_lost(const std::string& sqlstate) {
    return sqlstate.compare(0, 2, "08") == 0 || sqlstate.compare(0, 3, "57P") == 0;
}

// libpqxx 6 drops the code of the errors it has classes for.
std::string sqlstate_of(const pqxx::sql_error& error) {
    return dynamic_cast<const pqxx::insufficient_privilege*>(&error) != nullptr ? "42501" : error.sqlstate();
}

class PostgresConnection final : public Database {
public:
    // shown: how errors call the source. timeout: for the connection, for each statement that is no stream, for locks,
    // and for each silence within a stream.
    PostgresConnection(const PostgresParameters& parameters, std::string shown, std::chrono::seconds timeout);
    ~PostgresConnection() override;

    Engine engine() const override { return Engine::postgresql; }
    std::string version() override;
    std::vector<std::string> columns(std::string_view table) override;
    bool has_table(std::string_view table) override;
    void require_whole(std::string_view table) override;
    std::uint64_t estimated_rows(std::string_view table) override;
    std::vector<Row> query(const std::string& sql) override;
    void stream(const std::string& select, const std::function<void(std::span<const Field>)>& consume) override;
    std::string quote(const std::string& text) override;

private:
    class Session;

    template <class Work>
    auto attempt(Work work);
    void check_schema_usage(std::string_view table);
    void recover();
    [[noreturn]] void lose(const std::string& message);

    std::string shown_;
    std::chrono::seconds timeout_;
    std::unique_ptr<Session> session_;
};

class PostgresConnection::Session {
public:
    Session(const std::string& connection_string, std::chrono::seconds timeout)
        : connection_(connection_string),
          quiet_(connection_),
          guard_(connection_.sock(), timeout),
          transaction_(connection_),
          limit_(server_limit(timeout)) {
        execute("START TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        execute("SET LOCAL lock_timeout = '" + limit_ + "'");
        // Unknown to servers before 9.6.
        execute(
            "SELECT set_config(name, '0', true) FROM pg_settings "
            "WHERE name = 'idle_in_transaction_session_timeout'");
        execute("SET LOCAL datestyle = 'ISO, YMD'");
        // Rows that a policy hides are an error, and are not left out. Unknown to servers before 9.5.
        execute("SELECT set_config(name, 'off', true) FROM pg_settings WHERE name = 'row_security'");
        // A database without an encoding holds any bytes: they are taken as they are.
        if (execute("SHOW server_encoding").at(0)[0].c_str() == std::string_view("SQL_ASCII")) {
            execute("SET LOCAL client_encoding = 'SQL_ASCII'");
        }
    }

    pqxx::result execute(const std::string& sql) {
        const StallGuard::Wait wait(guard_);
        return transaction_.exec(sql);
    }

    std::vector<Row> query(const std::string& sql) {
        begin_statement(limit_);
        const pqxx::result result = execute(sql);
        end_statement();
        std::vector<Row> rows;
        for (const auto& row : result) {
            Row& fields = rows.emplace_back();
            for (const auto& field : row) {
                fields.push_back(field.is_null() ? std::nullopt
                                                 : std::optional<std::string>(std::in_place, field.c_str()));
            }
        }
        return rows;
    }

    // A stream may take as long as it likes, as long as it flows.
    void copy(const std::string& select, const std::function<void(std::span<const Field>)>& consume) {
        begin_statement("0");
        CopyStream stream = open(select);
        ValueParser row;
        Slots slots;
        std::string_view line;
        while (next(stream, line)) {
            if (slots.columns() == 0) {
                slots = Slots::all(1 + static_cast<std::size_t>(std::count(line.begin(), line.end(), '\t')));
            }
            row.parse_line(line, slots);
            consume(row.fields());
        }
        stream.finish();
        end_statement();
    }

    std::string quote(const std::string& text) const { return transaction_.quote(text); }
    std::string user() { return connection_.username(); }
    bool silent() const { return guard_.fired(); }
    bool is_open() const { return connection_.is_open(); }
    void roll_back_statement() { execute("ROLLBACK TO SAVEPOINT statement"); }

private:
    CopyStream open(const std::string& select) {
        const StallGuard::Wait wait(guard_);
        return CopyStream(transaction_, select);
    }

    bool next(CopyStream& stream, std::string_view& line) {
        const StallGuard::Wait wait(guard_);
        return stream.next(line);
    }

    void begin_statement(const std::string& limit) {
        execute("SAVEPOINT statement; SET LOCAL statement_timeout = '" + limit + "'");
    }
    void end_statement() { execute("RELEASE SAVEPOINT statement"); }

    pqxx::connection connection_;
    QuietNotices quiet_;
    StallGuard guard_;
    // libpqxx 6 gives up its own transactions for good when one statement fails: this one is begun by hand.
    pqxx::nontransaction transaction_;
    std::string limit_;
};

PostgresConnection::PostgresConnection(const PostgresParameters& parameters, std::string shown,
                                       std::chrono::seconds timeout)
    : shown_(std::move(shown)), timeout_(timeout) {
    try {
        session_ = std::make_unique<Session>(connection_string(parameters, timeout), timeout);
    } catch (const std::exception& error) {
        const auto user = parameters.find("user");
        throw postgres_connection_error(error.what(), user == parameters.end() ? "" : user->second, shown_);
    }
}

PostgresConnection::~PostgresConnection() = default;

// What libpqxx throws: sql_error where the server refused, broken_connection and others where it is gone.
template <class Work>
auto PostgresConnection::attempt(Work work) {
    if (!session_) throw SourceError("the connection to the database was lost before", shown_, "run the audit again");
    try {
        return work();
    } catch (const pqxx::broken_connection& error) {
        lose(error.what());
    } catch (const pqxx::sql_error& error) {
        const std::string sqlstate = sqlstate_of(error);
        if (is_lost(sqlstate) || session_->silent() || !session_->is_open()) lose(error.what());
        const SourceError refused = postgres_error(sqlstate, error.what(), session_->user(), shown_);
        recover();
        throw refused;
    } catch (const pqxx::failure& error) {
        lose(error.what());
    } catch (const Malformed& row) {
        lose(row.why);
    }
}

void PostgresConnection::recover() {
    try {
        session_->roll_back_statement();
    } catch (const pqxx::failure&) {
        session_.reset();  // the next statement will say that the connection is lost
    }
}

void PostgresConnection::lose(const std::string& message) {
    const bool silent = session_->silent();
    session_.reset();
    if (silent) throw silent_server_error(timeout_, shown_);
    throw lost_connection_error(message, shown_);
}

// "15.18 (Debian 15.18-0+deb12u1)": the number is enough.
std::string PostgresConnection::version() {
    const std::string text = query("SHOW server_version").at(0).at(0).value_or("");
    return text.substr(0, text.find(' '));
}

std::vector<std::string> PostgresConnection::columns(std::string_view table) {
    std::vector<std::string> names;
    for (const Row& row : query("SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(" +
                                quote(std::string(table)) + ") AND attnum > 0 AND NOT attisdropped ORDER BY attnum")) {
        names.push_back(row[0].value_or(""));
    }
    if (names.empty()) check_schema_usage(table);
    return names;
}

// Tables in a schema that the account may not use look as if they were not there.
void PostgresConnection::check_schema_usage(std::string_view table) {
    const auto closed =
        query("SELECT nspname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace WHERE relname = " +
              quote(std::string(table)) +
              " AND NOT has_schema_privilege(n.oid, 'USAGE') ORDER BY nspname = 'public' DESC LIMIT 1");
    if (closed.empty()) return;
    const std::string message = "permission denied for schema " + closed[0][0].value_or("");
    throw postgres_error("42501", message, session_->user(), shown_);
}

bool PostgresConnection::has_table(std::string_view table) {
    return query("SELECT to_regclass(" + quote(std::string(table)) + ") IS NOT NULL").at(0).at(0) == "t";
}

// Asks the catalogue alone: the table itself may be locked.
void PostgresConnection::require_whole(std::string_view table) {
    const std::string name(table);
    const std::string literal = quote(name);
    const auto found = query(
        "SELECT CASE WHEN relpersistence = 't' THEN 'a temporary table' WHEN relkind IN ('r', 'p') THEN NULL WHEN "
        "relkind = 'f' THEN 'a foreign table' ELSE 'a view' END, (SELECT string_agg(nspname || '.' || other.relname, "
        "', ' ORDER BY nspname) FROM pg_class AS other JOIN pg_namespace AS n ON n.oid = other.relnamespace WHERE "
        "other.relname = " +
        literal +
        " AND nspname = ANY(current_schemas(false)) HAVING count(*) > 1), (SELECT min(attname::text) FROM pg_attribute "
        "WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND NOT has_column_privilege(pg_class.oid, "
        "attnum, 'SELECT')) FROM pg_class WHERE oid = to_regclass(" +
        literal + ")");
    const Row& row = found.at(0);
    if (row[0]) throw not_whole_error(name, *row[0], shown_);
    if (row[1]) {
        throw SourceError("several tables on the search path are called '" + name + "': " + *row[1], shown_,
                          "let search_path lead to Glance's alone: ?options=-csearch_path%3Dpublic");
    }
    if (row[2]) throw postgres_error("42501", "permission denied for table " + name, session_->user(), shown_);
}

std::uint64_t PostgresConnection::estimated_rows(std::string_view table) {
    const auto rows = query("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = to_regclass(" +
                            quote(std::string(table)) + ")");
    return std::stoull(rows.at(0).at(0).value_or("0"));
}

std::vector<Database::Row> PostgresConnection::query(const std::string& sql) {
    return attempt([&] { return session_->query(sql); });
}

void PostgresConnection::stream(const std::string& select, const std::function<void(std::span<const Field>)>& consume) {
    attempt([&] { session_->copy(select, consume); });
}

std::string PostgresConnection::quote(const std::string& text) {
    return attempt([&] { return session_->quote(text); });
}

}  // namespace

std::unique_ptr<Database> open_postgresql(const std::string& url, const OpenOptions& options) {
    PostgresParameters parameters = postgres_parameters(parse_database_url(url));
    if (options.password) parameters.try_emplace("password", *options.password);
    return std::make_unique<PostgresConnection>(parameters, without_password(url), options.timeout);
}

}  // namespace glance_audit::sources

// One connection to MariaDB or MySQL with one read-only transaction that sees the database at one point in time.
#include <mysqld_error.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "scanner/base/error.hpp"
#include "scanner/base/source_text.hpp"
#include "scanner/db/database.hpp"
#include "scanner/db/database_url.hpp"
#include "scanner/db/mariadb/errors.hpp"
#include "scanner/db/mariadb/link.hpp"

namespace glance_audit::sources {
namespace {

class MariadbConnection final : public Database {
public:
    // shown: how errors call the source. timeout: for the connection, for locks, and for each silence of the server.
    MariadbConnection(const MariadbParameters& parameters, std::string shown, std::chrono::seconds timeout);

    Engine engine() const override { return engine_; }
    std::string version() override { return version_; }
    std::vector<std::string> columns(std::string_view table) override;
    bool has_table(std::string_view table) override;
    void require_whole(std::string_view table) override;
    std::string compared_with(std::string_view table, std::string_view column, std::string_view other_table,
                              std::string_view other_column) override;
    std::uint64_t estimated_rows(std::string_view table) override;
    std::uint64_t most_rows(std::string_view table) override;
    std::string quote(const std::string& text) override { return link_.quote(text); }

protected:
    std::string send(const Select& select, const Consume& consume) override;

private:
    void begin(std::chrono::seconds timeout);
    void refuse_tables_of_init_connect();
    void ask_whose();

    MariadbLink link_;
    Engine engine_ = Engine::mysql;
    std::string version_;
};

MariadbConnection::MariadbConnection(const MariadbParameters& parameters, std::string shown,
                                     std::chrono::seconds timeout)
    : Database(shown), link_(parameters, std::move(shown), timeout) {
    begin(timeout);
    ask_whose();
    if (!link_.database().empty()) return;
    link_.set_database(value({{"DATABASE()"}}).value_or(""));
    if (!link_.database().empty()) return;
    throw SourceError("the URL names no database", this->shown(), "add its name: mysql://user@host/glance");
}

void MariadbConnection::begin(std::chrono::seconds timeout) {
    // Whole seconds alone, and less than this side waits: then the server can say that it was a lock.
    link_.execute("SET SESSION lock_wait_timeout = " + std::to_string(std::max<std::int64_t>(1, timeout.count() - 1)));
    link_.execute("SET SESSION net_write_timeout = 3600");  // while this side works, the server waits
    // What the server, an account or its init_connect may have set: none of it limits or changes what is read.
    link_.execute("SET NAMES utf8mb4");
    link_.execute(
        "SET SESSION sql_mode = '', sql_select_limit = 18446744073709551615, sql_big_selects = 1, "
        "sql_auto_is_null = 0, time_zone = '+00:00'");
    refuse_tables_of_init_connect();
    link_.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    link_.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
}

// A temporary table hides the one of its name, and not every version lists it.
void MariadbConnection::refuse_tables_of_init_connect() {
    bool made = false;
    for (const std::string_view what : {"Com_create_table", "Com_create_temporary_table"}) {
        const std::string statement = "SHOW SESSION STATUS WHERE variable_name = '" + std::string(what) + "'";
        made = made || link_.value(statement + " AND value > 0", 2) != "";
    }
    if (!made) return;
    throw SourceError("the server's init_connect made a temporary table, which may stand in place of Glance's", shown(),
                      "audit as an account that init_connect does not concern, or clear init_connect");
}

// The library takes a row that is longer than announced, and puts up with what follows: a last column of which it is
// known what it holds says that those before it stand in their places. The server's own count of what it has sent costs
// nothing; count(*) would go through an index again, and cost an eighth of a scan.
std::string MariadbConnection::send(const Select& select, const Consume& consume) {
    Select marked = select;
    marked.columns.emplace_back("1");
    link_.select(marked.text(), marked.columns.size(), [&](std::span<const Field> fields) {
        if (fields.back() != "1") link_.lose_senseless("a row is longer or shorter than the others");
        consume(fields.first(fields.size() - 1));
    });
    return link_.value("SELECT FOUND_ROWS()", 1);
}

// "10.11.6-MariaDB-0+deb12u1", "8.0.36-0ubuntu0.22.04.1": the number, and whose it is. What a server says when it
// greets may be a proxy's.
void MariadbConnection::ask_whose() {
    const std::string text = value({{"concat(@@version, ' ', @@version_comment)"}}).value_or("");
    version_ = text.substr(0, text.find_first_of("- "));
    if (text.find("MariaDB") == std::string::npos) return;
    engine_ = Engine::mariadb;
    version_ += "-MariaDB";
}

std::vector<std::string> MariadbConnection::columns(std::string_view table) {
    const std::string name(table);
    if (!has_table(table)) return {};
    std::vector<std::string> names;
    for (const Row& row : query({{"column_name"},
                                 "FROM information_schema.columns WHERE table_schema = " + quote(link_.database()) +
                                     " AND table_name = " + quote(name) + " ORDER BY ordinal_position"})) {
        names.push_back(row[0].value_or(""));
    }
    return names;
}

// Servers list only those tables that the account may read. Where it may not, they say "denied", of a table that does
// not exist as well. A table that another session has locked is there; reading it will say so.
bool MariadbConnection::has_table(std::string_view table) {
    const unsigned code = link_.try_execute("SELECT 1 FROM `" + std::string(table) + "` LIMIT 0");
    if (code == ER_NO_SUCH_TABLE) return false;
    if (is_denied(code)) return true;
    if (code == ER_LOCK_WAIT_TIMEOUT) return true;
    if (code != 0) link_.refuse();
    return true;
}

void MariadbConnection::require_whole(std::string_view table) {
    const std::string name(table);
    const auto found = query({{"table_type", "engine"},
                              "FROM information_schema.tables WHERE table_schema = " + quote(link_.database()) +
                                  " AND table_name = " + quote(name) + " AND table_type <> 'TEMPORARY'"});
    const auto type = found.empty() ? std::nullopt : found[0][0];
    if (type && type->find("VIEW") != std::string::npos) throw not_whole_error(name, "a view", shown());
    link_.execute("SELECT * FROM `" + name + "` LIMIT 0");  // a missing grant shows here, of one column too
    if (type && type != "BASE TABLE") throw not_whole_error(name, "a table with a history", shown());
    const std::string engine = found.empty() ? "" : found[0][1].value_or("");
    static constexpr std::array<std::string_view, 2> kWithSnapshots{"InnoDB", "ROCKSDB"};
    if (std::find(kWithSnapshots.begin(), kWithSnapshots.end(), engine) != kWithSnapshots.end()) return;
    throw SourceError(
        "table '" + name + "' is of the engine " + engine + ", which has no snapshots: it may change while it is read",
        shown(),
        "audit a dump that was taken with --lock-tables, or convert it: ALTER TABLE " + name + " ENGINE = InnoDB");
}

// Tables that were converted one by one cannot be compared as they are (error 1267).
std::string MariadbConnection::compared_with(std::string_view table, std::string_view column,
                                             std::string_view other_table, std::string_view other_column) {
    const auto collation_of = [&](std::string_view of_table, std::string_view of_column) {
        return query({{"character_set_name", "collation_name"},
                      "FROM information_schema.columns WHERE table_schema = " + quote(link_.database()) +
                          " AND table_name = " + quote(std::string(of_table)) +
                          " AND column_name = " + quote(std::string(of_column))});
    };
    std::string plain = std::string(table) + "." + std::string(column);
    const auto own = collation_of(table, column);
    const auto other = collation_of(other_table, other_column);
    if (own.empty() || other.empty() || own == other || !other[0][0] || !other[0][1]) return plain;
    return "CONVERT(" + plain + " USING " + *other[0][0] + ") COLLATE " + *other[0][1];
}

std::uint64_t MariadbConnection::estimated_rows(std::string_view table) {
    return number({{"coalesce(max(table_rows), 0)"},
                   "FROM information_schema.tables WHERE table_schema = " + quote(link_.database()) +
                       " AND table_name = " + quote(std::string(table))});
}

// The statistics are off by half at times, and late.
std::uint64_t MariadbConnection::most_rows(std::string_view table) {
    constexpr std::uint64_t kMayBeOff = 4;
    constexpr std::uint64_t kMayMiss = 1'000'000;
    constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max() / (2 * kMayBeOff);
    return std::min(estimated_rows(table), kLargest) * kMayBeOff + kMayMiss;
}

// The library reads these files too, but neither insists on TLS for them nor verifies anything. Of its own accord it
// looks for three; there, one that cannot be read says nothing, but it would wait for ever for a pipe. What a file
// includes is not followed.
void add_tls_of_option_files(MariadbParameters& parameters) {
    if (!parameters.option_file.empty()) {
        return add_tls_of_option_file(text::SourceText::read(parameters.option_file).content(), parameters);
    }
    if (parameters.password && parameters.option_group.empty()) return;
    const char* home = std::getenv("HOME");
    for (const std::string& path : {std::string("/etc/my.cnf"), std::string("/etc/mysql/my.cnf"),
                                    std::string(home != nullptr ? home : "") + "/.my.cnf"}) {
        if (access(path.c_str(), R_OK) != 0) continue;
        add_tls_of_option_file(text::SourceText::read(path).content(), parameters);
    }
}

}  // namespace

std::unique_ptr<Database> open_mysql(const std::string& url, const OpenOptions& options) {
    return open_mariadb(url, options);
}

std::unique_ptr<Database> open_mariadb(const std::string& url, const OpenOptions& options) {
    MariadbParameters parameters = mariadb_parameters(parse_database_url(url));
    if (!parameters.password && options.password) parameters.password = options.password;
    add_tls_of_option_files(parameters);
    return std::make_unique<MariadbConnection>(parameters, without_password(url), options.timeout);
}

}  // namespace glance_audit::sources

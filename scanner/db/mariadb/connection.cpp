// One connection to MariaDB or MySQL with one read-only transaction that sees the database at one point in time.
//
// What Connector/C reports becomes a SourceError here. Source: MariaDB Connector/C's API, the servers' error codes.
#include <errmsg.h>
#include <mysql.h>
#include <mysqld_error.h>
#include <time.h>

#include <mutex>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "scanner/base/error.hpp"
#include "scanner/db/database.hpp"
#include "scanner/db/database_url.hpp"
#include "scanner/db/mariadb/errors.hpp"

namespace glance_audit::sources {
namespace {

// A clock that costs next to nothing, exact to some milliseconds.
std::chrono::milliseconds coarse_now() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::milliseconds(now.tv_nsec / 1'000'000);
}

const char* or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

struct Free {
    void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};
using Result = std::unique_ptr<MYSQL_RES, Free>;

class MariadbConnection final : public Database {
public:
    // shown: how errors call the source. timeout: for the connection, for locks, and for each silence of the server.
    MariadbConnection(const MariadbParameters& parameters, std::string shown, std::chrono::seconds timeout);
    ~MariadbConnection() override;

    Engine engine() const override { return Engine::mariadb; }
    std::string version() override;
    std::vector<std::string> columns(std::string_view table) override;
    bool has_table(std::string_view table) override;
    void require_whole(std::string_view table) override;
    std::string compared_with(std::string_view table, std::string_view column, std::string_view other_table,
                              std::string_view other_column) override;
    std::uint64_t estimated_rows(std::string_view table) override;
    std::vector<Row> query(const std::string& sql) override;
    void stream(const std::string& select, const std::function<void(std::span<const Field>)>& consume) override;
    // count(*) would go through an index again, and cost an eighth of the scan.
    std::uint64_t count_streamed(std::string_view /*table*/) override {
        return std::stoull(query("SELECT FOUND_ROWS()").at(0).at(0).value_or("0"));
    }
    std::string quote(const std::string& text) override;

private:
    class Session;
    std::unique_ptr<Session> session_;
};

class MariadbConnection::Session {
public:
    Session(const MariadbParameters& parameters, std::string shown, std::chrono::seconds timeout)
        : shown_(std::move(shown)), timeout_(timeout), database_(parameters.database) {
        static std::once_flag once;
        std::call_once(once, [] { mysql_server_init(0, nullptr, nullptr); });
        handle_.reset(mysql_init(nullptr));
        if (!handle_) throw connection_error("out of memory", {}, shown_);
        configure(parameters);
        connect(parameters);
        begin();
    }

    MYSQL* get() const { return handle_.get(); }
    const std::string& shown() const { return shown_; }
    const std::string& database() const { return database_; }

    // Error code 0: well.
    unsigned try_execute(const std::string& sql) {
        waiting_since_ = coarse_now();
        return mysql_real_query(get(), sql.data(), sql.size()) == 0 ? 0 : mysql_errno(get());
    }

    void execute(const std::string& sql) {
        if (try_execute(sql) != 0) fail();
    }

    // The result is read as it comes, never buffered whole.
    template <class Consume>
    void select(const std::string& sql, Consume consume) {
        execute(sql);
        const Result result(mysql_use_result(get()));
        if (!result) fail();
        std::vector<Field> fields(mysql_num_fields(result.get()));
        while (MYSQL_ROW row = next(result.get())) {
            const unsigned long* lengths = mysql_fetch_lengths(result.get());
            for (std::size_t i = 0; i < fields.size(); ++i) {
                fields[i] = row[i] == nullptr ? Field() : Field(std::string_view(row[i], lengths[i]));
            }
            consume(std::span<const Field>(fields));
        }
        if (mysql_errno(get()) != 0) fail();
    }

    [[noreturn]] void fail() {
        const unsigned code = mysql_errno(get());
        const bool lost = code == CR_SERVER_LOST || code == CR_SERVER_GONE_ERROR || code == CR_SERVER_LOST_EXTENDED;
        const auto waited = coarse_now() - waiting_since_;
        // The library says "lost" of a server that did not answer in time as well.
        if (code == CR_SERVER_LOST && waited * 10 >= std::chrono::milliseconds(timeout_) * 9) {
            throw silent_server_error(timeout_, shown_);
        }
        if (lost) throw lost_connection_error(mysql_error(get()), shown_);
        const std::string message = mysql_error(get());
        throw mariadb_error(code, message, database_, is_denied(code) ? account() : "", shown_);
    }

private:
    struct Close {
        void operator()(MYSQL* handle) const { mysql_close(handle); }
    };

    // Empty where the server does not say.
    std::string account() {
        if (try_execute("SELECT CURRENT_USER()") != 0) return {};
        const Result result(mysql_store_result(get()));
        MYSQL_ROW row = result ? mysql_fetch_row(result.get()) : nullptr;
        return row != nullptr && row[0] != nullptr ? row[0] : "";
    }

    MYSQL_ROW next(MYSQL_RES* result) {
        waiting_since_ = coarse_now();
        return mysql_fetch_row(result);
    }

    void option(mysql_option name, const void* value) { mysql_optionsv(get(), name, value); }

    void configure(const MariadbParameters& parameters) {
        const auto seconds = static_cast<unsigned>(timeout_.count());
        option(MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
        option(MYSQL_OPT_READ_TIMEOUT, &seconds);
        option(MYSQL_OPT_WRITE_TIMEOUT, &seconds);
        const unsigned no_files = 0;  // a server may not ask for this machine's files
        option(MYSQL_OPT_LOCAL_INFILE, &no_files);
        option(MYSQL_SET_CHARSET_NAME, "utf8mb4");
        if (parameters.tcp) {
            const unsigned protocol = MYSQL_PROTOCOL_TCP;
            option(MYSQL_OPT_PROTOCOL, &protocol);
        }
        if (parameters.compress) option(MYSQL_OPT_COMPRESS, nullptr);
        if (!parameters.bind_address.empty()) option(MYSQL_OPT_BIND, parameters.bind_address.c_str());
        configure_files(parameters);
        configure_tls(parameters);
    }

    // Without a password, the client's own files are asked, as every client does.
    void configure_files(const MariadbParameters& parameters) {
        if (!parameters.option_file.empty()) option(MYSQL_READ_DEFAULT_FILE, parameters.option_file.c_str());
        if (!parameters.option_group.empty()) {
            option(MYSQL_READ_DEFAULT_GROUP, parameters.option_group.c_str());
        } else if (!parameters.password || !parameters.option_file.empty()) {
            option(MYSQL_READ_DEFAULT_GROUP, "client");
        }
    }

    void configure_tls(const MariadbParameters& parameters) {
        if (parameters.tls != Tls::off) {
            mysql_ssl_set(get(), or_null(parameters.tls_key), or_null(parameters.tls_certificate),
                          or_null(parameters.tls_ca), or_null(parameters.tls_ca_path), or_null(parameters.tls_cipher));
            const my_bool enforce = 1;
            option(MYSQL_OPT_SSL_ENFORCE, &enforce);
        }
        // Newer libraries verify where nobody asked: then a server with a certificate of its own could not be read.
        const my_bool verify = parameters.tls >= Tls::certificate ? 1 : 0;
        option(MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
    }

    void connect(const MariadbParameters& parameters) {
        waiting_since_ = coarse_now();
        const bool by_socket = parameters.socket_first && !parameters.socket.empty();
        const MYSQL* connected =
            mysql_real_connect(get(), by_socket ? nullptr : or_null(parameters.host), or_null(parameters.user),
                               parameters.password ? parameters.password->c_str() : nullptr,
                               or_null(parameters.database), parameters.port, or_null(parameters.socket), 0);
        if (connected == nullptr) throw mariadb_connection_error(mysql_errno(get()), mysql_error(get()), shown_);
        // Where no certificate is to be checked, the library goes on without TLS if the server offers none.
        if (parameters.tls == Tls::off || mysql_get_ssl_cipher(get()) != nullptr) return;
        throw SourceError("TLS is asked for, and the server does not offer it", shown_,
                          "turn TLS on in the server, or take ssl out of the URL and of the option files");
    }

    void begin() {
        // Whole seconds alone, and less than this side waits: then the server can say that it was a lock.
        execute("SET SESSION lock_wait_timeout = " + std::to_string(std::max<std::int64_t>(1, timeout_.count() - 1)));
        execute("SET SESSION net_write_timeout = 3600");  // while this side works, the server waits
        // What the server, an account or its init_connect may have set: none of it limits or changes what is read.
        execute("SET NAMES utf8mb4");
        execute(
            "SET SESSION sql_mode = '', sql_select_limit = 18446744073709551615, sql_big_selects = 1, "
            "sql_auto_is_null = 0, time_zone = '+00:00'");
        refuse_tables_of_init_connect();
        execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
        if (!database_.empty()) return;
        select("SELECT DATABASE()", [&](std::span<const Field> row) { database_ = row[0].value_or(""); });
        if (database_.empty()) {
            throw SourceError("the URL names no database", shown_, "add its name: mysql://user@host/glance");
        }
    }

    // A temporary table hides the one of its name, and not every version lists it.
    void refuse_tables_of_init_connect() {
        bool made = false;
        select(
            "SHOW SESSION STATUS WHERE variable_name IN ('Com_create_table', 'Com_create_temporary_table') AND value > "
            "0",
            [&](std::span<const Field>) { made = true; });
        if (!made) return;
        throw SourceError("the server's init_connect made a temporary table, which may stand in place of Glance's",
                          shown_, "audit as an account that init_connect does not concern, or clear init_connect");
    }

    std::string shown_;
    std::chrono::seconds timeout_;
    std::string database_;
    std::unique_ptr<MYSQL, Close> handle_;
    std::chrono::milliseconds waiting_since_{0};
};

MariadbConnection::MariadbConnection(const MariadbParameters& parameters, std::string shown,
                                     std::chrono::seconds timeout)
    : session_(std::make_unique<Session>(parameters, std::move(shown), timeout)) {}

MariadbConnection::~MariadbConnection() = default;

// "10.11.6-MariaDB-0+deb12u1", "8.0.36-0ubuntu0.22.04.1": the number, and whose it is.
std::string MariadbConnection::version() {
    const std::string text = mysql_get_server_info(session_->get());
    const std::string number = text.substr(0, text.find('-'));
    return text.find("MariaDB") == std::string::npos ? number : number + "-MariaDB";
}

std::vector<std::string> MariadbConnection::columns(std::string_view table) {
    const std::string name(table);
    if (!has_table(table)) return {};
    std::vector<std::string> names;
    for (const Row& row : query(
             "SELECT column_name FROM information_schema.columns WHERE table_schema = " + quote(session_->database()) +
             " AND table_name = " + quote(name) + " ORDER BY ordinal_position")) {
        names.push_back(row[0].value_or(""));
    }
    return names;
}

// Servers list only those tables that the account may read. Where it may not, they say "denied", of a table that does
// not exist as well. A table that another session has locked is there; reading it will say so.
bool MariadbConnection::has_table(std::string_view table) {
    const unsigned code = session_->try_execute("SELECT 1 FROM `" + std::string(table) + "` LIMIT 0");
    if (code == ER_NO_SUCH_TABLE) return false;
    if (is_denied(code)) return true;
    if (code == ER_LOCK_WAIT_TIMEOUT) return true;
    if (code != 0) session_->fail();
    const Result emptied(mysql_store_result(session_->get()));
    return true;
}

void MariadbConnection::require_whole(std::string_view table) {
    const std::string name(table);
    const auto found = query(
        "SELECT table_type, engine FROM information_schema.tables WHERE table_schema = " + quote(session_->database()) +
        " AND table_name = " + quote(name) + " AND table_type <> 'TEMPORARY'");
    const auto type = found.empty() ? std::nullopt : found[0][0];
    if (type && type->find("VIEW") != std::string::npos) throw not_whole_error(name, "a view", session_->shown());
    session_->execute("SELECT * FROM `" + name + "` LIMIT 0");  // a missing grant shows here, of one column too
    const Result emptied(mysql_store_result(session_->get()));
    if (type && type != "BASE TABLE") throw not_whole_error(name, "a table with a history", session_->shown());
    const std::string engine = found.empty() ? "" : found[0][1].value_or("");
    static constexpr std::array<std::string_view, 2> kWithSnapshots{"InnoDB", "ROCKSDB"};
    if (std::find(kWithSnapshots.begin(), kWithSnapshots.end(), engine) != kWithSnapshots.end()) return;
    throw SourceError(
        "table '" + name + "' is of the engine " + engine + ", which has no snapshots: it may change while it is read",
        session_->shown(),
        "audit a dump that was taken with --lock-tables, or convert it: ALTER TABLE " + name + " ENGINE = InnoDB");
}

// Tables that were converted one by one cannot be compared as they are (error 1267).
std::string MariadbConnection::compared_with(std::string_view table, std::string_view column,
                                             std::string_view other_table, std::string_view other_column) {
    const auto collation_of = [&](std::string_view of_table, std::string_view of_column) {
        return query("SELECT character_set_name, collation_name FROM information_schema.columns WHERE table_schema = " +
                     quote(session_->database()) + " AND table_name = " + quote(std::string(of_table)) +
                     " AND column_name = " + quote(std::string(of_column)));
    };
    std::string plain = std::string(table) + "." + std::string(column);
    const auto own = collation_of(table, column);
    const auto other = collation_of(other_table, other_column);
    if (own.empty() || other.empty() || own == other || !other[0][0] || !other[0][1]) return plain;
    return "CONVERT(" + plain + " USING " + *other[0][0] + ") COLLATE " + *other[0][1];
}

std::uint64_t MariadbConnection::estimated_rows(std::string_view table) {
    const auto rows =
        query("SELECT table_rows FROM information_schema.tables WHERE table_schema = " + quote(session_->database()) +
              " AND table_name = " + quote(std::string(table)));
    return rows.empty() ? 0 : std::stoull(rows[0][0].value_or("0"));
}

std::vector<Database::Row> MariadbConnection::query(const std::string& sql) {
    std::vector<Row> rows;
    session_->select(sql, [&](std::span<const Field> fields) { rows.emplace_back(fields.begin(), fields.end()); });
    return rows;
}

void MariadbConnection::stream(const std::string& select, const std::function<void(std::span<const Field>)>& consume) {
    session_->select(select, consume);
}

std::string MariadbConnection::quote(const std::string& text) {
    std::string quoted(text.size() * 2 + 1, '\0');
    quoted.resize(mysql_real_escape_string(session_->get(), quoted.data(), text.data(), text.size()));
    return "'" + quoted + "'";
}

// The library reads these files too, but neither insists on TLS for them nor verifies anything. One that cannot be read
// says nothing, as for the library; what it includes is not followed.
void add_tls_of_option_files(MariadbParameters& parameters) {
    std::vector<std::string> paths;
    const char* home = std::getenv("HOME");
    if (!parameters.option_file.empty()) {
        paths = {parameters.option_file};
    } else if (!parameters.password || !parameters.option_group.empty()) {
        paths = {"/etc/my.cnf", "/etc/mysql/my.cnf", std::string(home != nullptr ? home : "") + "/.my.cnf"};
    }
    for (const std::string& path : paths) {
        std::ifstream file(path, std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
        add_tls_of_option_file(text, parameters);
    }
}

}  // namespace

std::unique_ptr<Database> open_mariadb(const std::string& url, const OpenOptions& options) {
    MariadbParameters parameters = mariadb_parameters(parse_database_url(url));
    if (!parameters.password && options.password) parameters.password = options.password;
    add_tls_of_option_files(parameters);
    return std::make_unique<MariadbConnection>(parameters, without_password(url), options.timeout);
}

}  // namespace glance_audit::sources

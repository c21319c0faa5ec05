// One connection by MariaDB Connector/C, over which statements go and rows come.
//
// Every method throws SourceError. What the server refuses leaves the link usable; any other failure ends it.
// Source: MariaDB Connector/C's API.
#pragma once

#include <mysql.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "scanner/base/error.hpp"
#include "scanner/db/database_url.hpp"
#include "scanner/db/deadline.hpp"
#include "scanner/db/stall_guard.hpp"
#include "scanner/formats/field.hpp"

namespace glance_audit::sources {

class MariadbLink {
public:
    // shown: how errors call the source. timeout: for the whole of the connection, and for each silence of the server.
    MariadbLink(const MariadbParameters& parameters, std::string shown, std::chrono::seconds timeout);

    // A statement that delivers no rows.
    void execute(const std::string& statement);
    // The same; returns the code of the server's refusal, which refuse() tells, or 0.
    unsigned try_execute(const std::string& statement);
    [[noreturn]] void refuse();
    // Streams the rows, which must have `columns` fields. What `consume` throws ends the link.
    void select(const std::string& statement, std::size_t columns,
                const std::function<void(std::span<const Field>)>& consume);
    // The first value of the first row; empty where there is none, or it is NULL. More than a row makes no sense.
    std::string value(const std::string& statement, std::size_t columns);
    // After an answer that makes no sense; `what`: see senseless_answer_error.
    [[noreturn]] void lose_senseless(const std::string& what);

    std::string quote(const std::string& text);
    // The database that is read: the URL's, or that of an option file; empty where none is named.
    const std::string& database() const { return database_; }
    void set_database(std::string name) { database_ = std::move(name); }

private:
    struct Close {
        void operator()(MYSQL* handle) const { mysql_close(handle); }
    };
    struct Free {
        void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
    };
    using Result = std::unique_ptr<MYSQL_RES, Free>;

    void option(mysql_option name, const void* value) { mysql_optionsv(handle_.get(), name, value); }
    void configure(const MariadbParameters& parameters);
    void configure_limits();
    void configure_files(const MariadbParameters& parameters);
    void configure_tls(const MariadbParameters& parameters);
    void connect(const MariadbParameters& parameters);
    void require_tls(const MariadbParameters& parameters);
    int await(int what, const Deadline& deadline) const;
    unsigned run(const std::string& statement);
    void read_rows(MYSQL_RES* result, const std::function<void(std::span<const Field>)>& consume);
    std::string account();
    std::string message() const;
    [[noreturn]] void lose();
    void cut();

    std::string shown_;
    std::chrono::seconds timeout_;
    std::string database_;
    std::optional<std::string> password_;
    std::unique_ptr<MYSQL, Close> handle_;
    bool lost_ = false;
    std::optional<StallGuard> guard_;  // goes before the socket does
};

}  // namespace glance_audit::sources

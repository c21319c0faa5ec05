// One connection, made by libpq and used by libpqxx, over which statements go and rows come.
//
// Every method throws SourceError. What the server refuses leaves the link usable; any other failure ends it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/base/error.hpp"
#include "scanner/db/database_url.hpp"
#include "scanner/db/deadline.hpp"
#include "scanner/db/postgres/session.hpp"
#include "scanner/db/stall_guard.hpp"

namespace glance_audit::sources {

class PostgresLink {
public:
    // shown: how errors call the source. timeout: for the whole of the connection, and for each silence of the server.
    PostgresLink(const PostgresParameters& parameters, std::string shown, std::chrono::seconds timeout);

    // A statement whose rows, if any, are of no interest.
    void execute(const std::string& statement);
    // COPY (select) TO STDOUT, line by line, without the line's end; returns how many the server says it has sent. What
    // `take` throws ends the link.
    std::string copy(const std::string& select, std::size_t columns, const std::function<void(std::string_view)>& take);
    std::string quote(const std::string& text);
    // The role of the session; empty where there is none.
    std::string user() const;

private:
    struct Finish {
        void operator()(PGconn* connection) const { PQfinish(connection); }
    };
    struct Clear {
        void operator()(PGresult* result) const { PQclear(result); }
    };
    using Result = std::unique_ptr<PGresult, Clear>;

    void connect(const Deadline& deadline);
    void await(PostgresPollingStatusType what, const Deadline& deadline);
    void await_harmless_request(const Deadline& deadline);
    pqxx::result run(const std::string& statement);
    // By a server that was lost, throws; of any other, the code is that of its refusal.
    pqxx::result refusable(const std::string& statement);
    Result next_result();
    bool next_line(std::string_view& line);
    std::string finish_copy();
    void require_transaction();
    std::string safe(const char* text) const;
    [[noreturn]] void fail(const std::string& sqlstate, const std::string& text);
    void end();
    [[noreturn]] void lose(const std::string& why);
    [[noreturn]] void lose_senseless(const std::string& what);

    std::string shown_;
    std::chrono::seconds timeout_;
    std::unique_ptr<PGconn, Finish> connecting_;  // until the session owns it
    PGconn* connection_;                          // nullptr once it is lost
    std::optional<PostgresSession> session_;
    std::unique_ptr<char, void (*)(void*)> line_{nullptr, PQfreemem};
    std::optional<StallGuard> guard_;  // goes before the socket does
};

}  // namespace glance_audit::sources

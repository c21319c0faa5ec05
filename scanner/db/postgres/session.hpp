// What libpqxx 6 (Debian 12) and 7 (Debian 13) do differently, and nothing else: how they take over a connection that
// libpq has made. libpqxx's own way to connect lets nobody look at what the server says meanwhile.
#pragma once

#include <pqxx/pqxx>

#include <libpq-fe.h>

namespace glance_audit::sources {

#if PQXX_VERSION_MAJOR < 7

// Hands over the one connection there is, and never makes another.
class TakeOver final : public pqxx::connectionpolicy {
public:
    explicit TakeOver(PGconn* connection) : connectionpolicy({}), connection_(connection) {}
    handle do_startconnect(handle before) override { return before != nullptr ? before : connection_; }
    handle do_completeconnect(handle before) override { return before; }
    bool is_ready(handle connection) const noexcept override { return connection != nullptr; }

private:
    PGconn* connection_;
};

struct HasTakeOver {
    TakeOver policy;  // lives longer than the connection
};

class TakenConnection final : private HasTakeOver, public pqxx::connection_base {
public:
    explicit TakenConnection(PGconn* connection) : HasTakeOver{TakeOver(connection)}, connection_base(policy) {
        init();
    }
    TakenConnection(const TakenConnection&) = delete;
    TakenConnection& operator=(const TakenConnection&) = delete;
    ~TakenConnection() { close(); }
};

#else

class TakenConnection final : public pqxx::connection {
public:
    explicit TakenConnection(PGconn* made) : pqxx::connection(seize_raw_connection(made)) {}
};

#endif

// Owns the connection. The lines of COPY come by libpq's own PQgetCopyData(): of libpqxx's streams one is deprecated,
// and the other wants to know the columns' types when it is compiled.
class PostgresSession {
public:
    explicit PostgresSession(PGconn* connection) : connection_(connection), transaction_(connection_) {}
    pqxx::result execute(const std::string& statement) { return transaction_.exec(statement); }

private:
    TakenConnection connection_;
    // libpqxx 6 gives up its own transactions for good when one statement fails: the transaction is begun by hand.
    pqxx::nontransaction transaction_;
};

}  // namespace glance_audit::sources

#include "scanner/db/postgres/link.hpp"

#include <poll.h>

#include <thread>
#include <vector>

#include "scanner/db/postgres/clear_text.hpp"
#include "scanner/db/postgres/errors.hpp"

namespace glance_audit::sources {
namespace {

// More than TLS, certificates and all settings of a server take.
constexpr std::uint64_t kMostBytesToConnect = 1 << 20;

PGconn* start(const PostgresParameters& parameters) {
    std::vector<const char*> keywords;
    std::vector<const char*> values;
    for (const auto& [keyword, value] : parameters) {
        keywords.push_back(keyword.c_str());
        values.push_back(value.c_str());
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    return PQconnectStartParams(keywords.data(), values.data(), 0);
}

// Connection exceptions, and a server that shuts down.
bool is_lost(std::string_view sqlstate) { return sqlstate.starts_with("08") || sqlstate.starts_with("57P"); }

}  // namespace

PostgresLink::PostgresLink(const PostgresParameters& parameters, std::string shown, std::chrono::seconds timeout)
    : shown_(std::move(shown)), timeout_(timeout), connection_(start(parameters)) {
    if (!connection_) throw connection_error("out of memory", {}, shown_);
    // A server may say something at once, and standard error is not its.
    PQsetNoticeReceiver(
        connection_.get(), [](void*, const PGresult*) {}, nullptr);
    connect(Deadline(timeout));
    guard_.emplace(PQsocket(connection_.get()), timeout);
}

void PostgresLink::connect(const Deadline& deadline) {
    auto next = PQstatus(connection_.get()) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (next != PGRES_POLLING_OK) {
        if (next == PGRES_POLLING_FAILED) throw postgres_connection_error(message(nullptr), user(), shown_);
        await(next, deadline);
        if (next == PGRES_POLLING_READING) await_harmless_request(deadline);
        next = PQconnectPoll(connection_.get());
    }
}

void PostgresLink::await(PostgresPollingStatusType what, const Deadline& deadline) {
    const int socket = PQsocket(connection_.get());
    if (received_bytes(socket) > kMostBytesToConnect) {
        throw senseless_answer_error("it goes on before anything was asked", shown_);
    }
    if (deadline.wait_for(socket, what == PGRES_POLLING_READING ? POLLIN : POLLOUT)) return;
    throw postgres_connection_error(
        "timeout expired: there is no connection after " + std::to_string(timeout_.count()) + " s", user(), shown_);
}

void PostgresLink::await_harmless_request(const Deadline& deadline) {
    for (;;) {
        switch (next_auth_request(connection_.get())) {
            case AuthRequest::harmless: return;
            case AuthRequest::in_part: break;
            case AuthRequest::clear_text:
                throw connection_error("the server asks for the password in clear text",
                                       "encrypt the connection (?sslmode=require), or let the server ask for "
                                       "scram-sha-256 in pg_hba.conf",
                                       shown_);
            case AuthRequest::smuggled: throw senseless_answer_error("it says something before it was asked", shown_);
        }
        await(PGRES_POLLING_READING, deadline);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));  // what is there keeps poll() from waiting
    }
}

PGconn* PostgresLink::connection() {
    if (connection_) return connection_.get();
    throw SourceError("the connection to the database was lost before", shown_, "run the audit again");
}

PostgresLink::Result PostgresLink::run(const std::string& statement) {
    PGconn* const connection = this->connection();
    const StallGuard::Wait wait(*guard_);
    return Result(PQexec(connection, statement.c_str()));
}

PostgresLink::Result PostgresLink::next_result() {
    const StallGuard::Wait wait(*guard_);
    return Result(PQgetResult(connection_.get()));
}

void PostgresLink::execute(const std::string& statement) {
    const Result done = run(statement);
    const ExecStatusType status = PQresultStatus(done.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(done.get());
    require_transaction();
}

// A pooler between here and the server may have ended it, and with it the snapshot.
void PostgresLink::require_transaction() {
    if (PQtransactionStatus(connection_.get()) == PQTRANS_INTRANS) return;
    lose_senseless("it says that there is no transaction");
}

std::string PostgresLink::copy(const std::string& select, std::size_t columns,
                               const std::function<void(std::string_view)>& take) {
    execute("SAVEPOINT statement");
    const Result begun = run("COPY (" + select + ") TO STDOUT");
    if (PQresultStatus(begun.get()) != PGRES_COPY_OUT) fail(begun.get());
    if (static_cast<std::size_t>(PQnfields(begun.get())) != columns || PQbinaryTuples(begun.get()) != 0) {
        lose_senseless(std::to_string(columns) + " columns of text were asked for, and it announces " +
                       std::to_string(PQnfields(begun.get())) + (PQbinaryTuples(begun.get()) != 0 ? ", binary" : ""));
    }
    try {
        for (std::string_view line; next_line(line);) take(line);
    } catch (...) {
        guard_.reset();
        connection_.reset();
        throw;
    }
    std::string sent = finish_copy();
    execute("RELEASE SAVEPOINT statement");
    return sent;
}

bool PostgresLink::next_line(std::string_view& line) {
    char* bytes = nullptr;
    const int size = [&] {
        const StallGuard::Wait wait(*guard_);
        return PQgetCopyData(connection_.get(), &bytes, 0);
    }();
    line_.reset(bytes);
    if (size < 0) return false;  // at the end, or broken: the result behind it says which
    line = {bytes, static_cast<std::size_t>(size)};
    if (line.find('\n') != line.size() - 1) lose_senseless("a row has no end, or several");
    line.remove_suffix(1);
    if (line == "\\.") lose_senseless("a row is the end of the data");
    return true;
}

// "COPY 42".
std::string PostgresLink::finish_copy() {
    const Result ended = next_result();
    if (PQresultStatus(ended.get()) != PGRES_COMMAND_OK) fail(ended.get());
    if (next_result()) lose_senseless("it has two ends");
    return PQcmdTuples(ended.get());
}

std::string PostgresLink::quote(const std::string& text) {
    const std::unique_ptr<char, void (*)(void*)> quoted(PQescapeLiteral(connection(), text.data(), text.size()),
                                                        PQfreemem);
    if (quoted) return quoted.get();
    throw SourceError("a text cannot be sent to the server: " + first_line(message(nullptr)), shown_,
                      "see whether it is UTF-8");
}

std::string PostgresLink::user() const {
    const char* const name = connection_ ? PQuser(connection_.get()) : nullptr;
    return name == nullptr ? "" : name;
}

std::string PostgresLink::message(const PGresult* result) const {
    const char* const text = result == nullptr ? PQerrorMessage(connection_.get()) : PQresultErrorMessage(result);
    return without_this_password(text, PQpass(connection_.get()));
}

void PostgresLink::fail(const PGresult* result) {
    const char* const code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const std::string sqlstate = code == nullptr ? "" : code;
    const std::string text = message(result);
    if (PQstatus(connection_.get()) != CONNECTION_OK || guard_->fired() != StallGuard::Fired::no || is_lost(sqlstate)) {
        lose(text);
    }
    if (PQresultStatus(result) != PGRES_FATAL_ERROR) {
        lose_senseless(std::string("no statement was answered by ") + PQresStatus(PQresultStatus(result)));
    }
    if (sqlstate.empty()) lose(text);
    const SourceError refused = postgres_error(sqlstate, text, user(), shown_);
    const Result recovered = run("ROLLBACK TO SAVEPOINT statement");
    if (PQresultStatus(recovered.get()) != PGRES_COMMAND_OK) lose(text);
    throw refused;
}

void PostgresLink::lose(const std::string& why) {
    const StallGuard::Fired fired = guard_->fired();
    guard_.reset();
    connection_.reset();
    if (fired == StallGuard::Fired::time) throw silent_server_error(timeout_, shown_);
    if (fired == StallGuard::Fired::bytes) throw senseless_answer_error("it has no end", shown_);
    throw lost_connection_error(why, shown_);
}

void PostgresLink::lose_senseless(const std::string& what) {
    guard_.reset();
    connection_.reset();
    throw senseless_answer_error(what, shown_);
}

}  // namespace glance_audit::sources

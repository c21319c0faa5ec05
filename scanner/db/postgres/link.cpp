#include "scanner/db/postgres/link.hpp"

#include <poll.h>

#include <stdexcept>
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

// libpqxx 6 drops the code of the errors it has classes for.
std::string sqlstate_of(const pqxx::sql_error& error) {
    return dynamic_cast<const pqxx::insufficient_privilege*>(&error) != nullptr ? "42501" : error.sqlstate();
}

// Connection exceptions, and a server that shuts down.
bool is_lost(std::string_view sqlstate) { return sqlstate.starts_with("08") || sqlstate.starts_with("57P"); }

}  // namespace

PostgresLink::PostgresLink(const PostgresParameters& parameters, std::string shown, std::chrono::seconds timeout)
    : shown_(std::move(shown)), timeout_(timeout), connecting_(start(parameters)), connection_(connecting_.get()) {
    if (connection_ == nullptr) throw connection_error("out of memory", {}, shown_);
    // A server may say something at once, and standard error is not its.
    const auto be_quiet = [&] {
        PQsetNoticeReceiver(
            connection_, [](void*, const PGresult*) {}, nullptr);
    };
    be_quiet();
    connect(Deadline(timeout));
    guard_.emplace(PQsocket(connection_), timeout);
    try {
        const StallGuard::Wait wait(*guard_);
        session_.emplace(connecting_.release());
    } catch (const pqxx::failure& error) {
        lose(safe(error.what()));
    }
    be_quiet();
}

void PostgresLink::connect(const Deadline& deadline) {
    auto next = PQstatus(connection_) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (next != PGRES_POLLING_OK) {
        if (next == PGRES_POLLING_FAILED)
            throw postgres_connection_error(safe(PQerrorMessage(connection_)), user(), shown_);
        await(next, deadline);
        if (next == PGRES_POLLING_READING) await_harmless_request(deadline);
        next = PQconnectPoll(connection_);
    }
}

void PostgresLink::await(PostgresPollingStatusType what, const Deadline& deadline) {
    const int socket = PQsocket(connection_);
    if (received_bytes(socket) > kMostBytesToConnect) {
        throw senseless_answer_error("it goes on before anything was asked", shown_);
    }
    if (deadline.wait_for(socket, what == PGRES_POLLING_READING ? POLLIN : POLLOUT)) return;
    throw postgres_connection_error(
        "timeout expired: there is no connection after " + std::to_string(timeout_.count()) + " s", user(), shown_);
}

void PostgresLink::await_harmless_request(const Deadline& deadline) {
    for (;;) {
        switch (next_auth_request(connection_)) {
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

pqxx::result PostgresLink::run(const std::string& statement) {
    if (!session_) throw SourceError("the connection to the database was lost before", shown_, "run the audit again");
    const StallGuard::Wait wait(*guard_);
    return session_->execute(statement);
}

// libpqxx throws sql_error where the server refused, broken_connection and others where it is gone or lies.
pqxx::result PostgresLink::refusable(const std::string& statement) {
    try {
        return run(statement);
    } catch (const pqxx::sql_error& error) {
        fail(sqlstate_of(error), safe(error.what()));
    } catch (const pqxx::failure& error) {
        lose(safe(error.what()));
    } catch (const std::logic_error& error) {  // an answer that libpqxx does not know
        lose_senseless(safe(error.what()));
    }
}

PostgresLink::Result PostgresLink::next_result() {
    const StallGuard::Wait wait(*guard_);
    return Result(PQgetResult(connection_));
}

void PostgresLink::execute(const std::string& statement) {
    refusable(statement);
    require_transaction();
}

// A pooler between here and the server may have ended it, and with it the snapshot.
void PostgresLink::require_transaction() {
    if (PQtransactionStatus(connection_) == PQTRANS_INTRANS) return;
    lose_senseless("it says that there is no transaction");
}

std::string PostgresLink::copy(const std::string& select, std::size_t columns,
                               const std::function<void(std::string_view)>& take) {
    execute("SAVEPOINT statement");
    const pqxx::result begun = refusable("COPY (" + select + ") TO STDOUT");
    if (PQtransactionStatus(connection_) != PQTRANS_ACTIVE) lose_senseless("it does not begin to send rows");
    if (static_cast<std::size_t>(begun.columns()) != columns) {
        lose_senseless(std::to_string(columns) + " columns were asked for, and it announces " +
                       std::to_string(begun.columns()));
    }
    try {
        for (std::string_view line; next_line(line);) take(line);
    } catch (...) {
        end();
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
        return PQgetCopyData(connection_, &bytes, 0);
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
    if (PQresultStatus(ended.get()) != PGRES_COMMAND_OK) {
        const char* const code = PQresultErrorField(ended.get(), PG_DIAG_SQLSTATE);
        const std::string sqlstate = code == nullptr ? "" : code;
        const std::string text = safe(PQresultErrorMessage(ended.get()));
        if (PQstatus(connection_) == CONNECTION_OK && next_result()) lose_senseless("it has two ends");
        fail(sqlstate, text);
    }
    if (next_result()) lose_senseless("it has two ends");
    return PQcmdTuples(ended.get());
}

std::string PostgresLink::quote(const std::string& text) {
    if (!session_) throw SourceError("the connection to the database was lost before", shown_, "run the audit again");
    const std::unique_ptr<char, void (*)(void*)> quoted(PQescapeLiteral(connection_, text.data(), text.size()),
                                                        PQfreemem);
    if (quoted) return quoted.get();
    throw SourceError("a text cannot be sent to the server: " + first_line(safe(PQerrorMessage(connection_))), shown_,
                      "see whether it is UTF-8");
}

std::string PostgresLink::user() const {
    const char* const name = connection_ != nullptr ? PQuser(connection_) : nullptr;
    return name == nullptr ? "" : name;
}

std::string PostgresLink::safe(const char* text) const { return without_this_password(text, PQpass(connection_)); }

void PostgresLink::fail(const std::string& sqlstate, const std::string& text) {
    if (PQstatus(connection_) != CONNECTION_OK || guard_->fired() != StallGuard::Fired::no || is_lost(sqlstate)) {
        lose(text);
    }
    if (PQtransactionStatus(connection_) != PQTRANS_INERROR) lose_senseless("it refuses a statement and goes on");
    const SourceError refused = postgres_error(sqlstate, text, user(), shown_);
    try {
        run("ROLLBACK TO SAVEPOINT statement");
    } catch (const pqxx::failure& error) {
        lose(text);
    }
    throw refused;
}

void PostgresLink::end() {
    guard_.reset();
    session_.reset();
    connecting_.reset();
    connection_ = nullptr;
}

void PostgresLink::lose(const std::string& why) {
    const StallGuard::Fired fired = guard_->fired();
    end();
    if (fired == StallGuard::Fired::time) throw silent_server_error(timeout_, shown_);
    if (fired == StallGuard::Fired::bytes) throw senseless_answer_error("it has no end", shown_);
    throw lost_connection_error(why, shown_);
}

void PostgresLink::lose_senseless(const std::string& what) {
    end();
    throw senseless_answer_error(what, shown_);
}

}  // namespace glance_audit::sources

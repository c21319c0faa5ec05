#include "scanner/db/mariadb/link.hpp"

#include <errmsg.h>
#include <poll.h>
#include <sys/socket.h>

#include <mutex>
#include <vector>

#include "scanner/db/mariadb/errors.hpp"

namespace glance_audit::sources {
namespace {

// More than TLS and certificates take.
constexpr std::uint64_t kMostBytesToConnect = 1 << 20;

// A server may ask for the password in any of these ways. Not "dialog", which asks whoever sits at the terminal.
constexpr const char* kProofs =
    "mysql_native_password,client_ed25519,caching_sha2_password,sha256_password,parsec,auth_gssapi_client";
constexpr const char* kProofsUnderTls =
    "mysql_native_password,client_ed25519,caching_sha2_password,sha256_password,parsec,auth_gssapi_client,"
    "mysql_clear_password";

const char* or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

// Those of the library; the server's own have other numbers.
bool is_of_library(unsigned code) { return (code >= 2000 && code < 3000) || (code >= 5000 && code < 6000); }

}  // namespace

MariadbLink::MariadbLink(const MariadbParameters& parameters, std::string shown, std::chrono::seconds timeout)
    : shown_(std::move(shown)), timeout_(timeout), database_(parameters.database), password_(parameters.password) {
    static std::once_flag once;
    std::call_once(once, [] { mysql_server_init(0, nullptr, nullptr); });
    handle_.reset(mysql_init(nullptr));
    if (!handle_) throw connection_error("out of memory", {}, shown_);
    configure(parameters);
    connect(parameters);
    guard_.emplace(mysql_get_socket(handle_.get()), timeout_);
}

void MariadbLink::configure(const MariadbParameters& parameters) {
    configure_limits();
    const unsigned no_files = 0;  // a server may not ask for this machine's files
    option(MYSQL_OPT_LOCAL_INFILE, &no_files);
    option(MARIADB_OPT_RESTRICTED_AUTH, parameters.tls == Tls::off ? kProofs : kProofsUnderTls);
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

// The library's own time-outs begin anew with each byte: they are longer than the guard's and the deadline's, save that
// an address that does not answer leaves time for the next.
void MariadbLink::configure_limits() {
    option(MYSQL_OPT_NONBLOCK, nullptr);
    const auto to_connect = static_cast<unsigned>(std::max<std::int64_t>(1, timeout_.count() / 2));
    option(MYSQL_OPT_CONNECT_TIMEOUT, &to_connect);
    const auto beyond = static_cast<unsigned>(timeout_.count() + 2);
    option(MYSQL_OPT_READ_TIMEOUT, &beyond);
    option(MYSQL_OPT_WRITE_TIMEOUT, &beyond);
    const std::size_t longest = StallGuard::kMostBytes;
    option(MYSQL_OPT_MAX_ALLOWED_PACKET, &longest);
}

// Without a password, the client's own files are asked, as every client does.
void MariadbLink::configure_files(const MariadbParameters& parameters) {
    if (!parameters.option_file.empty()) option(MYSQL_READ_DEFAULT_FILE, parameters.option_file.c_str());
    if (!parameters.option_group.empty()) {
        option(MYSQL_READ_DEFAULT_GROUP, parameters.option_group.c_str());
    } else if (!parameters.password || !parameters.option_file.empty()) {
        option(MYSQL_READ_DEFAULT_GROUP, "client");
    }
}

void MariadbLink::configure_tls(const MariadbParameters& parameters) {
    if (parameters.tls != Tls::off) {
        mysql_ssl_set(handle_.get(), or_null(parameters.tls_key), or_null(parameters.tls_certificate),
                      or_null(parameters.tls_ca), or_null(parameters.tls_ca_path), or_null(parameters.tls_cipher));
        const my_bool enforce = 1;
        option(MYSQL_OPT_SSL_ENFORCE, &enforce);
    }
    // Newer libraries verify where nobody asked: then a server with a certificate of its own could not be read.
    const my_bool verify = parameters.tls >= Tls::certificate ? 1 : 0;
    option(MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
}

void MariadbLink::connect(const MariadbParameters& parameters) {
    const bool by_socket = parameters.socket_first && !parameters.socket.empty();
    const Deadline deadline(timeout_);
    MYSQL* connected = nullptr;
    int what =
        mysql_real_connect_start(&connected, handle_.get(), by_socket ? nullptr : or_null(parameters.host),
                                 or_null(parameters.user), parameters.password ? parameters.password->c_str() : nullptr,
                                 or_null(parameters.database), parameters.port, or_null(parameters.socket), 0);
    while (what != 0) what = mysql_real_connect_cont(&connected, handle_.get(), await(what, deadline));
    if (connected != nullptr) return require_tls(parameters);
    if (deadline.left().count() > 0) throw mariadb_connection_error(mysql_errno(handle_.get()), message(), shown_);
    throw mariadb_connection_error(CR_SERVER_LOST, "there is none after " + std::to_string(timeout_.count()) + " s",
                                   shown_);
}

// Where no certificate is to be checked, the library goes on without TLS if the server offers none.
void MariadbLink::require_tls(const MariadbParameters& parameters) {
    if (parameters.tls == Tls::off || mysql_get_ssl_cipher(handle_.get()) != nullptr) return;
    throw SourceError("TLS is asked for, and the server does not offer it", shown_,
                      "turn TLS on in the server, or take ssl out of the URL and of the option files");
}

// What the library is to be told: of what it waits for, what has happened. After the deadline, and where the server
// talks and talks, it is told of a time-out until it gives up.
int MariadbLink::await(int what, const Deadline& deadline) const {
    const int socket = mysql_get_socket(handle_.get());
    if (received_bytes(socket) > kMostBytesToConnect) return MYSQL_WAIT_TIMEOUT;
    const auto wait_for = [&](const Deadline& end) {
        return end.wait_for(socket, static_cast<short>(((what & MYSQL_WAIT_READ) != 0 ? POLLIN : 0) |
                                                       ((what & MYSQL_WAIT_WRITE) != 0 ? POLLOUT : 0) |
                                                       ((what & MYSQL_WAIT_EXCEPT) != 0 ? POLLPRI : 0)));
    };
    std::chrono::milliseconds left = deadline.left();
    if ((what & MYSQL_WAIT_TIMEOUT) != 0) {
        left = std::min(left, std::chrono::milliseconds(mysql_get_timeout_value_ms(handle_.get())));
    }
    return wait_for(Deadline(left)) ? what & ~MYSQL_WAIT_TIMEOUT : MYSQL_WAIT_TIMEOUT;
}

// The code of the server's refusal, or 0.
unsigned MariadbLink::run(const std::string& statement) {
    if (lost_) throw SourceError("the connection to the database was lost before", shown_, "run the audit again");
    const bool failed = [&] {
        const StallGuard::Wait wait(*guard_);
        return mysql_real_query(handle_.get(), statement.data(), statement.size()) != 0;
    }();
    const unsigned code = mysql_errno(handle_.get());
    if (is_of_library(code)) lose();
    if (failed && code == 0) lose_senseless("what comes before the rows is damaged");
    return code;
}

unsigned MariadbLink::try_execute(const std::string& statement) {
    const unsigned code = run(statement);
    if (code != 0 || mysql_field_count(handle_.get()) == 0) return code;
    const Result result(mysql_use_result(handle_.get()));
    if (!result) lose();
    read_rows(result.get(), [&](std::span<const Field>) { lose_senseless("it sends rows where there are none"); });
    return 0;
}

void MariadbLink::execute(const std::string& statement) {
    if (try_execute(statement) != 0) refuse();
}

// The result is read as it comes, never buffered whole.
void MariadbLink::select(const std::string& statement, std::size_t columns,
                         const std::function<void(std::span<const Field>)>& consume) {
    if (run(statement) != 0) refuse();
    const Result result(mysql_use_result(handle_.get()));
    const std::size_t announced = result ? mysql_num_fields(result.get()) : 0;
    if (announced != columns) {
        lose_senseless(std::to_string(columns) + " columns were asked for, and it announces " +
                       std::to_string(announced));
    }
    read_rows(result.get(), consume);
}

void MariadbLink::read_rows(MYSQL_RES* result, const std::function<void(std::span<const Field>)>& consume) {
    std::vector<Field> fields(mysql_num_fields(result));
    const auto next = [&] {
        const StallGuard::Wait wait(*guard_);
        return mysql_fetch_row(result);
    };
    while (MYSQL_ROW row = next()) {
        const unsigned long* const lengths = mysql_fetch_lengths(result);
        for (std::size_t i = 0; i < fields.size(); ++i) {
            fields[i] = row[i] == nullptr ? Field() : Field(std::string_view(row[i], lengths[i]));
        }
        try {
            consume(std::span<const Field>(fields));
        } catch (...) {
            cut();
            throw;
        }
    }
    const unsigned code = mysql_errno(handle_.get());
    if (is_of_library(code)) lose();
    if (code != 0) refuse();
}

void MariadbLink::refuse() {
    const unsigned code = mysql_errno(handle_.get());
    const std::string text = message();
    throw mariadb_error(code, text, database_, is_denied(code) ? account() : "", shown_);
}

std::string MariadbLink::value(const std::string& statement, std::size_t columns) {
    std::string value;
    std::size_t rows = 0;
    select(statement, columns, [&](std::span<const Field> row) {
        if (++rows > 1) lose_senseless("it sends several rows where there is one");
        value = row[0].value_or("");
    });
    return value;
}

// Empty where the server does not say.
std::string MariadbLink::account() {
    try {
        return value("SELECT CURRENT_USER()", 1);
    } catch (const SourceError&) {
        return {};
    }
}

std::string MariadbLink::message() const {
    return without_this_password(mysql_error(handle_.get()), password_ ? password_->c_str() : nullptr);
}

void MariadbLink::lose() {
    cut();
    const StallGuard::Fired fired = guard_->fired();
    if (fired == StallGuard::Fired::time) throw silent_server_error(timeout_, shown_);
    if (fired == StallGuard::Fired::bytes) throw senseless_answer_error("it has no end", shown_);
    throw lost_connection_error(message(), shown_);
}

void MariadbLink::lose_senseless(const std::string& what) {
    cut();
    throw senseless_answer_error(what, shown_);
}

// The library reads what is left of a result before it frees it, however much that is.
void MariadbLink::cut() {
    lost_ = true;
    shutdown(mysql_get_socket(handle_.get()), SHUT_RDWR);
}

std::string MariadbLink::quote(const std::string& text) {
    std::string quoted(text.size() * 2 + 1, '\0');
    quoted.resize(mysql_real_escape_string(handle_.get(), quoted.data(), text.data(), text.size()));
    return "'" + quoted + "'";
}

}  // namespace glance_audit::sources

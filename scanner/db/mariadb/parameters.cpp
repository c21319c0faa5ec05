// From a URL to what MariaDB Connector/C is told. A parameter of the URL goes before what stands at its usual place, as
// in SQLAlchemy's create_connect_args.
#include <algorithm>
#include <array>
#include <charconv>

#include "scanner/base/error.hpp"
#include "scanner/base/escaping.hpp"
#include "scanner/db/url_parameters.hpp"

namespace glance_audit::sources {
namespace {

using Parameter = std::pair<std::string, std::string>;

constexpr std::array<std::string_view, 8> kDrivers{"pymysql", "mysqldb",  "mysqlconnector", "mariadbconnector",
                                                   "asyncmy", "aiomysql", "cymysql",        "oursql"};

// Those written in Python: for them localhost is a TCP address, and a password is Latin-1 where it can be.
constexpr std::array<std::string_view, 5> kPythonDrivers{"pymysql", "asyncmy", "aiomysql", "cymysql", "mysqlconnector"};

// The parameters that are texts, by all their names.
struct TextParameter {
    std::string_view name;
    std::string MariadbParameters::*field;
};

constexpr std::array<TextParameter, 15> kTexts{{{"host", &MariadbParameters::host},
                                                {"user", &MariadbParameters::user},
                                                {"username", &MariadbParameters::user},
                                                {"database", &MariadbParameters::database},
                                                {"db", &MariadbParameters::database},
                                                {"unix_socket", &MariadbParameters::socket},
                                                {"read_default_file", &MariadbParameters::option_file},
                                                {"default_file", &MariadbParameters::option_file},
                                                {"read_default_group", &MariadbParameters::option_group},
                                                {"default_group", &MariadbParameters::option_group},
                                                {"ssl_ca", &MariadbParameters::tls_ca},
                                                {"ssl_capath", &MariadbParameters::tls_ca_path},
                                                {"ssl_cert", &MariadbParameters::tls_certificate},
                                                {"ssl_key", &MariadbParameters::tls_key},
                                                {"ssl_cipher", &MariadbParameters::tls_cipher}}};

constexpr std::array<std::string_view, 11> kOthers{"port",
                                                   "password",
                                                   "passwd",
                                                   "compress",
                                                   "ssl",
                                                   "ssl_mode",
                                                   "ssl_disabled",
                                                   "ssl_check_hostname",
                                                   "ssl_verify_cert",
                                                   "ssl_verify_identity",
                                                   "ssl_enabled"};

// What tunes a Python client, or the character set, which is chosen here.
constexpr std::array<std::string_view, 59> kIgnored{"allow_local_infile",
                                                    "allow_local_infile_in_path",
                                                    "async_fallback",
                                                    "auth_plugin",
                                                    "auth_plugin_map",
                                                    "autocommit",
                                                    "autoping",
                                                    "auto_reconnect",
                                                    "binary_prefix",
                                                    "bind_address",
                                                    "buffered",
                                                    "charset",
                                                    "client_flag",
                                                    "client_flags",
                                                    "collation",
                                                    "connect_timeout",
                                                    "connection_timeout",
                                                    "consume_results",
                                                    "conv",
                                                    "cursorclass",
                                                    "default_auth",
                                                    "default_charset",
                                                    "defer_connect",
                                                    "echo",
                                                    "failover",
                                                    "force_ipv6",
                                                    "found_rows",
                                                    "get_warnings",
                                                    "init_command",
                                                    "local_infile",
                                                    "max_allowed_packet",
                                                    "maxsize",
                                                    "minsize",
                                                    "named_pipe",
                                                    "no_delay",
                                                    "plugin",
                                                    "plugin_dir",
                                                    "pool_name",
                                                    "pool_recycle",
                                                    "pool_reset_connection",
                                                    "pool_reset_session",
                                                    "pool_size",
                                                    "pool_validation_interval",
                                                    "prepared",
                                                    "program_name",
                                                    "raise_on_warnings",
                                                    "raw",
                                                    "read_timeout",
                                                    "reconnect",
                                                    "server_public_key",
                                                    "sql_mode",
                                                    "status_vars",
                                                    "time_zone",
                                                    "tls_ciphersuites",
                                                    "tls_version",
                                                    "tls_versions",
                                                    "use_pure",
                                                    "use_unicode",
                                                    "write_timeout"};

const TextParameter* find_text(std::string_view name) {
    const auto found =
        std::find_if(kTexts.begin(), kTexts.end(), [&](const TextParameter& text) { return text.name == name; });
    return found == kTexts.end() ? nullptr : &*found;
}

void check_names(const DatabaseUrl& url) {
    std::vector<std::string_view> known(kOthers.begin(), kOthers.end());
    for (const TextParameter& text : kTexts) known.push_back(text.name);
    known.insert(known.end(), kIgnored.begin(), kIgnored.end());
    for (const auto& [name, value] : url.query) {
        if (std::find(known.begin(), known.end(), name) == known.end()) refuse_parameter(url, name, known);
    }
}

// PyMySQL encodes a password as Latin-1; one that Latin-1 cannot hold stays UTF-8, though PyMySQL would give up.
std::string latin1(const std::string& password) {
    constexpr char32_t kLast = 0xFF;
    std::string out;
    for (std::string_view rest = password; !rest.empty();) {
        const std::size_t length = utf8_length(rest);
        const char32_t character = length > 0 ? decode_utf8(rest, length) : kLast + 1;
        if (character > kLast) return password;
        out += static_cast<char>(character);
        rest.remove_prefix(length);
    }
    return out;
}

void set_port(const DatabaseUrl& url, const std::string& text, MariadbParameters& out) {
    constexpr unsigned kLast = 65535;
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, out.port);
    if (error != std::errc() || at != end || out.port > kLast)
        refuse_value(url, "port", "write a number, such as 3306");
}

// mysqlclient's and Connector/Python's words.
void set_ssl_mode(const DatabaseUrl& url, const std::string& mode, MariadbParameters& out) {
    static constexpr std::array<std::string_view, 5> kModes{"DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA",
                                                            "VERIFY_IDENTITY"};
    const auto found = std::find(kModes.begin(), kModes.end(), mode);
    if (found == kModes.end()) {
        refuse_value(url, "ssl_mode", "one of DISABLED, PREFERRED, REQUIRED, VERIFY_CA, VERIFY_IDENTITY");
    }
    const auto strength = found - kModes.begin();
    out.tls = strength >= 2;
    out.tls_verify_certificate = strength >= 3;
    out.tls_verify = strength >= 4;
}

// Files for TLS ask for it, and those of authorities ask to verify, as in PyMySQL's _create_ssl_ctx.
void follow_tls_files(MariadbParameters& out) {
    const bool authorities = !out.tls_ca.empty() || !out.tls_ca_path.empty();
    if (authorities) out.tls_verify_certificate = out.tls_verify = true;
    out.tls = authorities || !out.tls_certificate.empty() || !out.tls_key.empty() || !out.tls_cipher.empty();
}

void verify(MariadbParameters& out, bool certificate, bool name) {
    out.tls = out.tls || certificate || name;
    out.tls_verify_certificate = certificate || name;
    out.tls_verify = name;
}

void set_switch(const DatabaseUrl& url, const Parameter& parameter, MariadbParameters& out) {
    const bool on = parameter_switch(url, parameter);
    const std::string& name = parameter.first;
    if (name == "compress") out.compress = on;
    if (name == "ssl" || name == "ssl_enabled") out.tls = on;
    if (name == "ssl_disabled" && on) out.tls = out.tls_verify = out.tls_verify_certificate = false;
    if (name == "ssl_verify_cert") verify(out, on, on && out.tls_verify);
    if (name == "ssl_verify_identity") verify(out, on || out.tls_verify_certificate, on);
    if (name == "ssl_check_hostname") {
        out.tls = true;
        out.tls_verify = on && out.tls_verify_certificate;
    }
}

void set_parameter(const DatabaseUrl& url, const Parameter& parameter, MariadbParameters& out) {
    const std::string& name = parameter.first;
    if (is_one_of(name, kIgnored) || find_text(name) != nullptr) return;
    const std::string value = *single_parameter(url, name);
    if (name == "port") {
        set_port(url, value, out);
    } else if (name == "password" || name == "passwd") {
        out.password = value;
    } else if (name == "ssl_mode") {
        set_ssl_mode(url, value, out);
    } else {
        set_switch(url, parameter, out);
    }
}

}  // namespace

MariadbParameters mariadb_parameters(const DatabaseUrl& url) {
    require_driver(url, kDrivers);
    check_names(url);
    MariadbParameters out;
    out.host = url.host.value_or("");
    if (url.port) out.port = static_cast<unsigned>(*url.port);
    out.user = url.user.value_or("");
    if (url.password && !url.password->empty()) out.password = url.password;
    out.database = url.database.value_or("");
    for (const auto& [name, value] : url.query) {
        if (const TextParameter* text = find_text(name)) out.*text->field = *single_parameter(url, name);
    }
    follow_tls_files(out);
    for (const Parameter& parameter : url.query) set_parameter(url, parameter, out);
    out.tcp = is_one_of(url.driver, kPythonDrivers) && out.socket.empty();
    if (is_one_of(url.driver, kPythonDrivers) && out.password) out.password = latin1(*out.password);
    return out;
}

}  // namespace glance_audit::sources

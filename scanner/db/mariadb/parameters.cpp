// From a URL to what MariaDB Connector/C is told. A parameter of the URL goes before what stands at its usual place, as
// in SQLAlchemy's create_connect_args.
#include <algorithm>
#include <array>

#include "scanner/base/number.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/db/url_parameters.hpp"

namespace glance_audit::sources {
namespace {

using Out = MariadbParameters;

// Those written in Python: for them localhost is a TCP address, and a password is Latin-1 where it can be.
constexpr std::string_view kPythonDrivers = "pymysql asyncmy aiomysql cymysql mysqlconnector";
constexpr std::string_view kDrivers = "pymysql mysqldb mysqlconnector mariadbconnector asyncmy aiomysql cymysql oursql";

// What tunes a Python client, or the character set, which is chosen here.
constexpr std::string_view kIgnored =
    "allow_local_infile allow_local_infile_in_path async_fallback auth_plugin auth_plugin_map autocommit autoping "
    "auto_reconnect binary_prefix buffered charset client_flag client_flags collation connect_timeout "
    "connection_timeout consume_results conv cursorclass default_auth default_charset defer_connect echo failover "
    "force_ipv6 found_rows get_warnings init_command local_infile max_allowed_packet maxsize minsize named_pipe "
    "no_delay plugin plugin_dir pool_name pool_recycle pool_reset_connection pool_reset_session pool_size "
    "pool_validation_interval prepared program_name raise_on_warnings raw read_timeout reconnect server_public_key "
    "sql_mode status_vars time_zone tls_ciphersuites tls_version tls_versions use_pure use_unicode write_timeout";

struct Text {
    std::string_view name;
    std::string Out::*field;
};
constexpr std::array<Text, 16> kTexts{{{"host", &Out::host},
                                       {"bind_address", &Out::bind_address},
                                       {"user", &Out::user},
                                       {"username", &Out::user},
                                       {"database", &Out::database},
                                       {"db", &Out::database},
                                       {"unix_socket", &Out::socket},
                                       {"read_default_file", &Out::option_file},
                                       {"default_file", &Out::option_file},
                                       {"read_default_group", &Out::option_group},
                                       {"default_group", &Out::option_group},
                                       {"ssl_ca", &Out::tls_ca},
                                       {"ssl_capath", &Out::tls_ca_path},
                                       {"ssl_cert", &Out::tls_certificate},
                                       {"ssl_key", &Out::tls_key},
                                       {"ssl_cipher", &Out::tls_cipher}}};

void at_least(Out& out, Tls tls) { out.tls = std::max(out.tls, tls); }
void at_most(Out& out, Tls tls) { out.tls = std::min(out.tls, tls); }
void raise_or_lower(Out& out, bool on, Tls raised, Tls lowered) {
    return on ? at_least(out, raised) : at_most(out, lowered);
}

struct Switch {
    std::string_view name;
    void (*set)(Out& out, bool on);
};
void set_tls(Out& out, bool on) { raise_or_lower(out, on, Tls::encrypted, Tls::off); }
constexpr std::array<Switch, 7> kSwitches{{
    {"compress", [](Out& out, bool on) { out.compress = on; }},
    {"ssl", set_tls},
    {"ssl_enabled", set_tls},
    {"ssl_disabled",
     [](Out& out, bool on) {
         if (on) out.tls = Tls::off;
     }},
    {"ssl_verify_cert", [](Out& out, bool on) { raise_or_lower(out, on, Tls::certificate, Tls::encrypted); }},
    {"ssl_verify_identity", [](Out& out, bool on) { raise_or_lower(out, on, Tls::identity, Tls::certificate); }},
    {"ssl_check_hostname",  // of a certificate that is verified
     [](Out& out, bool on) {
         at_least(out, Tls::encrypted);
         if (out.tls >= Tls::certificate) out.tls = on ? Tls::identity : Tls::certificate;
     }},
}};

struct Parameter {
    std::string_view name;
    void (*set)(const DatabaseUrl& url, const std::string& value, Out& out);
};

void set_port(const DatabaseUrl& url, const std::string& text, Out& out) {
    constexpr unsigned kLast = 65535;
    const auto port = text::whole_number<unsigned>(text);
    if (!port || *port > kLast) refuse_value(url, "port", "write a number, such as 3306");
    out.port = *port;
}

void set_password(const DatabaseUrl&, const std::string& text, Out& out) { out.password = text; }

// mysqlclient's and Connector/Python's words.
void set_ssl_mode(const DatabaseUrl& url, const std::string& mode, Out& out) {
    constexpr std::array<std::pair<std::string_view, Tls>, 5> kModes{{{"DISABLED", Tls::off},
                                                                      {"PREFERRED", Tls::off},
                                                                      {"REQUIRED", Tls::encrypted},
                                                                      {"VERIFY_CA", Tls::certificate},
                                                                      {"VERIFY_IDENTITY", Tls::identity}}};
    const auto* found =
        std::find_if(kModes.begin(), kModes.end(), [&](const auto& known) { return known.first == mode; });
    if (found == kModes.end()) {
        refuse_value(url, "ssl_mode", "one of DISABLED, PREFERRED, REQUIRED, VERIFY_CA, VERIFY_IDENTITY");
    }
    out.tls = found->second;
}

constexpr std::array<Parameter, 4> kOthers{
    {{"port", set_port}, {"password", set_password}, {"passwd", set_password}, {"ssl_mode", set_ssl_mode}}};

template <class Table>
const typename Table::value_type* find(const Table& table, std::string_view name) {
    const auto found = std::find_if(table.begin(), table.end(), [&](const auto& entry) { return entry.name == name; });
    return found == table.end() ? nullptr : &*found;
}

KnownParameters known() {
    KnownParameters out{{}, {}, words_of(kIgnored)};
    for (const Parameter& other : kOthers) out.single.push_back(other.name);
    for (const Switch& flag : kSwitches) out.single.push_back(flag.name);
    for (const Text& text : kTexts) out.single.push_back(text.name);
    return out;
}

// PyMySQL encodes a password as Latin-1; one that Latin-1 cannot hold stays UTF-8, though PyMySQL would give up.
std::string latin1(const std::string& password) {
    std::string out;
    bool fits = true;
    for_each_character(password, [&](std::string_view, char32_t character) {
        fits = fits && character <= 0xff;
        out += static_cast<char>(character);
    });
    return fits ? out : password;
}

// Files for TLS ask for it, and those of authorities ask to verify, as in PyMySQL's _create_ssl_ctx.
void follow_tls_files(Out& out) {
    if (!out.tls_ca.empty() || !out.tls_ca_path.empty()) {
        out.tls = Tls::identity;
    } else if (!out.tls_certificate.empty() || !out.tls_key.empty() || !out.tls_cipher.empty()) {
        out.tls = Tls::encrypted;
    }
}

}  // namespace

// Dashes and underscores are the same there, and quotes stand round a value.
void add_tls_of_option_file(std::string_view text, MariadbParameters& parameters) {
    constexpr std::array<std::pair<std::string_view, std::string Out::*>, 5> kPaths{
        {{"ssl_ca", &Out::tls_ca},
         {"ssl_capath", &Out::tls_ca_path},
         {"ssl_cert", &Out::tls_certificate},
         {"ssl_key", &Out::tls_key},
         {"ssl_cipher", &Out::tls_cipher}}};
    Out of_file;
    bool counts = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = stripped(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.starts_with('[')) {
            counts = line == "[client]" || line == "[client-mariadb]" || line == "[client-server]" ||
                     line == "[" + parameters.option_group + "]";
        }
        if (!counts || line.empty() || line.starts_with('#') || line.starts_with(';')) continue;
        const std::size_t equals = std::min(line.find('='), line.size());
        std::string name(stripped(line.substr(0, equals)));
        std::replace(name.begin(), name.end(), '-', '_');
        std::string_view value = stripped(line.substr(std::min(equals + 1, line.size())));
        if (value.size() > 1 && (value.front() == '"' || value.front() == '\'') && value.front() == value.back()) {
            value = value.substr(1, value.size() - 2);
        }
        const bool off = value == "0" || value == "OFF" || value == "off" || value == "FALSE" || value == "false";
        for (const auto& [key, field] : kPaths) {
            if (name == key) of_file.*field = value;
        }
        if (name == "ssl" && !off) at_least(of_file, Tls::encrypted);
        if (name == "ssl_verify_server_cert" && !off) at_least(of_file, Tls::identity);
    }
    for (const auto& [key, field] : kPaths) {
        if ((parameters.*field).empty()) parameters.*field = of_file.*field;
    }
    const Tls asked = of_file.tls;
    follow_tls_files(of_file);
    at_least(parameters, std::max(asked, of_file.tls));
}

MariadbParameters mariadb_parameters(const DatabaseUrl& url) {
    require_driver(url, words_of(kDrivers));
    const auto parameters = known_parameters(url, known());
    Out out;
    out.host = url.host.value_or("");
    if (url.port) out.port = static_cast<unsigned>(*url.port);
    out.user = url.user.value_or("");
    if (url.password && !url.password->empty()) out.password = url.password;
    out.database = url.database.value_or("");
    for (const auto& [name, value] : parameters) {
        if (const Text* text = find(kTexts, name)) out.*text->field = value;
    }
    follow_tls_files(out);
    for (const auto& [name, value] : parameters) {
        if (const Switch* flag = find(kSwitches, name)) flag->set(out, parameter_switch(url, name, value));
        if (const Parameter* other = find(kOthers, name)) other->set(url, value, out);
    }
    const bool is_python = is_one_of(url.driver, words_of(kPythonDrivers));
    out.tcp = is_python && out.socket.empty();
    out.socket_first = is_python;
    if (is_python && out.password) out.password = latin1(*out.password);
    return out;
}

}  // namespace glance_audit::sources

// From a URL to libpq's keywords. A parameter of the URL goes before what stands at its usual place, as in
// SQLAlchemy's create_connect_args.
#include <algorithm>
#include <array>

#include "scanner/base/error.hpp"
#include "scanner/db/url_parameters.hpp"

namespace glance_audit::sources {
namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

constexpr std::array<std::string_view, 8> kDrivers{"psycopg2", "psycopg", "psycopg2cffi", "psycopg_async",
                                                   "asyncpg",  "pg8000",  "pygresql",     "pypostgresql"};

// libpq's own (PostgreSQL 18's documentation, "Parameter Key Words"), but for dbname, host, port, user and password.
constexpr std::array<std::string_view, 43> kKeywords{"service",
                                                     "servicefile",
                                                     "passfile",
                                                     "hostaddr",
                                                     "channel_binding",
                                                     "connect_timeout",
                                                     "options",
                                                     "application_name",
                                                     "fallback_application_name",
                                                     "keepalives",
                                                     "keepalives_idle",
                                                     "keepalives_interval",
                                                     "keepalives_count",
                                                     "tcp_user_timeout",
                                                     "require_auth",
                                                     "sslmode",
                                                     "sslnegotiation",
                                                     "sslcompression",
                                                     "sslcert",
                                                     "sslkey",
                                                     "sslkeylogfile",
                                                     "sslpassword",
                                                     "sslcertmode",
                                                     "sslrootcert",
                                                     "sslcrl",
                                                     "sslcrldir",
                                                     "sslsni",
                                                     "requirepeer",
                                                     "ssl_min_protocol_version",
                                                     "ssl_max_protocol_version",
                                                     "min_protocol_version",
                                                     "max_protocol_version",
                                                     "gssencmode",
                                                     "gssdelegation",
                                                     "krbsrvname",
                                                     "gsslib",
                                                     "replication",
                                                     "target_session_attrs",
                                                     "load_balance_hosts",
                                                     "scram_client_key",
                                                     "scram_server_key",
                                                     "oauth_issuer",
                                                     "oauth_client_id"};

struct Alias {
    std::string_view name;
    std::string_view keyword;
};

// What other drivers call them.
constexpr std::array<Alias, 7> kAliases{{{"database", "dbname"},
                                         {"passwd", "password"},
                                         {"opt", "options"},
                                         {"sslcrtfile", "sslcert"},
                                         {"sslkeyfile", "sslkey"},
                                         {"sslrootcrtfile", "sslrootcert"},
                                         {"sslrootcrlfile", "sslcrl"}}};

// The five that a URL has places for.
constexpr std::array<std::string_view, 5> kPlaces{"host", "port", "user", "password", "dbname"};
constexpr std::array<std::string_view, 2> kSpecial{"unix_sock", "ssl"};

// What tunes a Python client, or the encoding, which is chosen here.
constexpr std::array<std::string_view, 24> kIgnored{"client_encoding",
                                                    "async",
                                                    "async_",
                                                    "async_fallback",
                                                    "autocommit",
                                                    "command_timeout",
                                                    "connection_factory",
                                                    "cursor_factory",
                                                    "executemany_mode",
                                                    "implicit_returning",
                                                    "max_cacheable_statement_size",
                                                    "max_cached_statement_lifetime",
                                                    "nowait",
                                                    "plugin",
                                                    "prepare_threshold",
                                                    "prepared_statement_cache_size",
                                                    "prepared_statement_name_func",
                                                    "server_side_cursors",
                                                    "source_address",
                                                    "statement_cache_size",
                                                    "tcp_keepalive",
                                                    "timeout",
                                                    "use_batch_mode",
                                                    "use_native_unicode"};

std::string_view keyword_of(std::string_view name) {
    const auto found = std::find_if(kAliases.begin(), kAliases.end(), [&](const Alias& a) { return a.name == name; });
    return found == kAliases.end() ? name : found->keyword;
}

void check_names(const DatabaseUrl& url) {
    std::vector<std::string_view> known(kKeywords.begin(), kKeywords.end());
    known.insert(known.end(), kPlaces.begin(), kPlaces.end());
    known.insert(known.end(), kSpecial.begin(), kSpecial.end());
    known.insert(known.end(), kIgnored.begin(), kIgnored.end());
    for (const Alias& alias : kAliases) known.push_back(alias.name);
    for (const auto& [name, value] : url.query) {
        if (std::find(known.begin(), known.end(), name) == known.end()) refuse_parameter(url, name, known);
    }
}

// A later value of the same keyword replaces the former.
void set(Parameters& parameters, std::string_view keyword, std::string value) {
    const auto found =
        std::find_if(parameters.begin(), parameters.end(), [&](const auto& pair) { return pair.first == keyword; });
    if (found != parameters.end()) {
        found->second = std::move(value);
    } else {
        parameters.emplace_back(keyword, std::move(value));
    }
}

std::vector<std::string> values_of(const DatabaseUrl& url, std::string_view name) {
    std::vector<std::string> values;
    for (const auto& [key, value] : url.query) {
        if (key == name) values.push_back(value);
    }
    return values;
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) out += (i > 0 ? "," : "") + words[i];
    return out;
}

bool is_port(std::string_view text) {
    constexpr std::size_t kMostDigits = 5;
    return text.size() <= kMostDigits && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "a:1" as "a" and "1"; what has no ':' stays whole.
std::pair<std::string, std::string> host_and_port(const DatabaseUrl& url, const std::string& token) {
    const std::size_t colon = token.find(':');
    if (colon == std::string::npos) return {token, ""};
    const std::string port = token.substr(colon + 1);
    if (!is_port(port)) refuse_value(url, "host", "write host=a:5432&host=b:5432, or host=a,b&port=5432,5433");
    return {token.substr(0, colon), port};
}

// `?host=a:1&host=b:2`: SQLAlchemy's way of naming several hosts.
void set_host_list(const DatabaseUrl& url, const std::vector<std::string>& tokens, Parameters& out) {
    if (!values_of(url, "port").empty()) {
        refuse_value(url, "port", "write host=a:5432&host=b:5433 or host=a,b&port=5432,5433, not both");
    }
    std::vector<std::string> hosts;
    std::vector<std::string> ports;
    for (const std::string& token : tokens) {
        auto [host, port] = host_and_port(url, token);
        hosts.push_back(std::move(host));
        ports.push_back(std::move(port));
    }
    set(out, "host", joined(hosts));
    set(out, "port", joined(ports));  // for libpq an empty entry is the usual port
}

void set_hosts(const DatabaseUrl& url, Parameters& out) {
    const std::vector<std::string> hosts = values_of(url, "host");
    const bool one_with_port = hosts.size() == 1 && std::count(hosts[0].begin(), hosts[0].end(), ':') == 1 &&
                               hosts[0].find_first_of("/,") == std::string::npos;
    if (hosts.size() > 1 || one_with_port) {
        set_host_list(url, hosts, out);
    } else {
        if (!hosts.empty()) set(out, "host", hosts[0]);
        const std::vector<std::string> ports = values_of(url, "port");
        if (!ports.empty()) set(out, "port", joined(ports));
    }
}

// pg8000 names the socket itself, libpq its folder and the port at its end: /run/postgresql/.s.PGSQL.5432.
void set_socket(const DatabaseUrl& url, const std::string& path, Parameters& out) {
    constexpr std::string_view kName = "/.s.PGSQL.";
    const std::size_t at = path.rfind(kName);
    const std::string port = at == std::string::npos ? "" : path.substr(at + kName.size());
    if (port.empty() || !is_port(port)) refuse_value(url, "unix_sock", "write /run/postgresql/.s.PGSQL.5432");
    set(out, "host", path.substr(0, at));
    set(out, "port", port);
}

// asyncpg's name for sslmode, which takes a word or a switch.
void set_ssl(const DatabaseUrl& url, const std::pair<std::string, std::string>& parameter, Parameters& out) {
    static constexpr std::array<std::string_view, 6> kModes{"disable", "allow",     "prefer",
                                                            "require", "verify-ca", "verify-full"};
    if (is_one_of(parameter.second, kModes)) {
        set(out, "sslmode", parameter.second);
    } else {
        set(out, "sslmode", parameter_switch(url, parameter) ? "require" : "disable");
    }
}

void set_parameter(const DatabaseUrl& url, const std::pair<std::string, std::string>& parameter, Parameters& out) {
    const std::string& name = parameter.first;
    if (name == "host" || name == "port" || is_one_of(name, kIgnored)) return;
    const std::string value = *single_parameter(url, name);
    if (name == "unix_sock") {
        set_socket(url, value, out);
    } else if (name == "ssl") {
        set_ssl(url, parameter, out);
    } else {
        set(out, keyword_of(name), value);
    }
}

}  // namespace

std::vector<std::pair<std::string, std::string>> postgres_parameters(const DatabaseUrl& url) {
    require_driver(url, kDrivers);
    check_names(url);
    Parameters out;
    const auto place = [&](std::string_view keyword, const std::optional<std::string>& value) {
        if (value && !value->empty()) set(out, keyword, *value);
    };
    place("host", url.host);
    if (url.port && *url.port > 0) set(out, "port", std::to_string(*url.port));
    place("user", url.user);
    place("password", url.password);
    place("dbname", url.database);
    set_hosts(url, out);
    for (const auto& parameter : url.query) set_parameter(url, parameter, out);
    return out;
}

}  // namespace glance_audit::sources

// From a URL to libpq's keywords. A parameter of the URL goes before what stands at its usual place, as in
// SQLAlchemy's create_connect_args.
#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <new>

#include "scanner/base/join.hpp"
#include "scanner/db/url_parameters.hpp"

namespace glance_audit::sources {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view kDrivers =
    "psycopg2 psycopg psycopg2cffi psycopg_async asyncpg pg8000 pygresql pypostgresql";

// What tunes a Python client, or the encoding, which is chosen here.
constexpr std::string_view kIgnored =
    "client_encoding async async_ async_fallback autocommit command_timeout connection_factory cursor_factory "
    "executemany_mode implicit_returning max_cacheable_statement_size max_cached_statement_lifetime nowait plugin "
    "prepare_threshold prepared_statement_cache_size prepared_statement_name_func server_side_cursors source_address "
    "statement_cache_size tcp_keepalive timeout use_batch_mode use_native_unicode";

// What other drivers call libpq's keywords.
const std::map<std::string_view, std::string_view> kAliases{
    {"database", "dbname"},      {"passwd", "password"},   {"opt", "options"},
    {"sslcrtfile", "sslcert"},   {"sslkeyfile", "sslkey"}, {"sslrootcrtfile", "sslrootcert"},
    {"sslrootcrlfile", "sslcrl"}};

// Those of the libpq that the program runs with.
std::vector<std::string_view> libpq_keywords() {
    static const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> kOptions(PQconndefaults(),
                                                                                         PQconninfoFree);
    if (!kOptions) throw std::bad_alloc();
    std::vector<std::string_view> keywords;
    for (const PQconninfoOption* option = kOptions.get(); option->keyword != nullptr; ++option) {
        keywords.emplace_back(option->keyword);
    }
    return keywords;
}

KnownParameters known() {
    KnownParameters out{libpq_keywords(), {"host", "port"}, words_of(kIgnored)};
    std::erase_if(out.single, [&](std::string_view name) { return is_one_of(name, out.repeated); });
    for (const auto& [alias, keyword] : kAliases) out.single.push_back(alias);
    out.single.insert(out.single.end(), {"unix_sock", "ssl"});
    return out;
}

std::vector<std::string> values_of(const Pairs& pairs, std::string_view name) {
    std::vector<std::string> values;
    for (const auto& [key, value] : pairs) {
        if (key == name) values.push_back(value);
    }
    return values;
}

bool is_port(std::string_view text) {
    constexpr std::size_t kMostDigits = 5;
    return text.size() <= kMostDigits && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// `?host=a:1&host=b:2`: SQLAlchemy's way of naming several hosts.
void set_host_list(const DatabaseUrl& url, std::vector<std::string> hosts, PostgresParameters& out) {
    std::vector<std::string> ports;
    for (std::string& host : hosts) {
        const std::size_t colon = std::min(host.find(':'), host.size());
        ports.push_back(host.substr(std::min(colon + 1, host.size())));
        if (!is_port(ports.back())) {
            refuse_value(url, "host", "write host=a:5432&host=b:5432, or host=a,b&port=5432,5433");
        }
        host.resize(colon);
    }
    out["host"] = joined(hosts, ",");
    out["port"] = joined(ports, ",");  // for libpq an empty entry is the usual port
}

void set_hosts(const DatabaseUrl& url, const Pairs& pairs, PostgresParameters& out) {
    const std::vector<std::string> hosts = values_of(pairs, "host");
    const std::vector<std::string> ports = values_of(pairs, "port");
    const bool one_with_port = hosts.size() == 1 && std::count(hosts[0].begin(), hosts[0].end(), ':') == 1 &&
                               hosts[0].find_first_of("/,") == std::string::npos;
    const bool is_list = hosts.size() > 1 || one_with_port;
    if (is_list && !ports.empty()) {
        refuse_value(url, "port", "write host=a:5432&host=b:5433 or host=a,b&port=5432,5433, not both");
    }
    if (is_list) return set_host_list(url, hosts, out);
    if (!hosts.empty()) out["host"] = hosts[0];
    if (!ports.empty()) out["port"] = joined(ports, ",");
}

// pg8000 names the socket itself, libpq its folder and the port at its end: /run/postgresql/.s.PGSQL.5432.
void set_socket(const DatabaseUrl& url, const std::string& path, PostgresParameters& out) {
    constexpr std::string_view kName = "/.s.PGSQL.";
    const std::size_t at = path.rfind(kName);
    const std::string port = at == std::string::npos ? "" : path.substr(at + kName.size());
    if (port.empty() || !is_port(port)) refuse_value(url, "unix_sock", "write /run/postgresql/.s.PGSQL.5432");
    out["host"] = path.substr(0, at);
    out["port"] = port;
}

// asyncpg's name for sslmode, which takes a word or a switch.
std::string ssl_mode(const DatabaseUrl& url, const std::string& value) {
    if (is_one_of(value, words_of("disable allow prefer require verify-ca verify-full"))) return value;
    return parameter_switch(url, "ssl", value) ? "require" : "disable";
}

}  // namespace

PostgresParameters postgres_parameters(const DatabaseUrl& url) {
    require_driver(url, words_of(kDrivers));
    const Pairs pairs = known_parameters(url, known());
    PostgresParameters out;
    const auto place = [&](const char* keyword, const std::optional<std::string>& value) {
        if (value && !value->empty()) out[keyword] = *value;
    };
    place("host", url.host);
    if (url.port && *url.port > 0) out["port"] = std::to_string(*url.port);
    place("user", url.user);
    place("password", url.password);
    place("dbname", url.database);
    set_hosts(url, pairs, out);
    for (const auto& [name, value] : pairs) {
        const auto alias = kAliases.find(name);
        if (name == "host" || name == "port") continue;
        if (name == "unix_sock") {
            set_socket(url, value, out);
        } else if (name == "ssl") {
            out["sslmode"] = ssl_mode(url, value);
        } else {
            out[alias == kAliases.end() ? name : std::string(alias->second)] = value;
        }
    }
    return out;
}

}  // namespace glance_audit::sources

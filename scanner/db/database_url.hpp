// Database URLs as Glance's configuration writes them, and what they mean to each client library.
//
// Sources: SQLAlchemy's engine/url.py and its dialects' create_connect_args (1.4 and 2.0), PyMySQL's connect(),
// mysqlclient's connect(), libpq's PQconndefaults().
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace glance_audit::sources {

// dialect+driver://user:password@host:port/database?query, the parts decoded. All of them are UTF-8 without a NUL.
struct DatabaseUrl {
    std::string dialect;  // "postgresql" (also for the "postgres" of old files), "mysql", "mariadb", "sqlite"
    std::string driver;   // "psycopg2"; empty where the URL names none
    std::optional<std::string> user;
    std::optional<std::string> password;
    std::optional<std::string> host;  // an IPv6 address stands here without its brackets
    std::optional<int> port;          // 0 to 65535; 0 is as good as none
    std::optional<std::string> database;
    std::vector<std::pair<std::string, std::string>> query;  // in order; a name may come twice
};

// Takes a URL apart where SQLAlchemy's make_url does. Throws UsageError where the text is no URL, its port is none,
// there is a NUL or a byte in it that is not UTF-8, or an '@' in the host or database, where an unquoted password ends
// up; the error shows no password.
DatabaseUrl parse_database_url(std::string_view url);

// The URL without its password, wherever it stands (also in the query): "user:***@host". Any text is taken, also with
// '@', ':' or '/' unquoted in the password; where it is unclear what belongs to a password, more is hidden.
std::string without_password(std::string_view url);

// The same for every word of a text, in quotes or not: whatever people write into a wrong place comes back in errors.
std::string without_passwords(std::string_view text);

// An excerpt of a file, whose line may be a secret's: "password: ***". Names of files and variables are no secrets.
std::string without_secrets(std::string_view excerpt);

// libpq's keywords and their values.
using PostgresParameters = std::map<std::string, std::string>;
// From a URL of any PostgreSQL driver. What only tunes a Python client is left out. Throws UsageError for a driver or a
// query parameter that has no meaning.
PostgresParameters postgres_parameters(const DatabaseUrl& url);

// How a connection is protected: each also by what stands before it.
enum class Tls : std::uint8_t {
    off,
    encrypted,
    certificate,  // the server's certificate is verified, whatever its name
    identity,     // and its name
};

// What MariaDB Connector/C is told. Empty: not set.
struct MariadbParameters {
    std::string host;
    unsigned port = 0;
    std::string socket;
    bool tcp = false;           // localhost means TCP: the driver takes no socket unless told its path
    bool socket_first = false;  // the driver takes a socket, if told its path, whatever the host
    std::string bind_address;   // of this side
    std::string user;
    std::optional<std::string> password;  // the bytes the driver sends: Latin-1 for PyMySQL
    std::string database;
    std::string option_file;   // read_default_file
    std::string option_group;  // read_default_group
    Tls tls = Tls::off;
    std::string tls_ca, tls_ca_path, tls_certificate, tls_key, tls_cipher;
    bool compress = false;
};
// From a URL of any MySQL or MariaDB driver. What only tunes a Python client is left out. Throws UsageError for a
// driver or a query parameter that has no meaning.
MariadbParameters mariadb_parameters(const DatabaseUrl& url);

// What an option file (my.cnf) says of TLS in [client], [client-mariadb] or the group that was named, where the URL is
// silent: PyMySQL verifies who a server is as soon as an authority is named, the client library alone would not.
void add_tls_of_option_file(std::string_view text, MariadbParameters& parameters);

}  // namespace glance_audit::sources

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "scanner/base/nearest.hpp"
#include "scanner/db/database_url.hpp"
#include "scanner/sources/files/file_source.hpp"
#include "scanner/sources/server_source.hpp"
#include "scanner/sources/snapshot/source.hpp"
#include "scanner/sources/source.hpp"
#include "scanner/sources/sqlite_source.hpp"

namespace glance_audit::sources {
namespace {

using Factory = std::unique_ptr<Source> (*)(const std::string& source, const OpenOptions& options);

// "sqlite:////abs/path" is absolute, "sqlite:///path" is relative: SQLAlchemy's way.
std::optional<std::string> path_in_url(const std::string& url) {
    constexpr std::string_view kEmptyHost = ":///";
    const std::size_t at = url.find(kEmptyHost);
    const std::size_t end = url.find('?');
    if (at == std::string::npos || at + kEmptyHost.size() >= std::min(end, url.size())) return std::nullopt;
    return url.substr(at + kEmptyHost.size(), end == std::string::npos ? end : end - at - kEmptyHost.size());
}

std::string sqlite_path(const std::string& url) {
    auto path = path_in_url(url);
    if (path) return std::move(*path);
    throw UsageError("not a SQLite URL with a path in it", without_password(url),
                     "write sqlite:////absolute/path or sqlite:///relative/path, or the path alone");
}

std::unique_ptr<Source> open_sqlite_url(const std::string& url, const OpenOptions& options) {
    return open_sqlite(sqlite_path(url), options.jobs);
}

template <auto open_database>
std::unique_ptr<Source> open_server(const std::string& url, const OpenOptions& options) {
    return make_server_source(open_database(url, options), without_password(url));
}

struct Scheme {
    std::array<std::string_view, 2> names;  // before "://", without a driver suffix
    Engine engine;
    Factory open;
};

constexpr std::array kSchemes{
    Scheme{{"sqlite"}, Engine::sqlite, open_sqlite_url},
#define SERVER(name, quoting, ...) Scheme{{__VA_ARGS__}, Engine::name, open_server<open_##name>},
#include "scanner/model/servers.inc"
};

// "postgresql" of "postgresql+psycopg2://…", and of the "postgres://…" of old files; nothing for a path.
std::string_view scheme_of(std::string_view source) {
    const std::size_t end = source.find("://");
    if (end == std::string_view::npos) return {};
    const std::string_view scheme = source.substr(0, std::min(end, source.find('+')));
    return scheme == "postgres" ? "postgresql" : scheme;
}

const Scheme* find_scheme(std::string_view name) {
    for (const Scheme& scheme : kSchemes) {
        if (std::find(scheme.names.begin(), scheme.names.end(), name) != scheme.names.end()) return &scheme;
    }
    return nullptr;
}

// "db.example.org:3307/glance": the same whoever asks, by whatever driver.
std::string database_name(const DatabaseUrl& url) {
    std::string name = url.host.value_or("");
    if (name.find(':') != std::string::npos) name = "[" + name + "]";
    for (const auto& [key, value] : url.query) {
        if (name.empty() && key == "host" && !value.starts_with('/')) name = value;  // a list of hosts
    }
    if (name.empty()) name = "localhost";
    if (url.port) name += ":" + std::to_string(*url.port);
    return url.database ? name + "/" + *url.database : name;
}

// user:password@host without its "postgresql://": errors name the paths of files, and this one has a password in it.
void refuse_half_a_url(const std::string& source) {
    std::error_code error;
    if (without_password(source) == source || std::filesystem::exists(source, error)) return;
    throw UsageError("there is no such file, and it is not a URL", without_password(source),
                     "begin a URL with postgresql:// or mysql://");
}

std::vector<std::filesystem::path> local_files(const std::string& path) {
    std::error_code failed;
    std::vector<std::filesystem::path> files;
    if (std::filesystem::is_directory(path, failed)) files = files_of_folder(path);
    for (const auto& name : {std::filesystem::path(path), std::filesystem::weakly_canonical(path, failed)}) {
        if (name.empty()) continue;
        for (const char* suffix : {"", "-journal", "-wal", "-shm"}) files.emplace_back(name.string() + suffix);
    }
    return files;
}

// Where the client libraries look for passwords, keys and options.
std::vector<std::filesystem::path> client_files(const std::string& url) {
    std::vector<std::filesystem::path> files{"/etc/my.cnf", "/etc/mysql/my.cnf"};
    if (const char* home = std::getenv("HOME")) {
        for (const char* name : {".my.cnf", ".pgpass", ".pg_service.conf", ".postgresql/postgresql.crt",
                                 ".postgresql/postgresql.key", ".postgresql/root.crt", ".postgresql/root.crl"}) {
            files.push_back(std::filesystem::path(home) / name);
        }
    }
    for (const char* variable : {"PGPASSFILE", "PGSERVICEFILE", "PGSSLCERT", "PGSSLKEY", "PGSSLROOTCERT", "PGSSLCRL"}) {
        if (const char* file = std::getenv(variable)) files.emplace_back(file);
    }
    for (const auto& [name, value] : parse_database_url(url).query) files.emplace_back(value);
    return files;
}

}  // namespace

std::unique_ptr<Source> open_source(const std::string& source, const OpenOptions& options) {
    if (source.empty())
        throw UsageError("the source is empty", "SOURCE",
                         "name a file (SQLite, dump, table, snapshot), a folder or a database URL");
    const std::string_view scheme = scheme_of(source);
    if (scheme.empty()) {
        refuse_half_a_url(source);
        return open_file(source, options);
    }
    if (const Scheme* known = find_scheme(scheme)) return known->open(source, options);
    std::vector<std::string_view> names;
    for (const Scheme& known : kSchemes) {
        std::copy_if(known.names.begin(), known.names.end(), std::back_inserter(names),
                     [](std::string_view name) { return !name.empty(); });
    }
    throw UsageError("no such kind of source: '" + std::string(scheme) + "://'", {},
                     text::suggestion(scheme, names) + "; or give the path of a file");
}

Engine likely_engine(const std::string& source) {
    const Scheme* known = find_scheme(scheme_of(source));
    return known == nullptr ? Engine::sqlite : known->engine;
}

std::vector<std::filesystem::path> source_files(const std::string& source) {
    const std::string_view scheme = scheme_of(source);
    if (scheme.empty()) return local_files(source);
    if (scheme != "sqlite") return client_files(source);
    const auto path = path_in_url(source);
    return path ? local_files(*path) : std::vector<std::filesystem::path>();
}

std::string shown_source(const std::string& source) { return without_password(source); }

std::string target_name(const std::string& source) {
    const std::string_view scheme = scheme_of(source);
    if (!scheme.empty() && scheme != "sqlite") return database_name(parse_database_url(source));
    const std::string file = scheme.empty() ? source : sqlite_path(source);
    const std::filesystem::path path(file);
    const std::filesystem::path named = path.has_filename() ? path : path.parent_path();  // "folder/" is a folder
    return snapshot_target(file).value_or(named.filename().string());
}

}  // namespace glance_audit::sources

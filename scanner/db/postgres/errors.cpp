#include "scanner/db/postgres/errors.hpp"

#include <array>
#include <string_view>

namespace glance_audit::sources {
namespace {

// libpq gives no code where a connection fails, only text.
struct ConnectionHint {
    std::string_view part;
    std::string_view hint;
};

constexpr std::array<ConnectionHint, 9> kConnectionHints{{
    {"password authentication failed",
     "check the user and the password: GLANCE_AUDIT_PASSWORD, ~/.pgpass, or the URL (where odd characters are quoted)"},
    {"no password supplied", "give the password in GLANCE_AUDIT_PASSWORD, ~/.pgpass or the URL"},
    {"no pg_hba.conf entry", "allow this user and host in pg_hba.conf on the server"},
    {"role \"", "check the user in the URL"},
    {"database \"", "check the name of the database in the URL"},
    {"timeout expired",
     "the server did not answer in time: check host, port and firewall; --timeout sets how long to wait"},
    {"Connection refused", "check that the server is running and listening there: host and port in the URL"},
    {"could not translate host name", "check the name of the host in the URL"},
    {"SSL", "check the TLS options in the URL: sslmode, sslrootcert, sslcert, sslkey"},
}};

// "permission denied for table image_members": the kind of thing and its name.
std::pair<std::string_view, std::string_view> denied_object(std::string_view message) {
    constexpr std::string_view kDenied = "permission denied for ";
    const std::size_t begin = message.find(kDenied);
    if (begin == std::string_view::npos) return {};
    const std::string_view rest = message.substr(begin + kDenied.size());
    const std::size_t blank = rest.find(' ');
    if (blank == std::string_view::npos) return {};
    std::string_view name = rest.substr(blank + 1);
    // The name of a database stands in quotes, those of tables and schemas do not.
    if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"')) name = name.substr(1, name.size() - 2);
    return {rest.substr(0, blank), name};
}

std::string identifier(std::string_view name) {
    std::string quoted = "\"";
    for (const char c : name) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + "\"";
}

SourceError denied(const std::string& message, const std::string& user, const std::string& shown) {
    const std::string line = first_line(message);
    const auto [kind, name] = denied_object(line);
    const std::string right = kind == "schema"     ? "USAGE ON SCHEMA "
                              : kind == "database" ? "CONNECT ON DATABASE "
                                                   : "SELECT ON ";
    const bool known = !name.empty() && !user.empty();
    const std::string grant = known ? "GRANT " + right + identifier(name) + " TO " + identifier(user) : "";
    return {"a grant is missing: " + line, shown,
            grant.empty() ? "give the account the rights listed in docs/least-privilege.md"
                          : "run this as the owner of the database: " + grant};
}

}  // namespace

SourceError postgres_connection_error(const std::string& message, const std::string& user, const std::string& shown) {
    if (!denied_object(first_line(message)).first.empty()) return denied(message, user, shown);
    std::string_view reason(message);
    // "connection to server at … failed: FATAL:  …": what follows says more.
    for (const std::string_view before : {"failed: FATAL:  ", "failed: "}) {
        if (const std::size_t at = reason.find(before); at != std::string_view::npos) {
            reason.remove_prefix(at + before.size());
            break;
        }
    }
    std::string_view hint;
    for (const ConnectionHint& known : kConnectionHints) {
        if (hint.empty() && message.find(known.part) != std::string::npos) hint = known.hint;
    }
    return connection_error(std::string(reason), std::string(hint), shown);
}

SourceError postgres_error(const std::string& sqlstate, const std::string& message, const std::string& user,
                           const std::string& shown) {
    const std::string line = first_line(message);
    if (sqlstate == "42501" && line.find("row-level security") != std::string::npos) {
        return {"rows are hidden from this account: " + line, shown,
                "audit as the owner of the tables, or as a role with BYPASSRLS"};
    }
    if (sqlstate == "42501") return denied(message, user, shown);
    if (sqlstate == "55P03") return locked_error(line, shown);
    if (sqlstate == "57014") {
        return {"the server cancelled a statement: " + line, shown,
                "see whether the server is overloaded; --timeout sets how long to wait"};
    }
    return {"the database refused a statement: " + line + " (SQLSTATE " + sqlstate + ")", shown,
            "check that this is a whole Glance database (Kilo or later)"};
}

}  // namespace glance_audit::sources

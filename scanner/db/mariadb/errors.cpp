#include "scanner/db/mariadb/errors.hpp"

#include <errmsg.h>
#include <mysqld_error.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace glance_audit::sources {
namespace {

constexpr unsigned kUnknownHost = 2005;
constexpr unsigned kTlsError = 2026;
constexpr unsigned kNotInCluster = 1047;  // Galera: a node outside the primary component

struct ConnectionHint {
    unsigned code;
    std::string_view hint;
};

constexpr std::array<ConnectionHint, 8> kConnectionHints{{
    {ER_ACCESS_DENIED_ERROR,
     "check the user and the password: GLANCE_AUDIT_PASSWORD, an option file (read_default_file), or the URL (where "
     "odd "
     "characters are quoted)"},
    {ER_DBACCESS_DENIED_ERROR, "give the account the rights listed in docs/least-privilege.md"},
    {ER_BAD_DB_ERROR, "check the name of the database in the URL"},
    {CR_CONNECTION_ERROR,
     "check that the server is running and listening there: host and port, or the path of its socket"},
    {CR_CONN_HOST_ERROR, "check that the server is running and listening there: host and port in the URL"},
    {CR_SERVER_LOST,
     "the server did not answer in time: check host, port and firewall; --timeout sets how long to wait"},
    {kUnknownHost, "check the name of the host in the URL"},
    {kTlsError, "check the TLS options in the URL: ssl_ca, ssl_cert, ssl_key, ssl_verify_identity"},
}};

// What stands between `before` and the next blank or the end.
std::string_view word_after(std::string_view text, std::string_view before) {
    const std::size_t begin = text.find(before);
    if (begin == std::string_view::npos) return {};
    const std::string_view rest = text.substr(begin + before.size());
    return rest.substr(0, rest.find(' '));
}

// The table in "… for table `glance`.`image_members`", "… for table 'image_members'", "… in table 'images'".
std::string table_name(std::string_view message) {
    std::string_view name = word_after(message, "for table ");
    if (name.empty()) name = word_after(message, "in table ");
    if (const std::size_t dot = name.rfind("`.`"); dot != std::string_view::npos) name = name.substr(dot + 2);
    std::string bare(name);
    std::erase_if(bare, [](char c) { return c == '`' || c == '\''; });
    return bare;
}

// "user@host" as a statement writes it: 'user'@'host'.
std::string quoted_account(const std::string& account) {
    const std::size_t at = account.rfind('@');
    if (at == std::string::npos) return {};
    std::string quoted = "'";
    for (std::size_t i = 0; i < account.size(); ++i) {
        if (account[i] == '\'' || account[i] == '\\') quoted += account[i];
        quoted += i == at ? "'@'" : std::string(1, account[i]);
    }
    return quoted + "'";
}

SourceError denied(const std::string& message, const std::string& database, const std::string& account,
                   const std::string& shown) {
    const std::string table = table_name(message);
    const std::string grant = "GRANT SELECT ON `" + database + "`.`" + table + "` TO " + quoted_account(account);
    return {"a grant is missing: " + first_line(message), shown,
            table.empty() || account.empty() ? "give the account the rights listed in docs/least-privilege.md"
                                             : "run this as an administrator of the server: " + grant};
}

}  // namespace

SourceError mariadb_connection_error(unsigned code, const std::string& message, const std::string& shown) {
    const auto* known = std::find_if(kConnectionHints.begin(), kConnectionHints.end(),
                                     [&](const ConnectionHint& hint) { return hint.code == code; });
    return connection_error(message, known == kConnectionHints.end() ? "" : std::string(known->hint), shown);
}

bool is_denied(unsigned code) { return code == ER_TABLEACCESS_DENIED_ERROR || code == ER_COLUMNACCESS_DENIED_ERROR; }

SourceError mariadb_error(unsigned code, const std::string& message, const std::string& database,
                          const std::string& account, const std::string& shown) {
    const std::string line = first_line(message);
    if (is_denied(code)) return denied(line, database, account, shown);
    if (code == ER_LOCK_WAIT_TIMEOUT) return locked_error(line, shown);
    if (code == kNotInCluster) {
        return {"the server accepts no statements: " + line, shown,
                "this Galera node is outside the primary component; name another node"};
    }
    return {"the database refused a statement: " + line + " (error " + std::to_string(code) + ")", shown,
            "check that this is a whole Glance database (Kilo or later)"};
}

}  // namespace glance_audit::sources

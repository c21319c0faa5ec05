#include "scanner/db/database_url.hpp"

#include <re2/re2.h>

#include <array>

#include "scanner/base/error.hpp"
#include "scanner/base/python_number.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/db/url_text.hpp"

namespace glance_audit::sources {
namespace {

// The parts of a URL, in the order of the expression's groups.
enum Part : std::size_t { kWhole, kName, kUser, kPassword, kIpv6Host, kHost, kPort, kDatabase, kQuery, kParts };

// The expression of make_url itself, but for letters beyond ASCII in the name.
constexpr std::string_view kUrl = R"(([\w+]+)://(?:([^:/]*)(?::([^@]*))?@)?)"
                                  R"((?:(?:\[([^/?]+)\]|([^/:?]+))?(?::([^/?]*))?)?)"
                                  R"((?:/([^?]*))?(?:\?(.*))?)";

using Parts = std::array<std::optional<std::string>, kParts>;

Parts taken_apart(std::string_view url) {
    static const re2::RE2 kExpression(re2::StringPiece(kUrl.data(), kUrl.size()), re2::RE2::Latin1);
    std::array<re2::StringPiece, kParts> found;
    if (!kExpression.Match(re2::StringPiece(url.data(), url.size()), 0, url.size(), re2::RE2::ANCHOR_START,
                           found.data(), static_cast<int>(found.size()))) {
        throw UsageError("not a database URL", without_password(url),
                         "write it as in glance-api.conf: postgresql://user:password@host/glance");
    }
    Parts parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (found[i].data() != nullptr) parts[i].emplace(found[i].data(), found[i].size());
    }
    return parts;
}

int port_number(std::string_view url, const std::string& text) {
    constexpr int kLast = 65535;
    const std::optional<std::int64_t> port = text::parse_int(text);
    if (port && *port >= 0 && *port <= kLast) return static_cast<int>(*port);
    // The text is not shown: where the host was forgotten, it is the password.
    throw UsageError("what follows the host and a colon is not a port", without_password(url),
                     "write user:password@host:port, and quote ':' and '/' in a password as %3A and %2F");
}

// SQLAlchemy takes such a URL apart in the wrong places, and the server's error would show half of the password.
void refuse_unquoted(std::string_view url, const DatabaseUrl& parts) {
    const bool in_host = parts.host && parts.host->find('@') != std::string::npos;
    const bool in_database =
        parts.dialect != "sqlite" && parts.database && parts.database->find('@') != std::string::npos;
    if (!in_host && !in_database) return;
    throw UsageError(in_host ? "there is an '@' in the host name" : "there is an '@' in the database name",
                     without_password(url), "quote '@', ':' and '/' in a user or password as %40, %3A and %2F");
}

// The client libraries end a text at a NUL, and would connect to something else. Python puts U+FFFD for what is not
// UTF-8, which is nobody's password.
void refuse_odd_bytes(std::string_view url, const DatabaseUrl& parts) {
    std::string all;
    for (const auto& part : {parts.user, parts.password, parts.host, parts.database}) all += part.value_or("") + "\n";
    for (const auto& [name, value] : parts.query) all += name + "\n" + value + "\n";
    if (all.find('\0') != std::string::npos) {
        throw UsageError("the URL contains a NUL character", without_password(url), "remove the %00");
    }
    if (find_invalid_utf8(all) != std::string::npos) {
        throw UsageError("the URL has bytes in it that are not UTF-8", without_password(url),
                         "quote a character's bytes in UTF-8, as %C3%A9 for an e with an acute accent");
    }
}

}  // namespace

DatabaseUrl parse_database_url(std::string_view url) {
    Parts parts = taken_apart(url);
    DatabaseUrl out;
    const std::size_t plus = parts[kName]->find('+');
    out.dialect = parts[kName]->substr(0, plus);
    if (plus != std::string::npos) out.driver = parts[kName]->substr(plus + 1);
    if (out.dialect == "postgres") out.dialect = "postgresql";
    if (parts[kUser]) out.user = unquoted(*parts[kUser]);
    if (parts[kPassword]) out.password = unquoted(*parts[kPassword]);
    out.host = parts[kIpv6Host] ? parts[kIpv6Host] : parts[kHost];
    if (parts[kPort]) out.port = port_number(url, *parts[kPort]);
    out.database = parts[kDatabase];
    out.query = query_pairs(parts[kQuery].value_or(""));
    refuse_unquoted(url, out);
    refuse_odd_bytes(url, out);
    return out;
}

}  // namespace glance_audit::sources

#include "scanner/db/database_url.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "scanner/base/error.hpp"
#include "scanner/db/url_text.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::string_view kMark = "://";

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '+';
}

// Takes the text up to the first of `ends`, or to the end.
std::string_view take_until(std::string_view& rest, std::string_view ends) {
    const std::string_view taken = rest.substr(0, rest.find_first_of(ends));
    rest.remove_prefix(taken.size());
    return taken;
}

bool take(std::string_view& rest, char c) {
    if (!rest.starts_with(c)) return false;
    rest.remove_prefix(1);
    return true;
}

void take_names(std::string_view url, std::string_view& rest, DatabaseUrl& out) {
    const auto end = std::find_if_not(rest.begin(), rest.end(), is_name_character);
    const std::string_view name = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
    if (name.empty() || !rest.substr(name.size()).starts_with(kMark)) {
        throw UsageError("not a database URL", without_password(url),
                         "write it as in glance-api.conf: postgresql://user:password@host/glance");
    }
    rest.remove_prefix(name.size() + kMark.size());
    const std::size_t plus = name.find('+');
    out.dialect = name.substr(0, plus);
    if (plus != std::string_view::npos) out.driver = name.substr(plus + 1);
    if (out.dialect == "postgres") out.dialect = "postgresql";
}

// A password reaches from the first ':' to the next '@', whatever stands between them; without a ':' or an '@' behind
// it, the last '@' before a '/' ends the user's name.
void take_user(std::string_view& rest, DatabaseUrl& out) {
    const std::size_t end = std::min(rest.find_first_of(":/"), rest.size());
    if (end < rest.size() && rest[end] == ':') {
        const std::size_t at = rest.find('@', end);
        if (at != std::string_view::npos) {
            out.user = unquoted(rest.substr(0, end));
            out.password = unquoted(rest.substr(end + 1, at - end - 1));
            rest.remove_prefix(at + 1);
            return;
        }
    }
    const std::size_t at = rest.substr(0, end).rfind('@');
    if (at == std::string_view::npos) return;
    out.user = unquoted(rest.substr(0, at));
    rest.remove_prefix(at + 1);
}

void take_host(std::string_view& rest, DatabaseUrl& out) {
    const std::size_t close = rest.substr(0, rest.find_first_of("/?")).rfind(']');
    if (rest.starts_with('[') && close != std::string_view::npos && close > 1) {
        out.host = rest.substr(1, close - 1);
        rest.remove_prefix(close + 1);
        return;
    }
    const std::string_view host = take_until(rest, "/:?");
    if (!host.empty()) out.host = host;
}

// Python's int() takes blanks round the digits, a sign, and single underscores between them.
std::optional<int> port_number(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\n\r\f\v";
    constexpr int kLast = 65535;
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    text = text.substr(0, text.find_last_not_of(kBlanks) + 1);
    take(text, '+');
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool joins = text[i] == '_' && i > 0 && text[i - 1] != '_' && i + 1 < text.size();
        if (!joins) digits += text[i];
    }
    int port = -1;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc() || end != digits.data() + digits.size() || port < 0 || port > kLast) return std::nullopt;
    return port;
}

void take_port(std::string_view url, std::string_view& rest, DatabaseUrl& out) {
    if (!take(rest, ':')) return;
    out.port = port_number(take_until(rest, "/?"));
    if (out.port) return;
    // The text is not shown: where the host was forgotten, it is the password.
    throw UsageError("what follows the host and a colon is no port", without_password(url),
                     "write user:password@host:port, and quote ':' and '/' in a password as %3A and %2F");
}

// SQLAlchemy takes such a URL apart in the wrong places, and the server's error would show half of the password.
void refuse_unquoted(std::string_view url, const DatabaseUrl& parts) {
    const bool in_host = parts.host && parts.host->find('@') != std::string::npos;
    const bool in_database =
        parts.dialect != "sqlite" && parts.database && parts.database->find('@') != std::string::npos;
    if (!in_host && !in_database) return;
    throw UsageError(in_host ? "an '@' stands in the host's name" : "an '@' stands in the database's name",
                     without_password(url), "quote '@', ':' and '/' in a user or password as %40, %3A and %2F");
}

// The client libraries end a text there, and would connect to something else.
void refuse_nul(std::string_view url, const DatabaseUrl& parts) {
    const auto has_nul = [](const std::optional<std::string>& text) {
        return text && text->find('\0') != std::string::npos;
    };
    bool found = has_nul(parts.user) || has_nul(parts.password) || has_nul(parts.host) || has_nul(parts.database);
    for (const auto& [name, value] : parts.query) found = found || has_nul(name) || has_nul(value);
    if (found) throw UsageError("the URL has a NUL character in it", without_password(url), "take out the %00");
}

}  // namespace

DatabaseUrl parse_database_url(std::string_view url) {
    DatabaseUrl out;
    std::string_view rest = url;
    take_names(url, rest, out);
    take_user(rest, out);
    take_host(rest, out);
    take_port(url, rest, out);
    if (take(rest, '/')) out.database = take_until(rest, "?");
    if (take(rest, '?')) out.query = query_pairs(take_until(rest, "\n"));
    refuse_unquoted(url, out);
    refuse_nul(url, out);
    return out;
}

}  // namespace glance_audit::sources

// A URL, or what was meant as one, for people's eyes. Rather too much is hidden than too little.
#include <algorithm>
#include <array>

#include "scanner/base/ascii.hpp"
#include "scanner/db/database_url.hpp"
#include "scanner/db/url_text.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::string_view kHidden = "***";
constexpr std::string_view kEndsOfName = "?&; \t\n";

// Where user:password@host begins: behind "://", behind "postgresql:" of a URL without its slashes, else at the start;
// npos in a path or a sentence.
std::size_t start_of_authority(std::string_view url) {
    static constexpr std::array<std::string_view, 3> kServers{"postgres", "mysql", "mariadb"};
    const std::string scheme = text::to_lower(url.substr(0, url.find_first_of(":/")));
    const std::size_t mark = url.find("://");
    if (mark != std::string_view::npos) {
        const bool is_path =
            scheme.starts_with("sqlite") && mark == scheme.size() && url.substr(mark + 3).starts_with('/');
        return is_path ? std::string_view::npos : mark + 3;
    }
    if (url.starts_with('/') || url.starts_with('.')) return std::string_view::npos;
    const bool is_server =
        std::any_of(kServers.begin(), kServers.end(), [&](std::string_view name) { return scheme.starts_with(name); });
    if (is_server) return std::min(url.find_first_not_of(":/", scheme.size()), url.size());
    return url.substr(scheme.size()).starts_with(": ") ? std::string_view::npos : 0;
}

// [begin, end) of the password before the host; empty where there is none. It reaches to the last '@', since one in
// the password may be unquoted; without an '@', what is no port may be a password whose host was forgotten.
std::pair<std::size_t, std::size_t> password_of_user(std::string_view url) {
    const std::size_t begin = start_of_authority(url);
    if (begin == std::string_view::npos) return {0, 0};
    const std::size_t at = url.rfind('@');
    const bool has_user = at != std::string_view::npos && at >= begin;
    std::size_t from = begin;
    if (!has_user && url.substr(begin).starts_with('[')) from = std::min(url.find(']', begin), url.size());
    const std::size_t colon = url.find(':', from);
    if (colon == std::string_view::npos) return {0, 0};
    if (has_user) return colon < at ? std::pair(colon + 1, at) : std::pair<std::size_t, std::size_t>(0, 0);
    const std::string_view port =
        url.substr(colon + 1, std::min(url.find_first_of("/?", colon), url.size()) - colon - 1);
    if (begin == 0 || std::all_of(port.begin(), port.end(), text::is_digit)) return {0, 0};
    return {colon + 1, url.size()};
}

bool is_secret(std::string_view name) {
    static constexpr std::array<std::string_view, 6> kWords{"password", "passwd", "passphrase",
                                                            "pwd",      "secret", "token"};
    const std::string word = text::to_lower(unquoted(name));
    return std::any_of(kWords.begin(), kWords.end(),
                       [&](std::string_view part) { return word.find(part) != std::string::npos; });
}

// The end of the value that starts at `at`: the next '&' with a name and '=' behind it, for an '&' may be unquoted.
std::size_t end_of_value(std::string_view text, std::size_t at) {
    for (std::size_t end = text.find('&', at); end != std::string_view::npos; end = text.find('&', end + 1)) {
        const std::size_t next = text.find_first_of("&=", end + 1);
        if (next != std::string_view::npos && text[next] == '=') return end;
    }
    return text.size();
}

void hide_parameters(std::string& text) {
    for (std::size_t equals = text.find('='); equals != std::string::npos; equals = text.find('=', equals + 1)) {
        const std::string_view before = std::string_view(text).substr(0, equals);
        const std::size_t start = before.find_last_of(kEndsOfName) + 1;  // npos + 1 is 0
        if (!is_secret(before.substr(start))) continue;
        text.replace(equals + 1, end_of_value(text, equals + 1) - equals - 1, kHidden);
    }
}

}  // namespace

std::string without_password(std::string_view url) {
    std::string out(url);
    hide_parameters(out);  // first, for an '@' in one of them would be taken for the end of the user's password
    const auto [begin, end] = password_of_user(out);
    if (begin < end) out.replace(begin, end - begin, kHidden);
    return out;
}

std::string without_passwords(std::string_view text) {
    constexpr std::string_view kEndsOfWord = " \t\n'\"`";
    std::string out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(kEndsOfWord), text.size());
        out += without_password(text.substr(0, end));
        if (end < text.size()) out += text[end];
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string without_secrets(std::string_view excerpt) {
    const std::string_view line = excerpt.substr(0, excerpt.find('\n'));
    const std::size_t end = line.find_first_of(":=");
    const std::string_view before = line.substr(0, end);
    const std::string_view name = before.substr(0, before.find_last_not_of(" \t\"'") + 1);  // npos + 1 is 0
    const bool is_place = name.ends_with("_file") || name.ends_with("_env");
    if (end == std::string_view::npos || is_place || !is_secret(name)) return without_passwords(excerpt);
    return std::string(line.substr(0, end + 1)) + " " + std::string(kHidden) + std::string(excerpt.substr(line.size()));
}

}  // namespace glance_audit::sources

#include "scanner/facts/policy_row.hpp"

#include <algorithm>
#include <array>

#include "scanner/base/ascii.hpp"
#include "scanner/db/database_url.hpp"

namespace glance_audit::facts {
namespace {

template <class Found, class Member>
std::optional<Member> member_of(const std::optional<Found>& found, Member Found::*member) {
    return found ? std::optional((*found).*member) : std::nullopt;
}

template <class Found>
std::optional<std::string> words_of(const std::optional<Found>& found) {
    return found ? std::optional(in_words(*found)) : std::nullopt;
}

// "db_password: …" in a file that is no policy: what stands behind it is nobody's to see.
bool names_secret(std::string_view action) {
    constexpr std::array<std::string_view, 4> kWords{"password", "passwd", "secret", "token"};
    const std::string name = text::to_lower(action);
    return std::any_of(kWords.begin(), kWords.end(),
                       [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

std::string without(std::string text, std::string_view secret) {
    constexpr std::string_view kStars = "***";
    for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos; at += kStars.size()) {
        text.replace(at, secret.size(), kStars);
    }
    return text;
}

}  // namespace

std::string without_passwords(const std::string& check) {
    if (check.find("://") == std::string::npos) return check;
    std::string out;
    for (std::size_t at = 0; at < check.size();) {
        const std::size_t end = std::min(check.find(' ', at), check.size());
        const std::string word = check.substr(at, end - at);
        out += word.find("://") == std::string::npos ? word : sources::without_password(word);
        if (end < check.size()) out += ' ';
        at = end + 1;
    }
    return out;
}

void append(Batch& batch, const PolicyRow& row) {
    const std::size_t at = batch.push();
    const bool hides = names_secret(row.action) && !row.check.empty();
    const auto text = [&](Fact fact, const std::optional<std::string>& value) {
        std::optional<std::string> shown;
        if (value) shown = without_passwords(hides ? without(*value, row.check) : *value);
        batch.set_text(fact, at, shown);
    };
    text(Fact::action, row.action);
    text(Fact::check, row.check);
    batch.set_number(Fact::check_from, at, std::optional(row.check_from));
    batch.set_number(Fact::allowed_to, at, member_of(row.allowed_to, &policy::Audience::group));
    text(Fact::open_to, words_of(row.allowed_to));
    text(Fact::policy_release, row.release);
    batch.set_number(Fact::form, at, row.form);
    text(Fact::flaw, row.flaw);
    batch.set_number(Fact::used_by, at, row.used_by);
    text(Fact::nearest, row.nearest);
    text(Fact::known_in, row.known_in);
    text(Fact::undefined_rules, row.undefined_rules);
    batch.set_number(Fact::undefined_open_to, at, row.undefined_open_to);
    text(Fact::cycle, row.cycle);
    text(Fact::raises, row.raises);
    text(Fact::unusual, row.unusual);
    text(Fact::never_holds, member_of(row.never_holds, &policy::DeadCheck::check));
    text(Fact::never_holds_because, member_of(row.never_holds, &policy::DeadCheck::because));
    text(Fact::asks_server, row.asks_server);
    batch.set_number(Fact::overridden, at, row.overridden);
    text(Fact::earlier, row.earlier);
    batch.set_number(Fact::redundant, at, row.redundant);
    text(Fact::default_check, row.default_check);
    batch.set_number(Fact::default_allowed_to, at, row.default_allowed_to);
    batch.set_number(Fact::lets_in_more, at, member_of(row.lets_in_more, &policy::More::who));
    text(Fact::lets_in_whom, words_of(row.lets_in_more));
    batch.set_number(Fact::changes_actions, at, row.changes_actions);
}

}  // namespace glance_audit::facts

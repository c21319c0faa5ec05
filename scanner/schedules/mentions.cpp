#include "scanner/schedules/mentions.hpp"

#include <algorithm>
#include <array>

#include "scanner/base/ascii.hpp"
#include "scanner/schedules/words.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::size_t kCommandTokens = 12;  // between glance-manage and its `db`

// A word of any language: what stands between blanks, quotes, brackets and signs.
struct Token {
    std::string_view text;
    std::string_view before;  // what stands between it and the one before
    int line = 1;
};

bool separates(char c) {
    constexpr std::string_view kSigns = "\"'`,;:()[]{}|&<>=\\";
    return static_cast<unsigned char>(c) <= ' ' || kSigns.find(c) != std::string_view::npos;
}

// A # that begins a word makes the rest of the line a comment in every language that is read here; so do //, or a ;, at
// the beginning of a line, and in SQL -- (which elsewhere goes on with a command).
bool begins_comment(std::string_view text, std::size_t at, bool is_sql) {
    const std::string_view rest = text.substr(at);
    if (rest[0] == '#') return at == 0 || static_cast<unsigned char>(text[at - 1]) <= ' ';
    if (rest[0] != ';' && !rest.starts_with("//") && !(is_sql && rest.starts_with("--"))) return false;
    const std::size_t before = text.substr(0, at).find_last_not_of(" \t");
    return before == std::string_view::npos || text[before] == '\n';
}

std::vector<Token> tokens_of(std::string_view text, bool is_sql = false) {
    std::vector<Token> tokens;
    int line = 1;
    std::size_t last = 0;
    for (std::size_t at = 0; at < text.size();) {
        if (begins_comment(text, at, is_sql)) {
            at = std::min(text.find('\n', at), text.size());
        } else if (separates(text[at])) {
            if (text[at++] == '\n') ++line;
        } else {
            const std::size_t begin = at;
            while (at < text.size() && !separates(text[at])) ++at;
            tokens.push_back({text.substr(begin, at - begin), text.substr(last, begin - last), line});
            last = at;
        }
    }
    return tokens;
}

bool is(const Token& token, std::string_view word) { return text::equal_ignoring_case(token.text, word); }

// "images", "glance.images", "public.images".
bool is_images(std::string_view name) { return text::equal_ignoring_case(name.substr(name.rfind('.') + 1), "images"); }

// The token that names the table of a DELETE or TRUNCATE which begins at `at`, or of pt-archiver's DSN.
bool deletes_images_at(const std::vector<Token>& tokens, std::size_t at) {
    const auto token = [&](std::size_t i) { return at + i < tokens.size() ? tokens[at + i] : Token(); };
    std::size_t name = 0;
    if (is(token(0), "delete")) {
        for (const std::string_view word : {"low_priority", "quick", "ignore"})
            name += is(token(name + 1), word) ? 1U : 0U;
        name = is(token(name + 1), "from") ? name + 2 : 0;
        if (name > 0 && is(token(name), "only")) ++name;
    } else if (is(token(0), "truncate")) {
        name = is(token(1), "table") ? 2 : 1;
    } else if (token(0).text == "t" && token(0).before.find(',') != std::string_view::npos) {
        name = 1;
    }
    if (name == 0) return false;
    // "`glance`.`images`" is two words, or three.
    return is_images(token(name).text) || (token(name + 1).text == "." && is_images(token(name + 2).text)) ||
           (token(name + 1).text.starts_with('.') && is_images(token(name + 1).text));
}

// `db purge` at `at`: is it Glance's? A list in YAML or JSON need not say whose command it is.
bool purges_glance(const std::vector<Token>& tokens, std::size_t at) {
    for (std::size_t back = 1; back <= std::min(at, kCommandTokens); ++back) {
        const std::string_view word = tokens[at - back].text;
        if (contains_ignoring_case(word, "manage")) return contains_ignoring_case(word, "glance");
    }
    return tokens[at + 1].before.find_first_of(",-") != std::string_view::npos;
}

// A class of puppet-glance: glance::cron::db_purge_images_table.
bool is_puppet_class(const std::vector<Token>& tokens, std::size_t at) {
    const bool is_name = tokens[at].text == "db_purge" || tokens[at].text == "db_purge_images_table";
    return is_name && at >= 2 && tokens[at].before == "::" && tokens[at - 1].text == "cron" &&
           tokens[at - 2].text == "glance";
}

// A chart's job in its values: `cron_job_db_purge: true`, `db_purge: {cron: "0 3 * * 0"}`.
bool is_chart_job(const std::vector<Token>& tokens, std::size_t at) {
    const std::string_view word = tokens[at].text;
    if (at + 1 == tokens.size() || !tokens[at + 1].before.starts_with(':')) return false;
    if (word == "db_purge") return tokens[at + 1].text == "cron";
    return (word == "cron_db_purge" || word == "cron_job_db_purge") && !is(tokens[at + 1], "false");
}

}  // namespace

std::vector<int> purge_mentions(std::string_view text, std::string_view name) {
    std::vector<int> lines;
    const auto has = [&](std::string_view word) { return contains_ignoring_case(text, word); };
    if (!has("purge") && !has("delete") && !has("truncate")) return lines;
    const bool of_glance = has("glance") || contains_ignoring_case(name, "glance");
    const std::vector<Token> tokens = tokens_of(text, name.ends_with(".sql"));
    const bool is_chart = contains_ignoring_case(name, "glance") || has("glance_db_purge");
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const bool by_glance_manage = tokens[i].text == "purge_images_table" ||
                                      (tokens[i].text == "purge" && i > 0 && tokens[i - 1].text == "db" && of_glance &&
                                       purges_glance(tokens, i - 1));
        const bool mentions = by_glance_manage || (of_glance && tokens[i].text == "dbPurge") ||
                              (of_glance && deletes_images_at(tokens, i)) || is_puppet_class(tokens, i) ||
                              (is_chart && is_chart_job(tokens, i));
        if (mentions && (lines.empty() || lines.back() != tokens[i].line)) lines.push_back(tokens[i].line);
    }
    return lines;
}

bool deletes_images(std::string_view text) {
    const std::vector<Token> tokens = tokens_of(text);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (deletes_images_at(tokens, i)) return true;
    }
    return false;
}

}  // namespace glance_audit::sources

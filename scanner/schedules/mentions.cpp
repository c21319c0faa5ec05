#include "scanner/schedules/mentions.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

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

// Of a "/* … */" that ends on its line: "DELETE/**/FROM". ("/var/tmp/*" begins none.)
std::size_t comment_size(std::string_view text) {
    if (!text.starts_with("/*")) return 0;
    const std::string_view line = text.substr(0, text.find('\n'));
    const std::size_t end = line.find("*/", 2);
    return end == std::string_view::npos ? 0 : end + 2;
}

std::vector<Token> tokens_of(std::string_view text, bool is_sql = false) {
    std::vector<Token> tokens;
    int line = 1;
    std::size_t last = 0;
    for (std::size_t at = 0; at < text.size();) {
        if (begins_comment(text, at, is_sql)) {
            at = std::min(text.find('\n', at), text.size());
        } else if (const std::size_t inline_comment = comment_size(text.substr(at)); inline_comment > 0) {
            at += inline_comment;
        } else if (separates(text[at])) {
            if (text[at++] == '\n') ++line;
        } else {
            const std::size_t begin = at;
            while (at < text.size() && !separates(text[at]) && comment_size(text.substr(at)) == 0) ++at;
            tokens.push_back({text.substr(begin, at - begin), text.substr(last, begin - last), line});
            last = at;
        }
    }
    return tokens;
}

bool is(const Token& token, std::string_view word) { return text::equal_ignoring_case(token.text, word); }

// "images", "glance.images", "public.images".
bool is_images(std::string_view name) { return text::equal_ignoring_case(name.substr(name.rfind('.') + 1), "images"); }

// "`glance`.`images`" is two words, or three.
bool names_images(const std::vector<Token>& tokens, std::size_t at) {
    const auto token = [&](std::size_t i) { return at + i < tokens.size() ? tokens[at + i] : Token(); };
    return is_images(token(0).text) || (token(1).text == "." && is_images(token(2).text)) ||
           (token(1).text.starts_with('.') && is_images(token(1).text));
}

bool is_any(const Token& token, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return is(token, word); });
}

// The first token from `at` on that is one of `words`, or begins another statement.
std::size_t find_word(const std::vector<Token>& tokens, std::size_t at, std::initializer_list<std::string_view> words) {
    while (at < tokens.size() && !is_any(tokens[at], words) && tokens[at].before.find(';') == std::string_view::npos) {
        ++at;
    }
    return at;
}

// Whether the table that is called `name` in [from, to) is `images`, or an alias of it: "images AS i", "images i".
bool means_images(const std::vector<Token>& tokens, std::string_view name, std::size_t from, std::size_t to) {
    name = name.substr(0, name.find(".*"));
    if (is_images(name)) return true;
    for (std::size_t at = from; at < to; ++at) {
        if (!is_images(tokens[at].text)) continue;
        const std::size_t alias = at + 1 < to && is(tokens[at + 1], "as") ? at + 2 : at + 1;
        if (alias < to && is(tokens[alias], name)) return true;
    }
    return false;
}

// DELETE a, b FROM images AS a JOIN …; DELETE FROM a USING images AS a …; DELETE FROM images.
bool is_delete_of_images(const std::vector<Token>& tokens, std::size_t at) {
    do ++at;
    while (at < tokens.size() && is_any(tokens[at], {"low_priority", "quick", "ignore"}));
    const std::size_t end = find_word(tokens, at, {"where", "order", "limit", "returning"});
    const bool from_first = at < end && is(tokens[at], "from");
    const std::size_t targets = from_first ? at + 1 : at;
    const std::size_t tables = std::min(find_word(tokens, targets, {from_first ? "using" : "from"}), end);
    if (!from_first && tables == end) return false;  // no statement: "delete the images"
    if (from_first && tables == end) {
        return targets < end && names_images(tokens, targets + (is(tokens[targets], "only") ? 1 : 0));
    }
    for (std::size_t target = targets; target < tables; ++target) {
        if (means_images(tokens, tokens[target].text, tables, end)) return true;
    }
    return false;
}

// A DELETE, TRUNCATE or DROP TABLE of `images` which begins at `at`, or pt-archiver's DSN.
bool deletes_images_at(const std::vector<Token>& tokens, std::size_t at) {
    const auto is_next = [&](std::size_t i, std::string_view word) {
        return at + i < tokens.size() && is(tokens[at + i], word);
    };
    if (is(tokens[at], "delete")) return is_delete_of_images(tokens, at);
    if (is(tokens[at], "truncate")) return names_images(tokens, at + (is_next(1, "table") ? 2 : 1));
    if (is(tokens[at], "drop") && is_next(1, "table")) return names_images(tokens, at + (is_next(2, "if") ? 4 : 2));
    const bool is_dsn = tokens[at].text == "t" && tokens[at].before.find(',') != std::string_view::npos;
    return is_dsn && names_images(tokens, at + 1);
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
    if (!has("purge") && !has("delete") && !has("truncate") && !has("drop")) return lines;
    const bool of_glance = has("glance") || contains_ignoring_case(name, "glance");
    const bool of_images = of_glance || has("deleted");  // a column that few other tables called `images` have
    const std::vector<Token> tokens = tokens_of(text, name.ends_with(".sql"));
    const bool is_chart = contains_ignoring_case(name, "glance") || has("glance_db_purge");
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const std::string_view word = tokens[i].text.substr(tokens[i].text.rfind('.') + 1);  // of Python: db.purge…
        const bool by_glance_manage = word == "purge_images_table" || word == "purge_deleted_rows_from_images" ||
                                      (tokens[i].text == "purge" && i > 0 && tokens[i - 1].text == "db" && of_glance &&
                                       purges_glance(tokens, i - 1));
        const bool mentions = by_glance_manage || (of_glance && tokens[i].text == "dbPurge") ||
                              (of_images && deletes_images_at(tokens, i)) || is_puppet_class(tokens, i) ||
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

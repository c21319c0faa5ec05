#include "scanner/formats/dump/effects.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace glance_audit::sources {
namespace {

constexpr std::size_t kMostTokens = 100'000;  // that are remembered
constexpr unsigned kMariadb = 1;
constexpr unsigned kPostgres = 2;
constexpr unsigned kSqlite = 4;
constexpr unsigned kAll = kMariadb | kPostgres | kSqlite;

unsigned mask(Dialect dialect) {
    if (dialect == Dialect::mariadb) return kMariadb;
    return dialect == Dialect::postgresql ? kPostgres : kSqlite;
}

struct Beginning {
    std::string_view words;
    unsigned dialects;
    Effect effect;
};

// What mysqldump, mariadb-dump, pg_dump, pg_restore, sqlite3, phpMyAdmin, Adminer, HeidiSQL and mydumper write with any
// of their options, and what changes rows. The first that fits counts.
constexpr auto kBeginnings = std::to_array<Beginning>({
    {"BEGIN", kAll, Effect::none},
    {"COMMIT", kAll, Effect::none},
    {"START TRANSACTION", kMariadb | kPostgres, Effect::none},
    {"CREATE", kAll, Effect::none},
    {"DROP TABLE", kAll, Effect::changes},
    {"DROP DATABASE", kAll, Effect::changes},
    {"DROP SCHEMA", kAll, Effect::changes},
    {"DROP OWNED", kAll, Effect::unknown},
    {"DROP TYPE", kMariadb | kSqlite, Effect::unknown},
    {"DROP", kAll, Effect::none},
    {"GRANT", kMariadb | kPostgres, Effect::none},
    {"REVOKE", kMariadb | kPostgres, Effect::none},
    {"ANALYZE", kAll, Effect::none},
    {"LOCK TABLES", kMariadb, Effect::none},
    {"UNLOCK TABLES", kMariadb, Effect::none},
    {"FLUSH", kMariadb, Effect::none},
    {"INSTALL", kMariadb, Effect::none},
    {"CHANGE MASTER", kMariadb, Effect::none},
    {"CHANGE REPLICATION", kMariadb, Effect::none},
    {"START SLAVE", kMariadb, Effect::none},
    {"START REPLICA", kMariadb, Effect::none},
    {"START ALL", kMariadb, Effect::none},
    {"STOP SLAVE", kMariadb, Effect::none},
    {"STOP REPLICA", kMariadb, Effect::none},
    {"STOP ALL", kMariadb, Effect::none},
    {"DO SETVAL", kMariadb, Effect::none},  // of a sequence
    {"PRAGMA", kSqlite, Effect::none},
    {"LOCK TABLE", kPostgres, Effect::none},
    {"COMMENT ON", kPostgres, Effect::none},
    {"SECURITY LABEL", kPostgres, Effect::none},
    {"REFRESH MATERIALIZED", kPostgres, Effect::none},
    {"SELECT PG_CATALOG", kPostgres, Effect::none},
    {"RESET", kPostgres, Effect::none},
    {"INSERT", kAll, Effect::changes},  // SET, SELECT
    {"REPLACE", kAll, Effect::changes},
    {"COPY", kPostgres, Effect::changes},  // FROM a file
    {"LOAD", kMariadb, Effect::changes},
    {"MERGE", kPostgres, Effect::changes},
    {"UPDATE", kAll, Effect::changes},
    {"DELETE", kAll, Effect::changes},
    {"TRUNCATE", kMariadb | kPostgres, Effect::changes},
    {"RENAME", kMariadb, Effect::changes},
    {"WITH", kAll, Effect::changes},
});

// What ALTER TABLE, and in it ALTER COLUMN, does where rows stay as they are.
constexpr auto kHarmlessActions = std::to_array<std::string_view>({
    "DISABLE KEYS",    "ENABLE KEYS",
    "ADD PRIMARY",     "ADD KEY",
    "ADD INDEX",       "ADD UNIQUE",
    "ADD FULLTEXT",    "ADD SPATIAL",
    "ADD CONSTRAINT",  "ADD FOREIGN",
    "ADD CHECK",       "ADD GENERATED",
    "DROP CONSTRAINT", "DROP FOREIGN",
    "DROP KEY",        "DROP INDEX",
    "DROP DEFAULT",    "DROP NOT",
    "DROP IDENTITY",   "OWNER TO",
    "SET DEFAULT",     "SET NOT",
    "SET STATISTICS",  "SET STORAGE",
    "SET COMPRESSION", "SET TABLESPACE",
    "SET LOGGED",      "SET UNLOGGED",
    "SET WITHOUT",     "SET ACCESS",
    "SET (",           "ENABLE",
    "DISABLE",         "FORCE ROW",
    "NO FORCE",        "REPLICA IDENTITY",
    "CLUSTER ON",      "VALIDATE CONSTRAINT",
    "AUTO_INCREMENT",  "COMMENT",
});

// The tokens from `at` on are these words or symbols.
bool stand_at(const std::vector<Token>& tokens, std::size_t at, std::string_view words) {
    for (;; ++at) {
        const std::string_view word = words.substr(0, words.find(' '));
        if (at >= tokens.size() || !(tokens[at].is(word) || (word == "(" && tokens[at].is('(')))) return false;
        if (word.size() == words.size()) return true;
        words.remove_prefix(word.size() + 1);
    }
}

// Of ALTER TABLE … ADD x, MODIFY y: where each action begins.
std::vector<std::size_t> actions_of(const std::vector<Token>& tokens, std::size_t first) {
    std::vector<std::size_t> actions{first};
    int depth = 0;
    for (std::size_t i = first; i < tokens.size(); ++i) {
        if (tokens[i].is('(')) ++depth;
        if (tokens[i].is(')')) --depth;
        if (depth == 0 && tokens[i].is(',')) actions.push_back(i + 1);
    }
    return actions;
}

// An action of ALTER TABLE, or what stands behind ALTER COLUMN x, begins at `at`.
bool is_harmless(const std::vector<Token>& tokens, std::size_t at) {
    if (at + 1 < tokens.size() && tokens[at].is("ALTER")) at += tokens[at + 1].is("COLUMN") ? 3U : 2U;
    return std::any_of(kHarmlessActions.begin(), kHarmlessActions.end(),
                       [&](std::string_view words) { return stand_at(tokens, at, words); });
}

// phpMyAdmin: MODIFY `id` int(11) NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=12
bool numbers_rows(const std::vector<Token>& tokens, std::size_t at) {
    if (at >= tokens.size() || !tokens[at].is("MODIFY")) return false;
    for (; at < tokens.size() && !tokens[at].is(','); ++at) {
        if (tokens[at].is("AUTO_INCREMENT")) return true;
    }
    return false;
}

}  // namespace

Outline::Outline(Token first, Tokens& tokens) {
    bool body = false;
    for (Token token = std::move(first);; token = tokens.next()) {
        if (tokens.starved()) return;
        const std::size_t size = tokens_.size();
        const bool ended = size > 1 && tokens_[size - 1].is("END") && tokens_[size - 2].is(';');
        if (token.is(';') && (!body || ended)) break;
        // The statements of a body have semicolons of their own.
        if (size > 0 && tokens_[0].is("CREATE")) {
            body |= token.is("TRIGGER") && tokens.lexis().dialect == Dialect::sqlite;
            body |= token.is("ATOMIC") && tokens_[size - 1].is("BEGIN");
        }
        if (size < kMostTokens) tokens_.push_back(std::move(token));
        too_long_ = size >= kMostTokens;
    }
    const bool may_hold = body || (tokens_.size() > 1 && tokens_[0].is_any({"CREATE"}) &&
                                   std::any_of(tokens_.begin(), tokens_.end(), [](const Token& token) {
                                       return token.is_any({"RULE", "FUNCTION", "PROCEDURE"});
                                   }));
    holds_rows_ = !may_hold && std::any_of(tokens_.begin(), tokens_.end(), [](const Token& token) {
        return token.is_any({"INTO", "STDIN"});
    });
}

Effect Outline::effect(Dialect dialect) const {
    if (tokens_.empty()) return Effect::none;
    if (too_long_) return Effect::unknown;
    if (tokens_[0].is("ALTER")) return holds_rows_ ? Effect::unknown : effect_of_alter();
    if (tokens_[0].is("CREATE") && makes_table()) return Effect::changes;
    for (const Beginning& known : kBeginnings) {
        if ((known.dialects & mask(dialect)) == 0 || !stand_at(tokens_, 0, known.words)) continue;
        return known.effect == Effect::none && holds_rows_ ? Effect::unknown : known.effect;
    }
    return Effect::unknown;
}

// ALTER TABLE [IF EXISTS] [ONLY] a.b action, …; and ALTER of what holds no rows.
Effect Outline::effect_of_alter() const {
    std::size_t at = 1;
    if (at == tokens_.size()) return Effect::unknown;
    if (!tokens_[at].is("TABLE")) {
        const bool renames =
            std::any_of(tokens_.begin(), tokens_.end(), [](const Token& token) { return token.is("RENAME"); });
        return renames ? Effect::unknown : Effect::none;
    }
    ++at;
    while (at < tokens_.size() && tokens_[at].is_any({"IF", "EXISTS", "ONLY"})) ++at;
    ++at;
    while (at + 1 < tokens_.size() && tokens_[at].is('.')) at += 2;
    const std::vector<std::size_t> actions = actions_of(tokens_, at);
    const bool harmless = std::all_of(actions.begin(), actions.end(), [&](std::size_t action) {
        return is_harmless(tokens_, action) || numbers_rows(tokens_, action);
    });
    return harmless ? Effect::none : Effect::changes;
}

// CREATE FOREIGN TABLE a …, CREATE TABLE a AS SELECT …
bool Outline::makes_table() const {
    const auto end = tokens_.begin() + static_cast<long>(std::min<std::size_t>(tokens_.size(), 4));
    return std::any_of(tokens_.begin(), end, [](const Token& token) { return token.is("TABLE"); });
}

std::vector<std::string> Outline::names() const {
    std::vector<std::string> names;
    for (const Token& token : tokens_) {
        if (!token.is_identifier()) continue;
        names.push_back(token.text);
        if (std::string folded = text::to_lower(token.text); folded != token.text) names.push_back(std::move(folded));
    }
    return names;
}

Effect effect_of_routine(const std::vector<Token>& beginning) {
    if (beginning.empty()) return Effect::none;
    if (beginning[0].is("SET")) return Effect::none;
    const auto names = [&](std::initializer_list<std::string_view> words) {
        return std::any_of(beginning.begin(), beginning.end(), [&](const Token& token) { return token.is_any(words); });
    };
    if (!beginning[0].is_any({"CREATE", "DROP", "ALTER"})) return Effect::unknown;
    return names({"TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "PACKAGE", "DATABASE"}) ? Effect::none : Effect::unknown;
}

}  // namespace glance_audit::sources

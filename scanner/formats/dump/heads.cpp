#include "scanner/formats/dump/heads.hpp"

#include <algorithm>
#include <array>

#include "scanner/base/ascii.hpp"
#include "scanner/formats/dump/effects.hpp"

namespace glance_audit::sources {
namespace {

using Kind = Statement::Kind;

// PostgreSQL folds what is not in quotes, SQLite takes all capitals for small letters, MariaDB's tables are files.
std::string as_stored(Token& token, Dialect dialect) {
    const bool folds =
        dialect == Dialect::sqlite || (dialect == Dialect::postgresql && token.kind == Token::Kind::word);
    return folds ? text::to_lower(token.text) : std::move(token.text);
}

// [database.][schema.]table, of which `first` is the first part; `next` is the token behind.
bool parse_name(Tokens& tokens, Token first, Statement& statement, Token& next) {
    if (!first.is_identifier()) return false;
    statement.schema.clear();
    const auto text_of = [&](Token& token) { return as_stored(token, tokens.lexis().dialect); };
    statement.table = text_of(first);
    for (next = tokens.next(); next.is('.'); next = tokens.next()) {
        Token part = tokens.next();
        if (!part.is_identifier()) return false;
        statement.schema = std::move(statement.table);
        statement.table = text_of(part);
    }
    return true;
}

// [(a, b, …)], of which `next` is the first token, and then the one behind.
bool parse_column_list(Tokens& tokens, std::vector<std::string>& columns, Token& next) {
    if (!next.is('(')) return true;
    do {
        Token name = tokens.next();
        if (!name.is_identifier()) return false;
        columns.push_back(std::move(name.text));
        next = tokens.next();
    } while (next.is(','));
    if (!next.is(')')) return false;
    next = tokens.next();
    return true;
}

// INSERT [OR REPLACE | IGNORE | …] [INTO] name [(columns)] [OVERRIDING … VALUE] VALUES
bool parse_insert(Tokens& tokens, Statement& statement) {
    statement.kind = Kind::rows;
    Token token = tokens.next();
    while (token.is_any({"OR", "REPLACE", "IGNORE", "DELAYED", "LOW_PRIORITY", "HIGH_PRIORITY", "INTO"})) {
        token = tokens.next();
    }
    Token behind;
    if (!parse_name(tokens, std::move(token), statement, behind)) return false;
    if (!parse_column_list(tokens, statement.columns, behind)) return false;
    if (behind.is("OVERRIDING")) {
        while (behind.is_any({"OVERRIDING", "SYSTEM", "USER", "VALUE"})) behind = tokens.next();
    }
    return behind.is_any({"VALUES", "VALUE"});
}

// COPY name [(columns)] FROM stdin;
bool parse_copy(Tokens& tokens, Statement& statement) {
    statement.kind = Kind::rows;
    statement.copy = true;
    Token behind;
    return parse_name(tokens, tokens.next(), statement, behind) &&
           parse_column_list(tokens, statement.columns, behind) && behind.is("FROM") && tokens.next().is("STDIN") &&
           tokens.next().is(';');
}

bool is_constraint(const Token& token) {
    return token.is_any({"PRIMARY", "KEY", "UNIQUE", "INDEX", "CONSTRAINT", "FOREIGN", "CHECK", "FULLTEXT", "SPATIAL",
                         "EXCLUDE", "LIKE", "PERIOD"});
}

// What stands behind all that is understood, to the semicolon: the other tables that it names.
bool parse_tail(Tokens& tokens, Token first, Statement& statement) {
    const Outline tail(std::move(first), tokens);
    statement.names = tail.names();
    return !tail.holds_rows();
}

// The columns of CREATE TABLE (…): behind the opening parenthesis.
bool parse_definitions(Tokens& tokens, std::vector<std::string>& columns) {
    int depth = 1;
    bool first = true;
    for (Token token = tokens.next(); !tokens.starved(); token = tokens.next()) {
        if (first && token.is_identifier() && !is_constraint(token)) columns.push_back(token.text);
        first = depth == 1 && token.is(',');
        if (token.is('(')) ++depth;
        if (token.is(')') && --depth == 0) return true;
        if (token.is(';')) return false;
    }
    return false;
}

// CREATE [TEMPORARY | UNLOGGED | …] TABLE [IF NOT EXISTS] name (…
bool parse_create(Tokens& tokens, Statement& statement) {
    statement.kind = Kind::create_table;
    Token token = tokens.next();
    while (token.is_any({"GLOBAL", "LOCAL", "TEMPORARY", "TEMP", "UNLOGGED", "OR", "REPLACE"})) token = tokens.next();
    if (!token.is("TABLE")) return false;
    token = tokens.next();
    while (token.is_any({"IF", "NOT", "EXISTS"})) {
        statement.has_condition = true;
        token = tokens.next();
    }
    Token behind;
    return parse_name(tokens, std::move(token), statement, behind) && behind.is('(') &&
           parse_definitions(tokens, statement.columns) && parse_tail(tokens, tokens.next(), statement);
}

// DROP TABLE [IF EXISTS] name [, …]
bool parse_drop(Tokens& tokens, Statement& statement) {
    statement.kind = Kind::drop_table;
    if (!tokens.next().is("TABLE")) return false;
    Token token = tokens.next();
    while (token.is_any({"IF", "EXISTS", "ONLY"})) token = tokens.next();
    Token behind;
    return parse_name(tokens, std::move(token), statement, behind) && parse_tail(tokens, std::move(behind), statement);
}

bool parse_use(Tokens& tokens, Statement& statement) {
    statement.kind = Kind::use;
    Token name = tokens.next();
    statement.text = std::move(name.text);
    return name.is_identifier() && tokens.next().is(';');
}

bool parse_set(Tokens& tokens, Statement& statement) {
    statement.kind = Kind::set;
    for (Token token = tokens.next(); !tokens.starved(); token = tokens.next()) {
        if (token.is(';')) return true;
        if (token.is_any({"INTO", "STDIN", "USE"})) return false;  // of the next statement
        const bool string = token.kind == Token::Kind::string;
        statement.text += string ? "'" + token.text + "'" : text::to_upper(token.text);
    }
    return false;
}

struct Head {
    std::string_view word;
    bool (*parse)(Tokens&, Statement&);
};

constexpr std::array<Head, 7> kHeads{{{"INSERT", parse_insert},
                                      {"REPLACE", parse_insert},
                                      {"COPY", parse_copy},
                                      {"CREATE", parse_create},
                                      {"DROP", parse_drop},
                                      {"USE", parse_use},
                                      {"SET", parse_set}}};

Statement parse_any(Tokens& tokens) {
    Token first = tokens.next();
    for (const Head& head : kHeads) {
        if (!first.is(head.word)) continue;
        Statement statement;
        Tokens ahead = tokens;
        const bool known = head.parse(ahead, statement);
        if (known || ahead.starved()) {
            tokens = ahead;
            return statement;
        }
    }
    Statement other;
    if (first.kind == Token::Kind::word) other.text = text::to_upper(first.text);
    const Outline outline(std::move(first), tokens);
    const Effect effect = outline.effect(tokens.lexis().dialect);
    other.kind = effect == Effect::none ? Kind::other : effect == Effect::changes ? Kind::change : Kind::unknown;
    if (effect == Effect::changes) other.names = outline.names();
    return other;
}

}  // namespace

// No dumper but sqlite3, which writes CREATE as it was typed, has comments in a statement: where one is, the statement
// has lost its end, and what stands behind the comment is another.
Statement parse_statement(Tokens& tokens) {
    Statement statement = parse_any(tokens);
    if (tokens.commented() && tokens.lexis().dialect != Dialect::sqlite) statement.kind = Kind::unknown;
    return statement;
}

Statement parse_routine(Tokens& tokens) {
    constexpr std::size_t kBeginning = 16;  // /*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER
    std::vector<Token> beginning;
    while (beginning.size() < kBeginning && !tokens.starved()) {
        Token token = tokens.next();
        if (token.is(';')) break;
        beginning.push_back(std::move(token));
    }
    Statement statement;
    statement.kind = effect_of_routine(beginning) == Effect::none ? Kind::other : Kind::unknown;
    return statement;
}

}  // namespace glance_audit::sources

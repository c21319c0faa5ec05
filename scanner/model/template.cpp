#include "scanner/model/template.hpp"

#include <algorithm>
#include <array>

#include "scanner/base/hex.hpp"

namespace glance_audit {
namespace {

// Printable ASCII without a backslash (which MariaDB, and PostgreSQL with old settings, would read as an escape).
bool plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~' && c != '\\'; });
}

void append_doubled(std::string& out, std::string_view text, char quote) {
    out += quote;
    for (const char c : text) {
        if (c == quote) out += c;
        out += c;
    }
    out += quote;
}

void append_hex_literal(std::string& out, std::string_view text, Quoting quoting) {
    switch (quoting) {
        case Quoting::postgresql:
            out += "convert_from(decode('";
            append_hex(out, text);
            out += "', 'hex'), 'UTF8')";
            break;
        case Quoting::mariadb:
            out += "CONVERT(X'";
            append_hex(out, text);
            out += "' USING utf8mb4)";
            break;
        default:
            out += "CAST(X'";
            append_hex(out, text);
            out += "' AS TEXT)";
            break;
    }
}

// 'text', with each ' as '\'' and control characters in $'\ooo' of their own: nothing is left to the terminal.
void append_shell(std::string& out, std::string_view text) {
    if (plain(text) && text.find('\'') == std::string_view::npos) {
        out += '\'';
        out += text;
        out += '\'';
        return;
    }
    out += "$'";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < ' ' || byte > '~' || c == '\'' || c == '\\') {
            out += '\\';
            for (const unsigned shift : {6U, 3U, 0U}) out += static_cast<char>('0' + ((byte >> shift) & 7U));
        } else {
            out += c;
        }
    }
    out += '\'';
}

void append_id(std::string& out, const ImageId& id, Quoting quoting) {
    if (!id.canonical()) {
        append_quoted(out, id.odd_text(), quoting);
        return;
    }
    if (quoting != Quoting::none) out += '\'';
    id.append_to(out);
    if (quoting != Quoting::none) out += '\'';
}

void append_fact(std::string& out, Fact fact, const FactValue& value, Quoting quoting) {
    if (quoting == Quoting::none) {
        append_in_sentence(out, fact, value);
    } else if (quoting == Quoting::sql_time) {
        out += value.present ? "'" + to_sql_time(value.number) + "'" : "NULL";
    } else {
        std::string text;
        append_value(text, value);
        append_quoted(out, text, quoting);
    }
}

Quoting find_quoting(std::string_view name) {
    const auto* found = std::find(kQuotingNames.begin(), kQuotingNames.end(), name);
    return found != kQuotingNames.end() ? static_cast<Quoting>(found - kQuotingNames.begin() + 1) : Quoting::none;
}

}  // namespace

void append_quoted(std::string& out, std::string_view text, Quoting quoting) {
    switch (quoting) {
        case Quoting::none: out += text; break;
        case Quoting::shell: append_shell(out, text); break;
        default:
            if (plain(text)) {
                append_doubled(out, text, '\'');
            } else {
                append_hex_literal(out, text, quoting);
            }
    }
}

std::variant<Template, TemplateError> Template::parse(std::string_view text, SubjectKind subject) {
    Template result;
    result.source_ = text;
    std::string literal;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c != '{' && c != '}') {
            literal += c;
            continue;
        }
        if (i + 1 < text.size() && text[i + 1] == c) {
            literal += c;
            ++i;
            continue;
        }
        const std::size_t end = text.find('}', i);
        if (c == '}' || end == std::string_view::npos) {
            return TemplateError{i, 1, "a brace that is not closed or not opened", false,
                                 "write {fact}; write a brace twice to mean the character"};
        }
        std::string_view name = text.substr(i + 1, end - i - 1);
        Piece piece;
        if (const std::size_t bar = name.find('|'); bar != std::string_view::npos) {
            const std::string_view how = name.substr(bar + 1);
            piece.quoting = find_quoting(how);
            if (piece.quoting == Quoting::none) {
                return TemplateError{i + 2 + bar, how.size(), "unknown quoting '" + std::string(how) + "'", false,
                                     "one of sqlite, postgresql, mariadb, shell, sql_time"};
            }
            name = name.substr(0, bar);
        }
        piece.fact = find_fact(subject, name);
        if (!piece.fact) {
            return TemplateError{i + 1, name.size(), "unknown fact '" + std::string(name) + "'", true};
        }
        piece.literal = std::move(literal);
        literal.clear();
        result.facts_.insert(*piece.fact);
        result.pieces_.push_back(std::move(piece));
        i = end;
    }
    if (!literal.empty()) result.pieces_.push_back({std::move(literal), std::nullopt, Quoting::none});
    return result;
}

// What is written most often, a canonical ID or a time in quotes, goes straight to `out`.
void Template::expand(std::string& out, const RowStore& rows, std::uint32_t row) const {
    for (const Piece& piece : pieces_) {
        out += piece.literal;
        if (!piece.fact) continue;
        if (*piece.fact == Fact::id) {
            append_id(out, rows.id(row), piece.quoting);
        } else {
            append_fact(out, *piece.fact, rows.value(*piece.fact, row), piece.quoting);
        }
    }
}

}  // namespace glance_audit

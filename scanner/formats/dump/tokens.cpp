#include "scanner/formats/dump/tokens.hpp"

#include <algorithm>

#include "scanner/base/ascii.hpp"

namespace glance_audit::sources {

std::size_t executable_comment(std::string_view text) {
    std::size_t length = 0;
    if (text.substr(0, 3) == "/*!") length = 3;
    if (text.substr(0, 4) == "/*M!") length = 4;
    if (length == 0) return 0;
    while (length < text.size() && text::is_digit(text[length])) ++length;
    return length;
}

// White space and comments. False where the bytes end in it.
bool Tokens::skip_blank() {
    for (;;) {
        while (at_ < end_ && is_space(*at_)) ++at_;
        const std::string_view rest(at_, static_cast<std::size_t>(end_ - at_));
        if (rest.empty()) return false;
        if (rest.size() == 1 && rest[0] != '-' && rest[0] != '/' && rest[0] != '*') return rest[0] != '#';
        if (rest.size() == 1) return false;
        const bool mariadb = lexis_->dialect == Dialect::mariadb;
        std::size_t length = mariadb ? executable_comment(rest) : 0;
        if (length == rest.size()) return false;
        if (mariadb && rest.substr(0, 2) == "*/") length = 2;
        const bool comment = length == 0;
        if (length == 0 && (rest.substr(0, 2) == "--" || (mariadb && rest[0] == '#'))) length = rest.find('\n');
        if (length == 0 && rest.substr(0, 2) == "/*") {
            length = rest.find("*/", 2);
            if (length != std::string_view::npos) length += 2;
        }
        if (length == std::string_view::npos) return false;
        if (length == 0) return true;
        commented_ |= comment;
        at_ += length;
    }
}

Token Tokens::quoted(char quote, Token::Kind kind, bool backslashes) {
    Token token{kind, {}};
    for (const char* at = at_ + 1; at + 1 < end_; ++at) {
        const bool escape = backslashes && *at == '\\';
        if (*at == quote && at[1] != quote) {
            at_ = at + 1;
            return token;
        }
        if (escape && kind == Token::Kind::string) token.text += *at;
        if (escape || *at == quote) ++at;
        token.text += *at;
    }
    return {};
}

// $$…$$ or $tag$…$tag$; a dollar that opens nothing is a symbol.
Token Tokens::dollar_quoted() {
    const char* behind = std::find_if(at_ + 1, end_, [](char c) { return c == '$' || !is_word(c); });
    if (behind == end_) return {};
    if (*behind != '$' || text::is_digit(at_[1])) return {Token::Kind::symbol, std::string(1, *at_++)};
    const std::string mark(at_, behind + 1);
    const char* close = std::search(behind + 1, end_, mark.begin(), mark.end());
    if (close == end_) return {};
    Token token{Token::Kind::string, std::string(behind + 1, close)};
    at_ = close + mark.size();
    return token;
}

Token Tokens::next() {
    Token token = take();
    if (token.kind == Token::Kind::starved) starved_ = true;
    return token;
}

Token Tokens::take() {
    if (!skip_blank()) return {};
    const char c = *at_;
    if (c == '`') return quoted(c, Token::Kind::name, false);
    if (c == '\'') return quoted(c, Token::Kind::string, lexis_->backslashes);
    if (c == '"') {
        const bool string = lexis_->dialect == Dialect::mariadb && !lexis_->ansi_quotes;
        return quoted(c, string ? Token::Kind::string : Token::Kind::name, string && lexis_->backslashes);
    }
    const bool postgres = lexis_->dialect == Dialect::postgresql;
    if (postgres && c == '$') return dollar_quoted();
    if (!is_word(c)) return {Token::Kind::symbol, std::string(1, *at_++)};
    if (postgres && (c == 'E' || c == 'e') && end_ - at_ > 1 && at_[1] == '\'') {
        ++at_;
        return quoted('\'', Token::Kind::string, true);
    }
    const char* begin = at_;
    while (at_ < end_ && is_word(*at_)) ++at_;
    if (at_ == end_) {
        at_ = begin;
        return {};
    }
    return {Token::Kind::word, std::string(begin, at_)};
}

}  // namespace glance_audit::sources

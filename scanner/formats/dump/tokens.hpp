// The words of the head of a statement, one by one, from bytes that are all in memory.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

#include "scanner/formats/dump/lexis.hpp"

namespace glance_audit::sources {

struct Token {
    enum class Kind { word, name, string, symbol, starved };  // name: in quotes. starved: the bytes end before it does
    Kind kind = Kind::starved;
    std::string text{};  // of a name: without its quotes; of a string: as it is spelled

    bool is(std::string_view keyword) const { return kind == Kind::word && is_keyword(text, keyword); }
    bool is_any(std::initializer_list<std::string_view> keywords) const {
        return std::any_of(keywords.begin(), keywords.end(), [&](std::string_view keyword) { return is(keyword); });
    }
    bool is(char symbol) const { return kind == Kind::symbol && text[0] == symbol; }
    bool is_identifier() const { return kind == Kind::word || kind == Kind::name; }
};

class Tokens {
public:
    Tokens(const char* at, const char* end, const Lexis& lexis) : at_(at), end_(end), lexis_(&lexis) {}

    Token next();
    // Behind the last token.
    const char* at() const { return at_; }
    const Lexis& lexis() const { return *lexis_; }
    // True as soon as a comment was passed.
    bool commented() const { return commented_; }
    // True as soon as next() was starved.
    bool starved() const { return starved_; }

private:
    Token take();
    bool skip_blank();
    Token quoted(char quote, Token::Kind kind, bool backslashes);
    Token dollar_quoted();

    const char* at_;
    const char* end_;
    const Lexis* lexis_;
    bool starved_ = false;
    bool commented_ = false;
};

// The length of "/*!40101" or "/*M!100616", in which MariaDB and MySQL hide statements from other databases; 0 for any
// other text. Starved texts look like any other.
std::size_t executable_comment(std::string_view text);

}  // namespace glance_audit::sources

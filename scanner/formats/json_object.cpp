#include "scanner/formats/json_object.hpp"

#include <algorithm>
#include <cstring>

#include "scanner/formats/dump/escapes.hpp"
#include "scanner/formats/dump/lexis.hpp"
#include "scanner/formats/dump/values.hpp"

namespace glance_audit::sources {

void JsonObject::fail() const { throw Malformed{at_, "this is no JSON object on one line"}; }

void JsonObject::skip_space() {
    while (at_ < end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\r')) ++at_;
}

bool JsonObject::take(char wanted) {
    skip_space();
    if (at_ == end_ || *at_ != wanted) return false;
    ++at_;
    return true;
}

void JsonObject::need(char wanted) {
    if (!take(wanted)) fail();
}

bool JsonObject::next() {
    const bool first = !begun_;
    if (first) need('{');
    begun_ = true;
    if (take('}')) {
        skip_space();
        if (at_ != end_) fail();
        return false;
    }
    if (!first) need(',');
    need('"');
    key_ = take_string();
    need(':');
    skip_space();
    if (at_ == end_) fail();
    if (*at_ == '"') {
        ++at_;
        value_ = take_string();
    } else if (*at_ == '{' || *at_ == '[') {
        value_ = take_nested();
    } else {
        value_ = take_word();
        if (value_ == "null") value_.reset();
    }
    return true;
}

// Behind the opening quote.
std::string_view JsonObject::take_string() {
    const char* begin = at_;
    char* written = scratch_;
    bool plain = true;
    for (;;) {
        const char* piece = at_;
        at_ = find_either(at_, end_, '"', '\\');
        if (at_ == end_) fail();
        const auto length = static_cast<std::size_t>(at_ - piece);
        if (*at_ == '"' && plain) {
            ++at_;
            return {begin, length};
        }
        std::memcpy(scratch_, piece, length);
        scratch_ += length;
        if (*at_++ == '"') return {written, static_cast<std::size_t>(scratch_ - written)};
        plain = false;
        take_escape();
    }
}

// Behind the backslash.
void JsonObject::take_escape() {
    static constexpr std::string_view kLetters = "\"\\/bfnrt";
    static constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
    if (at_ == end_) fail();
    const char letter = *at_++;
    if (letter != 'u') {
        const std::size_t found = kLetters.find(letter);
        if (found == std::string_view::npos) fail();
        *scratch_++ = kMeant[found];
        return;
    }
    char32_t code_point = take_hex();
    const bool high = code_point >= 0xd800 && code_point < 0xdc00;
    if (high && end_ - at_ >= 6 && at_[0] == '\\' && at_[1] == 'u') {
        const char* before = at_;
        at_ += 2;
        const char32_t low = take_hex();
        if (low >= 0xdc00 && low < 0xe000) {
            code_point = 0x10000 + ((code_point - 0xd800) << 10U) + (low - 0xdc00);
        } else {
            at_ = before;
        }
    }
    scratch_ = append_code_point(code_point, scratch_);
}

unsigned JsonObject::take_hex() {
    unsigned value = 0;
    for (int i = 0; i < 4; ++i) {
        const int digit = at_ < end_ ? hex_value(*at_) : -1;
        if (digit < 0) fail();
        value = value * 16 + static_cast<unsigned>(digit);
        ++at_;
    }
    return value;
}

// A list or an object; what is in it is not held against the grammar.
std::string_view JsonObject::take_nested() {
    const char* begin = at_;
    std::size_t depth = 0;
    bool quoted = false;
    for (; at_ < end_; ++at_) {
        if (*at_ == '\\' && quoted) {
            ++at_;
        } else if (*at_ == '"') {
            quoted = !quoted;
        } else if (!quoted && (*at_ == '{' || *at_ == '[')) {
            ++depth;
        } else if (!quoted && (*at_ == '}' || *at_ == ']') && --depth == 0) {
            ++at_;
            return {begin, static_cast<std::size_t>(at_ - begin)};
        }
    }
    at_ = end_;
    fail();
}

// A number, true, false or null.
std::string_view JsonObject::take_word() {
    const char* begin = at_;
    while (at_ < end_ && (is_word(*at_) || *at_ == '+' || *at_ == '-' || *at_ == '.')) ++at_;
    const std::string_view word(begin, static_cast<std::size_t>(at_ - begin));
    const bool number = !word.empty() && (word[0] == '-' || (word[0] >= '0' && word[0] <= '9'));
    if (!number && word != "true" && word != "false" && word != "null") {
        at_ = begin;
        fail();
    }
    return word;
}

}  // namespace glance_audit::sources

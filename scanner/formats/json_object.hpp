// A JSON object that stands on one line, member by member (RFC 8259), without building anything.
#pragma once

#include <string_view>

#include "scanner/formats/field.hpp"

namespace glance_audit::sources {

class JsonObject {
public:
    // scratch: for texts with escapes, at least as long as [at, end). Lists and objects as values are passed unread.
    JsonObject(const char* at, const char* end, char* scratch) : at_(at), end_(end), scratch_(scratch) {}

    // To the next member; false behind the last. Throws Malformed (dump_values.hpp) where this is no object, or where
    // something stands behind it.
    bool next();
    std::string_view key() const { return key_; }
    // A string without its quotes and escapes; a number, true and false as they are spelled; null: nothing. A list or
    // an object as it is spelled.
    const Field& value() const { return value_; }

private:
    void skip_space();
    bool take(char wanted);
    void need(char wanted);
    std::string_view take_string();
    void take_escape();
    unsigned take_hex();
    std::string_view take_nested();
    std::string_view take_word();
    [[noreturn]] void fail() const;

    const char* at_;
    const char* end_;
    char* scratch_;
    bool begun_ = false;
    std::string_view key_;
    Field value_;
};

}  // namespace glance_audit::sources

// A JSON object (RFC 8259), member by member, without building anything.
#pragma once

#include <functional>
#include <string_view>

#include "scanner/formats/field.hpp"

namespace glance_audit::sources {

struct JsonValue {
    Field text;           // a string without its quotes and escapes; a number, true and false; null: nothing
    bool nested = false;  // a list or an object: not read, but held against the grammar
};

// Calls member(key, value) for each member, in order; what it is given lives until it returns. Numbers are as they are
// spelled, save for -0. Throws Malformed (dump_values.hpp) where [at, end) is not one such object and nothing more:
// also for bytes that are not UTF-8, half a pair of surrogates, a number that no double holds, and for values more than
// 100 deep. By then, members may have been handed over.
void read_json_object(const char* at, const char* end,
                      const std::function<void(std::string_view key, const JsonValue& value)>& member);

// What stands behind the object that begins at `at`; null where [at, end) ends before it does. Any text between braces
// passes for one: read_json_object() tells.
const char* json_object_end(const char* at, const char* end);

}  // namespace glance_audit::sources

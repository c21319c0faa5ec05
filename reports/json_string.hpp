// A JSON string from bytes that strangers wrote.
#pragma once

#include <string>
#include <string_view>

namespace glance_audit::reports {

// Appends `text` in quotes: bytes that are no UTF-8 become U+FFFD, and whatever could act on the place it is shown in
// stands as \uXXXX: controls and deceptive code points (utf8.hpp), and `<`, `>`, `&` for HTML.
void append_json_string(std::string& out, std::string_view text);

}  // namespace glance_audit::reports

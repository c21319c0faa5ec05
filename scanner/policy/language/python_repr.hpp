// repr() of Python's str and bytes, and ascii().
#pragma once

#include <string>
#include <string_view>

namespace glance_audit::policy {

// 'it', "it's", 'a\n', 'caf\xe9' only where not printable. A lone surrogate (three bytes, see append_code_point) is
// '\ud800'; any other byte that is not UTF-8 is '\xff', though Python's str cannot hold one.
std::string repr_of_string(std::string_view text);

std::string repr_of_bytes(std::string_view bytes);

// ascii(): a repr() with every character beyond ASCII escaped.
std::string ascii_of_repr(std::string_view repr);

}  // namespace glance_audit::policy

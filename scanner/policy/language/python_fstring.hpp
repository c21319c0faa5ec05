// f-strings are never literals, but a bad one is a SyntaxError. Inside of python_literal only.
#pragma once

#include <string_view>

namespace glance_audit::policy {

// Whether Python 3.11 takes what stands between the quotes of an f-string. It holds no colon.
bool is_valid_fstring(std::string_view source, bool raw);

}  // namespace glance_audit::policy

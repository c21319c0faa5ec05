// White space as Python's str.strip() takes it away.
#pragma once

#include <string_view>

namespace glance_audit::text {

// The text without the characters at its start, at its end, or both for which str.isspace() holds. The view is into
// `text`, which is UTF-8; bytes that are none stay.
std::string_view without_leading_space(std::string_view text);
std::string_view without_trailing_space(std::string_view text);
std::string_view without_outer_space(std::string_view text);

}  // namespace glance_audit::text

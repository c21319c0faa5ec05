// Columns of plain text.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

namespace glance_audit {

// `text` with blanks behind it, up to `width` bytes; a longer text as it is.
inline std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(width, text.size()), ' ');
    return text;
}

}  // namespace glance_audit

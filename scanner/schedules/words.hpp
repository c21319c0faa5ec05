// What the readers of crontabs, units and shell commands have in common.
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

namespace glance_audit::sources {

inline constexpr std::string_view kBlanks = " \t\r";

inline std::string_view without_blanks(std::string_view text) {
    const std::size_t start = text.find_first_not_of(kBlanks);
    if (start == std::string_view::npos) return {};
    return text.substr(start, text.find_last_not_of(kBlanks) - start + 1);
}

bool is_one_of(std::string_view word, const auto& words) {
    return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

}  // namespace glance_audit::sources

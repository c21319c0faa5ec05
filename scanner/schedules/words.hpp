// What the readers of crontabs, units and shell commands have in common.
#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "scanner/base/ascii.hpp"

namespace glance_audit::sources {

inline constexpr std::string_view kBlanks = " \t\r";

inline std::string_view without_blanks(std::string_view text) {
    const std::size_t start = text.find_first_not_of(kBlanks);
    if (start == std::string_view::npos) return {};
    return text.substr(start, text.find_last_not_of(kBlanks) - start + 1);
}

inline std::string without_quotes(std::string_view text) {
    const bool quoted = text.size() >= 2 && (text[0] == '\'' || text[0] == '"') && text.back() == text[0];
    return std::string(quoted ? text.substr(1, text.size() - 2) : text);
}

// Calls take(text, line) for every line that says something, without blanks round it and with the number of its first
// line: one that ends in a backslash goes on in the next. Comments, which begin with # or ;, are left out, and do not.
template <class Take>
void for_each_entry(std::string_view content, Take take) {
    int line = 1;
    for (std::size_t at = 0; at < content.size(); ++line) {
        const int first = line;
        std::size_t end = std::min(content.find('\n', at), content.size());
        std::string_view text = without_blanks(content.substr(at, end - at));
        const bool comment = text.starts_with('#') || text.starts_with(';');
        while (!comment && end > at && end < content.size() && content[end - 1] == '\\') {
            end = std::min(content.find('\n', end + 1), content.size());
            ++line;
        }
        text = without_blanks(content.substr(at, end - at));
        if (!comment && !text.empty()) take(text, first);
        at = end + 1;
    }
}

inline bool contains_ignoring_case(std::string_view text, std::string_view lower_case_word) {
    return std::search(text.begin(), text.end(), lower_case_word.begin(), lower_case_word.end(),
                       [](char c, char lower) { return text::to_lower(c) == lower; }) != text.end();
}

bool is_one_of(std::string_view word, const auto& words) {
    return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

}  // namespace glance_audit::sources

// Where what a shell quotes or nests ends. Offsets into the text; npos where it does not end.
#pragma once

#include <cstddef>
#include <string_view>

namespace glance_audit::sources {

// The next `closing` that no backslash hides, or npos.
inline std::size_t find_closing(std::string_view text, char closing, std::size_t from) {
    for (std::size_t at = from; at < text.size(); ++at) {
        if (text[at] == '\\') {
            ++at;
        } else if (text[at] == closing) {
            return at;
        }
    }
    return std::string_view::npos;
}

// The parenthesis that closes the one at `open`, quotes minded; npos where there is none.
inline std::size_t end_of_parentheses(std::string_view text, std::size_t open) {
    std::size_t depth = 0;
    for (std::size_t at = open; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\\') {
            ++at;
        } else if (c == '\'' || c == '"') {
            const std::size_t end = c == '"' ? find_closing(text, '"', at + 1) : text.find('\'', at + 1);
            if (end == std::string_view::npos) return end;
            at = end;
        } else if (c == '(') {
            ++depth;
        } else if (c == ')' && --depth == 0) {
            return at;
        }
    }
    return std::string_view::npos;
}

// The quote that closes the one at `open`, or npos. A quote in $(…) closes nothing.
inline std::size_t end_of_double_quotes(std::string_view text, std::size_t open) {
    for (std::size_t at = open + 1; at < text.size(); ++at) {
        if (text[at] == '\\') {
            ++at;
        } else if (text[at] == '"') {
            return at;
        } else if (text.substr(at, 2) == "$(") {
            const std::size_t end = end_of_parentheses(text, at + 1);
            if (end == std::string_view::npos) return std::string_view::npos;
            at = end;
        }
    }
    return std::string_view::npos;
}

}  // namespace glance_audit::sources

// Matching a short text against a pattern, by hand: std::regex would overflow the stack on a long one.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "scanner/base/ascii.hpp"

namespace glance_audit::text {

// Reads a text from the left; every step says whether it matched.
class CharacterCursor {
public:
    explicit CharacterCursor(std::string_view text) : text_(text) {}

    bool at_end() const { return at_ == text_.size(); }
    char peek() const { return at_end() ? '\0' : text_[at_]; }

    bool one(std::string_view set) {
        if (at_end() || set.find(text_[at_]) == std::string_view::npos) return false;
        ++at_;
        return true;
    }

    std::size_t many(std::string_view set) {
        const std::size_t start = at_;
        while (one(set)) {
        }
        return at_ - start;
    }

    // Between `least` and `most` digits; nothing, and no step, where there are fewer.
    std::optional<std::string_view> digits(std::size_t least, std::size_t most) {
        std::size_t count = 0;
        while (count < most && at_ + count < text_.size() && is_digit(text_[at_ + count])) ++count;
        if (count < least) return std::nullopt;
        at_ += count;
        return text_.substr(at_ - count, count);
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace glance_audit::text

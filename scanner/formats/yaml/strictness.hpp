// What PyYAML refuses and libyaml lets pass: tabs outside of quotes, comments and block texts; flow indicators behind a
// tag; '?' in a text without quotes within brackets; text behind '|'. And '?' as an indicator
// within brackets, which libyaml 0.2.5 misreads where no key follows. Inside of the YAML reader only.
// Source: PyYAML 6.0's scanner.py.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "scanner/base/source_text.hpp"

namespace glance_audit::text {

// Follows the events of a document in their order. Positions are libyaml's: in characters from the start, without a
// byte order mark. Everything throws UsageError for what is refused.
class YamlStrictness {
public:
    enum class Style : std::uint8_t { plain, quoted, block };

    explicit YamlStrictness(const SourceText& source);

    // A scalar, with what stands before it. Says whether it has a tag; libyaml drops "!".
    bool has_tag(std::size_t start, std::size_t end, Style style);
    // What is left behind the last scalar.
    void check_rest() { check_markup(checked_, text_.size()); }

    // '\0' at the end.
    char character_at(std::size_t position) { return byte(offset_of(position)); }
    [[noreturn]] void refuse_tab(std::size_t position) { refuse_tab_at(offset_of(position)); }

private:
    std::size_t offset_of(std::size_t position);
    char byte(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }
    std::size_t end_of_line(std::size_t offset) const;
    std::size_t end_of_word(std::size_t offset) const;

    void check_markup(std::size_t from, std::size_t to);
    std::size_t after_markup(std::size_t offset);
    void check_tag(std::size_t offset, std::string_view tag) const;
    void check_block_header(std::size_t offset) const;
    void check_plain(std::size_t from, std::size_t to) const;
    [[noreturn]] void refuse_question_mark(std::size_t offset) const;
    [[noreturn]] void refuse_tab_at(std::size_t offset) const;
    [[noreturn]] void refuse(std::size_t offset, const char* what, const char* hint) const;

    const SourceText& source_;
    std::string_view text_;
    std::size_t position_ = 0;  // of a character, at the byte offset_
    std::size_t offset_ = 0;
    std::size_t checked_ = 0;     // up to here, in bytes
    std::size_t flow_level_ = 0;  // how many brackets are open there
};

}  // namespace glance_audit::text

// A place in the text of a YAML document, and what stands there. Inside of the YAML reader only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "scanner/base/source_text.hpp"

namespace glance_audit::text {

// Offsets are in bytes. The text is UTF-8 without NUL, so '\0' stands for its end. Beside LF, CR and CRLF, YAML 1.1
// knows NEL, LS and PS as line breaks; editors do not, so columns() and lines() count for YAML, and place() counts for
// people.
class YamlCursor {
public:
    explicit YamlCursor(const SourceText& source);

    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
    bool at_end() const { return at_ == text_.size(); }
    bool starts_with(std::string_view word) const { return text_.substr(at_).starts_with(word); }
    std::size_t left() const { return text_.size() - at_; }

    // The bytes of the line break there; 0 where there is none.
    std::size_t break_size(std::size_t ahead = 0) const { return is_graphic(peek(ahead)) ? 0 : any_break_size(ahead); }
    bool is_break(std::size_t ahead = 0) const { return break_size(ahead) > 0; }
    bool is_break_or_end(std::size_t ahead = 0) const { return at_ + ahead >= text_.size() || is_break(ahead); }
    bool is_blank(std::size_t ahead = 0) const { return peek(ahead) == ' ' || peek(ahead) == '\t'; }
    // A blank, a tab, a line break or the end.
    bool is_space_or_end(std::size_t ahead = 0) const { return is_blank(ahead) || is_break_or_end(ahead); }
    // "---" or "..." that stands for itself.
    bool is_document_mark() const { return (starts_with("---") || starts_with("...")) && is_space_or_end(3); }

    // Goes on by whole characters; the view lives as long as the source.
    std::string_view take(std::size_t bytes);
    // The break as it counts in a text: "\n", or LS or PS themselves; empty where there is none.
    std::string take_break();
    void skip_blanks();   // not tabs
    void skip_comment();  // from a '#' to the end of the line

    std::size_t column() const { return column_; }  // from 0, in characters
    std::size_t line() const { return line_; }      // from 0
    std::size_t index() const { return index_; }    // characters from the start
    Place place() const { return place_; }

    [[noreturn]] void fail(const std::string& what, const std::string& hint) const { fail_at(place_, what, hint); }
    [[noreturn]] void fail_at(Place place, const std::string& what, const std::string& hint) const;

private:
    // What nearly all characters are, so that what follows from it is worth a shorter way.
    static bool is_graphic(char c) { return c > ' ' && c < '\x7F'; }

    std::size_t any_break_size(std::size_t ahead) const;
    void step();
    void step_graphic(std::size_t end);

    const SourceText& source_;
    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t column_ = 0;
    std::size_t line_ = 0;
    std::size_t index_ = 0;
    Place place_{1, 1};
};

}  // namespace glance_audit::text

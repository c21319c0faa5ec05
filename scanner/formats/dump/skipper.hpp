// Passes what need not be understood, through strings and comments of any length without holding them.
#pragma once

#include <string>
#include <string_view>

#include "scanner/formats/dump/lexis.hpp"
#include "scanner/formats/text/text_window.hpp"

namespace glance_audit::sources {

class DumpSkipper {
public:
    explicit DumpSkipper(TextWindow& window) : window_(window) {}

    // White space and the marks of executable comments. False at the end of the text.
    bool skip_space(const Lexis& lexis);
    // Stands on the opening mark. False where the text ends before the closing one.
    bool skip_block_comment(const Lexis& lexis);
    // Of a statement among triggers and routines of MariaDB: to behind the next `delimiter` outside of strings and
    // comments. False where the text ends before, or the next DELIMITER comes.
    bool skip_routine(const Lexis& lexis, std::string_view delimiter);
    // To the next line. Returns at most `longest` bytes of this one, without its end.
    std::string take_line(std::size_t longest);
    // True if `text` stands at the cursor.
    bool starts_with(std::string_view text);
    // MariaDB wants white space behind the two dashes.
    bool at_line_comment(const Lexis& lexis);

private:
    // Each stands on the opening mark. False where the text ends before the closing one.
    bool skip_quoted(char quote, bool backslashes);
    // To behind the next `mark`.
    bool skip_to(std::string_view mark);
    bool skip_piece(const Lexis& lexis);
    void step(std::size_t bytes) { window_.advance_to(window_.cursor() + bytes); }
    bool at_end() { return window_.rest().empty() && !window_.more(); }

    TextWindow& window_;
};

}  // namespace glance_audit::sources

#include "scanner/text/yaml_scalars.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "scanner/text/utf8.hpp"

namespace glance_audit::text {

namespace {

std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& part : parts) out += part;
    return out;
}

// A line break within a text, and the empty lines after it: one break alone is a blank, more are one less.
std::string folded(const std::string& line_break, const std::vector<std::string>& empty_lines) {
    const std::string first = line_break != "\n" ? line_break : empty_lines.empty() ? " " : "";
    return first + joined(empty_lines);
}

class QuotedScanner {
public:
    explicit QuotedScanner(YamlCursor& cursor) : cursor_(cursor), start_(cursor.place()), quote_(cursor.peek()) {}

    std::string scan() {
        cursor_.take(1);
        characters();
        while (cursor_.peek() != quote_) {
            spaces();
            characters();
        }
        cursor_.take(1);
        return std::move(out_);
    }

private:
    bool is_double() const { return quote_ == '"'; }

    // Up to a blank, a line break, the end, or the closing quote.
    void characters() {
        for (;;) {
            std::size_t length = 0;
            while (!cursor_.is_space_or_end(length) && !is_special(cursor_.peek(length))) ++length;
            out_ += cursor_.take(length);
            const char c = cursor_.peek();
            if (!is_double() && c == '\'' && cursor_.peek(1) == '\'') {
                cursor_.take(2);
                out_ += '\'';
            } else if ((is_double() && c == '\'') || (!is_double() && (c == '"' || c == '\\'))) {
                out_ += cursor_.take(1);
            } else if (is_double() && c == '\\') {
                cursor_.take(1);
                escape();
            } else {
                return;
            }
        }
    }

    static bool is_special(char c) { return c == '\'' || c == '"' || c == '\\'; }

    void escape() {
        if (cursor_.is_break()) {
            cursor_.take_break();
            out_ += joined(empty_lines());
        } else if (const std::optional<char32_t> named = named_character(cursor_.peek()); named && !cursor_.at_end()) {
            cursor_.take(1);
            append_code_point(out_, *named);
        } else {
            numbered(cursor_.peek());
        }
    }

    static std::optional<char32_t> named_character(char c) {
        constexpr std::string_view kLetters = "0abt\tnvfre \"\\/N_LP";
        constexpr std::array<char32_t, kLetters.size()> kMeanings{0,    7,   8,   9,    9,    10,   11,     12,    13,
                                                                  0x1B, ' ', '"', '\\', '/', 0x85, 0xA0, 0x2028, 0x2029};
        const std::size_t found = kLetters.find(c);
        if (found == std::string_view::npos) return std::nullopt;
        return kMeanings[found];
    }

    void numbered(char c) {
        const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
        if (digits == 0 || cursor_.at_end()) {
            cursor_.fail("a backslash stands before a character that needs none", "double the backslash, or use single quotes");
        }
        cursor_.take(1);
        char32_t code = 0;
        for (std::size_t i = 0; i < digits; ++i) code = code * 16 + hex_digit(cursor_.peek(i));
        if (code > 0x10FFFF) cursor_.fail("there is no such character", "write it out");
        cursor_.take(digits);
        append_code_point(out_, code);
    }

    char32_t hex_digit(char c) const {
        constexpr std::string_view kDigits = "0123456789abcdef";
        const std::size_t digit = kDigits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
        if (c == '\0' || digit == std::string_view::npos) {
            cursor_.fail("a hexadecimal digit is missing in this escape", "double the backslash, or use single quotes");
        }
        return static_cast<char32_t>(digit);
    }

    void spaces() {
        std::size_t length = 0;
        while (cursor_.is_blank(length)) ++length;
        const std::string_view blanks = cursor_.take(length);
        if (cursor_.at_end()) cursor_.fail_at(start_, "this quote is not closed", "close the quote");
        if (!cursor_.is_break()) {
            out_ += blanks;
            return;
        }
        const std::string line_break = cursor_.take_break();
        out_ += folded(line_break, empty_lines());
    }

    std::vector<std::string> empty_lines() {
        std::vector<std::string> lines;
        for (;;) {
            if (cursor_.is_document_mark()) cursor_.fail("a document ends within quotes", "close the quote, or indent the line");
            while (cursor_.is_blank()) cursor_.take(1);
            if (!cursor_.is_break()) return lines;
            lines.push_back(cursor_.take_break());
        }
    }

    YamlCursor& cursor_;
    Place start_;
    char quote_;
    std::string out_;
};

class BlockScanner {
public:
    BlockScanner(YamlCursor& cursor, int indent) : cursor_(cursor), least_(static_cast<std::size_t>(std::max(indent + 1, 1))) {}

    std::string scan() {
        folded_ = cursor_.peek() == '>';
        cursor_.take(1);
        header();
        if (increment_) {
            indent_ = least_ + *increment_ - 1;
            empty_lines_ = breaks();
        } else {
            indent_ = std::max(least_, leading_lines());
        }
        lines();
        if (chomping_ != '-') out_ += line_break_;
        if (chomping_ == '+') out_ += joined(empty_lines_);
        return std::move(out_);
    }

private:
    bool take_chomping() {
        if (cursor_.peek() != '+' && cursor_.peek() != '-') return false;
        chomping_ = cursor_.take(1).front();
        return true;
    }

    bool take_increment() {
        const char c = cursor_.peek();
        if (c < '0' || c > '9') return false;
        if (c == '0') cursor_.fail("the indentation is a number from 1 to 9", "remove the number");
        increment_ = static_cast<std::size_t>(c - '0');
        cursor_.take(1);
        return true;
    }

    // "|2-  # comment"
    void header() {
        if (take_chomping()) {
            take_increment();
        } else if (take_increment()) {
            take_chomping();
        }
        if (cursor_.peek() != ' ' && !cursor_.is_break_or_end()) misplaced();
        cursor_.skip_blanks();
        cursor_.skip_comment();
        if (!cursor_.is_break_or_end()) misplaced();
        cursor_.take_break();
    }

    [[noreturn]] void misplaced() const {
        cursor_.fail("the text begins on the line after '|' or '>'", "put the text in quotes, or begin it on the next line");
    }

    // Empty lines before the first that has text; the widest blank among them.
    std::size_t leading_lines() {
        std::size_t widest = 0;
        while (cursor_.peek() == ' ' || cursor_.is_break()) {
            if (cursor_.is_break()) {
                empty_lines_.push_back(cursor_.take_break());
            } else {
                cursor_.take(1);
                widest = std::max(widest, cursor_.column());
            }
        }
        return widest;
    }

    std::vector<std::string> breaks() {
        std::vector<std::string> found;
        indentation();
        while (cursor_.is_break()) {
            found.push_back(cursor_.take_break());
            indentation();
        }
        return found;
    }

    void indentation() {
        while (cursor_.column() < indent_ && cursor_.peek() == ' ') cursor_.take(1);
    }

    bool line_follows() const { return cursor_.column() == indent_ && !cursor_.at_end(); }

    void lines() {
        while (line_follows()) {
            out_ += joined(empty_lines_);
            const bool text_first = !cursor_.is_blank();
            std::size_t length = 0;
            while (!cursor_.is_break_or_end(length)) ++length;
            out_ += cursor_.take(length);
            line_break_ = cursor_.take_break();
            empty_lines_ = breaks();
            if (!line_follows()) return;
            if (folded_ && line_break_ == "\n" && text_first && !cursor_.is_blank()) {
                if (empty_lines_.empty()) out_ += ' ';
            } else {
                out_ += line_break_;
            }
        }
    }

    YamlCursor& cursor_;
    std::size_t least_;
    std::size_t indent_ = 0;
    bool folded_ = false;
    char chomping_ = ' ';
    std::optional<std::size_t> increment_;
    std::string line_break_;
    std::vector<std::string> empty_lines_;
    std::string out_;
};

class PlainScanner {
public:
    PlainScanner(YamlCursor& cursor, int indent, bool in_flow)
        : cursor_(cursor), indent_(static_cast<std::size_t>(indent + 1)), in_flow_(in_flow) {}

    std::string scan(bool& crossed_line) {
        std::string out;
        std::string between;
        for (;;) {
            if (cursor_.peek() == '#') break;
            const std::size_t length = word_length();
            if (length == 0) break;
            crossed_line_ = false;
            out += between;
            out += cursor_.take(length);
            between = spaces();
            if (between.empty() || cursor_.peek() == '#' || (!in_flow_ && cursor_.column() < indent_)) break;
        }
        crossed_line = crossed_line_;
        return out;
    }

private:
    std::size_t word_length() const {
        std::size_t length = 0;
        while (!cursor_.is_space_or_end(length) && !ends_word(length)) ++length;
        return length;
    }

    bool ends_word(std::size_t ahead) const {
        constexpr std::string_view kFlow = ",?[]{}";
        const char c = cursor_.peek(ahead);
        if (in_flow_ && kFlow.find(c) != std::string_view::npos) return true;
        if (c != ':') return false;
        constexpr std::string_view kAfterColon = ",[]{}";
        const char next = cursor_.peek(ahead + 1);
        return cursor_.is_space_or_end(ahead + 1) || (in_flow_ && kAfterColon.find(next) != std::string_view::npos);
    }

    // What stands between two words: blanks, or line breaks folded. Empty where the text ends. No tabs.
    std::string spaces() {
        std::size_t length = 0;
        while (cursor_.peek(length) == ' ') ++length;
        const std::string_view blanks = cursor_.take(length);
        if (!cursor_.is_break()) return std::string(blanks);
        const std::string line_break = cursor_.take_break();
        crossed_line_ = true;
        if (cursor_.is_document_mark()) return {};
        std::vector<std::string> empty_lines;
        while (cursor_.peek() == ' ' || cursor_.is_break()) {
            if (cursor_.peek() == ' ') {
                cursor_.take(1);
                continue;
            }
            empty_lines.push_back(cursor_.take_break());
            if (cursor_.is_document_mark()) return {};
        }
        return folded(line_break, empty_lines);
    }

    YamlCursor& cursor_;
    std::size_t indent_;
    bool in_flow_;
    bool crossed_line_ = false;
};

}  // namespace

std::string scan_quoted(YamlCursor& cursor) { return QuotedScanner(cursor).scan(); }

std::string scan_block_scalar(YamlCursor& cursor, int indent) { return BlockScanner(cursor, indent).scan(); }

std::string scan_plain(YamlCursor& cursor, int indent, bool in_flow, bool& crossed_line) {
    return PlainScanner(cursor, indent, in_flow).scan(crossed_line);
}

}  // namespace glance_audit::text

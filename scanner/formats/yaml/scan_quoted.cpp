// Texts in quotes.
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "scanner/base/utf8.hpp"
#include "scanner/formats/yaml/scan.hpp"

namespace glance_audit::text {

namespace {

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
            out_ += empty_lines();
        } else if (const std::optional<char32_t> named = named_character(cursor_.peek()); named && !cursor_.at_end()) {
            cursor_.take(1);
            append_code_point(out_, *named);
        } else {
            numbered(cursor_.peek());
        }
    }

    static std::optional<char32_t> named_character(char c) {
        constexpr std::string_view kLetters = "0abt\tnvfre \"\\/N_LP";
        constexpr std::array<char32_t, kLetters.size()> kMeanings{
            0, 7, 8, 9, 9, 10, 11, 12, 13, 0x1B, ' ', '"', '\\', '/', 0x85, 0xA0, 0x2028, 0x2029};
        const std::size_t found = kLetters.find(c);
        if (found == std::string_view::npos) return std::nullopt;
        return kMeanings[found];
    }

    void numbered(char c) {
        const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
        if (digits == 0 || cursor_.at_end()) {
            cursor_.fail("a backslash stands before a character that needs none",
                         "double the backslash, or use single quotes");
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
        out_ += folded_break(line_break, empty_lines());
    }

    std::string empty_lines() {
        std::string lines;
        for (;;) {
            if (cursor_.is_document_mark())
                cursor_.fail("a document ends within quotes", "close the quote, or indent the line");
            while (cursor_.is_blank()) cursor_.take(1);
            if (!cursor_.is_break()) return lines;
            lines += cursor_.take_break();
        }
    }

    YamlCursor& cursor_;
    Place start_;
    char quote_;
    std::string out_;
};

}  // namespace

std::string scan_quoted(YamlCursor& cursor) { return QuotedScanner(cursor).scan(); }

}  // namespace glance_audit::text

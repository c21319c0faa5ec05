// Texts without quotes.
#include <cstddef>
#include <string_view>

#include "scanner/formats/yaml/scan.hpp"

namespace glance_audit::text {

namespace {

class PlainScanner {
public:
    PlainScanner(YamlCursor& cursor, int indent, bool in_flow)
        : cursor_(cursor), indent_(static_cast<std::size_t>(indent + 1)), in_flow_(in_flow) {}

    std::string scan(bool& crossed_line) {
        std::string out;
        std::string between;
        for (;;) {
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
        std::string empty_lines;
        while (cursor_.peek() == ' ' || cursor_.is_break()) {
            if (cursor_.peek() == ' ') {
                cursor_.take(1);
                continue;
            }
            empty_lines += cursor_.take_break();
            if (cursor_.is_document_mark()) return {};
        }
        return folded_break(line_break, empty_lines);
    }

    YamlCursor& cursor_;
    std::size_t indent_;
    bool in_flow_;
    bool crossed_line_ = false;
};

}  // namespace

std::string scan_plain(YamlCursor& cursor, int indent, bool in_flow, bool& crossed_line) {
    return PlainScanner(cursor, indent, in_flow).scan(crossed_line);
}

std::string folded_break(const std::string& line_break, const std::string& empty_lines) {
    if (line_break != "\n") return line_break + empty_lines;
    return empty_lines.empty() ? " " : empty_lines;
}

}  // namespace glance_audit::text

// Texts after '|' and '>'.
#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "scanner/formats/yaml/scan.hpp"

namespace glance_audit::text {

namespace {

class BlockScanner {
public:
    BlockScanner(YamlCursor& cursor, int indent)
        : cursor_(cursor), least_(static_cast<std::size_t>(std::max(indent + 1, 1))) {}

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
        if (chomping_ == '+') out_ += empty_lines_;
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
        cursor_.fail("the text begins on the line after '|' or '>'",
                     "put the text in quotes, or begin it on the next line");
    }

    // Empty lines before the first that has text; the widest blank among them.
    std::size_t leading_lines() {
        std::size_t widest = 0;
        while (cursor_.peek() == ' ' || cursor_.is_break()) {
            if (cursor_.is_break()) {
                empty_lines_ += cursor_.take_break();
            } else {
                cursor_.take(1);
                widest = std::max(widest, cursor_.column());
            }
        }
        return widest;
    }

    std::string breaks() {
        std::string found;
        indentation();
        while (cursor_.is_break()) {
            found += cursor_.take_break();
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
            out_ += empty_lines_;
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
    std::string empty_lines_;
    std::string out_;
};

}  // namespace

std::string scan_block_scalar(YamlCursor& cursor, int indent) { return BlockScanner(cursor, indent).scan(); }

}  // namespace glance_audit::text

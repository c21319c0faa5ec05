// Escapes in Python's string literals.
#include <cstdint>

#include "scanner/model/utf8.hpp"
#include "scanner/policy/python_tokens.hpp"

namespace glance_audit::policy {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

class Unescaper {
public:
    Unescaper(std::string_view source, bool is_bytes) : source_(source), is_bytes_(is_bytes) {}

    std::optional<std::string> run() {
        while (at_ < source_.size()) {
            const std::size_t backslash = source_.find('\\', at_);
            out_.append(source_, at_, backslash - at_);
            if (backslash == std::string_view::npos) break;
            at_ = backslash + 1;
            if (at_ == source_.size() || !escape(source_[at_])) return std::nullopt;
        }
        return std::move(out_);
    }

private:
    bool escape(char c) {
        ++at_;
        constexpr std::string_view kLetters = "\\'\"abfnrtv";
        constexpr std::string_view kMeanings = "\\'\"\a\b\f\n\r\t\v";
        if (const std::size_t found = kLetters.find(c); found != std::string_view::npos) {
            out_ += kMeanings[found];
            return true;
        }
        if (c == '\n') return true;
        if (c >= '0' && c <= '7') return octal(static_cast<char32_t>(c - '0'));
        if (c == 'x') return hex(2);
        if (c == 'u' && !is_bytes_) return hex(4);
        if (c == 'U' && !is_bytes_) return hex(8);
        // A character by its name: the names are not here. Nobody writes a policy so; it counts as a mistake.
        if (c == 'N' && !is_bytes_) return false;
        out_ += '\\';
        out_ += c;
        return true;
    }

    bool octal(char32_t value) {
        for (int i = 0; i < 2 && at_ < source_.size() && source_[at_] >= '0' && source_[at_] <= '7'; ++i, ++at_) {
            value = value * 8 + static_cast<char32_t>(source_[at_] - '0');
        }
        append(is_bytes_ ? value & 0xFFU : value);
        return true;
    }

    bool hex(std::size_t digits) {
        if (source_.size() - at_ < digits) return false;
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < digits; ++i, ++at_) {
            const int digit = hex_digit(source_[at_]);
            if (digit < 0) return false;
            value = value * 16 + static_cast<std::uint32_t>(digit);
        }
        if (value > 0x10FFFF) return false;
        append(value);
        return true;
    }

    void append(char32_t value) {
        if (is_bytes_) {
            out_ += static_cast<char>(value);
        } else {
            append_code_point(out_, value);
        }
    }

    std::string_view source_;
    bool is_bytes_;
    std::size_t at_ = 0;
    std::string out_;
};

}  // namespace

std::optional<std::string> unescape_python(std::string_view source, bool is_bytes) {
    return Unescaper(source, is_bytes).run();
}

}  // namespace glance_audit::policy

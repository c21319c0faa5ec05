#include "scanner/policy/language/python_numbers.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "scanner/formats/yaml/python_number.hpp"

namespace glance_audit::policy {

namespace {

using Kind = PythonToken::Kind;

bool is_digit(char c, unsigned base = 10) {
    const bool decimal = c >= '0' && c <= '9';
    if (base == 16) return decimal || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    return decimal && static_cast<unsigned>(c - '0') < base;
}

bool is_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

class NumberReader {
public:
    explicit NumberReader(std::string_view text) : text_(text) {}

    std::optional<PythonNumber> read() {
        unsigned base = 10;
        if (peek() == '0') {
            const char letter = static_cast<char>(peek(1) | 0x20);
            base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 10;
        }
        if (base == 10) return decimal();
        at_ = 2;
        if (!based_digits(base) || is_digit(peek()) || !ends_well()) return std::nullopt;
        return integer(text_.substr(2, at_ - 2), base);
    }

private:
    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

    // Groups of digits with single underscores between them, and one before the first group.
    bool based_digits(unsigned base) {
        do {
            if (peek() == '_') ++at_;
            if (!is_digit(peek(), base)) return false;
            while (is_digit(peek(), base)) ++at_;
        } while (peek() == '_');
        return true;
    }

    // The same without an underscore before the first; at least one digit.
    bool digits() { return is_digit(peek()) && based_digits(10); }

    std::optional<PythonNumber> decimal() {
        if (is_digit(peek()) && !digits()) return std::nullopt;
        const std::string_view whole = text_.substr(0, at_);
        bool floating = false;
        if (peek() == '.') {
            floating = true;
            ++at_;
            if (is_digit(peek()) && !digits()) return std::nullopt;
        }
        const Exponent exponent = read_exponent();
        if (exponent == Exponent::broken) return std::nullopt;
        floating = floating || exponent == Exponent::read;
        const std::string_view mantissa = text_.substr(0, at_);
        if (peek() == 'j' || peek() == 'J') {
            ++at_;
            return ends_well() ? real(mantissa, Kind::imaginary) : std::nullopt;
        }
        if (!ends_well()) return std::nullopt;
        if (floating) return real(mantissa, Kind::floating);
        const bool leading_zero = whole.front() == '0' && whole.find_first_not_of("0_") != std::string_view::npos;
        return leading_zero ? std::nullopt : integer(whole, 10);
    }

    enum class Exponent { none, read, broken };

    Exponent read_exponent() {
        if (peek() != 'e' && peek() != 'E') return Exponent::none;
        const bool has_sign = peek(1) == '+' || peek(1) == '-';
        if (!is_digit(peek(has_sign ? 2 : 1))) return has_sign ? Exponent::broken : Exponent::none;
        at_ += has_sign ? 2 : 1;
        return digits() ? Exponent::read : Exponent::broken;
    }

    // What follows must not look like a part of the number, save for a keyword that may follow a number.
    bool ends_well() const {
        constexpr std::array<std::string_view, 8> kKeywords{"and", "else", "for", "if", "in", "is", "or", "not"};
        const std::string_view rest = text_.substr(at_);
        if (rest.empty() || !is_word(rest.front())) return true;
        return std::any_of(kKeywords.begin(), kKeywords.end(),
                           [&](std::string_view word) { return rest.starts_with(word); });
    }

    static std::string without_bars(std::string_view text) {
        std::string out(text);
        out.erase(std::remove(out.begin(), out.end(), '_'), out.end());
        return out;
    }

    std::optional<PythonNumber> integer(std::string_view digits_text, unsigned base) const {
        PythonNumber out{{Kind::integer, {}, false, true}, at_};
        const std::optional<std::string> value = text::decimal_digits(without_bars(digits_text), base);
        if (!value && base == 10) return std::nullopt;
        out.token.printable = value.has_value();
        out.token.text = value.value_or("");
        return out;
    }

    std::optional<PythonNumber> real(std::string_view mantissa, Kind kind) const {
        return PythonNumber{{kind, without_bars(mantissa), false, true}, at_};
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

std::optional<PythonNumber> read_python_number(std::string_view text) { return NumberReader(text).read(); }

}  // namespace glance_audit::policy

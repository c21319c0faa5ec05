#include "scanner/policy/python_tokens.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "scanner/model/utf8.hpp"
#include "scanner/policy/python_numbers.hpp"
#include "scanner/policy/unicode.hpp"

namespace glance_audit::policy {

namespace {

using Kind = PythonToken::Kind;

constexpr std::size_t kMaxBrackets = 200;

constexpr std::array<std::string_view, 35> kKeywords{
    "False",  "None",     "True", "and",    "as",   "assert",  "async",  "await",  "break", "class",  "continue", "def",
    "del",    "elif",     "else", "except", "for",  "finally", "from",   "global", "if",    "import", "in",       "is",
    "lambda", "nonlocal", "not",  "or",     "pass", "raise",   "return", "try",    "while", "with",   "yield"};

// The longest first.
constexpr std::array<std::string_view, 47> kOperators{
    "**=", "//=", ">>=", "<<=", "...", "!=", "%=", "&=", "**", "*=", "+=", "-=", "->", "//", "/=", ":=",
    "<<",  "<=",  "==",  ">=",  ">>",  "@=", "^=", "|=", "%",  "&",  "(",  ")",  "*",  "+",  ",",  "-",
    ".",   "/",   ":",   ";",   "<",   "=",  ">",  "@",  "[",  "]",  "^",  "{",  "|",  "}",  "~"};

bool is_name_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool is_identifier(std::string_view name) {
    for (std::size_t at = 0; at < name.size();) {
        const CodePoint point = code_point_at(name, at);
        const bool good = at == 0 ? is_identifier_start(point.value) : is_identifier_continue(point.value);
        if (!point.valid || !good) return false;
        at += point.size;
    }
    return true;
}

// "\r\n" and "\r" as "\n", as Python's compiler reads them.
std::string with_newlines(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool first_of_two = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
        if (!first_of_two) out += text[i] == '\r' ? '\n' : text[i];
    }
    return out;
}

class Tokenizer {
public:
    explicit Tokenizer(std::string_view text) : text_(text) {}

    std::optional<std::vector<PythonToken>> run() {
        if (!line_start()) return std::nullopt;
        while (at_ < text_.size()) {
            if (!step()) return std::nullopt;
        }
        if (!tokens_.empty() && tokens_.back().kind != Kind::newline) add(Kind::newline, "");
        add(Kind::end, "");
        return std::move(tokens_);
    }

private:
    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

    bool add(Kind kind, std::string text) {
        tokens_.push_back({kind, std::move(text), false, true});
        return true;
    }

    void skip_blanks() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\f') ++at_;
    }

    void skip_comment() {
        if (peek() == '#') at_ = std::min(text_.find('\n', at_), text_.size());
    }

    // Lines that are empty or a comment are passed over; what stands indented is an error. A form feed begins the count
    // anew, and a backslash joins the next line's blanks to this one's.
    bool line_start() {
        for (;;) {
            std::size_t indent = 0;
            for (;; ++at_) {
                if (peek() == '\\' && !continuation()) return false;
                if (peek() != ' ' && peek() != '\t' && peek() != '\f') break;
                indent = peek() == '\f' ? 0 : indent + 1;
            }
            const bool comment = peek() == '#';
            skip_comment();
            if (at_ == text_.size()) return comment || indent == 0;
            if (peek() != '\n') return indent == 0;
            ++at_;
        }
    }

    bool step() {
        skip_blanks();
        skip_comment();
        if (at_ == text_.size()) return true;
        const char c = peek();
        if (c == '\n') return newline();
        if (c == '\\') return continuation();
        const bool number = is_digit(c) || (c == '.' && is_digit(peek(1)));
        if (number) return read_number();
        const std::size_t prefix = string_prefix();
        if (prefix != std::string_view::npos) return string(prefix);
        if (is_name_byte(c)) return name();
        return op();
    }

    static bool is_digit(char c) { return c >= '0' && c <= '9'; }

    bool newline() {
        ++at_;
        if (brackets_ > 0) return true;
        add(Kind::newline, "");
        return line_start();
    }

    // A backslash at the end of a line joins the next one, which must be there.
    bool continuation() {
        if (peek(1) != '\n' || at_ + 2 >= text_.size()) return false;
        at_ += 2;
        return true;
    }

    bool read_number() {
        std::optional<PythonNumber> number = read_python_number(text_.substr(at_));
        if (!number) return false;
        at_ += number->size;
        tokens_.push_back(std::move(number->token));
        return true;
    }

    bool name() {
        const std::size_t start = at_;
        while (at_ < text_.size() && is_name_byte(text_[at_])) ++at_;
        const std::string_view word = text_.substr(start, at_ - start);
        const bool keyword = std::find(kKeywords.begin(), kKeywords.end(), word) != kKeywords.end();
        return is_identifier(word) && add(keyword ? Kind::keyword : Kind::name, std::string(word));
    }

    bool op() {
        const std::string_view rest = text_.substr(at_);
        const auto* const found = std::find_if(kOperators.begin(), kOperators.end(),
                                               [&](std::string_view op) { return rest.starts_with(op); });
        if (found == kOperators.end()) return false;
        at_ += found->size();
        if (*found == "(" || *found == "[" || *found == "{") ++brackets_;
        if ((*found == ")" || *found == "]" || *found == "}") && brackets_ > 0) --brackets_;
        return brackets_ <= kMaxBrackets && add(Kind::op, std::string(*found));
    }

    // The length of r, b, u, f, rb, … before a quote; npos where no string starts here.
    std::size_t string_prefix() const {
        bool b = false;
        bool u = false;
        bool r = false;
        bool f = false;
        for (std::size_t i = 0;; ++i) {
            const char c = static_cast<char>(peek(i) | 0x20);
            if (peek(i) == '\'' || peek(i) == '"') return i;
            if (c == 'b' && !(b || u || f)) {
                b = true;
            } else if (c == 'u' && !(b || u || r || f)) {
                u = true;
            } else if (c == 'r' && !(r || u)) {
                r = true;
            } else if (c == 'f' && !(f || b || u)) {
                f = true;
            } else {
                return std::string_view::npos;
            }
        }
    }

    bool has_prefix(std::size_t size, char letter) const {
        for (std::size_t i = 0; i < size; ++i) {
            if ((peek(i) | 0x20) == letter) return true;
        }
        return false;
    }

    bool string(std::size_t prefix) {
        const bool is_bytes = has_prefix(prefix, 'b');
        const bool raw = has_prefix(prefix, 'r');
        const bool formatted = has_prefix(prefix, 'f');
        at_ += prefix;
        const std::optional<std::string_view> source = quoted();
        if (!source) return false;
        const bool ascii =
            std::all_of(source->begin(), source->end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
        if (is_bytes && !ascii) return false;
        if (formatted) {
            tokens_.push_back({Kind::fstring, std::string(*source), raw, true});
            return true;
        }
        std::optional<std::string> value = raw ? std::string(*source) : unescape_python(*source, is_bytes);
        return value && add(is_bytes ? Kind::bytes : Kind::string, std::move(*value));
    }

    // What stands between the quotes, single or three of them.
    std::optional<std::string_view> quoted() {
        const char quote = peek();
        const std::string three(3, quote);
        const bool triple = text_.substr(at_).starts_with(three);
        const std::string_view close = std::string_view(three).substr(0, triple ? 3 : 1);
        at_ += close.size();
        const std::size_t start = at_;
        for (; at_ < text_.size(); ++at_) {
            if (text_.substr(at_).starts_with(close)) {
                at_ += close.size();
                return text_.substr(start, at_ - start - close.size());
            }
            if (text_[at_] == '\n' && !triple) return std::nullopt;
            if (text_[at_] == '\\') ++at_;
        }
        return std::nullopt;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t brackets_ = 0;
    std::vector<PythonToken> tokens_;
};

}  // namespace

std::optional<std::vector<PythonToken>> tokenize_python(std::string_view text) {
    const std::string normal = with_newlines(text);
    return Tokenizer(normal).run();
}

}  // namespace glance_audit::policy

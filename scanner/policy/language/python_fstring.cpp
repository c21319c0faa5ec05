#include "scanner/policy/language/python_fstring.hpp"

#include <cstddef>
#include <optional>
#include <string>

#include "scanner/policy/language/python_expression.hpp"
#include "scanner/policy/language/python_tokens.hpp"

namespace glance_audit::policy {

namespace {

constexpr std::size_t kMaxSource = 1U << 16U;  // f-strings nest, and each level is read again

class FString {
public:
    FString(std::string_view source, bool raw) : source_(source), raw_(raw) {}

    bool valid() {
        while (at_ < source_.size()) {
            if (!literal()) return false;
            if (at_ < source_.size() && !field()) return false;
        }
        return true;
    }

private:
    char peek(std::size_t ahead = 0) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }

    // Text up to the brace of a field; doubled braces are text.
    bool literal() {
        std::string text;
        for (; at_ < source_.size(); ++at_) {
            const char c = peek();
            if (c == '{' && peek(1) != '{') break;
            if (c == '}' && peek(1) != '}') return false;
            if (c == '{' || c == '}') ++at_;
            if (c == '\\' && !raw_ && at_ + 1 < source_.size()) {
                text += c;
                ++at_;
            }
            text += peek();
        }
        return raw_ || unescape_python(text, false).has_value();
    }

    // "{expression=!r}"
    bool field() {
        ++at_;
        const std::size_t start = at_;
        if (!skip_expression()) return false;
        const std::string_view expression = source_.substr(start, at_ - start);
        if (expression.find_first_not_of(" \t\n\r\f\v") == std::string_view::npos) return false;
        const auto parsed = parse_python_expression("(" + std::string(expression) + ")");
        if (parsed.outcome != PythonExpression::Outcome::parsed) return false;
        if (peek() == '=') {
            ++at_;
            while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\f' || peek() == '\r') ++at_;
        }
        if (peek() == '!') {
            const char conversion = peek(1);
            if (conversion != 's' && conversion != 'r' && conversion != 'a') return false;
            at_ += 2;
        }
        if (peek() != '}') return false;
        ++at_;
        return true;
    }

    // Goes to what ends an expression: '!', '=' or '}' outside of brackets and quotes (not '!=', '==', '<=', '>=').
    bool skip_expression() {
        std::string open;
        std::string quote;
        for (; at_ < source_.size(); ++at_) {
            const char c = peek();
            if (c == '\\' || (quote.empty() && c == '#')) return false;
            if (!quote.empty()) {
                if (source_.substr(at_).starts_with(quote)) {
                    at_ += quote.size() - 1;
                    quote.clear();
                }
            } else if (c == '\'' || c == '"') {
                const bool triple = peek(1) == c && peek(2) == c;
                quote.assign(triple ? 3 : 1, c);
                at_ += quote.size() - 1;
            } else if (c == '(' || c == '[' || c == '{') {
                open += c;
            } else if (open.empty() && (c == '!' || c == '=' || c == '<' || c == '>')) {
                if (peek(1) == '=') {
                    ++at_;
                } else if (c != '<' && c != '>') {
                    return true;
                }
            } else if (open.empty() && c == '}') {
                return true;
            } else if (c == ')' || c == ']' || c == '}') {
                const char wanted = c == ')' ? '(' : c == ']' ? '[' : '{';
                if (open.empty() || open.back() != wanted) return false;
                open.pop_back();
            }
        }
        return false;
    }

    std::string_view source_;
    bool raw_;
    std::size_t at_ = 0;
};

}  // namespace

bool is_valid_fstring(std::string_view source, bool raw) {
    return source.size() <= kMaxSource && FString(source, raw).valid();
}

}  // namespace glance_audit::policy

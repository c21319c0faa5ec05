#include "scanner/policy/language/check_kind.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "scanner/base/ascii.hpp"
#include "scanner/base/python_number.hpp"
#include "scanner/base/utf8.hpp"

namespace glance_audit::policy {

namespace {

// Python's reserved words, sorted: as a name, each is a syntax error.
constexpr std::array<std::string_view, 35> kKeywords{
    "False",  "None",     "True", "and",    "as",   "assert", "async",  "await",   "break", "class",  "continue", "def",
    "del",    "elif",     "else", "except", "for",  "from",   "global", "finally", "if",    "import", "in",       "is",
    "lambda", "nonlocal", "not",  "or",     "pass", "raise",  "return", "try",     "while", "with",   "yield"};

bool is_name(std::string_view text) {
    const auto may_begin = [](char c) { return text::is_alpha(c) || c == '_'; };
    return !text.empty() && may_begin(text.front()) &&
           std::all_of(text.begin(), text.end(), [&](char c) { return may_begin(c) || text::is_digit(c); }) &&
           std::find(kKeywords.begin(), kKeywords.end(), text) == kKeywords.end();
}

// Empty where one of the parts is no name, or where there are too many.
std::vector<std::string> dotted_names(std::string_view text) {
    std::vector<std::string> names;
    for (std::size_t start = 0;;) {
        const std::size_t dot = text.find('.', start);
        const std::string_view name = text.substr(start, dot - start);
        if (!is_name(name) || names.size() == kMaxKindNames) return {};
        names.emplace_back(name);
        if (dot == std::string_view::npos) return names;
        start = dot + 1;
    }
}

// 'text' or "text", without anything in it that Python would read as more than itself.
std::optional<std::string> plainly_quoted(std::string_view text) {
    if (text.size() < 2 || (text.front() != '\'' && text.front() != '"') || text.back() != text.front()) return {};
    const std::string_view content = text.substr(1, text.size() - 2);
    const bool plain = content.find_first_of(std::string_view("\\\n\r\0", 4)) == std::string_view::npos &&
                       content.find(text.front()) == std::string_view::npos &&
                       find_invalid_utf8(content) == std::string_view::npos;
    return plain ? std::optional<std::string>(content) : std::nullopt;
}

// The str() of a number in decimal: "1", "-2.5", "1e3".
std::optional<std::string> number(std::string_view text) {
    const bool is_signed = text.starts_with('-') || text.starts_with('+');
    const std::string_view digits = text.substr(is_signed ? 1 : 0);
    if (digits.find_first_not_of("0123456789") != std::string_view::npos) {
        if (text.find_first_not_of("0123456789.eE+-") != std::string_view::npos) return {};
        const std::optional<double> value = text::parse_float(text);
        return value ? std::optional(text::float_repr(*value)) : std::nullopt;
    }
    std::optional<std::string> value = text::decimal_digits(digits);
    const bool leading_zero = digits.starts_with('0') && value != "0";
    if (!value || leading_zero) return {};  // "012" is a syntax error
    return text.starts_with('-') && value != "0" ? "-" + *value : value;
}

std::optional<std::string> literal(std::string_view text) {
    if (text == "None" || text == "True" || text == "False") return std::string(text);
    if (std::optional<std::string> quoted = plainly_quoted(text)) return quoted;
    return number(text);
}

}  // namespace

CheckKind read_check_kind(std::string_view text) {
    if (std::vector<std::string> path = dotted_names(text); !path.empty()) {
        return {CheckKind::Meaning::lookup, {}, std::move(path)};
    }
    if (std::optional<std::string> value = literal(text)) return {CheckKind::Meaning::literal, std::move(*value), {}};
    return {};
}

}  // namespace glance_audit::policy

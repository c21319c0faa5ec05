#include "scanner/formats/dump/calls.hpp"

#include <vector>

#include "scanner/base/number.hpp"
#include "scanner/formats/dump/escapes.hpp"
#include "scanner/formats/dump/lexis.hpp"

namespace glance_audit::sources {
namespace {

constexpr int kDeepest = 8;
constexpr std::size_t kLongest = std::size_t{64} << 20U;

using Text = std::optional<std::string>;

Text evaluate(std::string_view& rest, int depth);

// 'text', with quotes doubled.
Text evaluate_string(std::string_view& rest) {
    for (std::size_t at = 1; at < rest.size(); ++at) {
        if (rest[at] != '\'') continue;
        if (at + 1 < rest.size() && rest[at + 1] == '\'') {
            ++at;
            continue;
        }
        std::string out(at, '\0');
        out.resize(static_cast<std::size_t>(unescape_quotes(rest.substr(1, at - 1), '\'', out.data()) - out.data()));
        rest.remove_prefix(at + 1);
        return out;
    }
    return std::nullopt;
}

std::optional<std::vector<std::string>> evaluate_arguments(std::string_view& rest, int depth) {
    std::vector<std::string> arguments;
    for (;;) {
        rest.remove_prefix(1);  // the parenthesis or comma
        Text argument = evaluate(rest, depth + 1);
        if (!argument || rest.empty()) return std::nullopt;
        arguments.push_back(std::move(*argument));
        if (rest[0] == ',') continue;
        if (rest[0] != ')') return std::nullopt;
        rest.remove_prefix(1);
        return arguments;
    }
}

Text replaced(const std::string& text, const std::string& from, const std::string& to) {
    if (from.empty()) return text;
    std::string out;
    std::size_t at = 0;
    for (std::size_t found; (found = text.find(from, at)) != std::string::npos; at = found + from.size()) {
        out.append(text, at, found - at).append(to);
        if (out.size() > kLongest) return std::nullopt;
    }
    return out.append(text, at);
}

Text code_points(const std::vector<std::string>& numbers) {
    std::string out;
    for (const std::string& number : numbers) {
        const auto value = text::whole_number<unsigned>(number);
        if (!value) return std::nullopt;
        char bytes[4];
        out.append(bytes, append_code_point(*value, bytes));
    }
    return out;
}

Text call(std::string_view name, const std::vector<std::string>& arguments) {
    if (is_keyword(name, "REPLACE") && arguments.size() == 3) {
        return replaced(arguments[0], arguments[1], arguments[2]);
    }
    if (is_keyword(name, "CHAR")) return code_points(arguments);
    if (!is_keyword(name, "UNISTR") || arguments.size() != 1) return std::nullopt;
    std::string out(arguments[0].size() + 4, '\0');
    out.resize(static_cast<std::size_t>(unescape_unistr(arguments[0], out.data()) - out.data()));
    return out;
}

Text evaluate(std::string_view& rest, int depth) {
    if (depth > kDeepest || rest.empty()) return std::nullopt;
    if (rest[0] == '\'') return evaluate_string(rest);
    std::size_t length = 0;
    while (length < rest.size() && is_word(rest[length])) ++length;
    const std::string_view word = rest.substr(0, length);
    rest.remove_prefix(length);
    if (rest.empty() || rest[0] != '(') return std::string(word);
    const auto arguments = evaluate_arguments(rest, depth);
    return arguments ? call(word, *arguments) : std::nullopt;
}

}  // namespace

const char* end_of_call(const char* at, const char* end) {
    bool quoted = false;
    for (std::size_t depth = 0; at < end; ++at) {
        if (*at == '\'') quoted = !quoted;
        if (quoted) continue;
        if (*at == '(') ++depth;
        if (*at == ')' && --depth == 0) return at + 1;
    }
    return nullptr;
}

std::optional<std::string> evaluate_call(std::string_view call) {
    std::optional<std::string> value = evaluate(call, 0);
    return call.empty() ? value : std::nullopt;
}

}  // namespace glance_audit::sources

#include "scanner/sources/option_value.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <stdexcept>

#include "scanner/text/python_space.hpp"

namespace glance_audit::sources {
namespace {

using text::without_outer_space;

bool boolean_content(std::string_view text) {
    static constexpr std::array<std::string_view, 4> kTrue{"true", "1", "on", "yes"};
    static constexpr std::array<std::string_view, 4> kFalse{"false", "0", "off", "no"};
    std::string word(text);
    for (char& c : word) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (std::find(kTrue.begin(), kTrue.end(), word) != kTrue.end()) return true;
    if (std::find(kFalse.begin(), kFalse.end(), word) != kFalse.end()) return false;
    throw std::invalid_argument("is no boolean: write true or false");
}

// Python's int(): a sign, and single underscores between digits.
std::int64_t integer_content(std::string_view text) {
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto is_digit = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
        if (i == 0 && text[i] == '+' && is_digit(1)) continue;
        if (text[i] == '_' && i > 0 && is_digit(i - 1) && is_digit(i + 1)) continue;
        digits += text[i];
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size())
        throw std::invalid_argument("is no whole number: write digits alone");
    return number;
}

OptionContent number_content(std::string_view text, bool is_count) {
    const std::string_view stripped = without_outer_space(text);
    if (stripped.empty()) return std::monostate();
    const std::int64_t number = integer_content(stripped);
    if (is_count && number < 0) throw std::invalid_argument("is less than 0: write 0 or more");
    return number;
}

// The item between quotes, if there are any; nothing where they are not closed.
std::optional<std::string> unquoted_item(std::string_view item) {
    if (item.empty() || (item.front() != '"' && item.front() != '\'')) return std::string(item);
    if (item.size() == 1 || item.back() != item.front()) return std::nullopt;
    return std::string(item.substr(1, item.size() - 2));
}

std::optional<std::string> list_item(std::string_view text, bool of_integers) {
    const std::string_view item = without_outer_space(text);
    if (!of_integers) return unquoted_item(item);
    try {
        return python_text(number_content(item, false));
    } catch (const std::invalid_argument&) {
        return std::nullopt;
    }
}

std::string_view between_brackets(std::string_view text) {
    std::string_view list = without_outer_space(text);
    list = list.substr(0, list.find_last_not_of(',') + 1);
    if (!list.starts_with('[') || !list.ends_with(']'))
        throw std::invalid_argument("is no list: write [one, two], in brackets");
    return list.substr(1, list.size() - 2);
}

// A comma may be part of an item in quotes: what is no item alone goes on behind the comma.
std::vector<std::string> list_content(std::string_view text, bool of_integers) {
    std::string_view rest = between_brackets(text);
    std::vector<std::string> items;
    for (bool more = !rest.empty(); more;) {
        std::optional<std::string> item;
        for (std::size_t comma = rest.find(','); !item; comma = rest.find(',', comma + 1)) {
            item = list_item(rest.substr(0, comma), of_integers);
            more = comma != std::string_view::npos;
            if (item && more) rest.remove_prefix(comma + 1);
            if (!item && !more)
                throw std::invalid_argument(of_integers ? "has an item that is no whole number: write digits alone"
                                                        : "has a quote that is not closed: close it");
        }
        items.push_back(std::move(*item));
    }
    return items;
}

// Python's repr() of a text without odd characters.
std::string quoted(const std::string& text) {
    const char quote = text.find('\'') != std::string::npos && text.find('"') == std::string::npos ? '"' : '\'';
    std::string out(1, quote);
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == quote || c == '\\') out += '\\';
        out += c;
    }
    return out + quote;
}

}  // namespace

OptionContent option_content(OptionType type, std::string_view text) {
    switch (type) {
        case OptionType::boolean: return boolean_content(text);
        case OptionType::integer: return number_content(text, false);
        case OptionType::count: return number_content(text, true);
        case OptionType::text_list: return list_content(text, false);
        case OptionType::integer_list: return list_content(text, true);
        case OptionType::text:
        case OptionType::texts: break;
    }
    return std::string(text);
}

std::string python_text(const OptionContent& content) {
    if (const auto* text = std::get_if<std::string>(&content)) return *text;
    if (const auto* flag = std::get_if<bool>(&content)) return *flag ? "True" : "False";
    if (const auto* number = std::get_if<std::int64_t>(&content)) return std::to_string(*number);
    const auto* items = std::get_if<std::vector<std::string>>(&content);
    if (items == nullptr) return {};
    std::string out;
    for (const std::string& item : *items) out += (out.empty() ? "" : ", ") + quoted(item);
    return "[" + out + "]";
}

}  // namespace glance_audit::sources

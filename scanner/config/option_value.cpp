#include "scanner/config/option_value.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

#include "scanner/base/ascii.hpp"
#include "scanner/base/python_number.hpp"
#include "scanner/base/utf8.hpp"

namespace glance_audit::sources {
namespace {

bool boolean_content(std::string_view text) {
    static constexpr std::array<std::string_view, 4> kTrue{"true", "1", "on", "yes"};
    static constexpr std::array<std::string_view, 4> kFalse{"false", "0", "off", "no"};
    const std::string word = text::to_lower(text);
    if (std::find(kTrue.begin(), kTrue.end(), word) != kTrue.end()) return true;
    if (std::find(kFalse.begin(), kFalse.end(), word) != kFalse.end()) return false;
    throw std::invalid_argument("is not a boolean: write true or false");
}

OptionContent number_content(std::string_view text, bool is_count) {
    if (stripped(text).empty()) return std::monostate();
    const std::optional<std::int64_t> number = text::parse_int(text);
    if (!number) throw std::invalid_argument("is not a whole number: write digits only");
    if (is_count && *number < 0) throw std::invalid_argument("is less than 0: write 0 or more");
    return *number;
}

bool is_label(std::string_view label) {
    constexpr std::size_t kLongest = 63;
    const auto is_allowed = [](char c) { return text::is_alnum(c) || c == '-'; };
    return !label.empty() && label.size() <= kLongest && !label.starts_with('-') && !label.ends_with('-') &&
           std::all_of(label.begin(), label.end(), is_allowed);
}

// The item between quotes, if there are any; nothing where they are not closed.
std::optional<std::string> unquoted_item(std::string_view item) {
    if (item.empty() || (item.front() != '"' && item.front() != '\'')) return std::string(item);
    if (item.size() == 1 || item.back() != item.front()) return std::nullopt;
    return std::string(item.substr(1, item.size() - 2));
}

// A name as in RFC 1123, of which the last part is no number; a dot at its end goes.
std::optional<std::string> host_name(std::string_view name) {
    constexpr std::size_t kLongest = 253;
    if (name.empty() || name.size() > kLongest) return std::nullopt;
    if (name.ends_with('.')) name.remove_suffix(1);
    const std::string_view last = name.substr(name.rfind('.') + 1);  // npos + 1 is 0
    if (last.find_first_not_of("0123456789") == std::string_view::npos) return std::nullopt;
    for (std::string_view rest = name;;) {
        const std::size_t dot = rest.find('.');
        if (!is_label(rest.substr(0, dot))) return std::nullopt;
        if (dot == std::string_view::npos) return std::string(name);
        rest.remove_prefix(dot + 1);
    }
}

std::optional<std::string> host_item(const std::string& item) {
    in6_addr address{};
    const bool has_nul = item.find('\0') != std::string::npos;
    const bool is_address = !has_nul && (inet_pton(AF_INET, item.c_str(), &address) == 1 ||
                                         inet_pton(AF_INET6, item.c_str(), &address) == 1);
    return is_address ? std::optional(item) : host_name(item);
}

std::optional<std::string> port_item(std::string_view item) {
    constexpr std::int64_t kLast = 65535;
    try {
        const OptionContent port = number_content(item, true);
        const auto* number = std::get_if<std::int64_t>(&port);
        if (number != nullptr && (*number < 1 || *number > kLast)) return std::nullopt;
        return python_text(port);
    } catch (const std::invalid_argument&) {
        return std::nullopt;
    }
}

std::optional<std::string> list_item(OptionType type, std::string_view text) {
    const std::string_view item = stripped(text);
    if (type == OptionType::host_list) return host_item(std::string(item));
    return type == OptionType::port_list ? port_item(item) : unquoted_item(item);
}

const char* bad_item(OptionType type) {
    if (type == OptionType::host_list) return "has an item that is not a host: write names or addresses";
    if (type == OptionType::port_list) return "has an item that is not a port: write numbers from 1 to 65535";
    return "has a quote that is not closed: close it";
}

std::string_view between_brackets(std::string_view text) {
    std::string_view list = stripped(text);
    list = list.substr(0, list.find_last_not_of(',') + 1);
    if (!list.starts_with('[') || !list.ends_with(']'))
        throw std::invalid_argument("is not a list: write [one, two], in brackets");
    return list.substr(1, list.size() - 2);
}

// A comma may be part of an item in quotes: what is no item alone goes on behind the comma.
std::vector<std::string> list_content(OptionType type, std::string_view text) {
    std::string_view rest = between_brackets(text);
    std::vector<std::string> items;
    for (bool more = !rest.empty(); more;) {
        std::optional<std::string> item;
        for (std::size_t comma = rest.find(','); !item; comma = rest.find(',', comma + 1)) {
            item = list_item(type, rest.substr(0, comma));
            more = comma != std::string_view::npos;
            if (item && more) rest.remove_prefix(comma + 1);
            if (!item && !more) throw std::invalid_argument(bad_item(type));
        }
        items.push_back(std::move(*item));
    }
    return items;
}

}  // namespace

OptionContent option_content(OptionType type, std::string_view text) {
    switch (type) {
        case OptionType::boolean: return boolean_content(text);
        case OptionType::integer: return number_content(text, false);
        case OptionType::count: return number_content(text, true);
        case OptionType::text_list:
        case OptionType::host_list:
        case OptionType::port_list: return list_content(type, text);
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
    for (const std::string& item : *items) out += (out.empty() ? "" : ", ") + python_repr(item);
    return "[" + out + "]";
}

}  // namespace glance_audit::sources

#include "scanner/formats/yaml/scalar.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

#include "scanner/base/ascii.hpp"
#include "scanner/base/python_number.hpp"

namespace glance_audit::text {

namespace {

template <typename... Words>
bool is_one_of(std::string_view text, Words... words) {
    return ((text == words) || ...);
}

bool has_form(std::string_view text, const re2::RE2& form) {
    return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), form);
}

// Without underscores and sign; true where the sign was a minus.
std::pair<std::string, bool> magnitude(std::string_view text) {
    std::string digits(text);
    std::erase(digits, '_');
    const bool negative = digits.starts_with('-');
    if (negative || digits.starts_with('+')) digits.erase(0, 1);
    return {digits, negative};
}

std::optional<std::uint64_t> number_of_base(std::string_view digits, int base) {
    std::uint64_t value = 0;
    const char* const last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, value, base);
    return error == std::errc() && end == last ? std::optional(value) : std::nullopt;
}

// "1:30:15" is 5415.
std::optional<std::uint64_t> sexagesimal_integer(std::string_view text) {
    constexpr std::size_t kLongest = 18;  // certain to fit in 64 bits
    std::uint64_t value = 0;
    for (std::size_t colon = 0; text.size() <= kLongest; text.remove_prefix(colon + 1)) {
        colon = text.find(':');
        const auto part = number_of_base(text.substr(0, colon), 10);
        if (!part) break;
        value = value * 60 + *part;
        if (colon == std::string_view::npos) return value;
    }
    return std::nullopt;
}

std::optional<std::uint64_t> non_decimal_integer(std::string_view digits) {
    if (digits.starts_with("0b")) return number_of_base(digits.substr(2), 2);
    if (digits.starts_with("0x")) return number_of_base(digits.substr(2), 16);
    return digits.starts_with('0') ? number_of_base(digits, 8) : sexagesimal_integer(digits);
}

}  // namespace

YamlTag resolve_plain(std::string_view text) {
    using re2::RE2;
    static const RE2 kFloat(R"([-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|)"
                            R"([-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|)"
                            R"([-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))",
                            RE2::Latin1);
    static const RE2 kInteger(R"([-+]?(?:0b[01_]+|0[0-7_]*|[1-9][0-9_]*(?::[0-5]?[0-9])*|0x[0-9a-fA-F_]+))",
                              RE2::Latin1);
    static const RE2 kTimestamp(R"(\d{4}-\d\d-\d\d|)"
                                R"(\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?)"
                                R"((?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)",
                                RE2::Latin1);
    if (is_one_of(text, "", "~", "null", "Null", "NULL")) return YamlTag::null;
    if (text == "<<") return YamlTag::merge;
    if (text == "=") return YamlTag::value;
    if (is_one_of(text, "yes", "Yes", "YES", "no", "No", "NO", "true", "True", "TRUE", "false", "False", "FALSE", "on",
                  "On", "ON", "off", "Off", "OFF")) {
        return YamlTag::boolean;
    }
    if (std::string_view("+-.0123456789").find(text.front()) == std::string_view::npos) return YamlTag::string;
    if (has_form(text, kFloat)) return YamlTag::floating;
    if (has_form(text, kInteger)) return YamlTag::integer;
    return has_form(text, kTimestamp) ? YamlTag::timestamp : YamlTag::string;
}

YamlTag tag_of(std::string_view name) {
    constexpr std::string_view kPrefix = "tag:yaml.org,2002:";
    if (!name.starts_with(kPrefix)) return YamlTag::unknown;
    name.remove_prefix(kPrefix.size());
    constexpr std::array<std::pair<std::string_view, YamlTag>, 14> kTags{{{"null", YamlTag::null},
                                                                          {"bool", YamlTag::boolean},
                                                                          {"int", YamlTag::integer},
                                                                          {"float", YamlTag::floating},
                                                                          {"timestamp", YamlTag::timestamp},
                                                                          {"str", YamlTag::string},
                                                                          {"binary", YamlTag::binary},
                                                                          {"seq", YamlTag::list},
                                                                          {"map", YamlTag::map},
                                                                          {"set", YamlTag::set},
                                                                          {"omap", YamlTag::omap},
                                                                          {"pairs", YamlTag::pairs},
                                                                          {"merge", YamlTag::merge},
                                                                          {"value", YamlTag::value}}};
    const auto* const found =
        std::find_if(kTags.begin(), kTags.end(), [&](const auto& tag) { return tag.first == name; });
    return found == kTags.end() ? YamlTag::unknown : found->second;
}

std::optional<std::string> canonical_integer(std::string_view text) {
    const auto [digits, negative] = magnitude(text);
    std::optional<std::string> value;
    if (digits.starts_with('0') || digits.find(':') != std::string::npos) {
        if (const auto number = non_decimal_integer(digits)) value = std::to_string(*number);
    } else {
        value = decimal_digits(digits);
    }
    if (value && negative && *value != "0") value->insert(value->begin(), '-');
    return value;
}

std::optional<double> float_value(std::string_view text) {
    const auto [digits, negative] = magnitude(to_lower(text));
    const double sign = negative ? -1 : 1;
    if (is_one_of(digits, ".inf", ".nan")) return sign * *parse_float(digits.substr(1));
    double value = 0;
    double base = sign;
    for (std::string_view rest = digits;;) {  // from the last part on, as Python adds them up
        const std::size_t colon = rest.rfind(':');
        const std::optional<double> part = parse_float(rest.substr(colon + 1));
        if (!part) return std::nullopt;
        value += *part * base;
        base *= 60;
        if (colon == std::string_view::npos) return value;
        rest = rest.substr(0, colon);
    }
}

std::optional<bool> boolean_value(std::string_view text) {
    const std::string word = to_lower(text);
    if (is_one_of(word, "yes", "true", "on")) return true;
    if (is_one_of(word, "no", "false", "off")) return false;
    return std::nullopt;
}

// Characters outside the alphabet are passed over, as Python's base64.decodebytes does; nothing where the padding is
// wrong.
std::optional<std::string> decode_base64(std::string_view text) {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned held = 0;
    unsigned in_group = 0;
    unsigned padding = 0;
    if (!is_ascii(text)) return std::nullopt;
    for (const char c : text) {
        if (c == '=') {
            if (in_group >= 2 && in_group + ++padding >= 4) return out;
            continue;
        }
        const std::size_t value = kAlphabet.find(c);
        if (value == std::string_view::npos) continue;
        padding = 0;
        held = (held << 6U) | static_cast<unsigned>(value);
        in_group = (in_group + 1) % 4;
        const unsigned left = in_group == 0 ? 0 : 8 - 2 * in_group;
        if (in_group != 1) out += static_cast<char>((held >> left) & 0xFFU);
    }
    if (in_group != 0) return std::nullopt;
    return out;
}

}  // namespace glance_audit::text

#include "scanner/formats/yaml/scalar.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "scanner/base/python_number.hpp"
#include "scanner/formats/yaml/character_cursor.hpp"

namespace glance_audit::text {

namespace {

bool is_sign(char c) { return c == '+' || c == '-'; }

template <typename... Words>
bool is_one_of(std::string_view text, Words... words) {
    return ((text == words) || ...);
}

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kDigitsAndBars = "0123456789_";

bool is_null(std::string_view text) { return is_one_of(text, "", "~", "null", "Null", "NULL"); }

bool is_bool(std::string_view text) {
    return is_one_of(text, "yes", "Yes", "YES", "no", "No", "NO", "true", "True", "TRUE", "false", "False", "FALSE",
                     "on", "On", "ON", "off", "Off", "OFF");
}

// (:[0-5]?[0-9])+
bool sexagesimal_tail(CharacterCursor& cursor) {
    std::size_t parts = 0;
    while (cursor.one(":")) {
        const std::optional<std::string_view> part = cursor.digits(1, 2);
        if (!part || (part->size() == 2 && part->front() > '5')) return false;
        ++parts;
    }
    return parts > 0;
}

bool is_integer(std::string_view text) {
    if (!text.empty() && is_sign(text.front())) text.remove_prefix(1);
    CharacterCursor cursor(text);
    if (text.starts_with("0b")) {
        cursor.many("0b");
        return text.size() > 2 && text.find_first_not_of("01_", 2) == std::string_view::npos;
    }
    if (text.starts_with("0x")) {
        return text.size() > 2 && text.find_first_not_of("0123456789abcdefABCDEF_", 2) == std::string_view::npos;
    }
    if (text.starts_with("0")) return text.find_first_not_of("01234567_") == std::string_view::npos;
    if (!cursor.one("123456789")) return false;
    cursor.many(kDigitsAndBars);
    return cursor.at_end() || (sexagesimal_tail(cursor) && cursor.at_end());
}

// ([eE][-+][0-9]+)? and the end
bool exponent_tail(CharacterCursor& cursor) {
    if (cursor.at_end()) return true;
    return cursor.one("eE") && cursor.one("+-") && cursor.many(kDigits) > 0 && cursor.at_end();
}

bool is_float(std::string_view text) {
    if (is_one_of(text, ".nan", ".NaN", ".NAN")) return true;
    const bool has_sign = !text.empty() && is_sign(text.front());
    if (has_sign) text.remove_prefix(1);
    if (is_one_of(text, ".inf", ".Inf", ".INF")) return true;
    CharacterCursor cursor(text);
    if (cursor.one(".")) {
        return !has_sign && cursor.one(kDigits) && (cursor.many(kDigitsAndBars), exponent_tail(cursor));
    }
    if (!cursor.one(kDigits)) return false;
    cursor.many(kDigitsAndBars);
    const bool sexagesimal = cursor.peek() == ':';
    if (sexagesimal && !sexagesimal_tail(cursor)) return false;
    if (!cursor.one(".")) return false;
    cursor.many(kDigitsAndBars);
    return sexagesimal ? cursor.at_end() : exponent_tail(cursor);
}

std::string without_bars(std::string_view text) {
    std::string out;
    std::copy_if(text.begin(), text.end(), std::back_inserter(out), [](char c) { return c != '_'; });
    return out;
}

bool take_sign(std::string_view& text) {
    if (text.empty() || !is_sign(text.front())) return false;
    const bool negative = text.front() == '-';
    text.remove_prefix(1);
    return negative;
}

std::optional<std::string> unsigned_integer(std::string_view text) {
    if (text.starts_with("0b")) return decimal_digits(text.substr(2), 2);
    if (text.starts_with("0x")) return decimal_digits(text.substr(2), 16);
    if (text.starts_with("0")) return decimal_digits(text, 8);
    if (text.find(':') != std::string_view::npos) return sexagesimal_digits(text);
    return decimal_digits(text, 10);
}

std::optional<double> sexagesimal_float(std::string_view text) {
    double value = 0;
    double base = 1;
    for (;;) {  // from the last part on, as Python adds them up
        const std::size_t colon = text.rfind(':');
        const std::size_t start = colon == std::string_view::npos ? 0 : colon + 1;
        const std::optional<double> part = parse_float(text.substr(start));
        if (!part) return std::nullopt;
        value += *part * base;
        if (start == 0) return value;
        base *= 60;
        text = text.substr(0, colon);
    }
}

}  // namespace

YamlTag resolve_plain(std::string_view text) {
    if (is_null(text)) return YamlTag::null;
    if (is_bool(text)) return YamlTag::boolean;
    if (is_float(text)) return YamlTag::floating;
    if (is_integer(text)) return YamlTag::integer;
    if (text == "<<") return YamlTag::merge;
    if (text == "=") return YamlTag::value;
    return is_plain_timestamp(text) ? YamlTag::timestamp : YamlTag::string;
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
    const std::string plain = without_bars(text);
    std::string_view digits = plain;
    const bool negative = take_sign(digits);
    std::optional<std::string> value = unsigned_integer(digits);
    if (value && negative && *value != "0") value->insert(value->begin(), '-');
    return value;
}

std::optional<double> float_value(std::string_view text) {
    const std::string plain = without_bars(text);
    std::string_view digits = plain;
    const bool negative = take_sign(digits);
    std::optional<double> value;
    if (is_one_of(digits, ".inf", ".Inf", ".INF")) {
        value = parse_float("inf");
    } else if (is_one_of(digits, ".nan", ".NaN", ".NAN")) {
        return parse_float("nan");
    } else {
        value = sexagesimal_float(digits);
    }
    if (value && negative) value = -*value;
    return value;
}

std::optional<bool> boolean_value(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (is_one_of(std::string_view(lower), "yes", "true", "on")) return true;
    if (is_one_of(std::string_view(lower), "no", "false", "off")) return false;
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
    if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
        return std::nullopt;
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

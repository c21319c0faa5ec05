#include "scanner/text/yaml_scalar.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "scanner/text/python_number.hpp"

namespace glance_audit::text {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_sign(char c) { return c == '+' || c == '-'; }

template <typename... Words>
bool is_one_of(std::string_view text, Words... words) {
    return ((text == words) || ...);
}

// Reads a text from the left; every step says whether it matched.
class Cursor {
public:
    explicit Cursor(std::string_view text) : text_(text) {}

    bool at_end() const { return at_ == text_.size(); }
    char peek() const { return at_end() ? '\0' : text_[at_]; }

    bool one(std::string_view set) {
        if (at_end() || set.find(text_[at_]) == std::string_view::npos) return false;
        ++at_;
        return true;
    }

    std::size_t many(std::string_view set) {
        const std::size_t start = at_;
        while (one(set)) {}
        return at_ - start;
    }

    // Between `least` and `most` digits; nothing, and no step, where there are fewer.
    std::optional<std::string_view> digits(std::size_t least, std::size_t most) {
        std::size_t count = 0;
        while (count < most && at_ + count < text_.size() && is_digit(text_[at_ + count])) ++count;
        if (count < least) return std::nullopt;
        at_ += count;
        return text_.substr(at_ - count, count);
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kDigitsAndBars = "0123456789_";

bool is_null(std::string_view text) { return is_one_of(text, "", "~", "null", "Null", "NULL"); }

bool is_bool(std::string_view text) {
    return is_one_of(text, "yes", "Yes", "YES", "no", "No", "NO", "true", "True", "TRUE", "false", "False", "FALSE", "on",
                     "On", "ON", "off", "Off", "OFF");
}

// (:[0-5]?[0-9])+
bool sexagesimal_tail(Cursor& cursor) {
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
    Cursor cursor(text);
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
bool exponent_tail(Cursor& cursor) {
    if (cursor.at_end()) return true;
    return cursor.one("eE") && cursor.one("+-") && cursor.many(kDigits) > 0 && cursor.at_end();
}

bool is_float(std::string_view text) {
    if (is_one_of(text, ".nan", ".NaN", ".NAN")) return true;
    const bool has_sign = !text.empty() && is_sign(text.front());
    if (has_sign) text.remove_prefix(1);
    if (is_one_of(text, ".inf", ".Inf", ".INF")) return true;
    Cursor cursor(text);
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

struct Timestamp {
    std::string_view year, month, day, hour, minute, second, fraction, zone_sign, zone_hour, zone_minute;
    bool is_date = false;
    bool utc = false;
};

bool parse_zone(Cursor& cursor, Timestamp& stamp, std::string_view text) {
    cursor.many(" \t");
    if (cursor.one("Z")) {
        stamp.utc = true;
        return cursor.at_end();
    }
    const std::size_t sign_at = text.find_last_of("+-");
    if (!cursor.one("+-")) return false;
    stamp.zone_sign = text.substr(sign_at, 1);
    const auto hour = cursor.digits(1, 2);
    if (!hour) return false;
    stamp.zone_hour = *hour;
    if (cursor.at_end()) return true;
    if (!cursor.one(":")) return false;
    const auto minute = cursor.digits(2, 2);
    if (!minute) return false;
    stamp.zone_minute = *minute;
    return cursor.at_end();
}

bool parse_time(Cursor& cursor, Timestamp& stamp, std::string_view text) {
    if (!cursor.one("Tt") && cursor.many(" \t") == 0) return false;
    const auto hour = cursor.digits(1, 2);
    if (!hour || !cursor.one(":")) return false;
    const auto minute = cursor.digits(2, 2);
    if (!minute || !cursor.one(":")) return false;
    const auto second = cursor.digits(2, 2);
    if (!second) return false;
    stamp.hour = *hour;
    stamp.minute = *minute;
    stamp.second = *second;
    if (cursor.one(".")) stamp.fraction = *cursor.digits(0, text.size());
    return cursor.at_end() || parse_zone(cursor, stamp, text);
}

// The constructor's form: a date whose month and day may have one digit, and a time where there is one.
std::optional<Timestamp> parse_timestamp(std::string_view text) {
    Cursor cursor(text);
    Timestamp stamp;
    const auto year = cursor.digits(4, 4);
    if (!year || !cursor.one("-")) return std::nullopt;
    const auto month = cursor.digits(1, 2);
    if (!month || !cursor.one("-")) return std::nullopt;
    const auto day = cursor.digits(1, 2);
    if (!day) return std::nullopt;
    stamp.year = *year;
    stamp.month = *month;
    stamp.day = *day;
    stamp.is_date = cursor.at_end();
    if (!stamp.is_date && !parse_time(cursor, stamp, text)) return std::nullopt;
    return stamp;
}

// The resolver's form: a date alone needs two digits of month and day.
bool is_timestamp(std::string_view text) {
    const std::optional<Timestamp> stamp = parse_timestamp(text);
    return stamp && !(stamp->is_date && (stamp->month.size() != 2 || stamp->day.size() != 2));
}

int number(std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
}

int days_in_month(int year, int month) {
    constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return kDays[static_cast<std::size_t>(month) - 1] + (leap && month == 2 ? 1 : 0);
}

bool is_real_date(const Timestamp& stamp) {
    const int year = number(stamp.year);
    const int month = number(stamp.month);
    const int day = number(stamp.day);
    return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

std::string two_digits(int value) { return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)}; }

// "" or ".000120": microseconds, as str(datetime) writes them.
std::string fraction_text(std::string_view digits) {
    std::string micro(digits.substr(0, 6));
    micro.append(6 - micro.size(), '0');
    return micro == "000000" ? "" : "." + micro;
}

std::string zone_text(const Timestamp& stamp, int minutes) {
    if (stamp.utc) return "+00:00";
    if (stamp.zone_sign.empty()) return "";
    const std::string sign = minutes == 0 ? "+" : std::string(stamp.zone_sign);
    return sign + two_digits(minutes / 60) + ":" + two_digits(minutes % 60);
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
    for (;;) {      // from the last part on, as Python adds them up
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
    return is_timestamp(text) ? YamlTag::timestamp : YamlTag::string;
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
    const auto* const found = std::find_if(kTags.begin(), kTags.end(), [&](const auto& tag) { return tag.first == name; });
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

std::optional<std::string> canonical_timestamp(std::string_view text) {
    const std::optional<Timestamp> stamp = parse_timestamp(text);
    if (!stamp || !is_real_date(*stamp)) return std::nullopt;
    const std::string date =
        std::string(stamp->year) + "-" + two_digits(number(stamp->month)) + "-" + two_digits(number(stamp->day));
    if (stamp->is_date) return date;
    const int zone = number(stamp->zone_hour) * 60 + number(stamp->zone_minute);
    if (number(stamp->hour) > 23 || number(stamp->minute) > 59 || number(stamp->second) > 59) return std::nullopt;
    if (zone >= 24 * 60) return std::nullopt;
    return date + " " + two_digits(number(stamp->hour)) + ":" + std::string(stamp->minute) + ":" +
           std::string(stamp->second) + fraction_text(stamp->fraction) + zone_text(*stamp, zone);
}

std::optional<bool> boolean_value(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (is_one_of(std::string_view(lower), "yes", "true", "on")) return true;
    if (is_one_of(std::string_view(lower), "no", "false", "off")) return false;
    return std::nullopt;
}

// Characters outside the alphabet are passed over, as Python's base64.decodebytes does; nothing where the padding is wrong.
std::optional<std::string> decode_base64(std::string_view text) {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned held = 0;
    unsigned in_group = 0;
    unsigned padding = 0;
    if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) return std::nullopt;
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

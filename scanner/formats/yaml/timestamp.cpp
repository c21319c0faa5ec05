// Dates and times, as PyYAML's resolver finds them and its constructor makes them.
#include <array>
#include <cstddef>
#include <string_view>

#include "scanner/formats/yaml/character_cursor.hpp"
#include "scanner/formats/yaml/scalar.hpp"

namespace glance_audit::text {

namespace {

struct Timestamp {
    std::string_view year, month, day, hour, minute, second, fraction, zone_sign, zone_hour, zone_minute;
    bool is_date = false;
    bool utc = false;
};

bool parse_zone(CharacterCursor& cursor, Timestamp& stamp, std::string_view text) {
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

bool parse_time(CharacterCursor& cursor, Timestamp& stamp, std::string_view text) {
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
    CharacterCursor cursor(text);
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

}  // namespace

bool is_plain_timestamp(std::string_view text) {
    const std::optional<Timestamp> stamp = parse_timestamp(text);
    return stamp && !(stamp->is_date && (stamp->month.size() != 2 || stamp->day.size() != 2));
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

}  // namespace glance_audit::text

// Dates and times, as PyYAML's constructor makes them.
#include <re2/re2.h>

#include <algorithm>
#include <chrono>

#include "scanner/formats/yaml/scalar.hpp"

namespace glance_audit::text {

namespace {

using re2::RE2;

std::string two_digits(int value) { return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)}; }

// "" or ".000120": microseconds, as str(datetime) writes them.
std::string fraction_text(const std::string& digits) {
    std::string micro = digits.substr(0, 6);
    micro.append(6 - micro.size(), '0');
    return micro == "000000" ? "" : "." + micro;
}

// "-05:00" of "-5"; nothing for a day and more.
std::optional<std::string> zone_text(const std::string& zone) {
    if (zone.empty()) return "";
    if (zone == "Z") return "+00:00";
    const std::size_t colon = std::min(zone.find(':'), zone.size());
    int minutes = 60 * std::stoi(zone.substr(1, colon - 1));
    if (colon < zone.size()) minutes += std::stoi(zone.substr(colon + 1));
    if (minutes >= 24 * 60) return std::nullopt;
    return (minutes == 0 ? "+" : zone.substr(0, 1)) + two_digits(minutes / 60) + ":" + two_digits(minutes % 60);
}

// " 21:59:43.100000-05:00" of "t21:59:43.10 -5".
std::optional<std::string> time_text(const std::string& text) {
    static const RE2 kTime(R"((?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|[-+]\d\d?(?::\d\d)?))?)");
    int hour = 0;
    int minute = 0;
    int second = 0;
    std::string fraction;
    std::string zone;
    if (!RE2::FullMatch(text, kTime, &hour, &minute, &second, &fraction, &zone)) return std::nullopt;
    const std::optional<std::string> offset = zone_text(zone);
    if (hour > 23 || minute > 59 || second > 59 || !offset) return std::nullopt;
    return " " + two_digits(hour) + ":" + two_digits(minute) + ":" + two_digits(second) + fraction_text(fraction) +
           *offset;
}

}  // namespace

std::optional<std::string> canonical_timestamp(std::string_view text) {
    static const RE2 kForm(R"((\d{4})-(\d\d?)-(\d\d?)(.*))");
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    std::string time;
    if (!RE2::FullMatch(re2::StringPiece(text.data(), text.size()), kForm, &year, &month, &day, &time) || year < 1 ||
        !(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day)).ok()) {
        return std::nullopt;
    }
    const std::string date = std::string(text.substr(0, 4)) + "-" + two_digits(static_cast<int>(month)) + "-" +
                             two_digits(static_cast<int>(day));
    if (time.empty()) return date;
    const std::optional<std::string> behind = time_text(time);
    return behind ? std::optional(date + *behind) : std::nullopt;
}

}  // namespace glance_audit::text

#include "scanner/base/time.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace glance_audit {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr Micros kFirst = -62'135'596'800LL * kSecond;     // 0001-01-01T00:00:00
constexpr Micros kLast = 253'402'300'800LL * kSecond - 1;  // 9999-12-31T23:59:59.999999

// Reads exactly `digits` decimal digits at `pos`; -1 if they are not there.
int number(std::string_view text, std::size_t pos, std::size_t digits) {
    if (text.size() < pos + digits) return -1;
    int value = 0;
    for (std::size_t i = pos; i < pos + digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

bool at(std::string_view text, std::size_t pos, char wanted) { return pos < text.size() && text[pos] == wanted; }

std::optional<Micros> parse_date(std::string_view text) {
    const int year = number(text, 0, 4);
    const int month = number(text, 5, 2);
    const int day = number(text, 8, 2);
    if (year < 1 || month < 1 || day < 1 || !at(text, 4, '-') || !at(text, 7, '-')) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok()) return std::nullopt;
    return sys_days(date).time_since_epoch().count() * kDay;
}

// "HH:MM:SS" at position 11.
std::optional<Micros> parse_clock(std::string_view text) {
    const int hour = number(text, 11, 2);
    const int minute = number(text, 14, 2);
    const int second = number(text, 17, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return std::nullopt;
    if (!at(text, 13, ':') || !at(text, 16, ':')) return std::nullopt;
    return (hour * 3600 + minute * 60 + second) * kSecond;
}

// ".ffffff" at `pos`, which moves behind it. A dot without digits is nothing a database writes.
std::optional<Micros> parse_fraction(std::string_view text, std::size_t& pos) {
    if (!at(text, pos, '.')) return 0;
    Micros value = 0;
    Micros unit = kSecond;
    const std::size_t first = ++pos;
    for (; pos < text.size() && text[pos] >= '0' && text[pos] <= '9'; ++pos) {
        unit /= 10;
        value += (text[pos] - '0') * unit;
    }
    if (pos == first) return std::nullopt;
    return value;
}

struct Parsed {
    Micros time;
    bool has_zone;
};

// The zone at `pos` to the end of the text: nothing, "Z", or an offset.
std::optional<Parsed> parse_zone(std::string_view text, std::size_t pos, Micros local) {
    if (pos == text.size()) return Parsed{local, false};
    if ((text[pos] == 'Z' || text[pos] == 'z') && pos + 1 == text.size()) return Parsed{local, true};
    const int hours = number(text, pos + 1, 2);
    const int minutes = number(text, pos + 4, 2);
    const bool shaped = (text[pos] == '+' || text[pos] == '-') && at(text, pos + 3, ':') && pos + 6 == text.size();
    if (!shaped || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
    const Micros offset = (Micros{hours} * 60 + minutes) * 60 * kSecond;
    return Parsed{text[pos] == '+' ? local - offset : local + offset, true};
}

std::optional<Parsed> parse(std::string_view text) {
    const auto date = parse_date(text);
    if (!date) return std::nullopt;
    if (text.size() == 10) return Parsed{*date, false};
    if (text[10] != ' ' && text[10] != 'T' && text[10] != 't') return std::nullopt;
    const auto clock = parse_clock(text);
    if (!clock) return std::nullopt;
    std::size_t pos = 19;
    const auto fraction = parse_fraction(text, pos);
    if (!fraction) return std::nullopt;
    return parse_zone(text, pos, *date + *clock + *fraction);
}

void put(char* at, int value, int digits) {
    for (int i = digits - 1; i >= 0; --i, value /= 10) at[i] = static_cast<char>('0' + value % 10);
}

// "YYYY-MM-DD?HH:MM:SS.ffffff", 26 characters.
using Digits = std::array<char, 26>;

Digits digits(Micros time, char separator) {
    time = std::clamp(time, kFirst, kLast);
    const Micros day = time >= 0 ? time / kDay : -((kDay - 1 - time) / kDay);
    const Micros rest = time - day * kDay;
    const std::chrono::year_month_day date{sys_days(days(day))};
    const auto second = static_cast<int>(rest / kSecond);
    Digits out{};
    put(&out[0], static_cast<int>(date.year()), 4);
    put(&out[5], static_cast<int>(static_cast<unsigned>(date.month())), 2);
    put(&out[8], static_cast<int>(static_cast<unsigned>(date.day())), 2);
    put(&out[11], second / 3600, 2);
    put(&out[14], second / 60 % 60, 2);
    put(&out[17], second % 60, 2);
    put(&out[20], static_cast<int>(rest % kSecond), 6);
    out[4] = out[7] = '-';
    out[10] = separator;
    out[13] = out[16] = ':';
    out[19] = '.';
    return out;
}

}  // namespace

Micros now_utc() {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::optional<Micros> parse_time(std::string_view text) {
    const auto parsed = parse(text);
    return parsed ? std::optional(parsed->time) : std::nullopt;
}

std::optional<Micros> parse_stored_time(std::string_view text) {
    if (const auto time = parse_time(text)) return time;
    const int year = number(text, 0, 4);
    const int month = number(text, 5, 2);
    const int day = number(text, 8, 2);
    if (year < 0 || month < 0 || day < 0 || (year > 0 && month > 0 && day > 0)) return std::nullopt;
    std::string first(text);
    if (year == 0) first.replace(0, 4, "0001");
    if (month == 0) first.replace(5, 2, "01");
    if (day == 0 || month == 0) first.replace(8, 2, "01");
    const auto begin = parse_time(first);
    if (!begin) return std::nullopt;
    return year == 0 ? kFirst : *begin / kDay * kDay - 1;
}

std::optional<Micros> parse_rfc3339(std::string_view text) {
    const auto parsed = parse(text);
    return parsed && parsed->has_zone ? std::optional(parsed->time) : std::nullopt;
}

void append_rfc3339(std::string& out, Micros time) {
    const Digits text = digits(time, 'T');
    const bool whole = time % kSecond == 0;
    out.append(text.data(), whole ? text.size() - 7 : text.size());
    out += 'Z';
}

std::string to_rfc3339(Micros time) {
    std::string out;
    append_rfc3339(out, time);
    return out;
}

std::string to_sql_time(Micros time) {
    const Digits text = digits(time, ' ');
    return {text.data(), text.size()};
}

}  // namespace glance_audit

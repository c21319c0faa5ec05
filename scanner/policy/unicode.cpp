#include "scanner/policy/unicode.hpp"

#include <algorithm>
#include <vector>

#include "scanner/model/utf8.hpp"
#include "scanner/policy/unicode_tables.hpp"

namespace glance_audit::policy {

namespace {

constexpr char32_t kCapitalSigma = 0x3A3;
constexpr char32_t kSigma = 0x3C3;
constexpr char32_t kFinalSigma = 0x3C2;
constexpr char32_t kCapitalDottedI = 0x130;
constexpr char32_t kCombiningDotAbove = 0x307;

template <typename Range>
const Range* find_range(std::span<const Range> table, char32_t c) {
    const auto after =
        std::upper_bound(table.begin(), table.end(), c, [](char32_t a, const Range& b) { return a < b.first; });
    if (after == table.begin()) return nullptr;
    const Range& range = *std::prev(after);
    return c <= range.last ? &range : nullptr;
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

char32_t lower_one(char32_t c) {
    const LowerRun* const run = find_range(unicode_tables().lower, c);
    if (run == nullptr || (c - run->first) % run->step != 0) return c;
    return static_cast<char32_t>(static_cast<std::int64_t>(c) + run->delta);
}

bool is_cased(char32_t c) { return find_range(unicode_tables().cased, c) != nullptr; }

bool is_case_ignorable(char32_t c) { return find_range(unicode_tables().case_ignorable, c) != nullptr; }

using Points = std::vector<CodePoint>;

// A sigma is final after a cased letter and before none; case-ignorable characters do not count.
bool is_final(const Points& points, std::size_t at) {
    std::size_t before = at;
    while (before > 0 && is_case_ignorable(points[before - 1].value)) --before;
    if (before == 0 || !is_cased(points[before - 1].value)) return false;
    std::size_t after = at + 1;
    while (after < points.size() && is_case_ignorable(points[after].value)) ++after;
    return after == points.size() || !is_cased(points[after].value);
}

void append_lowered(std::string& out, const Points& points, std::size_t at) {
    const CodePoint& point = points[at];
    if (!point.valid && point.size == 1) {
        out += static_cast<char>(point.value);
    } else if (point.value == kCapitalSigma) {
        append_code_point(out, is_final(points, at) ? kFinalSigma : kSigma);
    } else if (point.value == kCapitalDottedI) {
        out += 'i';
        append_code_point(out, kCombiningDotAbove);
    } else {
        append_code_point(out, lower_one(point.value));
    }
}

}  // namespace

std::string lower(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    if (is_ascii(text)) {
        std::transform(text.begin(), text.end(), std::back_inserter(out), lower_ascii);
        return out;
    }
    Points points;
    for (std::size_t at = 0; at < text.size(); at += points.back().size) points.push_back(code_point_at(text, at));
    for (std::size_t i = 0; i < points.size(); ++i) append_lowered(out, points, i);
    return out;
}

// What an ASCII character becomes does not depend on its neighbours, so the first one that differs decides.
bool lower_equals(std::string_view text, std::string_view lowered) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (static_cast<unsigned char>(text[i]) >= 0x80) return lower(text) == lowered;
        if (i == lowered.size() || lower_ascii(text[i]) != lowered[i]) return false;
    }
    return text.size() == lowered.size();
}

bool is_printable(char32_t code_point) { return find_range(unicode_tables().not_printable, code_point) == nullptr; }

bool is_identifier_start(char32_t code_point) {
    return find_range(unicode_tables().identifier_start, code_point) != nullptr;
}

bool is_identifier_continue(char32_t code_point) {
    return is_identifier_start(code_point) || find_range(unicode_tables().identifier_continue, code_point) != nullptr;
}

}  // namespace glance_audit::policy

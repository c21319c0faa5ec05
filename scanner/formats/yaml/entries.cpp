#include "scanner/formats/yaml/entries.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>
#include <utility>

#include "scanner/base/python_number.hpp"
#include "scanner/formats/yaml/scalar.hpp"

namespace glance_audit::text {

namespace {

constexpr std::size_t kSmallMap = 12;  // up to here, looking through beats hashing

std::string integral_text(double value) {
    std::array<char, 400> buffer{};
    const int size = std::snprintf(buffer.data(), buffer.size(), "%.0f", value == 0 ? 0.0 : value);
    return {buffer.data(), static_cast<std::size_t>(size)};
}

std::string tagged(char tag, std::string_view text) { return std::string(1, tag).append(text); }

// Equal for keys that are equal in Python: 1, 1.0 and true are one key.
std::string identity(const YamlNode& key) {
    switch (key.type) {
        case YamlType::string: return tagged('s', key.text);
        case YamlType::boolean: return *boolean_value(key.text) ? "n1" : "n0";
        case YamlType::integer: return tagged('n', *canonical_integer(key.text));
        case YamlType::floating: {
            const double value = *float_value(key.text);
            const bool whole = std::isfinite(value) && value == std::floor(value);
            return tagged('n', whole ? integral_text(value) : float_repr(value));
        }
        case YamlType::timestamp: return tagged('t', *canonical_timestamp(key.text));
        case YamlType::binary: return tagged('b', key.text);
        default: return "~";
    }
}

bool same_key(const YamlNode& a, const YamlNode& b) {
    if (a.type == YamlType::string || b.type == YamlType::string) return a.type == b.type && a.text == b.text;
    return identity(a) == identity(b);
}

bool is_nan(const YamlNode& key) { return key.type == YamlType::floating && std::isnan(*float_value(key.text)); }

}  // namespace

void YamlEntries::set(YamlNode key, YamlNode value, bool merged) {
    auto& entries = map_.entries;
    const std::size_t at = is_nan(key) ? entries.size() : find(key);
    if (at < entries.size()) {
        if (!merged_[at]) map_.replaced.push_back(entries[at]);
        entries[at].first.place = key.place;  // the key itself stays, as in Python: {1: a, true: b} is {1: b}
        entries[at].second = std::move(value);
        merged_[at] = merged;
        return;
    }
    if (!index_.empty()) index_.emplace(identity(key), at);
    entries.emplace_back(std::move(key), std::move(value));
    merged_.push_back(merged);
}

std::size_t YamlEntries::find(const YamlNode& key) {
    const auto& entries = map_.entries;
    if (entries.size() >= kSmallMap) return find_indexed(key);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (same_key(entries[i].first, key)) return i;
    }
    return entries.size();
}

std::size_t YamlEntries::find_indexed(const YamlNode& key) {
    const auto& entries = map_.entries;
    if (index_.empty()) {
        for (std::size_t i = 0; i < entries.size(); ++i) index_.emplace(identity(entries[i].first), i);
    }
    const auto found = index_.find(identity(key));
    return found == index_.end() ? entries.size() : found->second;
}

}  // namespace glance_audit::text

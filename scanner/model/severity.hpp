// How bad a finding is. The order is the contract's: `critical` first.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace glance_audit {

enum class Severity : std::uint8_t { critical, high, medium, low, info };

inline constexpr std::array<std::string_view, 5> kSeverityNames{"critical", "high", "medium", "low", "info"};

constexpr std::string_view to_string(Severity severity) { return kSeverityNames[static_cast<std::size_t>(severity)]; }

constexpr std::optional<Severity> parse_severity(std::string_view name) {
    for (std::size_t i = 0; i < kSeverityNames.size(); ++i) {
        if (kSeverityNames[i] == name) return static_cast<Severity>(i);
    }
    return std::nullopt;
}

// True if `severity` is as bad as `threshold` or worse.
constexpr bool reaches(Severity severity, Severity threshold) { return severity <= threshold; }

}  // namespace glance_audit

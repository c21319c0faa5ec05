// What the fuzzers share. Each is one LLVMFuzzerTestOneInput; that a reader refuses its input with a UsageError is
// right, and everything else that escapes from it is a finding.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/error.hpp"

namespace glance_audit::fuzz {

// Where an invariant does not hold, the fuzzer stops, and libFuzzer keeps the input.
inline void require(bool holds, const char* invariant) {
    if (holds) return;
    std::fprintf(stderr, "broken invariant: %s\n", invariant);
    std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

// Several files in one input stand between lines of "%%%%". The last of at most `most` parts takes the rest.
inline std::vector<std::string> parts_of(std::string_view input, std::size_t most) {
    constexpr std::string_view kSeparator = "%%%%\n";
    std::vector<std::string> parts;
    while (parts.size() + 1 < most) {
        const std::size_t end = input.find(kSeparator);
        if (end == std::string_view::npos) break;
        parts.emplace_back(input.substr(0, end));
        input.remove_prefix(end + kSeparator.size());
    }
    parts.emplace_back(input);
    return parts;
}

// An error says something, and its excerpt of a stranger's file does nothing to a terminal.
inline void check_error(const UsageError& error) {
    require(!std::string_view(error.what()).empty(), "an error says what is wrong");
    const bool safe = std::none_of(error.excerpt().begin(), error.excerpt().end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\n') || byte == 0x7f;
    });
    require(safe, "an excerpt holds no control characters");
}

}  // namespace glance_audit::fuzz

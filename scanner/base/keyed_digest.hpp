// Texts as numbers: equal texts have equal digests, and who does not know the key cannot find two texts that share one.
//
// SipHash-2-4. Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012.
#pragma once

#include <cstdint>
#include <string_view>

namespace glance_audit {

class KeyedDigest {
public:
    constexpr KeyedDigest(std::uint64_t first, std::uint64_t second) : first_(first), second_(second) {}
    // With a key that nobody knows: another one in every run.
    static KeyedDigest with_random_key();

    std::uint64_t operator()(std::string_view text) const;

private:
    std::uint64_t first_;
    std::uint64_t second_;
};

}  // namespace glance_audit

#include "scanner/base/keyed_digest.hpp"

#include <array>
#include <bit>
#include <random>

namespace glance_audit {
namespace {

using State = std::array<std::uint64_t, 4>;

void mix(State& v, int rounds) {
    for (int i = 0; i < rounds; ++i) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = std::rotl(v[1], 13) ^ v[0];
        v[3] = std::rotl(v[3], 16) ^ v[2];
        v[0] = std::rotl(v[0], 32) + v[3];
        v[2] += v[1];
        v[1] = std::rotl(v[1], 17) ^ v[2];
        v[3] = std::rotl(v[3], 21) ^ v[0];
        v[2] = std::rotl(v[2], 32);
    }
}

void take(State& v, std::uint64_t word) {
    v[3] ^= word;
    mix(v, 2);
    v[0] ^= word;
}

// The first eight bytes of `text`, the first of them lowest; zeros where it is shorter.
std::uint64_t word_of(std::string_view text) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < 8 && i < text.size(); ++i) {
        word |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
    }
    return word;
}

}  // namespace

KeyedDigest KeyedDigest::with_random_key() {
    std::random_device random;
    const auto word = [&random] { return std::uint64_t{random()} << 32U | random(); };
    const std::uint64_t first = word();
    return {first, word()};
}

std::uint64_t KeyedDigest::operator()(std::string_view text) const {
    State v{first_ ^ 0x736f6d6570736575U, second_ ^ 0x646f72616e646f6dU, first_ ^ 0x6c7967656e657261U,
            second_ ^ 0x7465646279746573U};
    const std::uint64_t length = text.size();
    for (; text.size() >= 8; text.remove_prefix(8)) take(v, word_of(text));
    take(v, word_of(text) | length << 56U);
    v[2] ^= 0xff;
    mix(v, 4);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

}  // namespace glance_audit

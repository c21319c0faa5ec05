#include "scanner/engine/fingerprint.hpp"

#include <algorithm>

namespace glance_audit::engine {

std::array<std::uint8_t, 16> Fingerprinter::of(std::initializer_list<std::string_view> parts) {
    message_.clear();
    for (const std::string_view part : parts) {
        message_ += std::to_string(part.size());
        message_ += ':';
        message_ += part;
    }
    sha256_.update(message_);
    const Sha256Digest digest = sha256_.finish();
    std::array<std::uint8_t, 16> half;
    std::copy_n(digest.begin(), half.size(), half.begin());
    return half;
}

}  // namespace glance_audit::engine

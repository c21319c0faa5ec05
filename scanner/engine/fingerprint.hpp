// Fingerprints: what tells the same finding in another run, on another machine.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "scanner/base/digest.hpp"

namespace glance_audit::engine {

// The first 16 bytes of the SHA-256 of the parts, each preceded by its length, so that no two lists of parts are alike.
// SHA-256 and not a faster hash, because image IDs are chosen by strangers, who must not be able to make a finding
// that looks like a waived one.
class Fingerprinter {
public:
    std::array<std::uint8_t, 16> of(std::initializer_list<std::string_view> parts);

private:
    Sha256 sha256_;
    std::string message_;  // keeps its memory
};

}  // namespace glance_audit::engine

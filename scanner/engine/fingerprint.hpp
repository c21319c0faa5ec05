// Fingerprints: what tells the same finding in another run, on another machine.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>

struct evp_md_ctx_st;
struct evp_md_st;

namespace glance_audit::engine {

// The first 16 bytes of the SHA-256 of the parts, each preceded by its length, so that no two lists of parts are alike.
// SHA-256 and not a faster hash, because image IDs are chosen by strangers, who must not be able to make a finding
// that looks like a waived one.
class Fingerprinter {
public:
    Fingerprinter();
    ~Fingerprinter();
    Fingerprinter(const Fingerprinter&) = delete;
    Fingerprinter& operator=(const Fingerprinter&) = delete;

    std::array<std::uint8_t, 16> of(std::initializer_list<std::string_view> parts);

private:
    evp_md_ctx_st* context_;
    evp_md_st* sha256_;
};

}  // namespace glance_audit::engine

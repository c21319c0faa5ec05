// SHA-256 of a stream, and HMAC-SHA-256 under one key.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

struct evp_md_ctx_st;
struct evp_mac_ctx_st;

namespace glance_audit::sources {

using Sha256Digest = std::array<std::uint8_t, 32>;

std::string hexadecimal(const Sha256Digest& digest);

class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void update(std::string_view bytes);
    // Of everything since the beginning. Nothing may be added after it.
    Sha256Digest finish();

private:
    evp_md_ctx_st* context_;
};

// RFC 2104. The key may be empty.
class HmacSha256 {
public:
    explicit HmacSha256(const std::string& key);
    ~HmacSha256();
    HmacSha256(const HmacSha256&) = delete;
    HmacSha256& operator=(const HmacSha256&) = delete;

    Sha256Digest of(std::string_view text);

private:
    evp_mac_ctx_st* context_;
};

}  // namespace glance_audit::sources

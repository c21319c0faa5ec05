// SHA-256 (FIPS 180-4) of texts and streams, and HMAC-SHA-256 (RFC 2104). Throws std::runtime_error where OpenSSL
// cannot compute them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

struct evp_md_ctx_st;
struct evp_md_st;
struct evp_mac_ctx_st;

namespace glance_audit {

using Sha256Digest = std::array<std::uint8_t, 32>;

class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void update(std::string_view bytes);
    // Of everything since the beginning or the last finish(); what is added next begins another digest.
    Sha256Digest finish();

private:
    void begin();

    evp_md_ctx_st* context_;
    evp_md_st* sha256_;
};

class HmacSha256 {
public:
    // The key may be empty.
    explicit HmacSha256(const std::string& key);
    ~HmacSha256();
    HmacSha256(const HmacSha256&) = delete;
    HmacSha256& operator=(const HmacSha256&) = delete;

    Sha256Digest of(std::string_view text);

private:
    evp_mac_ctx_st* context_;
};

// With '+', '/' and padding (RFC 4648).
std::string base64(const Sha256Digest& digest);

}  // namespace glance_audit

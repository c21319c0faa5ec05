#include "scanner/engine/fingerprint.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace glance_audit::engine {

Fingerprinter::Fingerprinter() : context_(EVP_MD_CTX_new()), sha256_(EVP_MD_fetch(nullptr, "SHA256", nullptr)) {
    if (context_ == nullptr || sha256_ == nullptr) throw std::runtime_error("OpenSSL offers no SHA-256");
}

Fingerprinter::~Fingerprinter() {
    EVP_MD_CTX_free(context_);
    EVP_MD_free(sha256_);
}

std::array<std::uint8_t, 16> Fingerprinter::of(std::initializer_list<std::string_view> parts) {
    std::string message;
    for (const std::string_view part : parts) {
        message += std::to_string(part.size());
        message += ':';
        message += part;
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    const bool done = EVP_DigestInit_ex2(context_, sha256_, nullptr) == 1 &&
                      EVP_DigestUpdate(context_, message.data(), message.size()) == 1 &&
                      EVP_DigestFinal_ex(context_, digest.data(), nullptr) == 1;
    if (!done) throw std::runtime_error("OpenSSL failed to compute a SHA-256");
    std::array<std::uint8_t, 16> half;
    std::copy_n(digest.begin(), half.size(), half.begin());
    return half;
}

}  // namespace glance_audit::engine

#include "scanner/base/digest.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <stdexcept>

namespace glance_audit {
namespace {

void require(bool done) {
    if (!done) throw std::runtime_error("OpenSSL cannot compute a SHA-256");
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

// Fetched once: looking the digest up costs more than a short text's digest.
Sha256::Sha256() : context_(EVP_MD_CTX_new()), sha256_(EVP_MD_fetch(nullptr, "SHA256", nullptr)) { begin(); }

Sha256::~Sha256() {
    EVP_MD_CTX_free(context_);
    EVP_MD_free(sha256_);
}

void Sha256::begin() {
    require(context_ != nullptr && sha256_ != nullptr && EVP_DigestInit_ex2(context_, sha256_, nullptr) == 1);
}

void Sha256::update(std::string_view bytes) { require(EVP_DigestUpdate(context_, bytes.data(), bytes.size()) == 1); }

Sha256Digest Sha256::finish() {
    Sha256Digest digest;
    require(EVP_DigestFinal_ex(context_, digest.data(), nullptr) == 1);
    begin();
    return digest;
}

HmacSha256::HmacSha256(const std::string& key) {
    EVP_MAC* hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    context_ = EVP_MAC_CTX_new(hmac);
    EVP_MAC_free(hmac);
    std::string sha256 = "SHA256";
    const std::array<OSSL_PARAM, 2> parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, sha256.data(), 0), OSSL_PARAM_construct_end()};
    require(context_ != nullptr && EVP_MAC_init(context_, bytes_of(key), key.size(), parameters.data()) == 1);
}

HmacSha256::~HmacSha256() { EVP_MAC_CTX_free(context_); }

Sha256Digest HmacSha256::of(std::string_view text) {
    Sha256Digest digest;
    std::size_t size = 0;
    require(EVP_MAC_init(context_, nullptr, 0, nullptr) == 1 &&  // the key once more
            EVP_MAC_update(context_, bytes_of(text), text.size()) == 1 &&
            EVP_MAC_final(context_, digest.data(), &size, digest.size()) == 1 && size == digest.size());
    return digest;
}

std::string base64(const Sha256Digest& digest) {
    std::array<unsigned char, 4 * ((std::tuple_size_v<Sha256Digest> + 2) / 3) + 1> text{};
    const int size = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
    return {text.begin(), text.begin() + size};
}

}  // namespace glance_audit

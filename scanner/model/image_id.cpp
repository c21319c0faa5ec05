#include "scanner/model/image_id.hpp"

#include <algorithm>

#include "scanner/base/hex.hpp"

namespace glance_audit {
namespace {

constexpr std::uint8_t kNoDigit = 0xff;

constexpr std::array<std::uint8_t, 256> make_values() {
    std::array<std::uint8_t, 256> values{};
    values.fill(kNoDigit);
    for (std::size_t i = 0; i < kHexDigits.size(); ++i) {
        values[static_cast<unsigned char>(kHexDigits[i])] = static_cast<std::uint8_t>(i);
    }
    return values;
}

constexpr auto kValues = make_values();

// Where the 16 pairs of digits stand in the canonical form.
constexpr std::array<std::uint8_t, 16> kPairs{0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};

bool decode(std::string_view text, std::array<std::uint8_t, 16>& bytes) {
    if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') return false;
    unsigned bad = 0;
    for (std::size_t i = 0; i < kPairs.size(); ++i) {
        const unsigned high = kValues[static_cast<unsigned char>(text[kPairs[i]])];
        const unsigned low = kValues[static_cast<unsigned char>(text[kPairs[i] + 1U])];
        bad |= high | low;
        bytes[i] = static_cast<std::uint8_t>(high << 4U | (low & 0xfU));
    }
    return (bad & 0xf0U) == 0;
}

}  // namespace

ImageId ImageId::parse(std::string_view text) {
    ImageId id;
    if (decode(text, id.bytes_)) return id;
    id.bytes_ = {};
    id.odd_ = text.data() != nullptr ? text : std::string_view("");
    return id;
}

bool ImageId::is_canonical(std::string_view text) {
    std::array<std::uint8_t, 16> ignored;
    return decode(text, ignored);
}

void ImageId::append_to(std::string& out) const {
    if (!canonical()) {
        out += odd_;
        return;
    }
    std::array<char, 36> text;
    text[8] = text[13] = text[18] = text[23] = '-';
    for (std::size_t i = 0; i < kPairs.size(); ++i) {
        text[kPairs[i]] = kHexDigits[bytes_[i] >> 4U];
        text[kPairs[i] + 1U] = kHexDigits[bytes_[i] & 0xfU];
    }
    out.append(text.data(), text.size());
}

std::string ImageId::text() const {
    std::string out;
    append_to(out);
    return out;
}

ImageId ImageId::with_text(std::string_view text) const {
    ImageId id = *this;
    if (!canonical()) id.odd_ = text.data() != nullptr ? text : std::string_view("");
    return id;
}

std::strong_ordering operator<=>(const ImageId& a, const ImageId& b) {
    if (a.canonical() && b.canonical()) return a.bytes_ <=> b.bytes_;  // the digits' order is the bytes' order
    return a.text() <=> b.text();
}

std::string twin_form(std::string_view id) {
    std::string out;
    out.reserve(id.size());
    for (const char c : id) {
        if (c != '-') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

std::string canonical_form(std::string_view undashed) {
    std::string out = twin_form(undashed);
    if (out.size() != 32) return {};
    for (const std::size_t dash : {8U, 13U, 18U, 23U}) out.insert(dash, 1, '-');
    return ImageId::is_canonical(out) ? out : std::string();
}

}  // namespace glance_audit

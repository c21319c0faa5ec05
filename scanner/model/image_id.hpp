// The ID of an image: as a rule a UUID, written in lower case with dashes; but never only that.
//
// API v1 took any text up to 36 characters, and PostgreSQL and SQLite tell upper from lower case, so an ID that is not
// in the canonical form stays the text it is. A canonical ID is 16 bytes and owns nothing.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace glance_audit {

class ImageId {
public:
    ImageId() = default;

    // A view of `text` is kept where it is not a canonical UUID: it must outlive this ID (see Arena).
    static ImageId parse(std::string_view text);

    // 8-4-4-4-12 lower-case hexadecimal digits.
    static bool is_canonical(std::string_view text);

    bool canonical() const { return odd_.data() == nullptr; }
    std::string_view odd_text() const { return odd_; }
    const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }

    void append_to(std::string& out) const;
    std::string text() const;

    // The same ID with its odd text, if any, elsewhere.
    ImageId with_text(std::string_view text) const;

    // By text, byte by byte: the order in which findings are sorted.
    friend std::strong_ordering operator<=>(const ImageId& a, const ImageId& b);
    friend bool operator==(const ImageId& a, const ImageId& b) { return a.bytes_ == b.bytes_ && a.odd_ == b.odd_; }

private:
    std::array<std::uint8_t, 16> bytes_{};
    std::string_view odd_;  // data() is null where the ID is canonical; never for an empty ID
};

// Lower case, without dashes: two rows with the same form are twins.
std::string twin_form(std::string_view id);

// "8-4-4-4-12" from 32 hexadecimal digits in any case; empty for any other text.
std::string canonical_form(std::string_view undashed);

}  // namespace glance_audit

#include "scanner/sources/files/image_ids.hpp"

#include <algorithm>
#include <cstddef>

#include "scanner/base/ascii.hpp"
#include "scanner/base/hex.hpp"

namespace glance_audit::sources {
namespace {

constexpr unsigned kPrefixShift = 48;
constexpr std::size_t kPrefixes = std::size_t{1} << 16U;

ImageId id_of(const std::array<std::uint64_t, 2>& key, std::string& text) {
    text.clear();
    for (const std::uint64_t half : key) append_hex(text, half, 16);
    text = canonical_form(text);
    return ImageId::parse(text);
}

}  // namespace

ImageIds::Key ImageIds::key_of(const ImageId& id) {
    Key key{};
    for (std::size_t i = 0; i < id.bytes().size(); ++i) key[i / 8] = key[i / 8] << 8U | id.bytes()[i];
    return key;
}

void ImageIds::add(std::string_view id) {
    const ImageId parsed = ImageId::parse(id);
    if (parsed.canonical()) {
        canonical_.push_back(key_of(parsed));
    } else {
        odd_.emplace_back(id);
    }
}

void ImageIds::finish() {
    // Most dumps are in the order of their primary key.
    if (!std::is_sorted(canonical_.begin(), canonical_.end())) std::sort(canonical_.begin(), canonical_.end());
    std::sort(odd_.begin(), odd_.end());
    const auto canonical = std::adjacent_find(canonical_.begin(), canonical_.end());
    const auto odd = std::adjacent_find(odd_.begin(), odd_.end());
    if (canonical != canonical_.end()) id_of(*canonical, twice_);
    if (odd != odd_.end()) twice_ = odd->empty() ? "''" : *odd;
    first_.assign(kPrefixes + 1, 0);
    for (const Key& key : canonical_) ++first_[(key[0] >> kPrefixShift) + 1];
    for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
    for (const std::string& text : odd_) lower_.push_back(text::to_lower(text));
    std::sort(lower_.begin(), lower_.end());
}

bool ImageIds::contains_key(const Key& key) const {
    const std::size_t prefix = key[0] >> kPrefixShift;
    const auto begin = canonical_.begin();
    return std::binary_search(begin + first_[prefix], begin + first_[prefix + 1], key);
}

bool ImageIds::contains(const ImageId& id) const {
    if (id.canonical()) return contains_key(key_of(id));
    return std::binary_search(odd_.begin(), odd_.end(), id.odd_text());
}

bool ImageIds::contains(const ImageIds& others) const {
    return std::includes(canonical_.begin(), canonical_.end(), others.canonical_.begin(), others.canonical_.end()) &&
           std::includes(odd_.begin(), odd_.end(), others.odd_.begin(), others.odd_.end());
}

bool ImageIds::contains_any_case(const ImageId& id) const {
    if (contains(id)) return true;
    if (id.canonical() && lower_.empty()) return false;
    const std::string lower = text::to_lower(id.text());
    const ImageId folded = ImageId::parse(lower);
    if (folded.canonical() && contains_key(key_of(folded))) return true;
    return std::binary_search(lower_.begin(), lower_.end(), lower);
}

}  // namespace glance_audit::sources

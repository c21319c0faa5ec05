// How it is known of something that was read that nothing of it is missing: the absence of an error is no proof.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace glance_audit {

// count: counted apart from the reading, in the same snapshot, with nothing in between that can filter. index: as many
// rows as the table's index has entries, each once. end_mark: the file says where it ends. listed: all of a folder's
// files, or of those that were named, read to the last byte. none: it is not known.
enum class Proof : std::uint8_t { none, count, index, end_mark, listed };
inline constexpr std::array<std::string_view, 5> kProofNames{"none", "count", "index", "end-mark", "listed"};
constexpr std::string_view to_string(Proof proof) { return kProofNames[static_cast<std::size_t>(proof)]; }

}  // namespace glance_audit

// "Did you mean …?": the known word nearest to a mistyped one.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace glance_audit::text {

// The candidate with the smallest edit distance (insert, delete, replace, swap of neighbours), case folded, if it is
// within a third of the word's length (at least 1); else an empty view. The view is into `candidates`.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

// "did you mean 'x'?" or, where nothing is near, "one of a, b, c" (at most `listed` of them, then "…").
std::string suggestion(std::string_view word, std::span<const std::string_view> candidates, std::size_t listed = 12);

}  // namespace glance_audit::text

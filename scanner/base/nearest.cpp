#include "scanner/base/nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include "scanner/base/ascii.hpp"
#include "scanner/base/join.hpp"

namespace glance_audit::text {

namespace {

// Nobody mistypes a longer word; the bound keeps hostile input from costing time.
constexpr std::size_t kLongestWord = 200;

bool same(char a, char b) { return to_lower(a) == to_lower(b); }

// Insert, delete, replace, and swap of neighbours cost one each (optimal string alignment), in three rows.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> two_above(b.size() + 1);
    std::vector<std::size_t> above(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(above.begin(), above.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = above[j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
            const bool swapped = i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]);
            if (swapped) row[j] = std::min(row[j], two_above[j - 2] + 1);
        }
        std::swap(two_above, above);
        std::swap(above, row);
    }
    return above[b.size()];
}

std::size_t difference(std::size_t a, std::size_t b) { return a > b ? a - b : b - a; }

}  // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
    if (word.empty() || word.size() > kLongestWord) return {};
    std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
    std::string_view found;
    for (const std::string_view candidate : candidates) {
        if (difference(candidate.size(), word.size()) >= best) continue;
        const std::size_t distance = edit_distance(word, candidate);
        if (distance >= best) continue;
        best = distance;
        found = candidate;
    }
    return found;
}

std::string suggestion(std::string_view word, std::span<const std::string_view> candidates, std::size_t listed) {
    if (const std::string_view near = nearest(word, candidates); !near.empty()) {
        return "did you mean '" + std::string(near) + "'?";
    }
    if (candidates.empty()) return {};
    const std::string list = joined(candidates.first(std::min(listed, candidates.size())), ", ");
    return "one of " + list + (candidates.size() > listed ? ", …" : "");
}

}  // namespace glance_audit::text

#include "scanner/facts/region_index.hpp"

#include <algorithm>
#include <queue>

namespace glance_audit::facts {
namespace {

// Before the binary search: UUIDs are random as a rule.
constexpr std::size_t kBuckets = 65536;
constexpr unsigned kBucketShift = 48;

// Never 0, which is NULL.
std::uint64_t digest_of(std::string_view text, const KeyedDigest& digest) {
    if (text.data() == nullptr) return 0;
    return std::max<std::uint64_t>(digest(text), 1);
}

// Both known, and not the same.
template <class Digest>
bool contradict(Digest a, Digest b) {
    return a != 0 && b != 0 && a != b;
}

}  // namespace

ImageDigests digests_of(std::string_view owner, std::string_view checksum, std::string_view hash_algo,
                        std::string_view hash_value, const KeyedDigest& digest) {
    const std::uint64_t algo = digest_of(hash_algo, digest);
    return {digest_of(owner, digest), digest_of(checksum, digest), digest_of(hash_value, digest),
            algo == 0 ? 0 : std::max<std::uint32_t>(static_cast<std::uint32_t>(algo), 1)};
}

bool differ(const ImageDigests& a, const ImageDigests& b) {
    if (a.owner != b.owner || contradict(a.checksum, b.checksum)) return true;
    return a.hash_algo != 0 && a.hash_algo == b.hash_algo && contradict(a.hash_value, b.hash_value);
}

void RegionIndex::add(const ImageId& id, const ImageDigests& digests) {
    if (id.canonical()) {
        canonical_.push_back({uuid(id), digests, {}});
    } else {
        odd_.push_back({arena_.copy(id.odd_text()), digests, {}});
    }
}

void RegionIndex::finish(bool complete) {
    const auto by_id = [](const auto& a, const auto& b) { return a.id < b.id; };
    std::sort(canonical_.begin(), canonical_.end(), by_id);
    std::sort(odd_.begin(), odd_.end(), by_id);
    starts_.resize(kBuckets + 1);
    for (std::size_t bucket = 0, at = 0; bucket <= kBuckets; ++bucket) {
        while (at < canonical_.size() && canonical_[at].id.high >> kBucketShift < bucket) ++at;
        starts_[bucket] = static_cast<std::uint32_t>(at);
    }
    complete_ = complete;
}

RegionIndex::Uuid RegionIndex::uuid(const ImageId& id) {
    Uuid uuid{0, 0};
    for (std::size_t i = 0; i < 8; ++i) {
        uuid.high = uuid.high << 8U | id.bytes()[i];
        uuid.low = uuid.low << 8U | id.bytes()[i + 8];
    }
    return uuid;
}

std::span<const RegionIndex::Canonical> RegionIndex::equal(const Uuid& id) const {
    if (starts_.empty()) return {};
    const std::size_t bucket = id.high >> kBucketShift;
    const std::span<const Canonical> all(canonical_);
    return equal(all.subspan(starts_[bucket], starts_[bucket + 1] - starts_[bucket]), id);
}

std::span<const RegionIndex::Odd> RegionIndex::equal(std::string_view id) const {
    return equal(std::span<const Odd>(odd_), id);
}

template <class Id>
std::span<const RegionIndex::Entry<Id>> RegionIndex::equal(std::span<const Entry<Id>> entries, const Id& id) {
    const auto first = std::lower_bound(entries.begin(), entries.end(), id,
                                        [](const Entry<Id>& entry, const Id& wanted) { return entry.id < wanted; });
    auto last = first;
    while (last != entries.end() && last->id == id) ++last;
    return {first, last};
}

template <class Id>
bool RegionIndex::any_differ(std::span<const Entry<Id>> some, std::span<const Entry<Id>> others) {
    return std::any_of(some.begin(), some.end(), [&](const Entry<Id>& a) {
        return std::any_of(others.begin(), others.end(),
                           [&](const Entry<Id>& b) { return differ(a.digests, b.digests); });
    });
}

const RegionIndex::Others* RegionIndex::others(const ImageId& id) const {
    if (id.canonical()) {
        const auto found = equal(uuid(id));
        return found.empty() ? nullptr : &found.front().others;
    }
    const auto found = equal(id.odd_text());
    return found.empty() ? nullptr : &found.front().others;
}

bool RegionIndex::contains(const ImageId& id) const { return others(id) != nullptr; }

bool RegionIndex::conflicts(const ImageId& id, const RegionIndex& other) const {
    if (!id.canonical()) return any_differ(equal(id.odd_text()), other.equal(id.odd_text()));
    return any_differ(equal(uuid(id)), other.equal(uuid(id)));
}

// Walks through all regions at once, in the order of the IDs.
template <class Id>
class RegionIndex::Walk {
public:
    Walk(std::span<RegionIndex* const> regions, std::vector<Entry<Id>> RegionIndex::*entries) : regions_(regions) {
        for (RegionIndex* region : regions) {
            rows_.emplace_back(region->*entries);
            complete_ += region->complete_ ? 1U : 0U;
            push(rows_.size() - 1);
        }
    }

    void run() {
        while (!next_.empty()) {
            take_group();
            judge_group();
        }
    }

private:
    struct Group {
        std::size_t region;
        std::span<Entry<Id>> rows;
    };
    struct Later {
        bool operator()(const Group& a, const Group& b) const { return b.rows.front().id < a.rows.front().id; }
    };

    // The first rows of a region, which have one ID.
    void push(std::size_t region) {
        std::span<Entry<Id>>& rows = rows_[region];
        std::size_t count = 0;
        while (count < rows.size() && rows[count].id == rows.front().id) ++count;
        if (count > 0) next_.push({region, rows.first(count)});
        rows = rows.subspan(count);
    }

    // All rows of the smallest ID.
    void take_group() {
        group_.clear();
        do {
            group_.push_back(next_.top());
            next_.pop();
            push(group_.back().region);
        } while (!next_.empty() && next_.top().rows.front().id == group_.front().rows.front().id);
    }

    void judge_group() {
        std::size_t missing = complete_;
        for (const Group& group : group_) missing -= regions_[group.region]->complete_ ? 1U : 0U;
        for (const Group& group : group_) {
            const auto conflicts = std::count_if(group_.begin(), group_.end(), [&](const Group& other) {
                return other.region != group.region && any_differ<Id>(group.rows, other.rows);
            });
            for (Entry<Id>& row : group.rows) {
                row.others = {static_cast<std::uint16_t>(conflicts), static_cast<std::uint16_t>(missing)};
            }
        }
    }

    std::span<RegionIndex* const> regions_;
    std::size_t complete_ = 0;                // regions that are
    std::vector<std::span<Entry<Id>>> rows_;  // of each region: those not yet passed
    std::priority_queue<Group, std::vector<Group>, Later> next_;
    std::vector<Group> group_;
};

void compare_regions(std::span<RegionIndex* const> regions) {
    RegionIndex::Walk(regions, &RegionIndex::canonical_).run();
    RegionIndex::Walk(regions, &RegionIndex::odd_).run();
}

}  // namespace glance_audit::facts

// The images of one target beside those of the others: which ID stands for another image there, which is missing.
//
// Sorted vectors, as in indexes.hpp: nothing that strangers choose makes a search slow. 48 bytes an image.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "scanner/base/keyed_digest.hpp"
#include "scanner/model/arena.hpp"
#include "scanner/model/image_id.hpp"

namespace glance_audit::facts {

// What must be the same wherever an ID stands for the same image. 0: NULL.
struct ImageDigests {
    std::uint64_t owner = 0;
    std::uint64_t checksum = 0;
    std::uint64_t hash_value = 0;  // os_hash_value
    std::uint32_t hash_algo = 0;   // os_hash_algo
};

// Absent: a view whose data is null.
ImageDigests digests_of(std::string_view owner, std::string_view checksum, std::string_view hash_algo,
                        std::string_view hash_value, const KeyedDigest& digest);

// Two images: another owner (no owner is one, too), another checksum, or another hash by the same algorithm. What one
// of them does not say is no difference.
bool differ(const ImageDigests& a, const ImageDigests& b);

class RegionIndex {
public:
    void add(const ImageId& id, const ImageDigests& digests);
    // After the last add(). complete: all rows of the target are there, so that an ID that is not can be called
    // missing.
    void finish(bool complete);

    bool complete() const { return complete_; }

    struct Others {
        std::uint16_t conflicts = 0;   // other targets in which the ID stands for another image
        std::uint16_t missing_in = 0;  // other targets, read to their end, that have no row with it
    };
    // After compare_regions(). Nothing where this index does not know the ID.
    const Others* others(const ImageId& id) const;

    bool contains(const ImageId& id) const;
    // True if the ID stands for another image in `other`.
    bool conflicts(const ImageId& id, const RegionIndex& other) const;

    friend void compare_regions(std::span<RegionIndex* const> regions);

private:
    template <class Id>
    struct Entry {
        Id id;
        ImageDigests digests;
        Others others;
    };
    // The 16 bytes of a UUID: two numbers are compared faster.
    struct Uuid {
        std::uint64_t high;
        std::uint64_t low;
        auto operator<=>(const Uuid&) const = default;
    };
    using Canonical = Entry<Uuid>;
    using Odd = Entry<std::string_view>;

    static Uuid uuid(const ImageId& id);

    std::span<const Canonical> equal(const Uuid& id) const;
    std::span<const Odd> equal(std::string_view id) const;
    // The entries of `id` in a sorted part of the index.
    template <class Id>
    static std::span<const Entry<Id>> equal(std::span<const Entry<Id>> entries, const Id& id);
    template <class Id>
    static bool any_differ(std::span<const Entry<Id>> some, std::span<const Entry<Id>> others);
    template <class Id>
    class Walk;

    std::vector<Canonical> canonical_;
    std::vector<std::uint32_t> starts_;  // where in canonical_ the UUIDs of each first two bytes begin, and the end
    std::vector<Odd> odd_;
    Arena arena_;  // of odd IDs
    bool complete_ = false;
};

// Finds for every ID of every region what the others have. All must be finished.
void compare_regions(std::span<RegionIndex* const> regions);

}  // namespace glance_audit::facts

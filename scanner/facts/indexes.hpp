// What must be known of other rows before an image row can be judged, as sorted columns that are searched by ID.
//
// Sorted vectors and not hash tables: strangers choose image IDs, and nothing they choose makes a search slow.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/time.hpp"
#include "scanner/model/arena.hpp"
#include "scanner/model/image_id.hpp"

namespace glance_audit::facts {

// The rows of image_members. 56 bytes a row, and the name of the project.
class MemberIndex {
public:
    // project: nothing where it is not known.
    void add(const ImageId& image, bool deleted, const std::optional<Micros>& deleted_at,
             std::optional<std::string_view> project);
    // After the last add(), before the first count().
    void sort();
    // The members an image has, or had when it was deleted (see member_counts).
    std::int64_t count(const ImageId& image, bool image_deleted, const std::optional<Micros>& image_deleted_at) const;
    // Is, or was, one of them another project than the owner's?
    bool has_others(const ImageId& image, bool image_deleted, const std::optional<Micros>& image_deleted_at,
                    std::string_view owner) const;

private:
    struct Entry {
        ImageId image;
        Micros deleted_at;         // kNone: NULL
        std::string_view project;  // no data: not known
        bool deleted;
    };
    static constexpr Micros kNone = INT64_MIN;

    // Calls `use` with every member that counts, until it returns true; whether it did.
    template <class Use>
    bool any_of(const ImageId& image, bool image_deleted, const std::optional<Micros>& image_deleted_at,
                const Use& use) const;

    std::vector<Entry> entries_;
    Arena arena_;
};

// How often each ID was added. 40 bytes an ID; IDs added in runs are merged at once.
class IdCounts {
public:
    void add(const ImageId& id, std::int64_t times = 1);
    // After the last add(), before the first count().
    void sort();
    std::int64_t count(const ImageId& id) const;

    struct Entry {
        ImageId id;
        std::int64_t count;
    };
    const std::vector<Entry>& entries() const { return entries_; }

private:
    std::vector<Entry> entries_;
    Arena arena_;
};

// Rows whose IDs differ only in case or dashes. Canonical UUIDs are never twins of each other, so only the odd IDs and
// their canonical forms matter.
class TwinIndex {
public:
    // odd_ids: every ID of `images` that is not a canonical UUID.
    explicit TwinIndex(const std::vector<std::string>& odd_ids = {});

    // The canonical IDs that would be a twin of an odd one: the caller finds out which of them exist.
    std::vector<std::string> canonical_candidates() const;
    void add_existing(const std::vector<std::string>& canonical_ids);

    bool empty() const { return forms_.empty(); }
    // The other rows with the same form as `id`, which must be the ID of a row.
    std::int64_t count(const ImageId& id) const;
    // The IDs of the rows that have twins, sorted.
    std::vector<std::string> twins() const;
    // The IDs with the same form as `id`, itself left out, sorted.
    std::vector<std::string> twins_of(const ImageId& id) const;

private:
    struct Entry {
        std::string form;
        std::string id;
        auto operator<=>(const Entry&) const = default;
    };
    std::vector<Entry> forms_;  // sorted
};

}  // namespace glance_audit::facts

// Looks up image IDs in a SQLite file by the index of images.id, once that index was held against the table: a damaged
// index finds no row where there is one, and one where there is none.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/db/sqlite/connection.hpp"

namespace glance_audit::sources {

// Two lists of IDs with the same sum hold the same IDs, whatever their order (but for chance: 1 in 2^64).
class IdSum {
public:
    void add(std::string_view id);
    void add(const IdSum& other) { sum_ += other.sum_; }
    bool operator==(const IdSum&) const = default;

private:
    std::uint64_t sum_ = 0;
};

class SqliteImageIds {
public:
    // The connection must outlive this. utf8: the database stores its texts so.
    SqliteImageIds(SqliteConnection& connection, bool utf8) : connection_(connection), utf8_(utf8) {}

    // The IDs of all rows of the table, which were proven to be all.
    void note_table(const IdSum& sum) { table_ = sum; }
    bool knows_table() const { return table_.has_value(); }

    // Throws SourceError where the index does not hold the table's IDs, each once and in their order. Without an index
    // the IDs are looked up in the table, which takes longer. The table must be known.
    void require_sound();

    // After require_sound(): those of `ids` that have a row, compared byte by byte.
    std::vector<std::string> existing(std::span<const std::string> ids);
    // The same as SQL, for one text: 1 or 0.
    std::string exists_sql(const std::string& id) const;

private:
    SqliteConnection& connection_;
    bool utf8_;
    std::optional<IdSum> table_;
    std::string index_;  // quoted; empty: there is none
    bool sound_ = false;
};

}  // namespace glance_audit::sources

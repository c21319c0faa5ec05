// A pass over all rows of `images` in a SQLite file, with all connections at once.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "scanner/db/sqlite/snapshot.hpp"
#include "scanner/db/sqlite/whole_table.hpp"
#include "scanner/sources/sqlite_image_ids.hpp"

namespace glance_audit::sources {

// Every row passes, and is counted; those that are wanted are handed out.
class SqliteImagePass {
public:
    // utf8: the database stores its texts so. Both must outlive the pass.
    SqliteImagePass(SqliteSnapshot& snapshot, WholeTables& tables, bool utf8);

    // Which rows are wanted; rows that are plain live, where their columns are asked for, are not.
    struct Filter {
        const std::unordered_set<std::string_view>* ids = nullptr;  // null: of any ID
        bool collect_odd_ids = false;
    };
    struct Seen {
        std::uint64_t rows = 0;  // of the table
        Proof proof = Proof::none;
        IdSum ids;
        std::vector<std::string> odd_ids;  // of the whole table, sorted, if asked for
    };

    // Into how many parts the table is cut.
    std::size_t parts() const { return parts_; }
    // select: what `rows` shows of a wanted row; tells_plain_live: "" or "deleted, deleted_at, status". `drain` steps
    // through the rows of one part, to their end. Throws SourceError where not every row passed.
    Seen run(const std::string& select, std::string_view tells_plain_live, const Filter& filter,
             const std::function<void(std::size_t part, SqliteStatement& rows)>& drain);

private:
    void cut();

    SqliteSnapshot& snapshot_;
    WholeTables& tables_;
    bool utf8_;
    bool has_rowids_;
    std::size_t parts_ = 1;
    std::int64_t first_ = INT64_MIN;
    std::int64_t last_ = INT64_MAX;
    std::int64_t step_ = 0;  // rowids in a part; 0: there is one part
};

}  // namespace glance_audit::sources

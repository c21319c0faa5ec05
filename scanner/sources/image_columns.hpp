// Which columns of `images` a query reads, and what may be wrong with a value: the same for every database.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/sources/source.hpp"

namespace glance_audit::sources {

// A stored fact, and the column it is read from; -1 where this era's table has none: the fact is absent then.
struct StoredColumn {
    Fact fact;
    int column;
    bool is_time;  // else a text
};

// The columns to select, in order: id, deleted, is_public (where the table has it), one for each fact asked for, then
// those that tell a plain live row, where such rows are not wanted. Only what was asked for is a fact of the batch.
class ImageColumns {
public:
    ImageColumns(const ImageQuery& query, const DatabaseInfo& database);

    static constexpr int kId = 0;
    static constexpr int kDeleted = 1;

    int is_public() const { return is_public_; }  // -1: the table has none
    const std::vector<StoredColumn>& facts() const { return facts_; }
    // Of a query that does not want plain live rows: the columns that tell them.
    int status() const { return status_; }
    int deleted_at() const { return deleted_at_; }
    // The facts that a row read gives a value or NULL: the stored ones among those asked for.
    FactSet known() const { return known_; }
    std::size_t size() const { return names_.size(); }
    const std::vector<std::string_view>& names() const { return names_; }
    // "id, deleted, …"
    std::string select_list() const;

private:
    int add(std::string_view column);

    std::vector<std::string_view> names_;
    int is_public_ = -1;
    int status_ = -1;
    int deleted_at_ = -1;
    FactSet known_;
    std::vector<StoredColumn> facts_;
};

// A row whose `column` cannot be understood; negative: the table has none of that name. Without `why`: it can.
struct BadValue {
    int column = -1;
    std::string_view name;
    std::string_view why;
};

// Judges the value of a stored fact; for NULL, whether the row may lack it: visibility, where its is_public tells, and
// everything but a status. Sets `bad` where it may not.
void judge_value(const StoredColumn& stored, const Field& value, bool is_public_tells, BadValue& bad);

// Counts a row that cannot be understood. `row` names the row: "images, id = '…'".
void note_bad(Outcome& outcome, const std::string& row, std::string_view column, const Field& value,
              std::string_view why);
// A value for people's eyes, in quotes, cut where it is long.
std::string shown_value(std::string_view text);

inline constexpr std::string_view kNoBoolean = "not a boolean (0 or 1)";
inline constexpr std::string_view kNoImage = "and no such row is without its image";
inline constexpr std::string_view kNoTime = "not a time (YYYY-MM-DD HH:MM:SS)";

}  // namespace glance_audit::sources

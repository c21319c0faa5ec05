// Rows whose fields are text, as PostgreSQL's COPY, MariaDB's text protocol, dumps and tables in files deliver them.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "scanner/formats/field.hpp"
#include "scanner/sources/image_columns.hpp"

namespace glance_audit::sources {

// 0, 1 (any other whole number is true, as for the databases), t, f, true, false. Nothing for any other text.
std::optional<bool> parse_flag(std::string_view text);

// True for a plain live row (plain_live.hpp). The columns must be those of a query that does not want them.
bool is_plain_live(const ImageColumns& columns, std::span<const Field> fields);

// Appends a row of `images` to `batch`, unless a value cannot be understood: then it is counted, and the first is
// described. `fields` are in the order of columns.names().
void append_image(const ImageColumns& columns, std::span<const Field> fields, Batch& batch, Outcome& outcome);

// A row of image_members: image_id (not NULL), deleted, deleted_at, member. Nothing where a value cannot be understood;
// then it is counted, and the first is described.
std::optional<MemberRow> parse_member(std::span<const Field> fields, Outcome& outcome);

// True for a row of a child table (image_id, deleted) that is not deleted. A value that cannot be understood is
// counted, and the first is described.
bool is_live_child(std::string_view table, std::span<const Field> fields, Outcome& outcome);

// A row as a snapshot keeps it; `columns` name its fields. Valid until the fields are.
void to_stored(std::span<const std::string_view> columns, std::span<const Field> fields,
               std::vector<StoredValue>& values);

// Hands a batch on when it is full, and the last one at the end.
class BatchFiller {
public:
    BatchFiller(const ImageColumns& columns, Outcome& outcome, const std::function<void(Batch&)>& consume);

    void append(std::span<const Field> fields);
    void finish();

private:
    const ImageColumns& columns_;
    Outcome& outcome_;
    const std::function<void(Batch&)>& consume_;
    Batch batch_{SubjectKind::image};
};

}  // namespace glance_audit::sources

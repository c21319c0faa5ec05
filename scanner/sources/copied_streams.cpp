// How a source is copied that does not say otherwise: through the streams an audit reads.
//
// A row that cannot be understood is not handed out by them: it is counted, and the first is named.
#include <algorithm>
#include <array>
#include <mutex>
#include <string>

#include "scanner/sources/source.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::array<std::string_view, 9> kImageColumns{"id",         "name",       "owner",     "status", "visibility",
                                                        "created_at", "deleted_at", "is_public", "deleted"};
constexpr std::array<std::string_view, 3> kMemberColumns{"image_id", "deleted", "deleted_at"};
constexpr std::array<std::string_view, 1> kChildColumns{"image_id"};

std::span<const std::string_view> known_columns(std::string_view table) {
    if (table == "images") return kImageColumns;
    if (table == "image_members") return kMemberColumns;
    return kChildColumns;
}

// The values of one row, and the texts that were made for it.
class Row {
public:
    explicit Row(std::span<const std::string> columns) : columns_(columns), values_(columns.size()) {}

    StoredRow of(const Batch& batch, std::size_t row) {
        for (std::size_t i = 0; i < columns_.size(); ++i) values_[i] = value(batch, row, columns_[i]);
        return values_;
    }

    StoredRow of(const ImageId& image, bool deleted, std::optional<Micros> deleted_at) {
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            values_[i] = columns_[i] == "image_id"  ? text(id_, image.text())
                         : columns_[i] == "deleted" ? StoredValue::of(std::int64_t{deleted})
                         : deleted_at               ? text(deleted_at_, to_sql_time(*deleted_at))
                                                    : StoredValue{};
        }
        return values_;
    }

private:
    static StoredValue text(std::string& place, std::string made) {
        place = std::move(made);
        return StoredValue::of(std::string_view(place));
    }

    StoredValue value(const Batch& batch, std::size_t row, std::string_view column) {
        if (column == "id") return text(id_, batch.ids[row].text());
        if (column == "deleted") return StoredValue::of(std::int64_t{batch.deleted[row]});
        if (column == "is_public") {
            return batch.is_public[row] < 0 ? StoredValue{} : StoredValue::of(std::int64_t{batch.is_public[row]});
        }
        const Fact fact = *find_fact(SubjectKind::image, column);
        const Column& stored = batch[fact];
        if (stored.present[row] == 0) return {};
        if (info(fact).type == FactType::text) return StoredValue::of(stored.texts[row]);
        return text(fact == Fact::created_at ? created_at_ : deleted_at_, to_sql_time(stored.numbers[row]));
    }

    std::span<const std::string> columns_;
    std::vector<StoredValue> values_;
    std::string id_, created_at_, deleted_at_;
};

}  // namespace

std::vector<std::string> Source::stored_columns(std::string_view table, std::span<const std::string_view> wanted) {
    const auto known = known_columns(table);
    std::vector<std::string> columns;
    for (const std::string_view name : wanted) {
        const bool there = table != "images" || database().has_column(name);
        if (there && std::find(known.begin(), known.end(), name) != known.end()) columns.emplace_back(name);
    }
    return columns;
}

Outcome Source::read_stored(std::string_view table, std::span<const std::string> columns,
                            const std::function<void(StoredRow)>& consume) {
    Row row(columns);
    if (table == "image_members") {
        return read_members(std::nullopt, [&](const MemberRow& member) {
            consume(row.of(member.image, member.deleted, member.deleted_at));
        });
    }
    if (table != "images") {
        return read_children({table, false, std::nullopt},
                             [&](const ImageId& image) { consume(row.of(image, false, std::nullopt)); });
    }
    const FactSet facts{Fact::name, Fact::owner, Fact::status, Fact::visibility, Fact::created_at, Fact::deleted_at};
    std::mutex consuming;
    return read_images({facts, Rows::all, {}, nullptr}, [&](const Batch& batch) {
        const std::lock_guard lock(consuming);
        for (std::size_t i = 0; i < batch.size(); ++i) consume(row.of(batch, i));
    });
}

}  // namespace glance_audit::sources

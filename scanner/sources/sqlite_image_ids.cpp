#include "scanner/sources/sqlite_image_ids.hpp"

#include <cstring>

#include "scanner/db/sqlite/whole_table.hpp"

namespace glance_audit::sources {

void IdSum::add(std::string_view id) {
    constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;
    std::uint64_t hash = id.size();
    for (; id.size() >= sizeof hash; id.remove_prefix(sizeof hash)) {
        std::uint64_t word = 0;
        std::memcpy(&word, id.data(), sizeof word);
        hash = (hash ^ word) * kOdd;
        hash ^= hash >> 29U;
    }
    std::uint64_t rest = 0;
    if (!id.empty()) std::memcpy(&rest, id.data(), id.size());
    hash = (hash ^ rest) * kOdd;
    sum_ += hash ^ (hash >> 32U);
}

void SqliteImageIds::require_sound() {
    if (sound_) return;
    index_ = WholeTables::index_on(connection_, "images", "id");
    sound_ = index_.empty();
    if (sound_) return;
    IdSum sum;
    bool in_order = true;
    std::string last;
    SqliteStatement row(connection_, "SELECT id FROM images INDEXED BY " + index_);
    while (row.step()) {
        const std::string_view id = text_of(row.value(0), utf8_);
        sum.add(id);
        // In other encodings texts are sorted by other bytes, and what is no text by its value.
        if (!utf8_ || sqlite3_value_type(row.value(0)) != SQLITE_TEXT) continue;
        in_order = in_order && last <= id;
        last = id;
    }
    sound_ = in_order && sum == table_;
    if (sound_) return;
    throw SourceError("the file is damaged: the index of the images' IDs does not agree with the table",
                      connection_.path(), "check it with PRAGMA integrity_check, and audit a good copy");
}

std::vector<std::string> SqliteImageIds::existing(std::span<const std::string> ids) {
    SqliteStatement row(connection_, "SELECT " + exists_sql("?1"));
    std::vector<std::string> found;
    for (const std::string& id : ids) {
        row.reset();
        row.bind(1, id);
        if (row.step() && row.integer(0) != 0) found.push_back(id);
    }
    return found;
}

std::string SqliteImageIds::exists_sql(const std::string& id) const {
    // Without an index SQLite makes one of its own, once for a statement.
    if (index_.empty()) return id + " COLLATE BINARY IN (SELECT id FROM images NOT INDEXED)";
    return "EXISTS (SELECT 1 FROM images INDEXED BY " + index_ + " WHERE images.id = " + id + " COLLATE BINARY)";
}

}  // namespace glance_audit::sources

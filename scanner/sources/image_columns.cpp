#include "scanner/sources/image_columns.hpp"

#include <algorithm>
#include <array>

#include "scanner/base/ascii.hpp"
#include "scanner/base/join.hpp"
#include "scanner/base/utf8.hpp"

namespace glance_audit::sources {
namespace {

// The stored facts, and the column each is read from.
struct StoredFact {
    Fact fact;
    std::string_view column;
};

constexpr std::array<StoredFact, 10> kStoredFacts{{{Fact::name, "name"},
                                                   {Fact::owner, "owner"},
                                                   {Fact::status, "status"},
                                                   {Fact::visibility, "visibility"},
                                                   {Fact::created_at, "created_at"},
                                                   {Fact::deleted_at, "deleted_at"},
                                                   {Fact::checksum, "checksum"},
                                                   {Fact::os_hash_algo, "os_hash_algo"},
                                                   {Fact::os_hash_value, "os_hash_value"},
                                                   {Fact::disk_format, "disk_format"}}};

bool is_visibility(std::string_view text) {
    const auto words = info(Fact::visibility).words;
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return text::equal(text, word); });
}

}  // namespace

ImageColumns::ImageColumns(const ImageQuery& query, const DatabaseInfo& database) {
    add("id");
    add("deleted");
    if (database.has_column("is_public")) is_public_ = add("is_public");
    for (const StoredFact& stored : kStoredFacts) {
        if (!query.columns.contains(stored.fact)) continue;
        known_.insert(stored.fact);
        facts_.push_back({stored.fact, database.has_column(stored.column) ? add(stored.column) : -1,
                          info(stored.fact).type == FactType::time});
    }
    if (query.rows == Rows::all) return;
    status_ = add("status");
    deleted_at_ = add("deleted_at");
}

int ImageColumns::add(std::string_view column) {
    const auto at = std::find(names_.begin(), names_.end(), column) - names_.begin();
    if (at == std::ssize(names_)) names_.push_back(column);
    return static_cast<int>(at);
}

std::string ImageColumns::select_list() const { return joined(names_, ", "); }

void judge_value(const StoredColumn& stored, const Field& value, bool is_public_tells, BadValue& bad) {
    const auto refuse = [&](std::string_view why) { bad = {stored.column, info(stored.fact).name, why}; };
    if (stored.fact == Fact::status && !value) refuse("no status");
    if (stored.fact != Fact::visibility) return;
    if (!value && !is_public_tells) refuse("and no is_public tells");
    if (value && !is_visibility(*value)) refuse("none of public, community, shared, private");
}

void note_bad(Outcome& outcome, const std::string& row, std::string_view column, const Field& value,
              std::string_view why) {
    if (++outcome.bad_rows > 1) return;
    outcome.first_bad =
        row + ": " + std::string(column) + " is " + (value ? shown_value(*value) : "NULL") + ", " + std::string(why);
}

std::string shown_value(std::string_view text) {
    constexpr std::size_t kLongest = 60;
    std::string out = "'";
    append_visible(out, text.substr(0, kLongest));
    return out + (text.size() > kLongest ? "…'" : "'");
}

}  // namespace glance_audit::sources

#include "scanner/glance/schema.hpp"

#include <algorithm>
#include <functional>
#include <iterator>

namespace glance_audit::sources {

bool DatabaseInfo::has_column(std::string_view name) const {
    return std::find(image_columns.begin(), image_columns.end(), name) != image_columns.end();
}

void check_image_columns(const DatabaseInfo& database, const std::string& shown) {
    const auto fail = [&](const std::string& column) {
        throw SourceError("the table 'images' has no column " + column, shown,
                          "name a whole Glance database (Kilo or later)");
    };
    for (const std::string_view needed : {"id", "name", "owner", "status", "created_at", "deleted_at", "deleted"}) {
        if (!database.has_column(needed)) fail("'" + std::string(needed) + "'");
    }
    if (!database.has_column("visibility") && !database.has_column("is_public")) {
        fail("'visibility' (nor 'is_public', as before Ocata)");
    }
}

std::vector<std::string_view> missing_image_columns(const DatabaseInfo& database) {
    constexpr std::array<std::string_view, 2> kAlways{"checksum", "disk_format"};
    constexpr std::array<std::string_view, 3> kSinceRocky{"os_hash_algo", "os_hash_value", "os_hidden"};
    const auto has = [&](std::string_view name) { return database.has_column(name); };
    std::vector<std::string_view> missing;
    std::copy_if(kAlways.begin(), kAlways.end(), std::back_inserter(missing), std::not_fn(has));
    if (std::none_of(kSinceRocky.begin(), kSinceRocky.end(), has)) return missing;
    std::copy_if(kSinceRocky.begin(), kSinceRocky.end(), std::back_inserter(missing), std::not_fn(has));
    return missing;
}

std::vector<std::string_view> DatabaseInfo::stored_columns(std::string_view table,
                                                           std::span<const std::string_view> wanted) const {
    std::vector<std::string_view> columns;
    for (const std::string_view name : wanted) {
        if (table != "images" || has_column(name)) columns.push_back(name);
    }
    return columns;
}

}  // namespace glance_audit::sources

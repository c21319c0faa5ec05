#include "scanner/sources/sql_select.hpp"

#include <algorithm>

#include "scanner/sources/plain_live.hpp"

namespace glance_audit::sources {
namespace {

std::string of_image(const std::string& only_image) {
    return only_image.empty() ? "image_id IS NOT NULL" : "image_id = " + only_image;
}

}  // namespace

std::string select_images(const ImageQuery& query, const ImageColumns& columns, const std::string& ids) {
    std::string sql = "SELECT " + columns.select_list() + " FROM images";
    if (!ids.empty()) return sql + " WHERE id IN (" + ids + ")";
    if (query.rows == Rows::all || query.odd_ids != nullptr) return sql;
    return sql + " WHERE " + std::string(kNotPlainLive);
}

std::string select_members(const std::string& only_image) {
    return "SELECT image_id, deleted, deleted_at, member FROM image_members WHERE " + of_image(only_image);
}

std::string select_children(const ChildQuery& query, const std::string& only_image, std::string_view image_id) {
    const std::string table(query.table);
    std::string sql = query.live_only ? "SELECT image_id, deleted FROM " : "SELECT image_id FROM ";
    sql += table + " WHERE " + of_image(only_image);
    if (query.orphans_only)
        sql += " AND NOT EXISTS (SELECT 1 FROM images WHERE images.id = " + std::string(image_id) + ")";
    return sql;
}

std::string quoted_list(std::span<const std::string> ids, std::size_t begin,
                        const std::function<std::string(const std::string&)>& quote) {
    std::string list;
    for (std::size_t i = begin; i < std::min(ids.size(), begin + kIdsAtOnce); ++i) {
        if (!list.empty()) list += ", ";
        list += quote(ids[i]);
    }
    return list;
}

}  // namespace glance_audit::sources

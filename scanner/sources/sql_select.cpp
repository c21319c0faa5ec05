#include "scanner/sources/sql_select.hpp"

#include <algorithm>

#include "scanner/sources/plain_live.hpp"

namespace glance_audit::sources {
namespace {

std::string of_image(const std::string& only_image) {
    return only_image.empty() ? "image_id IS NOT NULL" : "image_id = " + only_image;
}

}  // namespace

Select select_images(const ImageQuery& query, const ImageColumns& columns, const std::string& ids) {
    Select select{{columns.names().begin(), columns.names().end()}, "FROM images"};
    if (!ids.empty()) {
        select.rest += " WHERE id IN (" + ids + ")";
    } else if (query.rows != Rows::all && query.odd_ids == nullptr) {
        select.rest += " WHERE " + std::string(kNotPlainLive);
    }
    return select;
}

Select select_members(const std::string& only_image) {
    return {{"image_id", "deleted", "deleted_at", "member"}, "FROM image_members WHERE " + of_image(only_image)};
}

Select select_children(const ChildQuery& query, const std::string& only_image, std::string_view image_id) {
    const std::string table(query.table);
    Select select{{"image_id"}, "FROM " + table + " WHERE " + of_image(only_image)};
    if (query.live_only) select.columns.emplace_back("deleted");
    if (query.orphans_only) {
        select.rest += " AND NOT EXISTS (SELECT 1 FROM images WHERE images.id = " + std::string(image_id) + ")";
    }
    return select;
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

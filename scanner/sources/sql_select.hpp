// The statements that PostgreSQL, MariaDB and MySQL have in common.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "scanner/sources/image_columns.hpp"

namespace glance_audit::sources {

// Several IDs at a time: how many fit well into one statement.
inline constexpr std::size_t kIdsAtOnce = 500;

// The rows of `images` that the query wants; all of them where odd IDs are asked for, because no server tells an odd ID
// as quickly as it delivers one. ids: the query's, quoted ("'a', 'b'"), or empty.
Select select_images(const ImageQuery& query, const ImageColumns& columns, const std::string& ids);

// image_id, deleted, deleted_at, member. only_image: a quoted ID, or empty.
Select select_members(const std::string& only_image);

// image_id; and deleted where only live rows are wanted, because a value of it that is none must be seen. only_image:
// the query's, quoted, or empty; image_id: of orphans, the column as images.id can be
// compared with it.
Select select_children(const ChildQuery& query, const std::string& only_image, std::string_view image_id);

// "quote(id), quote(id), …" of ids[begin] and up to kIdsAtOnce - 1 more.
std::string quoted_list(std::span<const std::string> ids, std::size_t begin,
                        const std::function<std::string(const std::string&)>& quote);

}  // namespace glance_audit::sources

// Where a text says that rows of Glance's images are purged, in whatever form: what no reader of schedules understood
// is found by it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace glance_audit::sources {

// The lines, ascending, that name a purge of glance-manage ("glance-manage db purge", "purge_images_table"), SQL that
// deletes rows of `images` where the text is about Glance, the operators' `dbPurge`, the classes of puppet-glance, or
// the job of a chart. Comments are left out. `name` is the file's.
std::vector<int> purge_mentions(std::string_view text, std::string_view name);

// True for a DELETE or TRUNCATE of the table `images` in SQL, or what pt-archiver takes for one.
bool deletes_images(std::string_view text);

}  // namespace glance_audit::sources

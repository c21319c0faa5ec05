// What is read of other tables before the images: members, child rows, twins.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/audit/target_work.hpp"

namespace glance_audit::app {

// Fills the indexes of work.context, as far as the rules need them.
void read_indexes(TargetWork& work);

// Calls consume(number of the table in kChildTables, image ID) for every child row; orphans_only: those whose image has
// no row.
void read_children(TargetWork& work, bool orphans_only,
                   const std::function<void(std::size_t, const ImageId&)>& consume);

// Makes work.context.twins of the IDs that are not canonical.
void find_twins(TargetWork& work, const std::vector<std::string>& odd_ids);

}  // namespace glance_audit::app

// Rows of facts that stand somewhere: in a policy file, a configuration, a schedule.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "scanner/base/location.hpp"
#include "scanner/model/batch.hpp"

namespace glance_audit::facts {

// Of each row of a batch; nothing where it stands in no file.
using Locations = std::vector<std::optional<Location>>;

// Takes a batch of rows and their locations, both valid during the call.
using UseRows = std::function<void(const Batch&, const Locations&)>;

}  // namespace glance_audit::facts

// --targets FILE: clouds and regions by name, each with its source and what holds there. Its form as a JSON Schema:
// targets.schema.json.
//
//   targets:
//     - name: RegionOne
//       source: postgresql://glance@db1/glance
//       policies: [policies/one.yaml]
//       labels: {country: DE}
#pragma once

#include <filesystem>
#include <vector>

#include "scanner/audit/audit.hpp"

namespace glance_audit::app {

// The targets of a file, in its order, each with a name of its own. What a target does not say it has from `usual`;
// relative paths begin at the file's folder. `now` bounds an age.
// Throws UsageError for every mistake, with file, line, the text (no password in it) and a caret, and what to do.
std::vector<TargetRequest> read_targets(const std::filesystem::path& file, const TargetRequest& usual, Micros now);

}  // namespace glance_audit::app

// Which policies a target has, and how they are loaded over a release's defaults.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "scanner/base/source_text.hpp"
#include "scanner/model/policy_switches.hpp"
#include "scanner/policy/access/matrix.hpp"

namespace glance_audit::policy {

struct PolicySelection {
    std::vector<std::filesystem::path> paths;  // --policy, in the order given
    PolicySwitches switches;
    bool without_files = false;  // a configuration was read, and no policy file is where it says
    std::optional<std::vector<text::SourceText>> texts = std::nullopt;  // in place of paths: what a snapshot holds
};

// Where a configuration names no file that is there, what the release does without one is assumed only if that is more
// open than the shipped file: the files may just not have been taken along.
PolicyOptions policy_options(const PolicySelection& selection, const std::string& release);

// `release` as kReleaseNames spells it, or "none".
AccessOptions access_options(const PolicySelection& selection, const std::string& release);

}  // namespace glance_audit::policy

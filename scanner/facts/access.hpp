// What beside the policies decides who may do what in a cloud.
#pragma once

#include <string>

#include "scanner/audit/audit.hpp"
#include "scanner/policy/access/matrix.hpp"

namespace glance_audit::app {

// How the policies of a selection are loaded over a release's defaults. Where a configuration names no file that is
// there, what the release does without one is assumed only if that is more open than the shipped file: the files may
// just not have been taken along.
policy::PolicyOptions policy_options(const PolicySelection& selection, const std::string& release);

// `release` as kReleaseNames spells it, or "none".
policy::AccessOptions access_options(const PolicySelection& selection, const std::string& release);

}  // namespace glance_audit::app

// Who may do what in a cloud: its policies, its release and the options that bear on both.
#pragma once

#include <string>
#include <vector>

#include "scanner/app/audit.hpp"
#include "scanner/model/policy_matrix.hpp"
#include "scanner/policy/matrix.hpp"

namespace glance_audit::app {

// What beside the policies decides in this release who may do what.
policy::AccessOptions access_options(const PolicySelection& selection, const std::string& release);

// Of each of these releases ("none": no defaults), of which the most open answer counts, with what differs from the
// release's own defaults marked. At least one release. Throws UsageError where a file cannot be read.
PolicyMatrix who_may_do_what(const PolicySelection& selection, const std::vector<std::string>& releases);

}  // namespace glance_audit::app

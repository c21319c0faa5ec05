// What beside the policies decides who may do what in a cloud.
#pragma once

#include <string>

#include "scanner/app/audit.hpp"
#include "scanner/policy/matrix.hpp"

namespace glance_audit::app {

// `release` as known_releases() spells it, or "none".
policy::AccessOptions access_options(const PolicySelection& selection, const std::string& release);

}  // namespace glance_audit::app

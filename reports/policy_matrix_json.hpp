// Who may do what, as JSON.
#pragma once

#include <string>

#include "scanner/model/policy_matrix.hpp"

namespace glance_audit::reports {

// An object with release, personas (name and title), matrix {action: {persona: "yes"}}, and what only some cells have:
// depends_on and by_default, in the same form; who_may {action: a sentence}. A line an action.
void append_policy_matrix(std::string& out, const PolicyMatrix& matrix);

}  // namespace glance_audit::reports

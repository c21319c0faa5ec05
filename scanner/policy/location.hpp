// Where a rule stands in a policy file.
#pragma once

#include <string>

namespace glance_audit::policy {

struct Location {
    std::string file;
    int line = 0;  // 1-based, as column, which counts code points
    int column = 0;
};

}  // namespace glance_audit::policy

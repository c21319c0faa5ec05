// Where something stands in a file.
#pragma once

#include <string>

namespace glance_audit {

struct Location {
    std::string file;
    int line = 0;  // 1-based; 0: the file as a whole
};

}  // namespace glance_audit

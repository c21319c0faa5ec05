// One conversion of Python's % operator: "%-5.2f" applied to a value. Inside of PercentFormat only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "scanner/policy/language/value.hpp"

namespace glance_audit::policy {

struct Conversion {
    bool left = false;
    bool plus = false;
    bool blank = false;
    bool alternate = false;
    bool zero = false;
    std::size_t width = 0;
    std::optional<std::size_t> precision;
    char type = 's';  // the first byte of it: beyond ASCII there is no conversion
};

// Appends the converted value; false where Python raises (a type that does not fit, an unknown conversion).
bool convert(const Value& value, const Conversion& conversion, std::string& out);

}  // namespace glance_audit::policy

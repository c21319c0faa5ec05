// What libyaml says of a text that it cannot read, in plain words. Inside of the YAML reader only.
#pragma once

#include <string_view>

namespace glance_audit::text {

struct YamlProblem {
    std::string_view said;  // by libyaml 0.2
    bool at_end_only;       // true where the text ends too early: then the place after its last line says little
    bool shows_opening;     // points at what is open, instead of at where the reader stopped
    std::string_view what;  // if it ends in "on line ", the line of what is open follows
    std::string_view hint;
};

// `at_end`: the reader stopped at the end of the text.
YamlProblem yaml_problem(std::string_view said, bool at_end);

}  // namespace glance_audit::text

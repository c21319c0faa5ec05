// Text as YAML that PyYAML, and so Glance, reads back unchanged.
#pragma once

#include <string>
#include <string_view>

namespace glance_audit::text {

// Appends `text` in double quotes. Bytes that are no UTF-8 become U+FFFD; controls, deceptive characters and what YAML
// takes for not printable are escaped.
void append_yaml_string(std::string& out, std::string_view text);

}  // namespace glance_audit::text

// "$name" and "${group.name}" in the value of an option. Source: ConfigOpts._substitute and Template in
// oslo_config/cfg.py, string.Template.safe_substitute.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace glance_audit::sources {

// Every reference replaced by what `value_of` gives for its name; "$$" and "\$" by a dollar sign. A dollar sign in
// front of anything else stays.
std::string substitute(std::string_view text, const std::function<std::string(std::string_view name)>& value_of);

}  // namespace glance_audit::sources

// Which releases know a name: as an action Glance asks for, or as a rule of its own that its defaults refer to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace glance_audit::policy {

// The release as kReleaseNames spells it; an empty one means any.
bool is_known_to(std::string_view release, std::string_view name);

// The same, and Glance asks for it or refers to it: some names are registered in releases that ask for another instead.
bool is_asked_for(std::string_view release, std::string_view name);

// All names that the release knows, sorted; of an empty one, all that any release knows. Lives as long as the program.
std::vector<std::string_view> names_known_to(std::string_view release);

// The releases that know the name and ask for it, or refer to it: "Yoga and later", "Kilo to Train", "Kilo"; "every
// release"; empty where no release does.
std::string releases_that_ask_for(std::string_view name);

}  // namespace glance_audit::policy

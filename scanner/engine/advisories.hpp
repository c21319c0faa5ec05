// The advisories that the rule folders are about, as data: rules/advisories.yaml, which is part of the program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace glance_audit::engine {

struct Advisory {
    std::string folder;  // what rule IDs begin with: "ossn-0065"
    std::string title;
    std::vector<std::string> numbers;  // "OSSN-0065"; empty where the folder is about no advisory
    std::vector<std::string> cves;     // "CVE-2022-4134"
    std::vector<std::string> links;
    std::string about;  // one line
};

// Sorted by folder. Lives as long as the program.
const std::vector<Advisory>& known_advisories();

// Nullptr for a folder that is somebody's own.
const Advisory* find_advisory(std::string_view folder);

// "ossn-0065/locations-open" belongs to "ossn-0065".
constexpr std::string_view folder_of(std::string_view rule_id) { return rule_id.substr(0, rule_id.find('/')); }

}  // namespace glance_audit::engine

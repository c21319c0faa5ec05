// Where Glance looks for its policies, and what lies there without ever being read.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/config/glance_options.hpp"

namespace glance_audit::sources {

// The file that a release reads where [oslo_policy] policy_file is not set: policy.json up to Victoria; after that
// policy.yaml, and without one policy.json (oslo.policy's pick_default_policy_file), which 2026.1 with
// oslo.policy 5.0.0 does no more. An empty release: policy.yaml, else policy.json. Nothing where it is not there.
std::optional<std::filesystem::path> default_policy_file(const OsloConfig& config, std::string_view release);

// True for a folder of policy_dirs without a file that is read: it counts for none.
bool holds_no_policies(const std::filesystem::path& path);

// Policy files that are there, or are named, and are not read.
struct UnreadPolicies {
    std::string files;    // for people's eyes
    std::string because;  // "policy.yaml, which lies beside it, is read instead"
    bool in_all = true;   // in every release that comes into question
};

// Of policy_file. `value`: the option's; `releases`: those in question. Where none is known, and the option is not set,
// nothing is said.
std::optional<UnreadPolicies> unread_policy_files(const OsloConfig& config, const OptionValue& value,
                                                  const std::vector<std::string>& releases);

// Of policy_dirs: files whose names begin with a dot, files in sub-folders, and a folder that is set and not there. Of
// the former those that look like policies: an editor's and Kubernetes' own files are none.
std::optional<UnreadPolicies> unread_in_policy_dirs(const OsloConfig& config, const OptionValue& value);

}  // namespace glance_audit::sources

// From glance-api.conf to a target: its database and its policies, as the services of that cloud take them from there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scanner/audit/audit.hpp"
#include "scanner/config/oslo_config.hpp"

namespace glance_audit::app {

// The target that these files and folders, read in this order, describe. The source is [database] connection with its
// connection_parameters, password and all; the configuration itself goes along, for its rules. `release` as the user
// gave it, or nothing; it is the target's release too.
//
// Policies: [oslo_policy] policy_file and policy_dirs, looked for where oslo.policy does. Where policy_file is not set:
// what policy_places.hpp says. What is not there is left out; a policy_file that is set and not there is worth a
// warning in the log, for Glance then goes on with its defaults as well.
//
// Throws UsageError: a file that cannot be read or is no configuration, a value of the wrong type, no connection.
TargetRequest configured_target(const std::vector<sources::ConfigInput>& inputs,
                                const std::optional<std::string>& release);

// The same without a source: no connection is needed.
TargetRequest configured_cloud(const std::vector<sources::ConfigInput>& inputs,
                               const std::optional<std::string>& release);

// The policies alone.
policy::PolicySelection configured_policies(const std::vector<sources::ConfigInput>& inputs,
                                            const std::optional<std::string>& release);

}  // namespace glance_audit::app

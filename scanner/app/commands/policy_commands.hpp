// The commands below `policy`, one file each.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>

namespace glance_audit::app {

// As SetUp in commands.hpp.
std::function<int()> set_up_policy_check(CLI::App& command);
std::function<int()> set_up_policy_effective(CLI::App& command);
std::function<int()> set_up_policy_explain(CLI::App& command);
std::function<int()> set_up_policy_matrix(CLI::App& command);
std::function<int()> set_up_policy_test(CLI::App& command);

}  // namespace glance_audit::app

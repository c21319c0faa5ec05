// `policy`: who may do what, and why? What is in effect? Does it do what I expect?
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "scanner/app/commands/commands.hpp"
#include "scanner/app/commands/policy_commands.hpp"

namespace glance_audit::app {
namespace {

struct SubCommand {
    const char* name;
    const char* description;
    SetUp set_up;
};

constexpr std::array<SubCommand, 5> kSubCommands{{
    {"explain", "May they do this, and why?", set_up_policy_explain},
    {"matrix", "Who may do what?", set_up_policy_matrix},
    {"effective", "What is in effect, after files and defaults?", set_up_policy_effective},
    {"check", "What is wrong with the policies, and what do they put at risk?", set_up_policy_check},
    {"test", "Do the policies decide as I expect?", set_up_policy_test},
}};

}  // namespace

std::function<int()> set_up_policy(CLI::App& command) {
    std::vector<std::pair<CLI::App*, std::function<int()>>> runners;
    for (const SubCommand& sub : kSubCommands) {
        CLI::App* const added = command.add_subcommand(sub.name, sub.description);
        runners.emplace_back(added, sub.set_up(*added));
    }
    command.require_subcommand(1);
    return [runners] {
        for (const auto& [sub, run] : runners) {
            if (sub->parsed()) return run();
        }
        return 2;  // not reached: one is required
    };
}

}  // namespace glance_audit::app

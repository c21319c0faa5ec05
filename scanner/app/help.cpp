#include "scanner/app/help.hpp"

#include <algorithm>
#include <vector>

#include "reports/wrapped.hpp"
#include "scanner/app/padded.hpp"
#include "scanner/app/terminal.hpp"
#include "scanner/app/usage.hpp"

namespace glance_audit::app {
namespace {

using reports::columns;
using reports::wrapped;

// Of the left column: a third of the line, but no more than most names need.
std::size_t names_width(std::size_t width) { return std::clamp<std::size_t>(width / 3, 12, 30); }

// "  NAME   what it means"; below a name that is too long for its column.
std::string entry(const std::string& name, const std::string& meaning, std::size_t width) {
    const std::size_t column = names_width(width);
    std::string head = "  " + name;
    if (columns(head) + 2 <= column) return wrapped(padded(std::move(head), column), meaning, width);
    return head + "\n" + wrapped(std::string(column, ' '), meaning, width);
}

// "[SOURCE...]", "UUID".
std::string argument_usage(const CLI::Option& argument) {
    const bool several = argument.get_expected_max() > 1;
    const std::string name = argument.get_name(true) + (several ? "..." : "");
    return argument.get_required() ? name : "[" + name + "]";
}

std::string usage(const CLI::App& command, const std::vector<const CLI::Option*>& arguments, std::size_t width) {
    std::string text = full_name(command);
    text += command.get_subcommands({}).empty() ? " [OPTIONS]" : " COMMAND [OPTIONS]";
    for (const CLI::Option* argument : arguments) text += " " + argument_usage(*argument);
    return wrapped("Usage: ", text, width);
}

std::string option_entry(const CLI::Option& option, std::size_t width) {
    const std::string type = option.get_type_size() == 0 ? "" : " " + option.get_type_name();
    const std::string usual = option.get_default_str();
    return entry(option.get_name(false, true) + type,
                 option.get_description() + (usual.empty() ? "" : "; default " + usual), width);
}

// Those of the output stand last: every command has them.
std::vector<std::string> groups_of(const CLI::App& command) {
    std::vector<std::string> groups = command.get_groups();
    std::stable_partition(groups.begin(), groups.end(), [](const std::string& group) { return group != "Output"; });
    return groups;
}

std::string options_by_group(const CLI::App& command, std::size_t width) {
    std::string text;
    for (const std::string& group : groups_of(command)) {
        const auto options = command.get_options(
            [&](const CLI::Option* option) { return !option->get_positional() && option->get_group() == group; });
        if (options.empty()) continue;
        text += "\n" + group + ":\n";
        for (const CLI::Option* option : options) text += option_entry(*option, width);
    }
    return text;
}

}  // namespace

std::string HelpText::make_help(const CLI::App* command, std::string, CLI::AppFormatMode) const {
    const std::size_t width = help_width();
    const auto arguments = command->get_options([](const CLI::Option* option) { return option->get_positional(); });
    std::string text = wrapped("", command->get_description(), width) + "\n" + usage(*command, arguments, width);
    if (!arguments.empty()) text += "\nArguments:\n";
    for (const CLI::Option* argument : arguments) {
        text += entry(argument->get_name(true), argument->get_description(), width);
    }
    const auto commands = command->get_subcommands({});
    if (!commands.empty()) text += "\nCommands:\n";
    for (const CLI::App* below : commands) text += entry(below->get_name(), below->get_description(), width);
    text += options_by_group(*command, width);
    return text + "\n" + reports::wrapped_lines(command->get_footer(), width);
}

}  // namespace glance_audit::app

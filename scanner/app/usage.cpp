#include "scanner/app/usage.hpp"

#include <algorithm>
#include <ostream>

#include "scanner/app/commands/commands.hpp"
#include "scanner/base/join.hpp"
#include "scanner/base/nearest.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/db/database_url.hpp"

namespace glance_audit::app {
namespace {

// Line feeds stay: an excerpt has two lines.
void print_visible(std::ostream& out, std::string_view text) {
    while (true) {
        const std::size_t end = text.find('\n');
        std::string line;
        append_visible(line, text.substr(0, end));
        out << line;
        if (end == std::string_view::npos) return;
        out << '\n';
        text.remove_prefix(end + 1);
    }
}

// The command that was reached before parsing failed: options are looked up there.
const CLI::App* reached(const CLI::App& program) {
    const CLI::App* at = &program;
    for (bool deeper = true; deeper;) {
        deeper = false;
        for (const CLI::App* command : at->get_subcommands({})) {
            if (command->parsed() || command->count_all() > 0) {
                at = command;
                deeper = true;
                break;
            }
        }
    }
    return at;
}

std::vector<std::string> option_names(const CLI::App& command) {
    std::vector<std::string> names;
    for (const CLI::Option* option : command.get_options()) {
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
        for (const std::string& name : option->get_snames()) names.push_back("-" + name);
    }
    return names;
}

std::vector<std::string> command_names(const CLI::App& command) {
    std::vector<std::string> names;
    for (const CLI::App* sub : command.get_subcommands({})) names.push_back(sub->get_name());
    return names;
}

// "glance-audit rules show".
std::string full_name(const CLI::App& command) {
    return command.get_parent() != nullptr ? full_name(*command.get_parent()) + " " + command.get_name()
                                           : command.get_name();
}

std::string hint_for(const CLI::App& command, std::string_view wrong) {
    const bool is_option = wrong.starts_with('-');
    const std::vector<std::string> names = is_option ? option_names(command) : command_names(command);
    const std::vector<std::string_view> views(names.begin(), names.end());
    const std::string help = "see `" + full_name(command) + " --help`";
    const bool guessable = wrong.size() > 2;  // everything is near to a single letter
    const std::string_view near =
        guessable ? text::nearest(wrong.substr(0, wrong.find('=')), views) : std::string_view();
    return near.empty() ? help : "did you mean '" + std::string(near) + "'? " + help;
}

// The first word of the command line that no command or option took.
std::string first_extra(const CLI::App& command) {
    const std::vector<std::string> extras = command.remaining(true);
    return extras.empty() ? std::string() : extras.front();
}

}  // namespace

void print_error(std::ostream& out, const Error& error) {
    out << "glance-audit: error: ";
    if (!error.where().empty()) {
        print_visible(out, sources::without_passwords(error.where()));
        out << ": ";
    }
    print_visible(out, sources::without_passwords(error.what()));
    out << '\n';
    if (!error.excerpt().empty()) {
        print_visible(out, sources::without_secrets(error.excerpt()));
        out << '\n';
    }
    if (!error.hint().empty()) {
        out << "  hint: ";
        print_visible(out, sources::without_passwords(error.hint()));
        out << '\n';
    }
}

CLI::Validator one_of(std::vector<std::string> words) {
    const auto check = [words = std::move(words)](std::string& value) {
        const bool found = std::find(words.begin(), words.end(), value) != words.end();
        return found ? std::string() : "'" + value + "' is not one of " + joined(words, ", ");
    };
    return CLI::Validator(check, "");
}

UsageError usage_error(const CLI::App& program, const CLI::ParseError& error, int argc, char** argv) {
    const CLI::App* command = reached(program);
    std::string extra = first_extra(program);
    if (extra.empty() && argc > 1 && command == &program) extra = argv[1];
    const std::string message = error.what();
    const std::string option = message.substr(0, message.find(':'));
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
        const bool repeated = message.find("At Most") != std::string::npos;
        return {repeated ? "the option can be given only once" : "the option needs a value", option,
                hint_for(*command, {})};
    }
    const bool lacks_command =
        dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && !command_names(*command).empty();
    if (!extra.empty() && (lacks_command || dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr)) {
        const std::string kind = extra.starts_with('-')            ? "option"
                                 : command_names(*command).empty() ? "argument"
                                                                   : "command";
        return {"there is no " + kind + " '" + extra + "'", {}, hint_for(*command, extra)};
    }
    if (lacks_command) {
        return {"a command is missing; it is one of " + joined(command_names(*command), ", "), full_name(*command),
                command->get_parent() != nullptr ? hint_for(*command, {}) : "see `glance-audit COMMAND --help`"};
    }
    return {message, {}, hint_for(*command, {})};
}

}  // namespace glance_audit::app

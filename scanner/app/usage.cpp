#include "scanner/app/usage.hpp"

#include <algorithm>
#include <ostream>

#include "reports/writer.hpp"
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

// Without what stands before and behind: "report" of "--report=json".
std::string_view bare_option(std::string_view option) {
    option.remove_prefix(std::min(option.find_first_not_of('-'), option.size()));
    return option.substr(0, option.find('='));
}

bool takes(const CLI::App& command, std::string_view option) {
    return command.get_option_no_throw(std::string(option.substr(0, option.find('=')))) != nullptr;
}

std::vector<std::string> long_names(const CLI::App& command) {
    std::vector<std::string> names;
    for (const CLI::Option* option : command.get_options()) {
        for (const std::string& name : option->get_lnames()) names.push_back(name);
    }
    return names;
}

// True if `name` is made of `word` and more: "age" or "days" of "age-in-days".
bool is_part_of(std::string_view word, std::string_view name) {
    return ("-" + std::string(name) + "-").find("-" + std::string(word) + "-") != std::string::npos;
}

// What was meant by an option that the command does not have; empty where nothing is near.
std::string near_option(const CLI::App& command, std::string_view wrong) {
    const std::string_view word = bare_option(wrong);
    if (word.size() < 2) return {};  // everything is near to a single letter
    if (reports::find_format(word) != nullptr && takes(command, "--report")) return "--report " + std::string(word);
    const std::vector<std::string> names = long_names(command);
    const std::vector<std::string_view> views(names.begin(), names.end());
    if (const std::string_view near = text::nearest(word, views); !near.empty()) return "--" + std::string(near);
    const auto longer =
        std::find_if(names.begin(), names.end(), [&](const std::string& name) { return is_part_of(word, name); });
    return longer == names.end() ? std::string() : "--" + *longer;
}

std::vector<std::string> command_names(const CLI::App& command) {
    std::vector<std::string> names;
    for (const CLI::App* sub : command.get_subcommands({})) names.push_back(sub->get_name());
    return names;
}

std::string see_help(const CLI::App& command) { return "see `" + full_name(command) + " --help`"; }

std::string did_you_mean(std::string_view near, const CLI::App& command) {
    return near.empty() ? see_help(command) : "did you mean '" + std::string(near) + "'? " + see_help(command);
}

// An option that stands before its command is known there.
std::string option_hint(const CLI::App& command, const std::string& wrong) {
    for (const CLI::App* at : {&command, find_command(command, "scan")}) {
        if (at != nullptr && takes(*at, wrong)) {
            return "options stand behind the command: " + full_name(*at) + " " + wrong;
        }
    }
    return did_you_mean(near_option(command, wrong), command);
}

std::string command_hint(const CLI::App& command, std::string_view wrong) {
    const std::vector<std::string> names = command_names(command);
    const std::vector<std::string_view> views(names.begin(), names.end());
    return did_you_mean(text::nearest(wrong, views), command);
}

// The first word of the command line that no command or option took.
std::string first_extra(const CLI::App& command) {
    const std::vector<std::string> extras = command.remaining(true);
    return extras.empty() ? std::string() : extras.front();
}

// "rules show": a message begins with the program's name already.
std::string name_below_program(const CLI::App& command) {
    const std::string name = full_name(command);
    return name.substr(name.find(' ') + 1);
}

}  // namespace

std::string full_name(const CLI::App& command) {
    return command.get_parent() != nullptr ? full_name(*command.get_parent()) + " " + command.get_name()
                                           : command.get_name();
}

const CLI::App* find_command(const CLI::App& command, const std::string& name) {
    for (const CLI::App* sub : command.get_subcommands({})) {
        if (sub->get_name() == name) return sub;
    }
    return nullptr;
}

UsageError no_such_command(const CLI::App& command, const std::string& name) {
    return {"there is no command '" + name + "'", {}, command_hint(command, name)};
}

void check_word(const std::string& word, std::string_view option, std::span<const std::string_view> words) {
    if (std::find(words.begin(), words.end(), word) != words.end()) return;
    throw UsageError("'" + word + "' is not a value of this option", std::string(option),
                     text::suggestion(word, words));
}

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
        const bool is_argument = !option.starts_with('-');
        const char* const once = is_argument ? "only one can be given" : "the option can be given only once";
        return {repeated ? once : "the option needs a value", option, see_help(*command)};
    }
    const bool lacks_command =
        dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && !command_names(*command).empty();
    if (!extra.empty() && (lacks_command || dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr)) {
        const std::string kind = extra.starts_with('-')            ? "option"
                                 : command_names(*command).empty() ? "argument"
                                                                   : "command";
        return {"there is no " + kind + " '" + extra + "'",
                {},
                extra.starts_with('-') ? option_hint(*command, extra) : command_hint(*command, extra)};
    }
    if (lacks_command) {
        const bool is_program = command->get_parent() == nullptr;
        return {"a command is missing; it is one of " + joined(command_names(*command), ", "),
                is_program ? std::string() : name_below_program(*command),
                is_program ? "see `glance-audit COMMAND --help`" : see_help(*command)};
    }
    return {message, {}, see_help(*command)};
}

}  // namespace glance_audit::app

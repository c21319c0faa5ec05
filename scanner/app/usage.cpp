#include "scanner/app/usage.hpp"

#include <ostream>

#include "scanner/app/commands.hpp"
#include "scanner/model/utf8.hpp"
#include "scanner/text/nearest.hpp"

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

std::string hint_for(const CLI::App& command, std::string_view wrong) {
    const bool is_option = wrong.starts_with('-');
    const std::vector<std::string> names = is_option ? option_names(command) : command_names(command);
    const std::vector<std::string_view> views(names.begin(), names.end());
    const std::string_view near = text::nearest(wrong.substr(0, wrong.find('=')), views);
    const std::string help = "see `" + (command.get_parent() != nullptr ? "glance-audit " + command.get_name() : command.get_name()) + " --help`";
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
        print_visible(out, error.where());
        out << ": ";
    }
    print_visible(out, error.what());
    out << '\n';
    if (!error.excerpt().empty()) {
        print_visible(out, error.excerpt());
        out << '\n';
    }
    if (!error.hint().empty()) {
        out << "  hint: ";
        print_visible(out, error.hint());
        out << '\n';
    }
}

UsageError usage_error(const CLI::App& program, const CLI::ParseError& error, int argc, char** argv) {
    const CLI::App* command = reached(program);
    std::string extra = first_extra(program);
    if (extra.empty() && argc > 1 && command == &program) extra = argv[1];
    if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && !extra.empty()) {
        const std::string kind = extra.starts_with('-') ? "option" : command->get_subcommands({}).empty() ? "argument" : "command";
        return {"there is no " + kind + " '" + extra + "'", {}, hint_for(*command, extra)};
    }
    return {error.what(), {}, hint_for(*command, {})};
}

}  // namespace glance_audit::app

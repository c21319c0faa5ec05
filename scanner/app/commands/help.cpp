// `help` and `version`: the same as --help and --version, for those who look for a command.
#include <iostream>
#include <memory>

#include "reports/json_text.hpp"
#include "scanner/app/commands/commands.hpp"
#include "scanner/app/output_options.hpp"
#include "scanner/app/usage.hpp"
#include "scanner/base/version.hpp"

namespace glance_audit::app {
namespace {

int run_help(const CLI::App& program, const std::vector<std::string>& words) {
    const CLI::App* command = &program;
    for (const std::string& word : words) {
        const CLI::App* const below = find_command(*command, word);
        if (below == nullptr) throw no_such_command(*command, word);
        command = below;
    }
    std::cout << command->get_formatter()->make_help(command, {}, CLI::AppFormatMode::Normal);
    return 0;
}

std::function<int()> set_up_help(CLI::App& command) {
    auto words = std::make_shared<std::vector<std::string>>();
    command.add_option("COMMAND", *words, "The command, such as policy explain; by default the whole program");
    return [&command, words] { return run_help(*command.get_parent(), *words); };
}

int run_version(const OutputOptions& options) {
    set_up_logging(options);
    open_reports(options, kTableOrJson, {})
        .write([](std::string_view format, const reports::WriterOptions&, reports::Output& out) {
            std::string text = "glance-audit " + std::string(kVersion);
            if (format == "json") {
                text.clear();
                reports::JsonText(text)
                    .open('{')
                    .key("schema")
                    .text("glance-audit/version/1")
                    .key("name")
                    .text("glance-audit")
                    .key("version")
                    .text(kVersion)
                    .close('}');
            }
            out.write(text + "\n");
        });
    return 0;
}

std::function<int()> set_up_version(CLI::App& command) {
    auto options = std::make_shared<OutputOptions>();
    add_output_options(command, *options, kTableOrJson);
    return [options] { return run_version(*options); };
}

}  // namespace

const CommandInfo kHelp{
    .name = "help",
    .description = "How to use the program, or one of its commands",
    .examples =
        "glance-audit help\n"
        "glance-audit help policy explain",
    .exit_codes =
        "0  the help was printed\n"
        "2  wrong use: there is no such command",
    .set_up = set_up_help,
};

const CommandInfo kVersionCommand{
    .name = "version",
    .description = "Which version is this?",
    .examples = "glance-audit version",
    .exit_codes =
        "0  the version was printed\n"
        "2  wrong use",
    .set_up = set_up_version,
};

}  // namespace glance_audit::app

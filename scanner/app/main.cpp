// glance-audit: what is at risk in a Glance database by OSSN-0075, and how to mend it.
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <new>
#include <vector>

#include "scanner/app/commands/commands.hpp"
#include "scanner/app/help.hpp"
#include "scanner/app/output_options.hpp"
#include "scanner/app/usage.hpp"
#include "scanner/base/error.hpp"
#include "scanner/base/version.hpp"

namespace glance_audit::app {
namespace {

constexpr int kWrongUse = 2;
constexpr int kIncomplete = 3;

constexpr std::array<const CommandInfo*, 7> kCommands{&kScan,     &kId,   &kPolicy,        &kRules,
                                                      &kSnapshot, &kHelp, &kVersionCommand};

// What a text lists, a line each, indented below its heading.
std::string section(std::string_view heading, std::string_view lines) {
    std::string text = std::string(heading) + ":\n  ";
    for (const char c : lines) text += c == '\n' ? std::string("\n  ") : std::string(1, c);
    return text + "\n";
}

// Examples and exit codes stand below whatever the command itself has to say.
void describe(CLI::App& command, std::string_view examples, std::string_view exit_codes) {
    command.get_help_ptr()->group("Output");
    const std::string own = command.get_footer();
    command.footer(own + (own.empty() ? "" : "\n\n") + section("Examples", examples) + "\n" +
                   section("Exit codes", exit_codes));
}

struct Runner {
    const CLI::App* command;
    std::function<int()> run;
};

void add_command(CLI::App& parent, const CommandInfo& info, std::vector<Runner>& runners) {
    CLI::App& command = *parent.add_subcommand(std::string(info.name), std::string(info.description));
    if (info.set_up != nullptr) {
        runners.push_back({&command, info.set_up(command)});
    } else {
        command.require_subcommand(1);
    }
    for (const CommandInfo* const below : info.commands) add_command(command, *below, runners);
    describe(command, info.examples, info.exit_codes);
}

void set_up(CLI::App& program, std::vector<Runner>& runners) {
    program.formatter(std::make_shared<HelpText>());
    program.set_help_flag("-h,--help", "Print this help");
    program.set_version_flag("--version", "glance-audit " + std::string(kVersion), "Print the version")
        ->group("Output");
    program.require_subcommand(0, 1);
    for (const CommandInfo* const info : commands()) add_command(program, *info, runners);
    program.footer("`glance-audit help COMMAND` shows the options of a command, with examples.");
    describe(program,
             "glance-audit scan --config-file /etc/glance/glance-api.conf\n"
             "glance-audit scan glance.sqlite --report html=report.html\n"
             "glance-audit help scan",
             "0  the audit is complete, and nothing reaches --fail-on\n"
             "1  the audit is complete, and something does\n"
             "2  wrong use: options, a rule file, a policy that cannot be read\n"
             "3  the audit is incomplete: a source could not be read to its end");
}

int run(int argc, char** argv) {
    CLI::App program("Audits OpenStack Glance for OSSN-0075: IDs of deleted images that anyone can take.",
                     "glance-audit");
    std::vector<Runner> runners;
    set_up(program, runners);
    try {
        program.parse(argc, argv);
    } catch (const CLI::Success& wanted) {  // --help, --version
        return program.exit(wanted);
    } catch (const CLI::ParseError& error) {
        throw usage_error(program, error, argc, argv);
    }
    for (const Runner& runner : runners) {
        if (runner.command->parsed()) return runner.run();
    }
    throw usage_error(program, CLI::RequiredError("A subcommand"), argc, argv);
}

// A descriptor that is closed would be given to the next file that is opened, and a log line would end up in it. What
// is written to a standard output that was closed still fails: nobody would see it.
void open_standard_streams() {
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        const int mode = descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY;
        if (fcntl(descriptor, F_GETFD) == -1 && open("/dev/null", mode) < 0) std::_Exit(kIncomplete);
    }
    std::signal(SIGXFSZ, SIG_IGN);  // a file that must not grow is told as any other that cannot be written
}

// What was printed must have arrived: a full disk is no success.
int checked(int exit_code) {
    if (std::cout.flush()) return exit_code;
    errno = 0;
    std::fflush(stdout);  // fails again, and says why
    throw UsageError("standard output cannot be written: " + std::string(std::strerror(errno != 0 ? errno : EIO)), {},
                     errno == EBADF ? "it is closed: open it" : "make room, or send it elsewhere");
}

int print_failure(const Error& error, int exit_code) {
    print_error(std::cerr, error);
    return exit_code;
}

}  // namespace

std::span<const CommandInfo* const> commands() { return kCommands; }

}  // namespace glance_audit::app

int main(int argc, char** argv) {
    using namespace glance_audit;
    app::open_standard_streams();
    app::log_to_standard_error();
    try {
        return app::checked(app::run(argc, argv));
    } catch (const SourceError& error) {
        return app::print_failure(error, app::kIncomplete);
    } catch (const Error& error) {
        return app::print_failure(error, app::kWrongUse);
    } catch (const std::bad_alloc&) {
        return app::print_failure(
            Error("there is not enough memory", {},
                  "raise the limit (ulimit -v, the container's), or take fewer threads: --jobs 1"),
            app::kIncomplete);
    } catch (const std::exception& error) {
        return app::print_failure(
            Error(std::string("internal error: ") + error.what(), {}, "please report this as a bug in glance-audit"),
            app::kIncomplete);
    }
}

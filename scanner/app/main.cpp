// glance-audit: what is at risk in a Glance database by OSSN-0075, and how to mend it.
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <vector>

#include "scanner/app/commands/commands.hpp"
#include "scanner/app/options.hpp"
#include "scanner/app/usage.hpp"
#include "scanner/base/error.hpp"
#include "scanner/base/version.hpp"

namespace glance_audit::app {
namespace {

constexpr int kWrongUse = 2;
constexpr int kIncomplete = 3;

constexpr std::array<CommandInfo, 5> kCommands{{
    {"scan", "What is at risk in this cloud, and how do I mend it?",
     "Examples:\n"
     "  glance-audit scan --config-file /etc/glance/glance-api.conf\n"
     "  glance-audit scan mysql://audit@db.example.org/glance --timeout 30\n"
     "  glance-audit scan glance.sqlite --policy /etc/glance/policy.yaml --report html=report.html --report "
     "json=report.json\n"
     "  glance-audit scan glance.sqlite --age-in-days 30 --fail-on medium\n"
     "\n"
     "Exit code: 0 nothing reaches --fail-on, 1 something does, 2 wrong use, 3 the audit is incomplete.",
     set_up_scan},
    {"id", "Everything known about one image ID",
     "Examples:\n"
     "  glance-audit id 6f1f0b5e-9c1c-4b0e-8a51-0d8f4f1d2a11 glance.sqlite\n"
     "  glance-audit id 6f1f0b5e-9c1c-4b0e-8a51-0d8f4f1d2a11 glance.sqlite --report json",
     set_up_id},
    {"snapshot", "Take the facts along and audit them elsewhere",
     "Examples:\n"
     "  glance-audit snapshot /var/lib/glance/glance.sqlite -o glance.snapshot --policy /etc/glance/policy.yaml\n"
     "  GLANCE_AUDIT_REDACT_KEY=... glance-audit snapshot glance.sqlite -o glance.snapshot --redact\n"
     "  glance-audit scan glance.snapshot\n"
     "\n"
     "The snapshot holds the rows of images and their child tables without properties, locations and members' names,\n"
     "the policies as they are (they can name projects), and the time. --redact replaces image names and owners by\n"
     "HMAC-SHA-256 under the key in GLANCE_AUDIT_REDACT_KEY. The same name under the same key is the same hash: "
     "regions\n"
     "that are redacted with one key can still be compared. Without a key, anyone who guesses a name can check the "
     "guess.\n"
     "Checksums, IDs, times and the names of the source and its files stay.\n"
     "\n"
     "Exit code: 0 the snapshot is complete, 2 wrong use, 3 the source could not be read to its end.",
     set_up_snapshot},
    {"rules", "Which rules are there, what does each mean, and is mine valid?",
     "Examples:\n"
     "  glance-audit rules list\n"
     "  glance-audit rules show ossn-0075/held-public-purgeable\n"
     "  glance-audit rules validate my-rules/\n"
     "  glance-audit rules schema",
     set_up_rules},
    {"policy", "Who may do what, and why? What is in effect? Does it do what I expect?",
     "Examples:\n"
     "  glance-audit policy explain add_image --as member --policy /etc/glance/policy.yaml --release Zed\n"
     "  glance-audit policy matrix --config-file /etc/glance/glance-api.conf --release Zed\n"
     "  glance-audit policy effective /etc/glance/policy.yaml --release Zed\n"
     "  glance-audit policy check /etc/glance/policy.yaml --release Zed --fail-on medium\n"
     "  glance-audit policy test cases.yaml --policy /etc/glance/policy.yaml --release Zed",
     set_up_policy},
}};

int run(int argc, char** argv) {
    CLI::App program("Audits OpenStack Glance for OSSN-0075: IDs of deleted images that anyone can take.",
                     "glance-audit");
    program.set_version_flag("--version", "glance-audit " + std::string(kVersion));
    program.footer("`glance-audit COMMAND --help` shows the options of a command, with examples.");
    program.require_subcommand(0, 1);
    std::vector<std::pair<CLI::App*, std::function<int()>>> runners;
    for (const CommandInfo& info : commands()) {
        CLI::App* command = program.add_subcommand(std::string(info.name), std::string(info.description));
        command->footer(std::string(info.examples));
        runners.emplace_back(command, info.set_up(*command));
    }
    try {
        program.parse(argc, argv);
    } catch (const CLI::Success& wanted) {  // --help, --version
        return program.exit(wanted);
    } catch (const CLI::ParseError& error) {
        throw usage_error(program, error, argc, argv);
    }
    for (const auto& [command, runner] : runners) {
        if (command->parsed()) return runner();
    }
    throw usage_error(program, CLI::RequiredError("A subcommand"), argc, argv);
}

// A descriptor that is closed would be given to the next file that is opened, and a log line would end up in it.
void open_standard_streams() {
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (fcntl(descriptor, F_GETFD) == -1 && open("/dev/null", O_RDWR) < 0) std::abort();
    }
}

// What was printed must have arrived: a full disk is no success.
int checked(int exit_code) {
    if (std::cout.flush()) return exit_code;
    errno = 0;
    std::fflush(stdout);  // fails again, and says why
    throw UsageError("standard output cannot be written: " + std::string(std::strerror(errno != 0 ? errno : EIO)), {},
                     "make room, or send it elsewhere");
}

}  // namespace

std::span<const CommandInfo> commands() { return kCommands; }

}  // namespace glance_audit::app

int main(int argc, char** argv) {
    using namespace glance_audit;
    app::open_standard_streams();
    app::log_to_standard_error();
    try {
        return app::checked(app::run(argc, argv));
    } catch (const SourceError& error) {
        app::print_error(std::cerr, error);
        return app::kIncomplete;
    } catch (const Error& error) {
        app::print_error(std::cerr, error);
        return app::kWrongUse;
    } catch (const std::exception& error) {
        app::print_error(std::cerr, Error(std::string("internal error: ") + error.what(), {},
                                          "please report this as a bug in glance-audit"));
        return app::kIncomplete;
    }
}

#include "scanner/app/output_options.hpp"

#include <algorithm>
#include <thread>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "scanner/app/terminal.hpp"
#include "scanner/base/error.hpp"
#include "scanner/base/join.hpp"
#include "scanner/base/number.hpp"

namespace glance_audit::app {
namespace {

constexpr const char* kGroup = "Output";

}  // namespace

void add_output_options(CLI::App& command, OutputOptions& options, FormatNames formats) {
    const std::string usual(formats.front());
    command
        .add_option("--report", options.reports,
                    "A report: " + joined(formats, ", ") +
                        ". Without =FILE, or with =-, to standard output. Repeatable; default " + usual)
        ->type_name("FORMAT[=FILE]")
        ->allow_extra_args(false)
        ->group(kGroup);
    command.add_option("--color", options.color, "auto, always or never")
        ->type_name("WHEN")
        ->capture_default_str()
        ->group(kGroup);
    command.add_option("--jobs", options.jobs, "Threads to use; by default one for each processor")
        ->type_name("N")
        ->group(kGroup);
    command.add_flag("--no-progress", options.no_progress, "No progress on a terminal")->group(kGroup);
    command.add_flag("-q,--quiet", options.quiet, "Log errors only, and show no progress")->group(kGroup);
    command.add_flag("-v,--verbose", options.verbose, "Say what is being done")->group(kGroup);
}

unsigned jobs(const OutputOptions& options) {
    constexpr unsigned kMost = 256;
    if (!options.jobs) return std::clamp(std::thread::hardware_concurrency(), 1U, kMost);
    return parse_count(*options.jobs, "--jobs", kMost, "threads");
}

reports::WriterOptions writer_options(const OutputOptions& options) {
    return {wants_color(options.color), terminal_width(), jobs(options)};
}

ReportFiles open_reports(const OutputOptions& options, FormatNames formats,
                         const std::vector<std::filesystem::path>& inputs) {
    return {options.reports, formats, writer_options(options), inputs};
}

bool wants_progress(const OutputOptions& options) {
    return !options.no_progress && !options.quiet && is_terminal_error();
}

void log_to_standard_error() {
    spdlog::set_default_logger(spdlog::stderr_logger_mt("glance-audit"));
    spdlog::set_pattern("%n: %l: %v");
    spdlog::set_level(spdlog::level::warn);
}

void set_up_logging(const OutputOptions& options) {
    spdlog::set_level(options.quiet     ? spdlog::level::err
                      : options.verbose ? spdlog::level::debug
                                        : spdlog::level::warn);
}

unsigned parse_count(const std::string& text, std::string_view option, unsigned most, const std::string& what) {
    const auto number = text::whole_number<unsigned>(text);
    if (!number || *number < 1 || *number > most) {
        throw UsageError("'" + text + "' is not a valid number of " + what, std::string(option),
                         "write a whole number from 1 to " + std::to_string(most));
    }
    return *number;
}

}  // namespace glance_audit::app

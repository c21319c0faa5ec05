// How a command speaks: --report, --color, --jobs, --no-progress, -q and -v. Every command has them, and in the same
// way.
#pragma once

#include <CLI/CLI.hpp>

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/app/report_files.hpp"

namespace glance_audit::app {

struct OutputOptions {
    std::vector<std::string> reports;
    std::string color = "auto";
    std::optional<std::string> jobs;
    bool no_progress = false;
    bool quiet = false;
    bool verbose = false;
};

// Of what is not the result of an audit.
inline constexpr std::array<std::string_view, 2> kTableOrJson{"table", "json"};

// `formats`: what --report takes, the default first.
void add_output_options(CLI::App& command, OutputOptions& options, FormatNames formats);

// The threads to use. Throws UsageError.
unsigned jobs(const OutputOptions& options);
// Throws UsageError for --color and --jobs.
reports::WriterOptions writer_options(const OutputOptions& options);
// The places of the reports, opened. Throws UsageError as ReportFiles does, and as writer_options().
ReportFiles open_reports(const OutputOptions& options, FormatNames formats,
                         const std::vector<std::filesystem::path>& inputs);

bool wants_progress(const OutputOptions& options);
// For every command, before anything can be logged: standard output carries reports alone.
void log_to_standard_error();
void set_up_logging(const OutputOptions& options);  // how much is logged

// A whole number from 1 to `most`, of `what`. Throws UsageError that names the option.
unsigned parse_count(const std::string& text, std::string_view option, unsigned most, const std::string& what);

}  // namespace glance_audit::app

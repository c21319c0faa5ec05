// Where reports go: standard output, or files (AtomicFile).
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reports/writer.hpp"
#include "scanner/base/files/atomic_file.hpp"

namespace glance_audit::app {

// True if a file at `place` would overwrite one of `inputs`, by whatever name.
bool overwrites(const std::filesystem::path& place, const std::vector<std::filesystem::path>& inputs);

// What --report of a command takes, the default first.
using FormatNames = std::span<const std::string_view>;
// Writes a command's result in one of its formats.
using WriteReport = std::function<void(std::string_view format, const reports::WriterOptions&, reports::Output&)>;

// The `--report FORMAT[=FILE]` of a command line.
class ReportFiles {
public:
    // Opens every file at once, so that an unwritable place is found before hours of reading. Without specs: the
    // default on standard output, as with FORMAT alone and with FORMAT=-. Throws UsageError: an unknown format, two
    // reports in one place, a report in the place of one of `inputs`, which must not be overwritten; standard output
    // that is closed.
    ReportFiles(const std::vector<std::string>& specs, FormatNames formats, const reports::WriterOptions& options,
                const std::vector<std::filesystem::path>& inputs);
    ~ReportFiles();

    // Writes every report; none appears in its place unless all could be written.
    void write(const WriteReport& write_report);
    // The result of an audit, whose formats are reports::formats().
    void write(const AuditResult& result);

private:
    struct Report {
        std::string_view format;
        std::unique_ptr<AtomicFile> file;  // none: standard output
    };

    void check_alone(const Report& report, const std::string& spec) const;
    void add(const std::string& spec, FormatNames formats, const std::vector<std::filesystem::path>& inputs);

    reports::WriterOptions options_;
    std::vector<Report> reports_;
};

}  // namespace glance_audit::app

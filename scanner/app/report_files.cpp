#include "scanner/app/report_files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "scanner/base/error.hpp"
#include "scanner/base/files/output_place.hpp"
#include "scanner/base/nearest.hpp"

namespace glance_audit::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kStandardOutput = "/dev/stdout";

// Nobody waits for hours to be told. What was closed when the program began is open for reading alone (main.cpp).
void require_standard_output() {
    const int flags = fcntl(STDOUT_FILENO, F_GETFL);
    if (flags != -1 && (flags & O_ACCMODE) != O_RDONLY) return;
    throw UsageError("standard output is closed, and a report goes there", "--report",
                     "open it, or send the report to a file: FORMAT=FILE");
}

}  // namespace

bool overwrites(const fs::path& place, const std::vector<fs::path>& inputs) {
    return std::any_of(inputs.begin(), inputs.end(),
                       [&](const fs::path& input) { return is_same_place(place, fs::absolute(input)); });
}

ReportFiles::ReportFiles(const std::vector<std::string>& specs, FormatNames formats,
                         const reports::WriterOptions& options, const std::vector<fs::path>& inputs)
    : options_(options) {
    for (const std::string& spec : specs) add(spec, formats, inputs);
    if (specs.empty()) add(std::string(formats.front()), formats, inputs);
}

void ReportFiles::add(const std::string& spec, FormatNames formats, const std::vector<fs::path>& inputs) {
    const std::size_t equals = spec.find('=');
    const std::string name = spec.substr(0, equals);
    const auto format = std::find(formats.begin(), formats.end(), name);
    if (format == formats.end()) {
        throw UsageError("there is no report format '" + name + "'", "--report", text::suggestion(name, formats));
    }
    std::string path = equals == std::string::npos ? "-" : spec.substr(equals + 1);
    if (path.empty()) throw UsageError("the report has no file name", "--report " + spec, "write " + name + "=FILE");
    if (path == "-") path = kStandardOutput;
    Report report{*format, nullptr};
    const auto descriptor = descriptor_meant_by(path);
    if (overwrites(descriptor ? fs::path(path) : output_place(path, "report"), inputs)) {
        throw UsageError("the report would overwrite something that is being audited", "--report " + spec,
                         "choose another file name");
    }
    if (descriptor == STDOUT_FILENO) {
        require_standard_output();
    } else {
        report.file = std::make_unique<AtomicFile>(path);
    }
    check_alone(report, spec);
    reports_.push_back(std::move(report));
}

void ReportFiles::check_alone(const Report& report, const std::string& spec) const {
    for (const Report& other : reports_) {
        const bool both_standard_output = !report.file && !other.file;
        const bool both_files = report.file && other.file;
        if (!both_standard_output && !(both_files && is_same_place(report.file->path(), other.file->path()))) continue;
        throw UsageError(both_standard_output ? "two reports cannot both go to standard output"
                                              : "two reports cannot go to the same file",
                         "--report " + spec, "give each a file of its own: " + std::string(report.format) + "=FILE");
    }
}

ReportFiles::~ReportFiles() = default;

void ReportFiles::write(const WriteReport& write_report) {
    for (const Report& report : reports_) {
        if (!report.file) continue;
        reports::WriterOptions options = options_;
        options.color = false;
        reports::Output out(report.file->get(), report.file->path());
        write_report(report.format, options, out);
        out.finish();
    }
    for (const Report& report : reports_) {
        if (report.file) report.file->commit();
    }
    for (const Report& report : reports_) {
        if (report.file) continue;
        reports::Output out(stdout, "standard output");
        write_report(report.format, options_, out);
        out.finish();
    }
}

void ReportFiles::write(const AuditResult& result) {
    write([&](std::string_view format, const reports::WriterOptions& options, reports::Output& out) {
        reports::find_format(format)->write(result, options, out);
    });
}

}  // namespace glance_audit::app

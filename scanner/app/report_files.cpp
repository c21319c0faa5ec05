#include "scanner/app/report_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "scanner/model/error.hpp"
#include "scanner/text/nearest.hpp"

namespace glance_audit::app {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what, const std::string& path, int error) {
    throw UsageError(what + ": " + std::strerror(error), path, "choose a place that can be written; nothing was left half-written");
}

// A link is followed, so that what it points to is replaced and not the link.
std::string real_place(const std::string& path) {
    std::error_code failed;
    if (!fs::is_symlink(path, failed)) return path;
    const fs::path target = fs::weakly_canonical(path, failed);
    return failed ? path : target.string();
}

// The mode a new file would get.
mode_t default_mode() {
    const mode_t mask = umask(0);
    umask(mask);
    return static_cast<mode_t>(0666 & ~mask);
}

}  // namespace

AtomicFile::AtomicFile(std::string path) : path_(real_place(path)) {
    std::error_code failed;
    const fs::file_status status = fs::status(path_, failed);
    if (fs::is_directory(status)) throw UsageError("the report's place is a directory", path_, "name a file in it");
    if (fs::exists(status) && !fs::is_regular_file(status)) {  // /dev/null, a pipe: nothing to rename there
        file_ = std::fopen(path_.c_str(), "wb");
        if (file_ == nullptr) fail("the report cannot be written", path_, errno);
        return;
    }
    if (fs::exists(status) && access(path_.c_str(), W_OK) != 0) fail("the report cannot be replaced", path_, errno);
    temporary_ = path_ + ".XXXXXX";
    const int descriptor = mkstemp(temporary_.data());
    if (descriptor < 0) {
        const int error = errno;
        temporary_.clear();
        fail("the report cannot be written", path_, error);
    }
    file_ = fdopen(descriptor, "wb");
    if (file_ == nullptr || fchmod(descriptor, default_mode()) != 0) fail("the report cannot be written", path_, errno);
}

AtomicFile::~AtomicFile() {
    if (file_ != nullptr) std::fclose(file_);
    if (!temporary_.empty()) unlink(temporary_.c_str());
}

void AtomicFile::commit() {
    if (temporary_.empty()) return;
    if (fsync(fileno(file_)) != 0) fail("the report cannot be written", path_, errno);
    if (rename(temporary_.c_str(), path_.c_str()) != 0) fail("the report cannot be put in its place", path_, errno);
    temporary_.clear();
}

ReportFiles::ReportFiles(const std::vector<std::string>& specs, const reports::WriterOptions& options) : options_(options) {
    std::vector<std::string> names = specs;
    if (names.empty()) names.emplace_back("table");
    std::vector<std::string_view> formats;
    for (const reports::Format& format : reports::formats()) formats.push_back(format.name);
    bool standard_output_used = false;
    for (const std::string& spec : names) {
        const std::size_t equals = spec.find('=');
        const std::string name = spec.substr(0, equals);
        const reports::Format* format = reports::find_format(name);
        if (format == nullptr) {
            throw UsageError("no report format is called '" + name + "'", "--report", text::suggestion(name, formats));
        }
        if (equals == std::string::npos) {
            if (standard_output_used) {
                throw UsageError("two reports cannot both go to standard output", "--report " + spec, "give one of them a file: " + name + "=FILE");
            }
            standard_output_used = true;
            reports_.push_back({format, nullptr});
            continue;
        }
        const std::string path = spec.substr(equals + 1);
        if (path.empty()) throw UsageError("the report has no file name", "--report " + spec, "write " + name + "=FILE");
        auto file = std::make_unique<AtomicFile>(path);
        for (const Report& other : reports_) {
            if (other.file && other.file->path() == file->path()) {
                throw UsageError("two reports cannot go to one file", "--report " + spec, "give each a file of its own");
            }
        }
        reports_.push_back({format, std::move(file)});
    }
}

ReportFiles::~ReportFiles() = default;

void ReportFiles::write(const AuditResult& result) {
    for (const Report& report : reports_) {
        if (!report.file) continue;
        reports::WriterOptions options = options_;
        options.color = false;
        reports::Output out(report.file->get(), report.file->path());
        report.format->write(result, options, out);
        out.finish();
    }
    for (const Report& report : reports_) {
        if (report.file) report.file->commit();
    }
    for (const Report& report : reports_) {
        if (report.file) continue;
        reports::Output out(stdout, "standard output");
        report.format->write(result, options_, out);
        out.finish();
    }
}

}  // namespace glance_audit::app

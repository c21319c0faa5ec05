// Where reports go: standard output, or files that are written beside their place, synced and renamed into it.
#pragma once

#include <cstdio>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reports/writer.hpp"

namespace glance_audit::app {

// A file that is there only once it is whole. Not committed: the place is as it was.
class AtomicFile {
public:
    // Opens a temporary file in the same folder. Throws UsageError, with a hint, if the place cannot be written.
    // noun: what the file is, in messages. A private one is a regular file that its owner alone may read.
    explicit AtomicFile(std::string path, std::string noun = "report", bool is_private = false);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    std::FILE* get() const { return file_; }
    const std::string& path() const { return path_; }
    // Where the file is before it is committed; empty where nothing is renamed (/dev/null, a pipe).
    const std::string& temporary() const { return temporary_; }
    // Syncs and renames. Throws UsageError where that fails.
    void commit();

private:
    int open_temporary();
    [[noreturn]] void fail(const std::string& what, const std::string& path, int error) const;

    std::string path_;
    std::string noun_;
    std::string temporary_;
    std::FILE* file_ = nullptr;
};

// True if a file at `place` would overwrite one of `inputs`, a database's journal included.
bool overwrites(const std::string& place, const std::vector<std::string>& inputs);

// What --report of a command takes, the default first.
using FormatNames = std::span<const std::string_view>;
// Writes a command's result in one of its formats.
using WriteReport = std::function<void(std::string_view format, const reports::WriterOptions&, reports::Output&)>;

// The `--report FORMAT[=FILE]` of a command line.
class ReportFiles {
public:
    // Opens every file at once, so that an unwritable place is found before hours of reading. Without specs: the
    // default on standard output, as with FORMAT alone and with FORMAT=-. Throws UsageError: an unknown format, two
    // reports in one place, a report in the place of one of `inputs`, which must not be overwritten.
    ReportFiles(const std::vector<std::string>& specs, FormatNames formats, const reports::WriterOptions& options,
                const std::vector<std::string>& inputs);
    ~ReportFiles();

    // Writes every report; none appears in its place unless all could be written.
    void write(const WriteReport& write_report);
    // The result of an audit, whose formats are reports::formats().
    void write(const AuditResult& result);

private:
    void add(const std::string& spec, FormatNames formats, const std::vector<std::string>& inputs);

    struct Report {
        std::string_view format;
        std::unique_ptr<AtomicFile> file;  // none: standard output
    };
    reports::WriterOptions options_;
    std::vector<Report> reports_;
};

}  // namespace glance_audit::app

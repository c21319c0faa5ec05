#include "scanner/app/report_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>

#include "scanner/base/error.hpp"
#include "scanner/base/nearest.hpp"

namespace glance_audit::app {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail_place(const std::string& what, const std::string& path, int error) {
    throw UsageError(what + ": " + std::strerror(error), path,
                     "choose a place that can be written; nothing was left half-written");
}

constexpr int kMostLinks = 40;  // as many as the kernel follows

// Links are followed, so that what they point to is replaced and not the link.
fs::path real_place(const std::string& path, const std::string& noun = "report") {
    fs::path place = fs::absolute(path);
    std::error_code failed;
    for (int links = 0; fs::is_symlink(fs::symlink_status(place, failed)); ++links) {
        if (links == kMostLinks) fail_place("the " + noun + " cannot be written", path, ELOOP);
        place = place.parent_path() / fs::read_symlink(place, failed);
    }
    const fs::path folder = fs::weakly_canonical(place.parent_path(), failed);
    return failed ? place : folder / place.filename();
}

// The mode a new file would get.
mode_t default_mode() {
    const mode_t mask = umask(0);
    umask(mask);
    return static_cast<mode_t>(0666 & ~mask);
}

constexpr std::array kEndingSignals{SIGINT, SIGTERM, SIGHUP};

// Temporary files that a signal must take away: nothing else may be done in a signal handler than unlink them.
class Unfinished {
public:
    static void add(const std::string& path) {
        install();
        for (Slot& slot : slots_) {
            if (slot.used || path.size() >= slot.path.size()) continue;
            path.copy(slot.path.data(), path.size());
            slot.path[path.size()] = '\0';
            slot.used = 1;
            return;
        }
    }
    static void remove(const std::string& path) {
        for (Slot& slot : slots_) {
            if (slot.used && path == slot.path.data()) slot.used = 0;
        }
    }

private:
    struct Slot {
        std::array<char, 4096> path{};
        volatile std::sig_atomic_t used = 0;
    };

    static void install() {
        struct sigaction action {};
        action.sa_handler = clean_up;
        action.sa_flags = static_cast<int>(SA_RESETHAND);
        for (const int signal : kEndingSignals) sigaction(signal, &action, nullptr);
    }
    static void clean_up(int signal) {
        for (Slot& slot : slots_) {
            if (slot.used != 0) unlink(slot.path.data());
        }
        raise(signal);  // again, now with its usual effect
    }

    static std::array<Slot, 16> slots_;
};

std::array<Unfinished::Slot, 16> Unfinished::slots_;

// As long as it lives, the signals that end the program wait.
class SignalsWait {
public:
    SignalsWait() {
        sigset_t signals;
        sigemptyset(&signals);
        for (const int signal : kEndingSignals) sigaddset(&signals, signal);
        pthread_sigmask(SIG_BLOCK, &signals, &before_);
    }
    ~SignalsWait() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsWait(const SignalsWait&) = delete;
    SignalsWait& operator=(const SignalsWait&) = delete;

private:
    sigset_t before_;
};

bool is_standard_output(const std::string& path) {
    return path == "-" || path == "/dev/stdout" || path == "/dev/fd/1" || path == "/proc/self/fd/1";
}

}  // namespace

bool overwrites(const std::string& place, const std::vector<std::string>& inputs) {
    std::error_code failed;
    for (const std::string& input : inputs) {
        if (fs::equivalent(place, input, failed)) return true;
        for (const char* suffix : {"-journal", "-wal", "-shm"}) {
            if (real_place(place) == real_place(input + suffix)) return true;
        }
    }
    return false;
}

void AtomicFile::fail(const std::string& what, const std::string& path, int error) const {
    fail_place("the " + noun_ + " cannot be " + what, path, error);
}

AtomicFile::AtomicFile(std::string path, std::string noun, bool is_private)
    : path_(real_place(path, noun).string()), noun_(std::move(noun)) {
    std::error_code failed;
    const fs::file_status status = fs::status(path_, failed);
    if (status.type() == fs::file_type::none) fail("written", path, failed.value());
    if (fs::is_directory(status))
        throw UsageError("the " + noun_ + "'s place is a directory", path, "name a file in it");
    if (fs::exists(status) && !fs::is_regular_file(status) && is_private) {
        throw UsageError("the " + noun_ + " needs a regular file", path, "name one that may be replaced, or a new one");
    }
    if (fs::exists(status) && !fs::is_regular_file(status)) {  // /dev/null, a pipe: nothing to rename there
        file_ = std::fopen(path_.c_str(), "wb");
        if (file_ == nullptr) fail("written", path, errno);
        return;
    }
    if (fs::exists(status) && access(path_.c_str(), W_OK) != 0) fail("replaced", path, errno);
    const int descriptor = open_temporary();
    if (descriptor < 0) fail("written", path, errno);
    // A report that was kept private stays so.
    const mode_t mode = is_private           ? mode_t{0600}
                        : fs::exists(status) ? static_cast<mode_t>(status.permissions())
                                             : default_mode();
    file_ = fdopen(descriptor, "wb");
    if (file_ == nullptr || fchmod(descriptor, mode) != 0) fail("written", path, errno);
}

// -1, and errno says why. A signal between making the file and noting it would leave it behind.
int AtomicFile::open_temporary() {
    const SignalsWait signals;
    temporary_ = (fs::path(path_).parent_path() / ".glance-audit-XXXXXX").string();
    const int descriptor = mkstemp(temporary_.data());
    const int error = errno;
    if (descriptor >= 0) {
        Unfinished::add(temporary_);
    } else {
        temporary_.clear();
    }
    errno = error;
    return descriptor;
}

AtomicFile::~AtomicFile() {
    if (file_ != nullptr) std::fclose(file_);
    if (temporary_.empty()) return;
    unlink(temporary_.c_str());
    Unfinished::remove(temporary_);
}

void AtomicFile::commit() {
    if (temporary_.empty()) return;
    if (fsync(fileno(file_)) != 0) fail("written", path_, errno);
    if (rename(temporary_.c_str(), path_.c_str()) != 0) fail("put in its place", path_, errno);
    Unfinished::remove(temporary_);
    temporary_.clear();
}

ReportFiles::ReportFiles(const std::vector<std::string>& specs, FormatNames formats,
                         const reports::WriterOptions& options, const std::vector<std::string>& inputs)
    : options_(options) {
    for (const std::string& spec : specs) add(spec, formats, inputs);
    if (specs.empty()) add(std::string(formats.front()), formats, inputs);
}

void ReportFiles::add(const std::string& spec, FormatNames formats, const std::vector<std::string>& inputs) {
    const std::size_t equals = spec.find('=');
    const std::string name = spec.substr(0, equals);
    const auto format = std::find(formats.begin(), formats.end(), name);
    if (format == formats.end()) {
        throw UsageError("there is no report format '" + name + "'", "--report", text::suggestion(name, formats));
    }
    const std::string path = equals == std::string::npos ? "/dev/stdout" : spec.substr(equals + 1);
    if (path.empty()) throw UsageError("the report has no file name", "--report " + spec, "write " + name + "=FILE");
    auto file = is_standard_output(path) ? nullptr : std::make_unique<AtomicFile>(path);
    if (file && overwrites(file->path(), inputs)) {
        throw UsageError("the report would overwrite something that is being audited", "--report " + spec,
                         "choose another file name");
    }
    for (const Report& other : reports_) {
        const bool both_standard_output = !file && !other.file;
        if (both_standard_output || (file && other.file && other.file->path() == file->path())) {
            throw UsageError(both_standard_output ? "two reports cannot both go to standard output"
                                                  : "two reports cannot go to the same file",
                             "--report " + spec, "give each a file of its own: " + name + "=FILE");
        }
    }
    reports_.push_back({*format, std::move(file)});
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

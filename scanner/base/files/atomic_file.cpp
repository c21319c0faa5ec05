#include "scanner/base/files/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

#include "scanner/base/error.hpp"
#include "scanner/base/files/output_place.hpp"
#include "scanner/base/files/unfinished_files.hpp"

namespace glance_audit {

namespace fs = std::filesystem;

namespace {

// A pipe would wait for its reader for ever; one that is only about to start has a moment.
int open_without_waiting(const std::string& path) {
    constexpr int kTries = 250;
    constexpr std::chrono::milliseconds kPause(20);
    for (int tries = 1;; ++tries) {
        const int descriptor = open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK);
        if (descriptor >= 0 || errno != ENXIO || tries == kTries) return descriptor;
        std::this_thread::sleep_for(kPause);
    }
}

}  // namespace

void AtomicFile::fail(const std::string& what, const std::string& path, int error) const {
    throw UsageError("the " + noun_ + " cannot be " + what + ": " + std::generic_category().message(error), path,
                     "choose a place that can be written; nothing was left half-written");
}

AtomicFile::AtomicFile(const std::string& path, std::string noun, Kind kind) : noun_(std::move(noun)) {
    const bool is_open = descriptor_meant_by(path).has_value();
    path_ = is_open ? path : output_place(path, noun_).string();
    std::error_code failed;
    const fs::file_status status = fs::status(path_, failed);
    if (status.type() == fs::file_type::none) fail("written", path, failed.value());
    const bool as_it_is = is_open || (fs::exists(status) && !fs::is_regular_file(status));
    if (as_it_is && kind == Kind::regular) {
        throw UsageError("the " + noun_ + " needs a regular file", path, "name one that may be replaced, or a new one");
    }
    if (as_it_is) {
        open_as_it_is(path);
        return;
    }
    if (fs::exists(status) && access(path_.c_str(), W_OK) != 0) fail("replaced", path, errno);
    open_temporary(path);
}

void AtomicFile::open_as_it_is(const std::string& path) {
    const auto number = descriptor_meant_by(path);
    const int descriptor = number ? fcntl(*number, F_DUPFD_CLOEXEC, 0) : open_without_waiting(path_);
    if (descriptor < 0 && errno == ENXIO) {
        throw UsageError("nobody reads from this pipe", path, "start its reader first, or name a file");
    }
    if (descriptor < 0) fail("written", path, errno);
    if (!number && fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK) != 0) {
        fail("written", path, errno);
    }
    file_ = fdopen(descriptor, "wb");
    if (file_ == nullptr) fail("written", path, errno);
}

// A signal between making the file and noting it would leave it behind.
void AtomicFile::open_temporary(const std::string& path) {
    const SignalsWait signals;
    std::string name = (fs::path(path_).parent_path() / ".glance-audit-XXXXXX").string();
    const int descriptor = mkostemp(name.data(), O_CLOEXEC);  // with mode 0600
    if (descriptor < 0) fail("written", path, errno);
    file_ = fdopen(descriptor, "wb");
    if (file_ == nullptr) {
        const int error = errno;
        unlink(name.c_str());
        fail("written", path, error);
    }
    note_unfinished(name);
    temporary_ = std::move(name);
}

AtomicFile::~AtomicFile() {
    if (file_ != nullptr) std::fclose(file_);
    if (temporary_.empty()) return;
    unlink(temporary_.c_str());
    forget_unfinished(temporary_);
}

void AtomicFile::commit() {
    if (temporary_.empty()) return;
    if (fsync(fileno(file_)) != 0) fail("written", path_, errno);
    if (rename(temporary_.c_str(), path_.c_str()) != 0) fail("put in its place", path_, errno);
    forget_unfinished(temporary_);
    temporary_.clear();
}

}  // namespace glance_audit

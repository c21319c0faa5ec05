#include "scanner/base/files/input_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <vector>

#include "scanner/base/error.hpp"
#include "scanner/base/nearest.hpp"

namespace glance_audit {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNamesLookedAt = 1000;  // in a folder, for a suggestion

std::string message(int error) { return std::generic_category().message(error); }

// "did you mean 'policy.yaml'?" from the names beside `path`, or nothing.
std::string name_nearby(const fs::path& path) {
    std::error_code failed;
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    std::vector<std::string> names;
    for (fs::directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed)) {
        if (names.size() == kNamesLookedAt) break;
        names.push_back(it->path().filename().string());
    }
    const std::vector<std::string_view> views(names.begin(), names.end());
    const std::string name = path.filename().string();
    const std::string_view near = text::nearest(name, views);
    return near.empty() ? std::string("check the path")
                        : "did you mean '" + (path.parent_path() / near).string() + "'?";
}

[[noreturn]] void fail(const fs::path& path, int error) {
    std::error_code failed;
    if (error == ENOENT && fs::is_symlink(fs::symlink_status(path, failed))) {
        throw SourceError("there is no such file: this is a link that leads nowhere", path.string(),
                          "it leads to '" + fs::read_symlink(path, failed).string() + "'; name the file itself");
    }
    if (error == ENOENT) throw SourceError("there is no such file", path.string(), name_nearby(path));
    if (error == ELOOP) {
        throw SourceError("the symbolic links in this path form a loop", path.string(), "name the file itself");
    }
    throw SourceError("the file cannot be read: " + message(error), path.string(), hint_for(error));
}

void require_regular(const fs::path& path, const struct stat& status) {
    if (S_ISDIR(status.st_mode)) {
        throw SourceError("this is a directory, where a file is needed", path.string(), "name a file in it");
    }
    if (!S_ISREG(status.st_mode)) {
        throw SourceError("this is not a regular file", path.string(), "copy its content into a file");
    }
}

}  // namespace

std::string hint_for(int error) {
    switch (error) {
        case EACCES:
        case EPERM: return "check its permissions, and those of the folders above it";
        case EMFILE:
        case ENFILE: return "raise the limit on open files (ulimit -n)";
        case EIO: return "check the disk";
        case EAGAIN:
        case ESPIPE: return "copy its content into a file";
        default: return "check the path";
    }
}

// Asked before it is opened, because opening a device or a pipe can have an effect, and again afterwards, because
// somebody may have put another in its place.
InputFile::InputFile(const fs::path& path) : path_(path.string()) {
    struct stat found {};
    if (stat(path.c_str(), &found) != 0) fail(path, errno);
    require_regular(path, found);
    descriptor_ = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor_ < 0) fail(path, errno);
    try {
        require_regular(path, status());
    } catch (const SourceError&) {
        close(descriptor_);
        throw;
    }
}

InputFile::~InputFile() { close(descriptor_); }

struct stat InputFile::status() const {
    struct stat status {};
    if (fstat(descriptor_, &status) != 0) fail(path_, errno);
    return status;
}

std::size_t InputFile::read(char* to, std::size_t bytes, std::uint64_t offset) const {
    while (true) {
        const ssize_t got = pread(descriptor_, to, bytes, static_cast<off_t>(offset));
        if (got >= 0) return static_cast<std::size_t>(got);
        if (errno != EINTR) fail(path_, errno);
    }
}

}  // namespace glance_audit

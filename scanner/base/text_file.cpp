#include "scanner/base/text_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "scanner/base/error.hpp"

namespace glance_audit::sources {
namespace {

std::string reason() { return std::strerror(errno); }

}  // namespace

TextFile::TextFile(const std::string& path) : path_(path) {
    // Without O_NONBLOCK a pipe would wait for its writer.
    descriptor_ = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor_ < 0)
        throw SourceError("the file cannot be opened: " + reason(), path, "check its path and permissions");
    struct stat status {};
    if (fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
        close(descriptor_);
        throw SourceError("this is not a regular file", path, "name a file on a disk: it is read more than once");
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
    modified_ = status.st_mtim;
}

TextFile::~TextFile() { close(descriptor_); }

void TextFile::read(char* to, std::size_t bytes, std::uint64_t offset) const {
    while (bytes > 0) {
        const ssize_t got = pread(descriptor_, to, bytes, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw SourceError("the file cannot be read: " + reason(), path_, "check the disk");
        if (got == 0) {
            throw SourceError("the file became shorter while it was read", path_, "audit a file that nobody writes to");
        }
        to += got;
        bytes -= static_cast<std::size_t>(got);
        offset += static_cast<std::uint64_t>(got);
    }
}

void TextFile::check_unchanged() const {
    struct stat status {};
    const bool known = fstat(descriptor_, &status) == 0;
    if (known && static_cast<std::uint64_t>(status.st_size) == size_ && status.st_mtim.tv_sec == modified_.tv_sec &&
        status.st_mtim.tv_nsec == modified_.tv_nsec) {
        return;
    }
    throw SourceError("the file changed while it was read", path_, "audit a file that nobody writes to");
}

std::string TextFile::place(std::uint64_t offset) const {
    std::array<char, 65536> chunk;
    std::uint64_t line = 1;
    for (std::uint64_t at = 0; at < offset; at += chunk.size()) {
        const std::size_t bytes = static_cast<std::size_t>(std::min<std::uint64_t>(chunk.size(), offset - at));
        read(chunk.data(), bytes, at);
        line += static_cast<std::uint64_t>(std::count(chunk.begin(), chunk.begin() + static_cast<long>(bytes), '\n'));
    }
    return path_ + ":" + std::to_string(line);
}

TextWindow::TextWindow(const TextFile& file, std::uint64_t begin, std::uint64_t end, std::size_t chunk)
    : file_(file), next_(begin), last_(end), chunk_(chunk) {
    more();
}

bool TextWindow::more() {
    if (next_ == last_ && buffer_) return false;
    const auto kept = static_cast<std::size_t>(end_ - cursor_);
    if (kept >= kLongest) {
        throw SourceError("a row or statement is longer than 64 MiB", file_.place(offset()),
                          "is this a dump of Glance's database?");
    }
    const std::size_t wanted = std::min(std::max(chunk_, kept * 2), kLongest) + kPadding;
    if (wanted > capacity_) {
        std::unique_ptr<char[]> larger(new char[wanted]());
        if (kept > 0) std::memcpy(larger.get(), cursor_, kept);
        buffer_ = std::move(larger);
        capacity_ = wanted;
    } else if (kept > 0) {
        std::memmove(buffer_.get(), cursor_, kept);
    }
    const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(capacity_ - kPadding - kept, last_ - next_));
    char* const read = buffer_.get() + kept;
    file_.read(read, bytes, next_);
    const void* const zero = nul_ ? nullptr : std::memchr(read, '\0', bytes);
    if (zero != nullptr) nul_ = next_ + static_cast<std::uint64_t>(static_cast<const char*>(zero) - read);
    next_ += bytes;
    cursor_ = buffer_.get();
    end_ = cursor_ + kept + bytes;
    return bytes > 0;
}

}  // namespace glance_audit::sources

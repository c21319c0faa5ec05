#include "scanner/formats/text/text_file.hpp"

#include <algorithm>
#include <array>

#include "scanner/base/error.hpp"

namespace glance_audit::sources {

TextFile::TextFile(const std::string& path) : path_(path), file_(path) {
    const struct stat status = file_.status();
    size_ = static_cast<std::uint64_t>(status.st_size);
    modified_ = status.st_mtim;
    std::array<char, 8> magic{};
    const std::size_t bytes = read(magic.data(), magic.size(), 0);
    if (is_packed({magic.data(), bytes})) packed_ = std::make_unique<Packed>();
}

std::size_t TextFile::read(char* to, std::size_t most, std::uint64_t offset) const {
    if (packed_) return read_packed(to, most, offset);
    return read_plain(to, static_cast<std::size_t>(std::min<std::uint64_t>(most, size_ - std::min(size_, offset))),
                      offset);
}

std::size_t TextFile::read_packed(char* to, std::size_t most, std::uint64_t offset) const {
    if (!packed_->unpacker || offset < packed_->offset) *packed_ = {unpack(path_), 0};
    std::array<char, 65536> skipped;
    const auto next = [&](char* place, std::size_t wanted) {
        const std::size_t got = packed_->unpacker->read(place, wanted);
        packed_->offset += got;
        return got;
    };
    while (packed_->offset < offset) {
        const std::uint64_t left = offset - packed_->offset;
        if (next(skipped.data(), static_cast<std::size_t>(std::min<std::uint64_t>(left, skipped.size()))) == 0)
            return 0;
    }
    return next(to, most);
}

std::size_t TextFile::read_plain(char* to, std::size_t bytes, std::uint64_t offset) const {
    std::size_t left = bytes;
    while (left > 0) {
        const std::size_t got = file_.read(to, left, offset);
        if (got == 0) fail_shorter();
        to += got;
        left -= got;
        offset += got;
    }
    return bytes;
}

void TextFile::fail_shorter() const {
    throw SourceError("the file became shorter while it was read", path_, "audit a file that nobody writes to");
}

void TextFile::check_unchanged() const {
    const struct stat status = file_.status();
    if (static_cast<std::uint64_t>(status.st_size) == size_ && status.st_mtim.tv_sec == modified_.tv_sec &&
        status.st_mtim.tv_nsec == modified_.tv_nsec) {
        return;
    }
    throw SourceError("the file changed while it was read", path_, "audit a file that nobody writes to");
}

std::string TextFile::place(std::uint64_t offset) const {
    std::array<char, 65536> chunk;
    std::uint64_t line = 1;
    for (std::uint64_t at = 0; at < offset; at += chunk.size()) {
        const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(chunk.size(), offset - at));
        const std::size_t bytes = read(chunk.data(), most, at);
        line += static_cast<std::uint64_t>(std::count(chunk.begin(), chunk.begin() + static_cast<long>(bytes), '\n'));
    }
    return path_ + ":" + std::to_string(line);
}

}  // namespace glance_audit::sources

#include "scanner/formats/text/joined_text.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "scanner/base/error.hpp"
#include "scanner/base/utf8.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::size_t kChunk = std::size_t{64} << 10U;

struct Measured {
    std::uint64_t length = 0;
    char last = '\0';  // but for white space; 0: there is nothing else
};

// Reads it from `from` on.
Measured measure(const TextFile& file, std::uint64_t from) {
    Measured measured{.length = from};
    std::vector<char> chunk(kChunk);
    while (const std::size_t got = file.read(chunk.data(), chunk.size(), measured.length)) {
        measured.length += got;
        const std::string_view seen = stripped(std::string_view(chunk.data(), got));
        if (!seen.empty()) measured.last = seen.back();
    }
    return measured;
}

// Of a plain file the end alone is read, unless there is nothing there.
Measured measure(const TextFile& file) {
    const bool packed = file.end() == std::numeric_limits<std::uint64_t>::max();
    const Measured measured = measure(file, packed || file.end() < kChunk ? 0 : file.end() - kChunk);
    return measured.last == '\0' ? measure(file, 0) : measured;
}

}  // namespace

JoinedText::JoinedText(std::string path, const std::vector<std::string>& files, char end) : path_(std::move(path)) {
    for (const std::string& file : files) add(file, end);
}

void JoinedText::add(const std::string& path, char end) {
    auto file = std::make_unique<TextFile>(path);
    const Measured measured = measure(*file);
    if (measured.length == 0) return;
    if (measured.last != end && measured.last != '\0') {
        throw SourceError("the file ends within a statement", file->place(measured.length),
                          "dump the database again, into a new folder");
    }
    pieces_.push_back({std::move(file), end_});
    end_ += measured.length;
}

const JoinedText::Piece& JoinedText::piece_at(std::uint64_t offset) const {
    const auto behind = std::upper_bound(pieces_.begin(), pieces_.end(), offset,
                                         [](std::uint64_t at, const Piece& piece) { return at < piece.begin; });
    return *std::prev(behind);
}

std::size_t JoinedText::read(char* to, std::size_t most, std::uint64_t offset) const {
    std::size_t done = 0;
    while (done < most && offset + done < end_) {
        const Piece& piece = piece_at(offset + done);
        const std::uint64_t behind = &piece == &pieces_.back() ? end_ : (&piece + 1)->begin;
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(most - done, behind - offset - done));
        const std::size_t got = piece.file->read(to + done, wanted, offset + done - piece.begin);
        if (got < wanted) piece.file->fail_shorter();
        done += got;
    }
    return done;
}

void JoinedText::check_unchanged() const {
    for (const Piece& piece : pieces_) piece.file->check_unchanged();
}

std::string JoinedText::place(std::uint64_t offset) const {
    if (pieces_.empty()) return path_;
    const Piece& piece = piece_at(offset);
    return piece.file->place(offset - piece.begin);
}

}  // namespace glance_audit::sources

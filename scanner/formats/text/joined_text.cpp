#include "scanner/formats/text/joined_text.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace glance_audit::sources {
namespace {

constexpr std::size_t kChunk = std::size_t{64} << 10U;

std::uint64_t length_of(const TextFile& file) {
    if (file.end() != std::numeric_limits<std::uint64_t>::max()) return file.end();
    std::vector<char> chunk(kChunk);
    std::uint64_t length = 0;
    while (const std::size_t got = file.read(chunk.data(), chunk.size(), length)) length += got;
    return length;
}

}  // namespace

JoinedText::JoinedText(std::string path, const std::vector<std::string>& files) : path_(std::move(path)) {
    for (const std::string& file : files) add(file);
}

void JoinedText::add(const std::string& path) {
    auto file = std::make_unique<TextFile>(path);
    const std::uint64_t length = length_of(*file);
    if (length == 0) return;
    pieces_.push_back({std::move(file), end_});
    end_ += length;
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

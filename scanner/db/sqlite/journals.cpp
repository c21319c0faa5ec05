#include "scanner/db/sqlite/journals.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "scanner/base/error.hpp"
#include "scanner/base/files/input_file.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::size_t kLogHeaderSize = 32;
constexpr std::size_t kFrameHeaderSize = 24;
constexpr std::size_t kJournalMarkSize = 12;     // the magic and the number of pages
constexpr std::uint32_t kLogMagic = 0x377f0682;  // its lowest bit: checksums are of numbers with the highest byte first

using Salts = std::array<std::uint32_t, 2>;

std::uint32_t number(std::string_view bytes, bool highest_first) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        value = value << 8U | static_cast<unsigned char>(bytes[highest_first ? i : 3 - i]);
    }
    return value;
}
std::uint32_t stored(std::string_view bytes, std::size_t at) { return number(bytes.substr(at, 4), true); }

// Runs over the header and all frames.
struct Checksum {
    bool highest_first = false;
    std::array<std::uint32_t, 2> sums{};

    void add(std::string_view bytes) {
        for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
            sums[0] += number(bytes.substr(at, 4), highest_first) + sums[1];
            sums[1] += number(bytes.substr(at + 4, 4), highest_first) + sums[0];
        }
    }
    bool is_at(std::string_view bytes, std::size_t at) const {
        return stored(bytes, at) == sums[0] && stored(bytes, at + 4) == sums[1];
    }
};

class Log {
public:
    explicit Log(const std::string& path) : path_(path), file_(path) {
        constexpr const char* kUnreadable = "is damaged, and nothing in it can be read";
        const std::string_view header = read(kLogHeaderSize);
        if (header.size() < kLogHeaderSize || (stored(header, 0) & ~1U) != kLogMagic) fail(kUnreadable);
        checksum_.highest_first = (stored(header, 0) & 1U) != 0;
        checksum_.add(header.substr(0, kFrameHeaderSize));
        page_size_ = stored(header, 8);
        if (!checksum_.is_at(header, 24) || page_size_ < 512 || page_size_ > 65536) fail(kUnreadable);
        salts_ = {stored(header, 16), stored(header, 20)};
    }

    void check() {
        bool committed = true;
        std::string_view frame = next();
        if (frame.empty()) fail("ends behind its header");
        for (; is_valid(frame); frame = next()) committed = stored(frame, 4) != 0;
        const std::string from = "from frame " + std::to_string(frames_) + " on is not read";
        for (; !frame.empty(); frame = next()) {
            if (!is_leftover(frame)) fail("is damaged or cut short: what it holds " + from);
        }
        if (!committed) fail("ends in the middle of a transaction: what that wrote is not read");
    }

private:
    std::string_view read(std::size_t size) {
        bytes_.resize(size);
        const std::size_t got = file_.read(bytes_.data(), size, at_);
        at_ += got;
        return {bytes_.data(), got};
    }

    std::string_view next() {
        ++frames_;
        return read(kFrameHeaderSize + page_size_);
    }

    bool is_whole(std::string_view frame) const { return frame.size() == kFrameHeaderSize + page_size_; }

    // As SQLite judges it: of this round, with a page, and the checksum fits.
    bool is_valid(std::string_view frame) {
        if (!is_whole(frame) || stored(frame, 0) == 0 || stored(frame, 8) != salts_[0] ||
            stored(frame, 12) != salts_[1]) {
            return false;
        }
        checksum_.add(frame.substr(0, 8));
        checksum_.add(frame.substr(kFrameHeaderSize));
        return checksum_.is_at(frame, 16);
    }

    // A log is written again from its beginning, with other salts both of them; what was longer stays behind.
    bool is_leftover(std::string_view frame) const {
        return is_whole(frame) && stored(frame, 0) != 0 && stored(frame, 8) != salts_[0] &&
               stored(frame, 12) != salts_[1];
    }

    [[noreturn]] void fail(const std::string& how) const {
        throw SourceError(
            "the log beside the database " + how, path_,
            "make a new copy of the database and its -wal; after a crash, open a copy of both once with sqlite3, see "
            "whether anything is missing there, and audit that");
    }

    std::string path_;
    InputFile file_;
    std::uint64_t at_ = 0;  // in the file
    std::vector<char> bytes_;
    std::size_t page_size_ = 0;
    Salts salts_{};
    Checksum checksum_;
    std::uint64_t frames_ = 0;
};

}  // namespace

void check_log(const std::string& path) { Log(path).check(); }

// All zero: not synced yet, so that the database is untouched, or done with.
RollbackJournal judge_rollback_journal(const std::string& path) {
    std::array<char, kJournalMarkSize> mark{};
    if (access(path.c_str(), F_OK) != 0 || InputFile(path).read(mark.data(), mark.size(), 0) == 0) {
        return RollbackJournal::none;
    }
    if (mark[0] != 0) return RollbackJournal::hot;
    if (std::all_of(mark.begin(), mark.end(), [](char byte) { return byte == 0; })) return RollbackJournal::done;
    throw SourceError("the rollback journal beside the database is damaged: what it would undo cannot be told", path,
                      "audit a good copy of the database");
}

}  // namespace glance_audit::sources

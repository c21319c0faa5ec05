// A text of any size, looked at through a window that holds no more than what is needed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "scanner/formats/text/readable_text.hpp"

namespace glance_audit::sources {

// A part of a ReadableText in memory. What stands before the cursor is forgotten when more is read; behind end() are
// always kPadding bytes that may be read and mean nothing.
class TextWindow {
public:
    static constexpr std::size_t kPadding = 32;
    // A row or the head of a statement must fit in here: far more than any database accepts for a Glance row.
    static constexpr std::size_t kLongest = std::size_t{64} << 20U;

    // Small enough to stay in a core's own cache, large enough that calls of the system do not count.
    static constexpr std::size_t kChunk = std::size_t{512} << 10U;

    // chunk: how much is read at a time.
    TextWindow(const ReadableText& file, std::uint64_t begin, std::uint64_t end, std::size_t chunk = kChunk);

    const ReadableText& file() const { return file_; }
    const char* cursor() const { return cursor_; }
    const char* end() const { return end_; }
    std::string_view rest() const { return {cursor_, static_cast<std::size_t>(end_ - cursor_)}; }
    void advance_to(const char* cursor) { cursor_ = cursor; }
    // Of the cursor, in the file.
    std::uint64_t offset() const { return next_ - static_cast<std::uint64_t>(end_ - cursor_); }
    std::uint64_t offset_of(const char* at) const { return next_ - static_cast<std::uint64_t>(end_ - at); }

    // Reads more behind what stands from the cursor on; pointers into the window are no longer valid. False at the end
    // of the part. Throws SourceError where a piece is longer than kLongest.
    bool more();

    // Where the first byte of value 0 stands, among all that was read so far.
    std::optional<std::uint64_t> nul() const { return nul_; }

private:
    const ReadableText& file_;
    std::uint64_t next_;  // what end_ stands for in the file
    std::uint64_t last_;
    std::size_t chunk_;
    std::size_t capacity_ = 0;
    std::unique_ptr<char[]> buffer_;
    const char* cursor_ = nullptr;
    const char* end_ = nullptr;
    std::optional<std::uint64_t> nul_;
};

}  // namespace glance_audit::sources

// A text of any size, looked at piece by piece.
#pragma once

#include <cstdint>
#include <string>

namespace glance_audit::sources {

class ReadableText {
public:
    virtual ~ReadableText() = default;
    ReadableText() = default;
    ReadableText(const ReadableText&) = delete;
    ReadableText& operator=(const ReadableText&) = delete;

    // Of the file or folder that it stands in.
    virtual const std::string& path() const = 0;
    // Where it ends at the latest.
    virtual std::uint64_t end() const = 0;
    // Up to `most` bytes at `offset`, fewer at the end alone. Throws SourceError where they cannot be read, are damaged
    // or are gone.
    virtual std::size_t read(char* to, std::size_t most, std::uint64_t offset) const = 0;
    // Throws SourceError if somebody wrote to it since it was opened.
    virtual void check_unchanged() const = 0;
    // "path:line", for messages; reads the text up to `offset`.
    virtual std::string place(std::uint64_t offset) const = 0;

    std::string beginning(std::size_t most) const {
        std::string beginning(most, '\0');
        beginning.resize(read(beginning.data(), most, 0));
        return beginning;
    }
};

}  // namespace glance_audit::sources

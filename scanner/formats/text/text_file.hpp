// A text file of any size, packed (gzip, zstd, xz, bzip2, lz4) or plain.
#pragma once

#include <cstdint>
#include <ctime>
#include <limits>
#include <memory>
#include <string>

#include "scanner/base/files/input_file.hpp"
#include "scanner/formats/text/readable_text.hpp"
#include "scanner/formats/text/unpacker.hpp"

namespace glance_audit::sources {

class TextFile final : public ReadableText {
public:
    // Throws SourceError where there is no such file, no permission, or no regular file.
    explicit TextFile(const std::string& path);

    const std::string& path() const override { return path_; }
    // Of a plain file when it was opened; of a packed one nobody knows.
    std::uint64_t end() const override { return packed_ ? std::numeric_limits<std::uint64_t>::max() : size_; }

    // Offsets are those of the plain text; of a packed file they should grow, else it is unpacked again from its
    // beginning.
    std::size_t read(char* to, std::size_t most, std::uint64_t offset) const override;
    void check_unchanged() const override;
    std::string place(std::uint64_t offset) const override;

    // Throws SourceError: bytes that were there are there no longer.
    [[noreturn]] void fail_shorter() const;

private:
    std::size_t read_plain(char* to, std::size_t bytes, std::uint64_t offset) const;
    std::size_t read_packed(char* to, std::size_t most, std::uint64_t offset) const;

    struct Packed {
        std::unique_ptr<Unpacker> unpacker;
        std::uint64_t offset = 0;  // of what it unpacks next
    };

    std::string path_;
    InputFile file_;
    std::unique_ptr<Packed> packed_;
    std::uint64_t size_ = 0;  // of the file itself, when it was opened
    timespec modified_{};
};

}  // namespace glance_audit::sources

// The plain text in a file that gzip, zstd, xz, bzip2 or lz4 has packed, from its beginning to its end, in pieces.
//
// Nothing is kept of what was read before. Libraries: zlib for gzip, of which it checks every member's CRC and length;
// libarchive for the others, whose own checksums their libraries check.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace glance_audit::sources {

class Unpacker {
public:
    virtual ~Unpacker() = default;
    // Up to `most` bytes; fewer at the end of the text alone. Throws SourceError where the file is damaged or ends too
    // early.
    virtual std::size_t read(char* to, std::size_t most) = 0;
};

// True if a file that begins so is packed.
bool is_packed(std::string_view beginning);

// A file's name without ".gz", ".zst", ".xz", ".bz2" or ".lz4".
std::string_view without_packing(std::string_view name);

// Throws SourceError where there is no such file. The file must be packed.
std::unique_ptr<Unpacker> unpack(const std::string& path);

}  // namespace glance_audit::sources

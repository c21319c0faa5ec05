// A file that is read. Opening and reading it never wait: not for a pipe's writer, not for the kernel's messages.
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace glance_audit {

// What to do about an error of the operating system (errno) at a file or folder: "check the permissions …".
std::string hint_for(int error);

class InputFile {
public:
    // Follows links. Throws SourceError, with a hint, where there is no such file, where it may not be read, and where
    // it is no regular file: a folder, a pipe, a socket, a device.
    explicit InputFile(const std::filesystem::path& path);
    ~InputFile();
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    // Now. Throws SourceError.
    struct stat status() const;

    // Up to `bytes` bytes at `offset`; 0 at the end. Throws SourceError.
    std::size_t read(char* to, std::size_t bytes, std::uint64_t offset) const;

private:
    std::string path_;
    int descriptor_ = -1;
};

}  // namespace glance_audit

// Where a file is to be written: the place that a path leads to, and whether what stands there may be replaced.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace glance_audit {

// The path with every link on its way followed, so that what a link leads to is replaced and not the link; nothing
// needs to be there. Throws UsageError for a loop, for a folder and a block device, and where others can write to a
// folder
// (/tmp, one that belongs to somebody else): a link in it is not followed, and what is there and belongs to somebody
// else is not written to. noun: what the file is, in messages.
std::filesystem::path output_place(const std::string& path, const std::string& noun);

// The number of the open descriptor that a path means: /dev/stdout, /dev/stderr, /dev/fd/N and the like.
std::optional<int> descriptor_meant_by(const std::string& path);

// True if both are one file, by whatever names, or would be one if they were there.
bool is_same_place(const std::filesystem::path& one, const std::filesystem::path& other);

}  // namespace glance_audit

// Folders that are read, and names that may be there: what cannot be seen is never taken for what is not there.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <vector>

#include "scanner/base/error.hpp"

namespace glance_audit {

// False only where there is certainly nothing of this name. Throws UsageError where that cannot be told: a folder on
// the way may not be searched, a link leads nowhere, links form a loop.
bool is_there(const std::filesystem::path& path);

// What a folder holds, sorted by name. Throws UsageError where it cannot be listed to its end.
std::vector<std::filesystem::path> entries_of(const std::filesystem::path& folder);
// The same of a folder that is audited: throws SourceError.
std::vector<std::filesystem::path> entries_of_source(const std::filesystem::path& folder);

struct FolderWalk {
    // Asked of every entry; a folder that is not wanted is not entered. Nothing: all are wanted.
    std::function<bool(const std::filesystem::path&)> is_wanted;
    // Is told of a folder below the top that cannot be read. Nothing: it is thrown.
    std::function<void(const UsageError&)> unreadable;
};

// All that is below a folder and is no folder, sorted by path; whatever is wrong with one of them is said when it is
// read. Links to folders are followed, but for those that `top` is in, and each folder is entered once, by its own path
// if it has one below `top`. Throws UsageError where `top` cannot be read, or holds more than kMostFilesBelow.
inline constexpr std::size_t kMostFilesBelow = 20'000;  // real folders have some hundred
std::vector<std::filesystem::path> files_below(const std::filesystem::path& top, const FolderWalk& walk = {});

}  // namespace glance_audit

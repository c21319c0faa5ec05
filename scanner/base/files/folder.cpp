#include "scanner/base/files/folder.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <system_error>
#include <utility>

#include "scanner/base/files/input_file.hpp"

namespace glance_audit {
namespace {

namespace fs = std::filesystem;

class Walker {
public:
    Walker(const fs::path& top, const FolderWalk& walk) : top_(top), walk_(walk), folders_{top} {
        std::error_code failed;
        for (fs::path above = fs::canonical(top, failed).parent_path(); !above.empty(); above = above.parent_path()) {
            mark_entered(above);
            if (above == above.parent_path()) break;
        }
    }

    std::vector<fs::path> files() {
        while (!folders_.empty() || !linked_.empty()) {
            std::vector<fs::path>& next = folders_.empty() ? linked_ : folders_;
            const fs::path folder = std::move(next.back());
            next.pop_back();
            enter(folder);
        }
        std::sort(files_.begin(), files_.end());
        return std::move(files_);
    }

private:
    // False where it was before.
    bool mark_entered(const fs::path& folder) {
        struct stat status {};
        return stat(folder.c_str(), &status) != 0 || entered_.emplace(status.st_dev, status.st_ino).second;
    }

    void enter(const fs::path& folder) {
        if (!mark_entered(folder)) return;
        std::vector<fs::path> entries;
        try {
            entries = entries_of(folder);
        } catch (const UsageError& error) {
            if (folder == top_ || !walk_.unreadable) throw;
            walk_.unreadable(error);
        }
        for (const fs::path& entry : entries) sort_in(entry);
    }

    void sort_in(const fs::path& entry) {
        if (walk_.is_wanted && !walk_.is_wanted(entry)) return;
        std::error_code failed;
        if (fs::is_directory(entry, failed)) {
            (fs::is_symlink(entry, failed) ? linked_ : folders_).push_back(entry);
        } else {
            files_.push_back(entry);
        }
        if (files_.size() <= kMostFilesBelow) return;
        throw UsageError("there are more than " + std::to_string(kMostFilesBelow) + " files in this folder",
                         top_.string(), "name the folders that are meant, such as /etc/cron.d");
    }

    const fs::path& top_;
    const FolderWalk& walk_;
    std::vector<fs::path> folders_;  // still to be entered
    std::vector<fs::path> linked_;   // by links, after all others
    std::set<std::pair<dev_t, ino_t>> entered_;
    std::vector<fs::path> files_;
};

}  // namespace

bool is_there(const fs::path& path) {
    struct stat status {};
    if (stat(path.c_str(), &status) == 0) return true;
    const int error = errno;
    const bool is_certain = error == ENOENT || error == ENOTDIR;
    if (is_certain && lstat(path.c_str(), &status) != 0) return false;
    const std::string reason = is_certain ? "it is a link that leads nowhere" : std::generic_category().message(error);
    throw UsageError("it cannot be told whether this is there: " + reason, path.string(),
                     is_certain ? "remove the link, or copy what it leads to as well" : hint_for(error));
}

std::vector<fs::path> entries_of(const fs::path& folder) {
    std::vector<fs::path> paths;
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed); !failed && entry != fs::end(entry); entry.increment(failed)) {
        paths.push_back(entry->path());
    }
    if (failed) {
        throw UsageError("the folder cannot be read: " + failed.message(), folder.string(), hint_for(failed.value()));
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

std::vector<fs::path> entries_of_source(const fs::path& folder) try {
    return entries_of(folder);
} catch (const UsageError& error) {
    throw SourceError(error);
}

std::vector<fs::path> files_below(const fs::path& top, const FolderWalk& walk) { return Walker(top, walk).files(); }

}  // namespace glance_audit

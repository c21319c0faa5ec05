#include "scanner/base/files/output_place.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <deque>
#include <string_view>
#include <system_error>

#include "scanner/base/error.hpp"

namespace glance_audit {
namespace {

namespace fs = std::filesystem;

constexpr int kMostLinks = 40;  // as many as the kernel follows
constexpr const char* kOwnFolder = "name a file in a folder that nobody else can write to";

bool is_for_all(const struct stat& folder) {
    return (folder.st_mode & S_IWOTH) != 0 || ((folder.st_mode & S_ISVTX) != 0 && (folder.st_mode & S_IWGRP) != 0);
}

// Whoever can put a name into a folder chooses where a link leads.
bool can_others_write(const struct stat& folder) {
    return is_for_all(folder) || (folder.st_uid != geteuid() && folder.st_uid != 0);
}

struct stat status_of(const fs::path& path) {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) status = {};
    return status;
}

class Resolver {
public:
    Resolver(const std::string& path, const std::string& noun) : path_(path), noun_(noun) { put(fs::absolute(path)); }

    fs::path place() {
        while (!ahead_.empty()) {
            const fs::path name = std::move(ahead_.front());
            ahead_.pop_front();
            step(name);
        }
        return at_;
    }

private:
    void put(const fs::path& path) { ahead_.insert(ahead_.begin(), path.begin(), path.end()); }

    void step(const fs::path& name) {
        if (name.empty() || name == ".") return;
        if (name == "..") {
            at_ = at_.parent_path();
            return;
        }
        std::error_code failed;  // what cannot be looked at cannot be opened either, and that says why
        const fs::path next = at_ / name;
        if (!fs::is_symlink(fs::symlink_status(next, failed))) {
            at_ = next;
            return;
        }
        follow(next);
    }

    void follow(const fs::path& link) {
        if (++links_ > kMostLinks) {
            throw UsageError("the " + noun_ + " cannot be written: " + std::generic_category().message(ELOOP), path_,
                             "name the file itself");
        }
        if (can_others_write(status_of(at_))) {
            throw UsageError(
                "the " + noun_ + "'s place is a link in a folder that others can write to: " + link.string(), path_,
                kOwnFolder);
        }
        std::error_code failed;
        put(fs::read_symlink(link, failed));
    }

    const std::string& path_;
    const std::string& noun_;
    fs::path at_ = "/";
    std::deque<fs::path> ahead_;
    int links_ = 0;
};

}  // namespace

fs::path output_place(const std::string& path, const std::string& noun) {
    fs::path place = Resolver(path, noun).place();
    struct stat status {};
    if (lstat(place.c_str(), &status) != 0) return place;
    const struct stat folder = status_of(place.parent_path());
    if (S_ISDIR(status.st_mode)) throw UsageError("the " + noun + "'s place is a directory", path, "name a file in it");
    if (S_ISBLK(status.st_mode)) throw UsageError("the " + noun + "'s place is a disk", path, "name a file");
    if (status.st_uid != geteuid() && (S_ISREG(status.st_mode) ? is_for_all(folder) : can_others_write(folder))) {
        throw UsageError("the " + noun + "'s place belongs to somebody else, in a folder that others can write to",
                         path, kOwnFolder);
    }
    return place;
}

std::optional<int> descriptor_meant_by(const std::string& path) {
    if (path == "/dev/stdout") return STDOUT_FILENO;
    if (path == "/dev/stderr") return STDERR_FILENO;
    for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
        int number = -1;
        if (!path.starts_with(folder)) continue;
        const char* end = path.data() + path.size();
        const auto [at, error] = std::from_chars(path.data() + folder.size(), end, number);
        if (error == std::errc() && at == end && number >= 0) return number;
    }
    return std::nullopt;
}

bool is_same_place(const fs::path& one, const fs::path& other) {
    std::error_code failed;
    if (fs::equivalent(one, other, failed)) return true;
    return one.filename() == other.filename() && fs::equivalent(one.parent_path(), other.parent_path(), failed);
}

}  // namespace glance_audit

#include <unistd.h>

#include <filesystem>

#include "scanner/base/files/folder.hpp"
#include "scanner/base/files/input_file.hpp"
#include "scanner/base/files/output_place.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/policy_folder.hpp"

using namespace glance_audit;
using Folder = policy::PolicyFolder;

namespace {

namespace fs = std::filesystem;

// Relative to the folder, one a line.
std::string below(const Folder& folder, const FolderWalk& walk = {}) {
    std::string out;
    for (const fs::path& path : files_below(folder.path(), walk)) {
        out += path.lexically_relative(folder.path()).string() + "\n";
    }
    return out;
}

}  // namespace

TEST_CASE("what is not there is told from what cannot be seen") {
    const Folder folder;
    folder.write("file", "x");
    CHECK(is_there(folder.path() / "file"));
    CHECK(is_there(folder.path()));
    CHECK_FALSE(is_there(folder.path() / "nothing"));
    CHECK_FALSE(is_there(folder.path() / "nothing/below"));
    CHECK_FALSE(is_there(folder.path() / "file/below"));
    fs::create_symlink("nowhere", folder.path() / "dangling");
    fs::create_symlink("loop", folder.path() / "loop");
    CHECK_THROWS_AS(is_there(folder.path() / "dangling"), UsageError);
    CHECK_THROWS_AS(is_there(folder.path() / "loop"), UsageError);
    CHECK_THROWS_AS(is_there(folder.path() / std::string(300, 'x')), UsageError);
}

TEST_CASE("a walk follows links to folders, and enters each folder once, by its own path") {
    const Folder folder;
    const Folder other;
    folder.write("b/one", "");
    folder.write("two", "");
    other.write("three", "");
    fs::create_symlink("b", folder.path() / "a");
    fs::create_symlink(".", folder.path() / "b/again");
    fs::create_symlink(other.path(), folder.path() / "other");
    fs::create_symlink("nowhere", folder.path() / "dangling");
    fs::create_symlink("/", folder.path() / "everything");
    CHECK(below(folder) == "b/one\ndangling\nother/three\ntwo\n");
    CHECK(below(folder, {.is_wanted = [](const fs::path& path) { return path.filename() != "b"; }, .unreadable = {}}) ==
          "a/one\ndangling\nother/three\ntwo\n");
}

TEST_CASE("a folder that cannot be listed is never an empty one") {
    const Folder folder;
    CHECK(entries_of(folder.path()).empty());
    CHECK_THROWS_AS(entries_of(folder.path() / "nothing"), UsageError);
    CHECK_THROWS_AS(entries_of(folder.write("file", "")), UsageError);
    CHECK_THROWS_AS(files_below(folder.path() / "nothing"), UsageError);
}

TEST_CASE("a place is what its links lead to") {
    const Folder folder;
    fs::create_directory(folder.path() / "below");
    fs::create_symlink("below/new", folder.path() / "link");
    fs::create_symlink("below", folder.path() / "folder");
    fs::create_symlink("loop", folder.path() / "loop");
    const fs::path wanted = folder.path() / "below/new";
    for (const char* name : {"below/new", "link", "folder/new", "./below/../folder/./new", "folder/../link"}) {
        CHECK(output_place((folder.path() / name).string(), "report") == wanted);
    }
    CHECK_THROWS_AS(output_place((folder.path() / "loop").string(), "report"), UsageError);
    CHECK_THROWS_AS(output_place(folder.path().string(), "report"), UsageError);
    CHECK(is_same_place(folder.path() / "folder/new", wanted));
    CHECK_FALSE(is_same_place(folder.path() / "new", wanted));
    folder.write("file", "");
    fs::create_hard_link(folder.path() / "file", folder.path() / "below/other");
    CHECK(is_same_place(folder.path() / "file", folder.path() / "folder/other"));
}

TEST_CASE("a path can mean a descriptor that is open") {
    CHECK(descriptor_meant_by("/dev/stdout") == 1);
    CHECK(descriptor_meant_by("/dev/stderr") == 2);
    CHECK(descriptor_meant_by("/proc/self/fd/1") == 1);
    CHECK(descriptor_meant_by("/dev/fd/63") == 63);
    for (const char* other : {"/dev/null", "/dev/fd/", "/dev/fd/1x", "/dev/fd/-1", "/dev/fd/99999999999", "dev/fd/1"}) {
        CHECK_FALSE(descriptor_meant_by(other));
    }
}

TEST_CASE("what to do about an error of the system") {
    CHECK(hint_for(EACCES).find("permissions") != std::string::npos);
    CHECK(hint_for(EMFILE).find("ulimit -n") != std::string::npos);
    CHECK(hint_for(EIO) == "check the disk");
}

// The folder that mydumper writes: for each table a file with its structure and files with its rows, packed or not, and
// one called `metadata`, whose last line says when the dump was finished.
//
// Sources: mydumper 0.10.1, run against MariaDB 10.11; its repository up to 0.19, for the rows that `metadata` counts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/formats/text/readable_text.hpp"
#include "scanner/sources/files/dump_index.hpp"

namespace glance_audit::sources {

class MydumperFolder {
public:
    // True if the folder holds the structure of a table `images`, as mydumper names it.
    static bool is_one(const std::string& path);

    // Throws SourceError where the folder cannot be read, holds a table `images` of several databases, or a view in
    // place of a table.
    explicit MydumperFolder(const std::string& path);

    // Those that are read.
    const std::vector<std::filesystem::path>& files() const { return files_; }

    // The files of Glance's tables as one dump: the structure, then the rows. Throws SourceError where a file cannot be
    // read, or ends within a statement.
    std::unique_ptr<ReadableText> text() const;

    // Adds to the index of text() what the folder says of itself: whether it is finished, the rows that were counted,
    // and tables of which no file has rows, though they may have some.
    void describe(DumpIndex& index) const;

private:
    void add(const std::filesystem::path& file);
    void refuse_odd(const std::filesystem::path& file) const;
    void read_metadata(const std::filesystem::path& file);
    bool has_gap(const std::string& table) const;

    std::string path_;
    std::string database_;
    std::vector<std::filesystem::path> files_;
    std::vector<std::string> structure_;
    std::vector<std::string> rows_;
    std::set<std::string, std::less<>> made_;                            // tables whose structure is there
    std::set<std::string, std::less<>> filled_;                          // tables of which there is a file for rows
    std::map<std::string, std::set<std::string>, std::less<>> numbers_;  // ".00000" of a table's files
    std::map<std::string, std::uint64_t, std::less<>> counted_;
    bool finished_ = false;
};

}  // namespace glance_audit::sources

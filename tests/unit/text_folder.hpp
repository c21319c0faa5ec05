// A folder for the files of one test; gone with the test.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace glance_audit {

class TextFolder {
public:
    TextFolder() {
        std::string path = (std::filesystem::temp_directory_path() / "glance-audit-XXXXXX").string();
        path_ = mkdtemp(path.data());
    }
    ~TextFolder() { std::filesystem::remove_all(path_); }
    TextFolder(const TextFolder&) = delete;
    TextFolder& operator=(const TextFolder&) = delete;

    // The path of a new file.
    std::string write(const std::string& name, std::string_view content) const {
        const std::filesystem::path path = path_ / name;
        std::ofstream(path, std::ios::binary) << content;
        return path.string();
    }

private:
    std::filesystem::path path_;
};

}  // namespace glance_audit

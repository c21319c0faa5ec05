// A directory of policy files of its own that is gone at the end of the test.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

namespace glance_audit::policy {

class PolicyFolder {
public:
    PolicyFolder()
        : path_(std::filesystem::temp_directory_path() / ("glance-audit-policy-" + std::to_string(++count_))) {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    ~PolicyFolder() { std::filesystem::remove_all(path_); }
    PolicyFolder(const PolicyFolder&) = delete;
    PolicyFolder& operator=(const PolicyFolder&) = delete;

    std::filesystem::path write(const std::string& name, const std::string& content) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << content;
        return path_ / name;
    }
    const std::filesystem::path& path() const { return path_; }

private:
    static inline int count_ = 0;
    std::filesystem::path path_;
};

}  // namespace glance_audit::policy

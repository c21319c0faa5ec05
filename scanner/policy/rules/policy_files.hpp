// Policy files as the enforcer reads them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scanner/base/location.hpp"
#include "scanner/base/source_text.hpp"
#include "scanner/formats/yaml/yaml.hpp"
#include "scanner/policy/language/check_tree.hpp"

namespace glance_audit::policy {

struct FileRule {
    std::string name;
    std::string check;  // as written; a list of lists as the check string that means the same
    CheckTree tree;
    Location location;      // of the name
    bool replaced = false;  // a later rule of this name in the same file stands instead
};

// The files that `path` stands for: itself, or those in the directory: sorted by name, without dotfiles and
// subdirectories. Throws UsageError where the directory cannot be read, or has none.
std::vector<std::filesystem::path> policy_files(const std::filesystem::path& path);

// All files that `paths` stand for, in their order. Throws UsageError where one cannot be read.
std::vector<text::SourceText> read_policy_texts(const std::vector<std::filesystem::path>& paths);

// The rules of one file, in its order, or of the policies it encloses (enclosed_policies.hpp). Throws UsageError, with
// a place, where oslo.policy would not load the file, and where it is no policy file at all.
std::vector<FileRule> read_policy_text(const text::SourceText& source);

// The same of a map that has been read already. Names that are no text are checked and left out: no action has one.
std::vector<FileRule> read_rules(const text::SourceText& source, const text::YamlNode& map);

}  // namespace glance_audit::policy

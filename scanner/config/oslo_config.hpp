// Configuration as every OpenStack command reads it: files and folders of them in the order given, and the environment.
// Sources: oslo_config/cfg.py and sources/_environment.py (9.0), seen by running them.
//
// What differs on purpose: only what is named is read (no files or folders of the host's own), and no [DEFAULT]
// config_source is followed.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/formats/ini_file.hpp"

namespace glance_audit::sources {

// One --config-file or --config-dir.
struct ConfigInput {
    std::filesystem::path path;
    bool is_directory = false;
};

struct OptionName {
    std::string_view group{};  // "DEFAULT", or in lower case
    std::string_view name{};
};

// Where a value stands: a file and a line, or a variable of the environment and line 0.
struct ConfigPlace {
    std::string file;
    int line = 0;
};

struct ConfigText {
    std::string text;  // before any substitution
    ConfigPlace place;
};

// A variable of the environment; nothing where it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
std::optional<std::string> process_environment(const std::string& name);

class OsloConfig {
public:
    // Reads all files: of a folder those that end in .conf and do not begin with a dot, sorted by name. Throws
    // UsageError for what is not there, cannot be read or is no configuration.
    OsloConfig(std::span<const ConfigInput> inputs, Environment environment);

    // The same of files that have been read already; find_file() knows of no folder that they are in.
    static OsloConfig of_texts(std::span<const text::SourceText> texts, Environment environment);

    // The value in effect: the environment's OS_GROUP__NAME; else the last in the last file that has any of `names`,
    // where within one file an earlier name goes before a later one. names[0] is the option's own.
    std::optional<ConfigText> value(std::span<const OptionName> names) const;

    // Of an option with several values (MultiStrOpt): all of them, the first file's first; or the environment's one.
    std::vector<ConfigText> values(std::span<const OptionName> names) const;

    // The value in the files alone.
    std::optional<ConfigText> value_in_files(std::span<const OptionName> names) const;

    // A file as ConfigOpts.find_file() looks for it: in the folders given, beside the files given (the last first), in
    // ~/.glance and ~ of whoever runs this, /etc/glance, /etc and those of a snap. An absolute name is itself. Throws
    // UsageError where it cannot be told whether it is there (is_there), which oslo.config takes for no.
    std::optional<std::filesystem::path> find_file(const std::string& name) const;

    // Those that were read, in their order.
    std::vector<std::filesystem::path> files() const;

private:
    explicit OsloConfig(Environment environment) : environment_(std::move(environment)) {}

    void add_common_places();
    void read_file(const std::filesystem::path& path);
    void read_directory(const std::filesystem::path& path);
    std::optional<ConfigText> value_in_environment(OptionName name) const;
    std::filesystem::path expanded(const std::filesystem::path& path) const;

    Environment environment_;
    std::vector<IniFile> files_;                 // in the order read
    std::vector<std::filesystem::path> places_;  // where find_file() looks, in order
};

}  // namespace glance_audit::sources

#include "scanner/config/oslo_config.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "scanner/base/ascii.hpp"
#include "scanner/base/error.hpp"
#include "scanner/base/files/folder.hpp"

namespace glance_audit::sources {
namespace {

namespace fs = std::filesystem;

bool is_configuration(const fs::path& path) {
    const std::string name = path.filename().string();
    return name.ends_with(".conf") && !name.starts_with('.');
}

}  // namespace

std::optional<std::string> process_environment(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

OsloConfig::OsloConfig(std::span<const ConfigInput> inputs, Environment environment)
    : OsloConfig(std::move(environment)) {
    std::vector<fs::path> beside;
    for (const ConfigInput& input : inputs) {
        const fs::path path = expanded(input.path);
        if (input.is_directory) {
            read_directory(path);
            places_.push_back(path);
        } else {
            read_file(path);
            beside.push_back(fs::absolute(path).parent_path());
        }
    }
    places_.insert(places_.end(), beside.rbegin(), beside.rend());
    add_common_places();
}

OsloConfig OsloConfig::of_texts(std::span<const text::SourceText> texts, Environment environment) {
    OsloConfig config(std::move(environment));
    for (const text::SourceText& text : texts) config.files_.emplace_back(text);
    config.add_common_places();
    return config;
}

// A home that may not be entered is somebody else's, and says nothing of Glance's.
void OsloConfig::add_common_places() {
    const auto home = environment_("HOME");
    if (home && faccessat(AT_FDCWD, home->c_str(), X_OK, AT_EACCESS) == 0) {
        places_.insert(places_.end(), {fs::path(*home) / ".glance", *home});
    }
    places_.insert(places_.end(), {"/etc/glance", "/etc"});
    for (const char* snap : {"SNAP_COMMON", "SNAP"}) {
        if (const auto folder = environment_(snap)) places_.push_back(fs::path(*folder) / "etc/glance");
    }
}

void OsloConfig::read_file(const fs::path& path) { files_.emplace_back(text::SourceText::read(path)); }

void OsloConfig::read_directory(const fs::path& path) {
    for (const fs::path& file : entries_of(path)) {
        if (is_configuration(file)) read_file(file);
    }
}

// "~" and "~/…", as the shell does not expand them in --config-file=~/….
fs::path OsloConfig::expanded(const fs::path& path) const {
    const std::string text = path.string();
    const auto home = environment_("HOME");
    if (!home || (text != "~" && !text.starts_with("~/"))) return path;
    return *home + text.substr(1);
}

std::optional<ConfigText> OsloConfig::value_in_environment(OptionName name) const {
    const std::string variable = "OS_" + text::to_upper(name.group) + "__" + text::to_upper(name.name);
    const auto value = environment_(variable);
    return value ? std::optional(ConfigText{*value, {variable, 0}}) : std::nullopt;
}

std::optional<ConfigText> OsloConfig::value_in_files(std::span<const OptionName> names) const {
    for (auto file = files_.rbegin(); file != files_.rend(); ++file) {
        for (const OptionName& name : names) {
            const std::vector<IniValue>& values = file->values(IniFile::normalized(name.group), name.name);
            if (!values.empty()) return ConfigText{values.back().text, {file->name(), values.back().line}};
        }
    }
    return std::nullopt;
}

std::optional<ConfigText> OsloConfig::value(std::span<const OptionName> names) const {
    auto found = value_in_environment(names.front());
    return found ? found : value_in_files(names);
}

std::vector<ConfigText> OsloConfig::values(std::span<const OptionName> names) const {
    if (auto found = value_in_environment(names.front())) return {std::move(*found)};
    std::vector<ConfigText> out;
    for (const IniFile& file : files_) {
        // The option's old names come first: oslo.config puts what it finds later in front.
        for (auto name = names.rbegin(); name != names.rend(); ++name) {
            for (const IniValue& value : file.values(IniFile::normalized(name->group), name->name)) {
                out.push_back({value.text, {file.name(), value.line}});
            }
        }
    }
    return out;
}

std::vector<fs::path> OsloConfig::files() const {
    std::vector<fs::path> files;
    for (const IniFile& file : files_) files.emplace_back(file.name());
    return files;
}

std::optional<fs::path> OsloConfig::find_file(const std::string& name) const {
    for (const fs::path& place : places_) {
        if (is_there(place / name)) return place / name;
    }
    return std::nullopt;
}

}  // namespace glance_audit::sources

#include "scanner/app/targets_file.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "scanner/app/options.hpp"
#include "scanner/base/nearest.hpp"
#include "scanner/formats/yaml/scalar.hpp"
#include "scanner/formats/yaml/yaml.hpp"

namespace glance_audit::app {
namespace {

namespace fs = std::filesystem;
using text::SourceText;
using text::YamlNode;
using text::YamlType;

// The same text with '*' for all that follows "://" in a line with a password, so that carets stay in their places.
std::string without_passwords(std::string_view content) {
    std::string out;
    while (!content.empty()) {
        const std::string_view line = content.substr(0, std::min(content.find('\n'), content.size() - 1) + 1);
        const std::size_t url = line.find("://");
        const bool secret = sources::shown_source(std::string(line)) != line;
        for (std::size_t i = 0; i < line.size(); ++i) {
            const bool hidden = secret && i >= url + 3 && line[i] != '\n' && line[i] != '\r';
            const bool continues = (static_cast<unsigned char>(line[i]) & 0xc0U) == 0x80U;
            if (!hidden) out += line[i];
            if (hidden && !continues) out += '*';
        }
        content.remove_prefix(line.size());
    }
    return out;
}

class TargetsFile {
public:
    TargetsFile(const fs::path& file, Micros now)
        : source_(SourceText::read(file)), folder_(file.parent_path()), now_(now) {
        source_.show_instead(without_passwords(source_.content()));
    }

    std::vector<TargetRequest> read(const TargetRequest& usual) const {
        const YamlNode root = text::parse_yaml(source_);
        const YamlNode& list = list_of_targets(root);
        std::vector<TargetRequest> targets;
        for (const YamlNode& item : list.items) {
            targets.push_back(read_target(item, usual));
            check_new(targets, item);
        }
        return targets;
    }

private:
    struct Key {
        std::string_view name;
        void (TargetsFile::*read)(const YamlNode& value, TargetRequest& target) const;
    };
    // What a target can say beside the policy switches: to add a key, add a line here and in targets.schema.json.
    static const std::array<Key, 11> kKeys;

    static std::vector<std::string_view> key_names() {
        std::vector<std::string_view> names;
        for (const Key& key : kKeys) names.push_back(key.name);
        for (const PolicySwitch& one : kPolicySwitches) names.push_back(one.name);
        return names;
    }

    const YamlNode& list_of_targets(const YamlNode& root) const {
        constexpr std::string_view kExample = "write targets: and below it - name: RegionOne";
        if (!root.is(YamlType::map)) fail(root, "a targets file is a map", std::string(kExample));
        static constexpr std::array<std::string_view, 1> kOnly{"targets"};
        check_keys(root, "a targets file", kOnly);
        const YamlNode* list = root.find("targets");
        if (list == nullptr) fail(root, "there is no 'targets'", std::string(kExample));
        check_type(*list, YamlType::list, "targets", "write - name: RegionOne");
        if (list->items.empty()) fail(*list, "the list of targets is empty", "name at least one");
        return *list;
    }

    TargetRequest read_target(const YamlNode& node, const TargetRequest& usual) const {
        if (!node.is(YamlType::map))
            fail(node, "a target is a map, but this is " + std::string(text::type_name(node.type)),
                 "write - name: RegionOne, and below it source: …");
        check_keys(node, "a target", key_names());
        check_alone(node, "password_file", "password_env");
        check_alone(node, "source", "config_file");
        check_alone(node, "source", "config_dir");
        TargetRequest target = begin_target(node, usual);
        for (const Key& key : kKeys) {
            if (const YamlNode* value = node.find(key.name)) (this->*key.read)(*value, target);
        }
        for (const PolicySwitch& one : kPolicySwitches) {
            if (const YamlNode* value = node.find(one.name))
                target.policies.switches.*one.value = read_switch(*value, one);
        }
        if (target.name.empty()) fail(node, "the target has no 'name'", "write name: RegionOne");
        if (target.source.empty())
            fail(node, "the target has no 'source'",
                 "name a SQLite file or a database URL (source: …) or a configuration (config_file: …)");
        return target;
    }

    // From its configuration, if it has one. The release decides where policies are looked for.
    TargetRequest begin_target(const YamlNode& node, TargetRequest usual) const {
        std::vector<sources::ConfigInput> inputs;
        for (const auto& [key, value] : node.entries) {
            if (key.text != "config_file" && key.text != "config_dir") continue;
            for (const fs::path& path : paths_in(value, key.text)) inputs.push_back({path, key.text == "config_dir"});
        }
        if (inputs.empty()) return usual;
        if (const YamlNode* release = node.find("release")) read_release(*release, usual);
        return configured(inputs, usual);
    }

    void check_alone(const YamlNode& node, std::string_view key, std::string_view other) const {
        const YamlNode* value = node.find(key);
        if (value != nullptr && node.find(other) != nullptr)
            fail(*value, "there is a '" + std::string(other) + "' as well", "keep one of them");
    }

    // No key stands twice (YAML would take the last one), and none is unknown.
    void check_keys(const YamlNode& map, const std::string& what, std::span<const std::string_view> known) const {
        check_repeated(map);
        for (const auto& [key, value] : map.entries) {
            if (std::find(known.begin(), known.end(), key.text) != known.end()) continue;
            fail(key, what + " has no key '" + key.text + "'", text::suggestion(key.text, known, known.size()));
        }
    }

    void check_repeated(const YamlNode& map) const {
        if (map.replaced.empty()) return;
        const YamlNode& key = map.replaced.front().first;
        fail(key, "the key '" + key.text + "' is given twice", "keep one of them");
    }

    void check_new(const std::vector<TargetRequest>& targets, const YamlNode& node) const {
        const TargetRequest& last = targets.back();
        for (const TargetRequest& other : targets) {
            if (&other == &last) break;
            if (other.name == last.name)
                fail(*node.find("name"), "two targets are called '" + last.name + "'", "give each a name of its own");
            if (other.source == last.source)
                fail(node.find("source") != nullptr ? *node.find("source") : node,
                     "'" + other.name + "' has the same source", "name each source once");
        }
    }

    void check_type(const YamlNode& node, YamlType type, std::string_view key, const std::string& hint) const {
        if (node.is(type)) return;
        fail(node,
             "'" + std::string(key) + "' is " + text::type_name(type) + ", and this is " + text::type_name(node.type),
             hint);
    }

    std::string text_in(const YamlNode& node, std::string_view key) const {
        check_type(node, YamlType::string, key, "quote it");
        if (node.text.find_first_not_of(" \n\t") == std::string::npos)
            fail(node, "'" + std::string(key) + "' is empty", "give it a value, or leave the key out");
        return node.text;
    }

    fs::path path_in(const std::string& path) const { return folder_ / path; }

    // A file or folder to be read. What is not there is said here, where it is named.
    fs::path path_in(const YamlNode& node, std::string_view key) const {
        fs::path path = path_in(text_in(node, key));
        std::error_code unknown;  // whatever else is wrong is said when it is read
        if (fs::status(path, unknown).type() == fs::file_type::not_found) {
            fail(node, "'" + std::string(key) + "': there is no such file or folder: '" + path.string() + "'",
                 "check the path: it begins in the folder of the targets file");
        }
        return path;
    }

    // One of them or a list.
    std::vector<fs::path> paths_in(const YamlNode& node, std::string_view key) const {
        if (!node.is(YamlType::list)) return {path_in(node, key)};
        std::vector<fs::path> paths;
        for (const YamlNode& item : node.items) paths.push_back(path_in(item, key));
        return paths;
    }

    void read_name(const YamlNode& node, TargetRequest& target) const { target.name = text_in(node, "name"); }

    void read_source(const YamlNode& node, TargetRequest& target) const {
        constexpr std::string_view kSqlite = "sqlite:///";
        const std::string source = text_in(node, "source");
        if (source.find("://") == std::string::npos) {
            target.source = path_in(source).string();
        } else if (source.starts_with(kSqlite)) {
            target.source = std::string(kSqlite) + path_in(source.substr(kSqlite.size())).string();
        } else {
            target.source = source;
        }
    }

    // Read before all others, in their order in the file: begin_target.
    void read_configuration(const YamlNode&, TargetRequest&) const {}

    void read_policies(const YamlNode& node, TargetRequest& target) const {
        target.policies.paths = paths_in(node, "policies");
    }

    std::optional<bool> read_switch(const YamlNode& node, const PolicySwitch& one) const {
        check_type(node, YamlType::boolean, one.name, "write true or false");
        return *text::boolean_value(node.text);
    }

    // 2023.1 is a number in YAML and a release for all that.
    void read_release(const YamlNode& node, TargetRequest& target) const {
        if (!node.is(YamlType::floating)) text_in(node, "release");
        if (const auto hint = wrong_release(node.text)) fail(node, "there is no release '" + node.text + "'", *hint);
        target.release = node.text;
    }

    void read_age_in_days(const YamlNode& node, TargetRequest& target) const {
        target.age_days = node.is(YamlType::integer) ? parse_age(node.text, now_) : std::nullopt;
        if (!target.age_days)
            fail(node, "'age_in_days' is not an age in days", "write a whole number from 0 to the days since 1970");
    }

    void read_cron(const YamlNode& node, TargetRequest& target) const {
        const std::vector<fs::path> paths = paths_in(node, "cron");
        target.schedules = schedules_in(paths);
    }

    void read_labels(const YamlNode& node, TargetRequest& target) const {
        check_type(node, YamlType::map, "labels", "write {country: DE}");
        check_repeated(node);
        target.labels.clear();
        for (const auto& [key, value] : node.entries) {
            target.labels.emplace_back(text_in(key, "labels"), text_in(value, key.text));
        }
    }

    void read_password_env(const YamlNode& node, TargetRequest& target) const {
        const std::string name = text_in(node, "password_env");
        const char* password = std::getenv(name.c_str());
        if (password == nullptr)
            fail(node, "the environment has no variable '" + name + "'", "export it, with the password as its value");
        target.password = password;
    }

    // The file's first line.
    void read_password_file(const YamlNode& node, TargetRequest& target) const {
        target.files.push_back(path_in(node, "password_file"));
        const SourceText file = SourceText::read(target.files.back());
        const std::string_view content = file.content();
        target.password = std::string(content.substr(0, content.find_first_of("\r\n")));
        if (target.password->empty())
            fail(node, "the first line of the password's file is empty", "write the password in it");
    }

    [[noreturn]] void fail(const YamlNode& node, const std::string& what, const std::string& hint) const {
        throw source_.error(sources::shown_source(what), node.place, hint);  // somebody may have a URL in a wrong place
    }

    SourceText source_;
    fs::path folder_;
    Micros now_;
};

const std::array<TargetsFile::Key, 11> TargetsFile::kKeys{{
    {"name", &TargetsFile::read_name},
    {"source", &TargetsFile::read_source},
    {"config_file", &TargetsFile::read_configuration},
    {"config_dir", &TargetsFile::read_configuration},
    {"policies", &TargetsFile::read_policies},
    {"release", &TargetsFile::read_release},
    {"age_in_days", &TargetsFile::read_age_in_days},
    {"cron", &TargetsFile::read_cron},
    {"labels", &TargetsFile::read_labels},
    {"password_env", &TargetsFile::read_password_env},
    {"password_file", &TargetsFile::read_password_file},
}};

}  // namespace

std::vector<TargetRequest> read_targets(const fs::path& file, const TargetRequest& usual, Micros now) {
    return TargetsFile(file, now).read(usual);
}

}  // namespace glance_audit::app

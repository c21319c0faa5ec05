#include "scanner/policy/rules/policy_files.hpp"

#include <iterator>
#include <system_error>

#include "scanner/base/files/folder.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/formats/yaml/json.hpp"
#include "scanner/policy/language/check_parser.hpp"
#include "scanner/policy/language/value.hpp"
#include "scanner/policy/rules/enclosed_policies.hpp"

namespace glance_audit::policy {

namespace fs = std::filesystem;

namespace {

FileRule make_rule(const text::SourceText& source, const text::YamlNode& key, const text::YamlNode& value) {
    FileRule rule{key.text, {}, parse_rule(source, value), {source.name(), key.place.line}, false};
    rule.check = value.is(text::YamlType::string) ? value.text : rule.tree.to_string();
    return rule;
}

// Of several policies in one file the last one of a name stands.
void mark_replaced(std::vector<FileRule>& rules, const std::string& name) {
    for (FileRule& rule : rules) rule.replaced = rule.replaced || rule.name == name;
}

std::vector<fs::path> files_in(const fs::path& directory) {
    std::vector<fs::path> files = entries_of(directory);
    std::erase_if(files, [](const fs::path& path) {
        std::error_code failed;  // whatever is wrong with a file is said when it is read
        return path.filename().native().starts_with('.') || fs::is_directory(path, failed);
    });
    if (files.empty()) {
        throw UsageError("there are no policies in this folder", directory.string(),
                         "name a policy file, or the folder that it is in");
    }
    return files;
}

}  // namespace

std::vector<fs::path> policy_files(const fs::path& path) {
    std::error_code failed;
    if (fs::is_directory(path, failed)) return files_in(path);
    return {path};
}

std::vector<text::SourceText> read_policy_texts(const std::vector<fs::path>& paths) {
    std::vector<text::SourceText> texts;
    for (const fs::path& path : paths) {
        for (const fs::path& file : policy_files(path)) texts.push_back(text::SourceText::read(file));
    }
    return texts;
}

std::vector<FileRule> read_policy_text(const text::SourceText& source) {
    const text::YamlNode root = text::parse_json_or_yaml(source);
    const std::vector<EnclosedPolicy> enclosed = enclosed_policies(source, root);
    if (enclosed.empty()) return read_rules(source, root);
    std::vector<FileRule> rules;
    for (const EnclosedPolicy& policy : enclosed) {
        std::vector<FileRule> more = read_rules(policy.source, policy.rules);
        for (const FileRule& rule : more) mark_replaced(rules, rule.name);
        std::move(more.begin(), more.end(), std::back_inserter(rules));
    }
    return rules;
}

std::vector<FileRule> read_rules(const text::SourceText& source, const text::YamlNode& map) {
    if (!is_true(map)) return {};  // as oslo.policy's "parsed or {}"
    if (!map.is(text::YamlType::map)) {
        throw source.error(
            std::string("a policy file maps names to check strings, but this is ") + text::type_name(map.type),
            map.place, "write lines such as: add_image: \"role:member\"");
    }
    std::vector<FileRule> rules;
    rules.reserve(map.entries.size());
    for (const auto& [key, value] : map.replaced) {
        if (!key.is(text::YamlType::string)) continue;
        rules.push_back({key.text, value.text, {}, {source.name(), key.place.line}, true});
    }
    for (const auto& [key, value] : map.entries) {
        if (value.is(text::YamlType::string) && text::is_template(value.text)) {
            throw source.error("the check string of '" + shortened(key.text) + "' is still to be filled in",
                               value.place);
        }
        FileRule rule = make_rule(source, key, value);
        if (key.is(text::YamlType::string)) rules.push_back(std::move(rule));
    }
    return rules;
}

}  // namespace glance_audit::policy

#include "scanner/app/configuration.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "scanner/base/error.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/config/glance_options.hpp"
#include "scanner/config/policy_places.hpp"
#include "scanner/db/database_url.hpp"
#include "scanner/policy/rules/release_defaults.hpp"

namespace glance_audit::app {
namespace {

namespace fs = std::filesystem;
using sources::GlanceOptions;
using sources::OptionValue;
using sources::OsloConfig;

std::string text_of(const OptionValue& value) {
    const auto* text = std::get_if<std::string>(&value.content);
    return text == nullptr ? std::string() : *text;
}

// The release as it is spelt in the tables; empty where there is none to go by.
std::string release_name(const std::optional<std::string>& release) {
    if (!release) return {};
    const std::string name = policy::canonical_release(*release);
    return name == "none" ? "" : name;
}

std::string named(const std::vector<sources::ConfigInput>& inputs) {
    std::string out;
    for (const sources::ConfigInput& input : inputs) out += (out.empty() ? "" : ", ") + input.path.string();
    return out;
}

std::string shown(const sources::ConfigPlace& place) {
    return place.line > 0 ? place.file + ":" + std::to_string(place.line) : place.file;
}

void warn(const std::string& text) {
    std::string visible;
    append_visible(visible, text);
    spdlog::warn("{}", visible);
}

// For a warning alone: what cannot be seen gives none.
std::optional<fs::path> old_file(const OsloConfig& config) try {
    return config.find_file("policy.json");
} catch (const UsageError&) {
    return std::nullopt;
}

// Where the option is not set.
std::optional<fs::path> default_file(const OsloConfig& config, const std::string& release) {
    auto found = sources::default_policy_file(config, release);
    const auto json = found && release.empty() ? old_file(config) : std::nullopt;
    if (json && *found != *json) {
        warn(found->string() + " and " + json->string() +
             ": from Wallaby on Glance reads the first, before that the second; the first is used. Name the release "
             "with --release");
    }
    return found;
}

std::optional<fs::path> policy_file(const OsloConfig& config, const GlanceOptions& options,
                                    const std::string& release) {
    const OptionValue value = options.get("oslo_policy", "policy_file");
    if (value.is_default()) return default_file(config, release);
    auto found = config.find_file(text_of(value));
    if (!found) {
        warn(shown(*value.place) + ": the policy file '" + text_of(value) +
             "' does not exist; Glance goes on without it, and so does this audit");
    }
    std::error_code failed;
    if (found && fs::is_directory(*found, failed)) {
        throw UsageError("this is a directory, where [oslo_policy] policy_file needs a file", found->string(),
                         "name a file in it, or set policy_dirs instead");
    }
    return found;
}

std::optional<bool> switch_of(const OptionValue& value) {
    const auto* flag = std::get_if<bool>(&value.content);
    return value.is_default() || flag == nullptr ? std::nullopt : std::optional(*flag);
}

policy::PolicySelection select_policies(const OsloConfig& config, const GlanceOptions& options,
                                        const std::string& release) {
    policy::PolicySelection selection;
    if (auto file = policy_file(config, options, release)) selection.paths.push_back(std::move(*file));
    const OptionValue folders = options.get("oslo_policy", "policy_dirs");
    for (const std::string& name : std::get<std::vector<std::string>>(folders.content)) {
        auto folder = config.find_file(name);
        if (folder && !sources::holds_no_policies(*folder)) selection.paths.push_back(std::move(*folder));
    }
    selection.without_files = selection.paths.empty();
    for (const PolicySwitch& one : kPolicySwitches) {
        selection.switches.*one.value = switch_of(options.get(one.group, one.name));
    }
    const OptionValue default_rule = options.get("oslo_policy", "policy_default_rule");
    if (!default_rule.is_default()) {
        selection.switches.policy_default_rule = std::get<std::string>(default_rule.content);
    }
    return selection;
}

// As oslo.db appends connection_parameters; a '?' in an unquoted password is no beginning of parameters.
std::string with_parameters(std::string url, const std::string& parameters) {
    if (parameters.empty()) return url;
    const std::size_t at = url.rfind('@');
    const bool has_query = url.find('?', at == std::string::npos ? 0 : at) != std::string::npos;
    return std::move(url) + (has_query ? "&" : "?") + parameters;
}

// Every other text would be taken for the path of a SQLite file, password and all.
void refuse_no_url(const std::string& connection, const OptionValue& value) {
    try {
        sources::parse_database_url(connection);
    } catch (const UsageError& error) {
        throw UsageError("[database] connection: " + std::string(error.what()), shown(*value.place), error.hint());
    }
}

std::string source(const GlanceOptions& options, const std::vector<sources::ConfigInput>& inputs) {
    const OptionValue value = options.get("database", "connection");
    const std::string connection = text_of(value);
    if (connection.empty()) {
        throw UsageError("no database is configured: [database] connection is not set", named(inputs),
                         "name the file of glance-api that has it, or a SOURCE instead of --config-file");
    }
    refuse_no_url(connection, value);
    return with_parameters(connection, text_of(options.get("database", "connection_parameters")));
}

// Every option is a fact later, when it is too late for a mistake.
void check_all(const GlanceOptions& options) {
    for (const sources::OptionInfo& option : sources::glance_options()) options.get(option.group, option.name);
}

}  // namespace

TargetRequest configured_cloud(const std::vector<sources::ConfigInput>& inputs,
                               const std::optional<std::string>& release) {
    auto config = std::make_shared<const OsloConfig>(inputs, sources::process_environment);
    const std::string name = release_name(release);
    const GlanceOptions options(*config, name);
    TargetRequest target;
    target.policies = select_policies(*config, options, name);
    target.release = release;
    check_all(options);
    target.configuration = std::move(config);
    return target;
}

TargetRequest configured_target(const std::vector<sources::ConfigInput>& inputs,
                                const std::optional<std::string>& release) {
    TargetRequest target = configured_cloud(inputs, release);
    target.source = source(GlanceOptions(*target.configuration, release_name(release)), inputs);
    return target;
}

policy::PolicySelection configured_policies(const std::vector<sources::ConfigInput>& inputs,
                                            const std::optional<std::string>& release) {
    const OsloConfig config(inputs, sources::process_environment);
    const std::string name = release_name(release);
    return select_policies(config, GlanceOptions(config, name), name);
}

}  // namespace glance_audit::app

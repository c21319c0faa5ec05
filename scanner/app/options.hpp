// Options that several commands share: how they are called, what they say in --help, and what comes of them.
#pragma once

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

#include "scanner/app/configuration_options.hpp"
#include "scanner/app/output_options.hpp"
#include "scanner/audit/audit.hpp"

namespace glance_audit::app {

struct AuditOptions {
    std::vector<std::string> sources;
    ConfigurationOptions configuration;  // instead of sources
    std::optional<std::string> targets;  // instead of sources
    std::vector<std::string> policies;
    std::vector<std::string> cron;
    std::vector<std::string> rules;
    std::vector<std::string> only;
    std::vector<std::string> skip;
    std::optional<std::string> release;
    std::optional<std::string> age_in_days;
    std::optional<std::string> now;
    std::string fail_on = "high";
    PolicySwitches switches;
    std::optional<std::string> timeout;
    OutputOptions output;
};

// SOURCE…
void add_sources(CLI::App& command, AuditOptions& options);
// An option for each policy switch, such as --enforce-scope.
void add_switch_options(CLI::App& command, PolicySwitches& switches);
// --policy, --release and the switches.
void add_policy_options(CLI::App& command, AuditOptions& options);
// What holds in a target: --config-file, its policies and release; not SOURCE itself.
void add_target_options(CLI::App& command, AuditOptions& options);
// --cron.
void add_schedules(CLI::App& command, AuditOptions& options);
// add_target_options, --targets, --cron, and by which rules and when it is audited.
void add_audit_options(CLI::App& command, AuditOptions& options);
// By which rules, and when: --now, --rules, --only, --skip, --fail-on.
void add_rule_options(CLI::App& command, AuditOptions& options);

// Names of files, of which none may be empty. Throws UsageError that names the option.
std::vector<std::filesystem::path> file_names(const std::vector<std::string>& names, const std::string& option);

// The target that configuration files describe. What `usual` says of policies and release goes before what stands
// there.
TargetRequest configured(const std::vector<sources::ConfigInput>& inputs, const TargetRequest& usual);

// The scheduled purges below these paths; nullptr where there are no paths. What cannot be read in a folder makes the
// audit incomplete; it is logged here, once, and not for each target.
std::shared_ptr<const sources::Schedules> schedules_in(const std::vector<std::filesystem::path>& paths);

// An age as Glance takes it: days, none of which lie before 1970. Nothing for any other text.
std::optional<int> parse_age(const std::string& text, Micros now);

// What --release takes, for its help: "Kilo to 2026.1, such as Zed".
std::string release_choice();

// What to write instead, where no release has this name.
std::optional<std::string> wrong_release(const std::string& name);
// Throws UsageError where --release names none.
void check_release(const std::optional<std::string>& release);

// Throw UsageError that names the option. At least one target is asked for.
AuditRequest make_request(const AuditOptions& options);
// Of policies without a database: one target, whose source is empty. Throws UsageError as make_request().
AuditRequest make_policy_request(const AuditOptions& options);
// The files that are read, those in folders too, none of which a report may overwrite.
std::vector<std::filesystem::path> inputs_of(const AuditOptions& options, const AuditRequest& request);

}  // namespace glance_audit::app

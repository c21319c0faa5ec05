#include "scanner/app/options.hpp"

#include <algorithm>
#include <cstdlib>

#include <spdlog/spdlog.h>

#include "scanner/app/configuration.hpp"
#include "scanner/app/targets_file.hpp"
#include "scanner/app/usage.hpp"
#include "scanner/base/error.hpp"
#include "scanner/base/nearest.hpp"
#include "scanner/base/number.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/model/release.hpp"
#include "scanner/policy/rules/policy_files.hpp"

namespace glance_audit::app {
namespace {

constexpr std::array<std::string_view, 6> kThresholds{"critical", "high", "medium", "low", "info", "never"};

sources::OpenOptions open_options(const AuditOptions& options) {
    constexpr unsigned kLongestWait = 86'400;
    sources::OpenOptions open;
    open.jobs = jobs(options.output);
    if (options.timeout) {
        open.timeout = std::chrono::seconds(parse_count(*options.timeout, "--timeout", kLongestWait, "seconds"));
    }
    if (const char* password = std::getenv("GLANCE_AUDIT_PASSWORD")) open.password = password;
    return open;
}

// What the command line says of every target.
TargetRequest usual_target(const AuditOptions& options) {
    check_release(options.release);
    TargetRequest target;
    target.policies.paths = file_names(options.policies, "--policy");
    target.policies.switches = options.switches;
    target.release = options.release;
    target.schedules = schedules_in(file_names(options.cron, "--cron"));
    return target;
}

Micros time_of(const AuditOptions& options) {
    if (!options.now) return now_utc();
    const auto now = parse_rfc3339(*options.now);
    if (!now) {
        throw UsageError("'" + *options.now + "' is not an RFC 3339 time", "--now",
                         "include the time zone, such as 2026-01-02T03:04:05Z");
    }
    return *now;
}

// Whoever reads the report must know that a rule of the same name is not ours.
engine::RuleSet rules_of(const AuditOptions& options) {
    engine::RuleSet rules = engine::RuleSet::load({file_names(options.rules, "--rules"), options.only, options.skip});
    for (const auto& [id, file] : rules.replaced()) {
        spdlog::warn("{}: this rule takes the place of the built-in {}", visible(file), id);
    }
    return rules;
}

// What the command line says goes before what the configuration says.
void use_configuration(TargetRequest& target, const TargetRequest& configured) {
    const policy::PolicySelection usual = target.policies;
    target.policies = configured.policies;
    target.configuration = configured.configuration;
    if (!usual.paths.empty()) target.policies.paths = usual.paths;
    target.policies.switches = usual.switches.or_else(configured.policies.switches);
}

// There are three ways to say what is to be audited, and one is enough.
void check_one_way(const AuditOptions& options) {
    if (options.targets && !options.sources.empty()) {
        throw UsageError("--targets and SOURCE cannot both be given", sources::shown_source(options.sources.front()),
                         "write the source into the targets file, or leave --targets out");
    }
    if (options.targets && !options.configuration.empty()) {
        throw UsageError("--targets and --config-file cannot both be given", *options.targets,
                         "write config_file into the targets file, or leave --targets out");
    }
    if (!options.sources.empty() && !options.configuration.empty()) {
        throw UsageError("--config-file and SOURCE cannot both be given",
                         sources::shown_source(options.sources.front()),
                         "leave SOURCE out: the configuration says where the database is");
    }
}

// One target for each SOURCE, that of --config-file, or those of --targets.
std::vector<TargetRequest> targets(const AuditOptions& options, Micros now) {
    check_one_way(options);
    TargetRequest target = usual_target(options);
    if (!options.configuration.empty()) return {configured(configuration_inputs(options.configuration), target)};
    if (options.targets) return read_targets(file_names({*options.targets}, "--targets").front(), target, now);
    std::vector<TargetRequest> targets;
    for (auto source = options.sources.begin(); source != options.sources.end(); ++source) {
        if (std::find(options.sources.begin(), source, *source) != source) {
            throw UsageError("a source is named twice", sources::shown_source(*source), "name each source once");
        }
        target.source = *source;
        targets.push_back(target);
    }
    if (targets.empty()) {
        throw UsageError("there is nothing to audit", "SOURCE",
                         "name a Glance database, such as glance.sqlite, a configuration "
                         "(--config-file /etc/glance/glance-api.conf) or several clouds (--targets FILE)");
    }
    return targets;
}

}  // namespace

void add_sources(CLI::App& command, AuditOptions& options) {
    command.add_option("SOURCE", options.sources,
                       "A Glance database: a file (SQLite, dump, table, snapshot), a folder of tables or dumps, or a "
                       "URL (postgresql://, mysql://)");
}

void add_switch_options(CLI::App& command, PolicySwitches& switches) {
    for (const PolicySwitch& one : kPolicySwitches) {
        const std::string name(one.name);
        std::string dashed = name;
        std::replace(dashed.begin(), dashed.end(), '_', '-');
        command
            .add_option("--" + dashed + ",--" + name, switches.*one.value,
                        "[" + std::string(one.group) + "] " + name + ": true or false; by default the release's")
            ->type_name("BOOL")
            ->check(one_of({"true", "false"}))
            ->group("What to audit");
    }
}

void add_policy_options(CLI::App& command, AuditOptions& options) {
    command
        .add_option("--policy", options.policies,
                    "A policy file, or a folder of them (policy.d). Repeatable, applied in order")
        ->type_name("FILE|DIR")
        ->allow_extra_args(false)
        ->group("What to audit");
    command
        .add_option(
            "--release", options.release,
            "The Glance release, " + release_choice() + "; by default what the schema says. none: no policy defaults")
        ->type_name("NAME")
        ->group("What to audit");
    add_switch_options(command, options.switches);
}

void add_target_options(CLI::App& command, AuditOptions& options) {
    add_configuration_options(command, options.configuration);
    add_policy_options(command, options);
    command
        .add_option("--timeout", options.timeout,
                    "Give up on a server after this many seconds without an answer; default 60")
        ->type_name("N")
        ->group("What to audit");
}

void add_schedules(CLI::App& command, AuditOptions& options) {
    command
        .add_option("--cron", options.cron,
                    "Schedules to search for purges: a crontab, a script, a systemd timer, YAML of Kubernetes, Ansible "
                    "or Compose, or a folder of them. Repeatable")
        ->type_name("PATH")
        ->allow_extra_args(false)
        ->group("What to audit");
}

void add_audit_options(CLI::App& command, AuditOptions& options) {
    command
        .add_option("--targets", options.targets,
                    "Instead of SOURCE: a YAML file that names clouds or regions, each with its source and options")
        ->type_name("FILE")
        ->group("What to audit");
    add_target_options(command, options);
    add_schedules(command, options);
    command
        .add_option("--age-in-days,--age_in_days", options.age_in_days,
                    "The age that purges use; by default the release's (30 or 180)")
        ->type_name("N")
        ->group("What to audit");
    add_rule_options(command, options);
}

void add_rule_options(CLI::App& command, AuditOptions& options) {
    command
        .add_option("--now", options.now, "The time of the audit, for repeatable reports, such as 2026-01-02T03:04:05Z")
        ->type_name("RFC3339")
        ->group("What to audit");
    command.add_option("--rules", options.rules, "A rule file of your own, or a folder of them. Repeatable")
        ->type_name("PATH")
        ->allow_extra_args(false)
        ->group("Rules");
    command.add_option("--only", options.only, "Only rules whose ID matches, such as 'ossn-0075/held-*'. Repeatable")
        ->type_name("GLOB")
        ->allow_extra_args(false)
        ->group("Rules");
    command.add_option("--skip", options.skip, "All rules except those whose ID matches. Repeatable")
        ->type_name("GLOB")
        ->allow_extra_args(false)
        ->group("Rules");
    command
        .add_option("--fail-on", options.fail_on,
                    "The lowest severity that makes the exit code 1: critical, high, medium, low, info, never")
        ->type_name("SEVERITY")
        ->capture_default_str()
        ->group("Rules");
}

std::vector<std::filesystem::path> file_names(const std::vector<std::string>& names, const std::string& option) {
    if (std::find(names.begin(), names.end(), "") != names.end()) {
        throw UsageError("the file name is empty", option, "name a file or a folder");
    }
    return {names.begin(), names.end()};
}

TargetRequest configured(const std::vector<sources::ConfigInput>& inputs, const TargetRequest& usual) {
    const TargetRequest found = configured_target(inputs, usual.release);
    TargetRequest target = usual;
    target.source = found.source;
    use_configuration(target, found);
    return target;
}

std::shared_ptr<const sources::Schedules> schedules_in(const std::vector<std::filesystem::path>& paths) {
    if (paths.empty()) return nullptr;
    auto schedules = std::make_shared<sources::Schedules>(sources::read_schedules(paths));
    for (const SourceError& error : schedules->failures) {
        std::string visible;
        append_visible(visible, error.where() + ": " + error.what() + " (" + error.hint() + ")");
        spdlog::error("{}", visible);
    }
    return schedules;
}

// Glance itself refuses an age that reaches back beyond 1970.
std::optional<int> parse_age(const std::string& text, Micros now) {
    const auto days = text::whole_number<int>(text);
    return days && *days >= 0 && *days < now / kDay ? days : std::nullopt;
}

std::string release_choice() {
    return std::string(kReleaseNames.front()) + " to " + std::string(kReleaseNames.back()) + ", such as Zed";
}

std::optional<std::string> wrong_release(const std::string& name) {
    if (name == "none" || find_release(name) != nullptr) return std::nullopt;
    std::vector<std::string_view> names(kReleaseNames.begin(), kReleaseNames.end());
    names.emplace_back("none");
    return text::suggestion(name, names, names.size());
}

void check_release(const std::optional<std::string>& release) {
    if (!release) return;
    if (const auto hint = wrong_release(*release)) {
        throw UsageError("there is no release '" + *release + "'", "--release", *hint);
    }
}

AuditRequest make_request(const AuditOptions& options) {
    AuditRequest request;
    request.now = time_of(options);
    if (options.age_in_days) {
        request.age_days = parse_age(*options.age_in_days, request.now);
        if (!request.age_days) {
            throw UsageError("'" + *options.age_in_days + "' is not an age in days", "--age-in-days",
                             "write a whole number from 0 to the days since 1970, as for glance-manage");
        }
    }
    check_word(options.fail_on, "--fail-on", kThresholds);
    request.open = open_options(options);
    request.fail_on = parse_severity(options.fail_on);
    request.targets = targets(options, request.now);
    request.rules = rules_of(options);
    return request;
}

AuditRequest make_policy_request(const AuditOptions& options) {
    AuditRequest request;
    request.now = time_of(options);
    check_word(options.fail_on, "--fail-on", kThresholds);
    request.fail_on = parse_severity(options.fail_on);
    TargetRequest target = usual_target(options);
    const auto inputs = configuration_inputs(options.configuration);
    if (target.policies.paths.empty() && inputs.empty()) {
        throw UsageError(
            "there is nothing to check", "FILE",
            "name a policy file, or the configuration that does: --config-file /etc/glance/glance-api.conf");
    }
    const std::filesystem::path name =
        target.policies.paths.empty() ? inputs.front().path : target.policies.paths.front();
    if (!inputs.empty()) use_configuration(target, configured_cloud(inputs, options.release));
    target.name = name.has_filename() ? name.filename().string() : name.parent_path().filename().string();
    request.targets.push_back(std::move(target));
    request.rules = rules_of(options);
    return request;
}

std::vector<std::filesystem::path> inputs_of(const AuditOptions& options, const AuditRequest& request) {
    std::vector<std::filesystem::path> inputs = request.rules.files();
    const auto add = [&](const std::vector<std::filesystem::path>& files) {
        inputs.insert(inputs.end(), files.begin(), files.end());
    };
    if (options.targets) inputs.emplace_back(*options.targets);
    for (const TargetRequest& target : request.targets) {
        if (!target.source.empty()) add(sources::source_files(target.source));
        add(target.files);
        for (const auto& path : target.policies.paths) add(policy::policy_files(path));
        if (target.schedules) add(target.schedules->paths);
        if (target.configuration) add(target.configuration->files());
    }
    return inputs;
}

}  // namespace glance_audit::app

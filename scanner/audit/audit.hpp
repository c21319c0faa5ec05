// One audit: sources and policies in, one AuditResult out.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scanner/audit/progress.hpp"
#include "scanner/config/oslo_config.hpp"
#include "scanner/engine/rule_set.hpp"
#include "scanner/model/audit_result.hpp"
#include "scanner/model/policy_switches.hpp"
#include "scanner/policy/access/selection.hpp"
#include "scanner/schedules/schedules.hpp"
#include "scanner/sources/source.hpp"

namespace glance_audit::app {

// One cloud or region: its database, and what holds there.
struct TargetRequest {
    std::string source;  // a SOURCE as the user names it; may hold a password
    std::string name;    // empty: made from the source
    policy::PolicySelection policies;
    std::optional<std::string> release;   // nothing: what the schema says; "none": no policy defaults; else a known one
    std::optional<int> age_days;          // nothing: the audit's
    std::optional<std::string> password;  // nothing: the audit's
    Labels labels;
    std::shared_ptr<const sources::Schedules> schedules;       // --cron; nullptr: not given
    std::shared_ptr<const sources::OsloConfig> configuration;  // --config-file; nullptr: none was given
    std::vector<std::filesystem::path> files;                  // read beside those, such as one with a password
};

struct AuditRequest {
    std::vector<TargetRequest> targets;
    engine::RuleSet rules;
    Micros now = 0;
    std::optional<int> age_days;         // nothing: the release's default
    std::optional<Severity> fail_on;     // nothing: never
    std::optional<std::string> only_id;  // `id`: this image and its twins alone
    sources::OpenOptions open;
    FactSet also;  // facts to read beyond what the rules need
};

// A source that cannot be read makes its target incomplete; the others are audited all the same.
// Throws UsageError: no such kind of source, a policy that cannot be read.
AuditResult audit(const AuditRequest& request, Progress& progress);

// The images of that name: AuditResult::looked_up, by target and ID, with the facts of `request.also` that are stored
// in their rows. Nothing is judged. Throws as audit() does.
AuditResult find_named(const AuditRequest& request, const std::string& name, Progress& progress);

}  // namespace glance_audit::app

#include "scanner/app/audit.hpp"

#include <algorithm>
#include <filesystem>

#include "scanner/app/target_audit.hpp"
#include "scanner/engine/evaluator.hpp"
#include "scanner/model/error.hpp"
#include "scanner/sources/source.hpp"
#include "scanner/text/nearest.hpp"

namespace glance_audit::app {
namespace {

// Short names; where two sources would share one, their folders tell them apart.
std::vector<std::string> target_names(const std::vector<TargetRequest>& all) {
    std::vector<std::string> names;
    for (const TargetRequest& target : all) {
        names.push_back(target.name.empty() ? sources::target_name(target.source) : target.name);
    }
    const std::vector<std::string> shorts = names;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (std::count(shorts.begin(), shorts.end(), shorts[i]) == 1) continue;
        const std::filesystem::path folder = std::filesystem::path(sources::shown_source(all[i].source)).parent_path();
        names[i] = (folder.filename() / shorts[i]).string();
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (std::count(names.begin(), names.end(), names[i]) > 1) names[i] = sources::shown_source(all[i].source);
    }
    return names;
}

}  // namespace

void check_release(const std::optional<std::string>& release) {
    if (!release || *release == "none" || sources::release_named(*release)) return;
    const auto names = sources::known_releases();
    throw UsageError("no release is called '" + *release + "'", "--release",
                     text::suggestion(*release, names, names.size()) + ", none");
}

AuditResult audit(const AuditRequest& request, Progress& progress) {
    for (const TargetRequest& target : request.targets) check_release(target.release);
    const std::vector<std::string> names = target_names(request.targets);
    AuditResult result;
    result.now = request.now;
    result.fail_on = request.fail_on;
    engine::describe_rules(request.rules, result);
    result.targets.resize(request.targets.size());
    for (std::size_t i = 0; i < request.targets.size(); ++i) {
        result.targets[i].name = names[i];
        audit_target(request, result, static_cast<std::uint16_t>(i), progress);
    }
    progress.clear();
    engine::finish(result);
    return result;
}

}  // namespace glance_audit::app

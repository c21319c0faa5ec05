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
std::vector<std::string> target_names(const std::vector<std::string>& all) {
    std::vector<std::string> names;
    for (const std::string& source : all) names.push_back(sources::target_name(source));
    const std::vector<std::string> shorts = names;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (std::count(shorts.begin(), shorts.end(), shorts[i]) == 1) continue;
        const std::filesystem::path folder = std::filesystem::path(all[i]).parent_path();
        names[i] = (folder.filename() / shorts[i]).string();
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (std::count(names.begin(), names.end(), names[i]) > 1) names[i] = all[i];
    }
    return names;
}

}  // namespace

AuditResult audit(const AuditRequest& request, Progress& progress) {
    if (request.release && *request.release != "none" && !sources::release_named(*request.release)) {
        const auto names = sources::known_releases();
        throw UsageError("no release is called '" + *request.release + "'", "--release",
                         text::suggestion(*request.release, names, names.size()) + ", none");
    }
    const std::vector<std::string> names = target_names(request.sources);
    AuditResult result;
    result.now = request.now;
    result.fail_on = request.fail_on;
    engine::describe_rules(request.rules, result);
    result.targets.resize(request.sources.size());
    for (std::size_t i = 0; i < request.sources.size(); ++i) {
        result.targets[i].name = names[i];
        audit_target(request, result, static_cast<std::uint16_t>(i), request.sources[i], progress);
    }
    progress.clear();
    engine::finish(result);
    return result;
}

}  // namespace glance_audit::app

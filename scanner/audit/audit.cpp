#include "scanner/audit/audit.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>

#include "scanner/audit/region_pass.hpp"
#include "scanner/audit/target_audit.hpp"
#include "scanner/base/parallel.hpp"
#include "scanner/engine/finding_order.hpp"
#include "scanner/sources/source.hpp"

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

// The threads one of `count` targets may use, of all that may be used.
unsigned threads_of(std::size_t target, std::size_t count, unsigned all) {
    const auto at_once = static_cast<unsigned>(std::min<std::size_t>(count, all));
    return all / at_once + (target % at_once < all % at_once ? 1 : 0);
}

}  // namespace

AuditResult audit(const AuditRequest& request, Progress& progress) {
    const std::vector<std::string> names = target_names(request.targets);
    const std::size_t count = request.targets.size();
    TargetWorks works(count);
    const auto each = [&](const std::function<void(std::size_t)>& step) {
        in_parallel(count, request.open.jobs, [&](std::size_t i, std::size_t) { step(i); });
    };
    each([&](std::size_t i) {
        sources::OpenOptions open = request.open;
        open.jobs = threads_of(i, count, request.open.jobs);
        if (request.targets[i].password) open.password = request.targets[i].password;
        works[i] = std::make_unique<TargetWork>(request, request.targets[i], names[i], open, progress);
    });
    const bool compare = works.front()->plan.compares;
    if (compare) {
        check_comparable(works);
        const auto digest = KeyedDigest::with_random_key();
        each([&](std::size_t i) { read_region(*works[i], digest); });
        compare_targets(works);
    }
    each([&](std::size_t i) { audit_images(*works[i]); });
    if (compare) each([&](std::size_t i) { add_region_evidence(works, i); });
    progress.clear();
    AuditResult result = std::move(works.front()->result);
    for (std::size_t i = 1; i < count; ++i) {
        result.append(std::move(works[i]->result));
        works[i].reset();
    }
    engine::sort_findings(result);
    return result;
}

}  // namespace glance_audit::app

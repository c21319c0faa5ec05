#include "scanner/schedules/found.hpp"

#include <algorithm>

namespace glance_audit::sources {

void FoundPurges::add(std::vector<PurgeCommand> purges, const Schedule& schedule) {
    for (PurgeCommand& purge : purges) {
        understand(schedule.file, purge.line, purge.last_line);
        if (!purge.runs || !schedule.runs) continue;
        if (purge.user.empty()) purge.user = schedule.user;
        const int line = purge.line;
        purges_.push_back(
            {schedule.kind, schedule.entry + purge.text(), schedule.when, std::move(purge), schedule.file, line});
    }
}

void FoundPurges::understand(const std::string& file, int first, int last) {
    understood_[file].emplace_back(first, last);
}

std::vector<int> FoundPurges::not_understood(const std::string& file, const std::vector<int>& lines) const {
    const auto found = understood_.find(file);
    if (found == understood_.end()) return lines;
    std::vector<std::pair<int, int>> parts = found->second;
    std::sort(parts.begin(), parts.end());
    std::vector<int> left;
    auto part = parts.begin();
    int until = 0;
    for (const int line : lines) {
        for (; part != parts.end() && part->first <= line; ++part) until = std::max(until, part->second);
        if (line > until) left.push_back(line);
    }
    return left;
}

}  // namespace glance_audit::sources

// What the readers of schedules find, and which lines of which files they understood.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "scanner/schedules/schedules.hpp"

namespace glance_audit::sources {

class FoundPurges {
public:
    // Keeps a purge that runs. Its lines are understood, whether it runs or not.
    void add(ScheduledPurge scheduled);

    // These lines have been read: what they mention is not run, or was added.
    void understand(const std::string& file, int first, int last);

    // Those of these lines, in ascending order, that nobody has understood.
    std::vector<int> not_understood(const std::string& file, const std::vector<int>& lines) const;

    const std::vector<ScheduledPurge>& purges() const { return purges_; }
    std::vector<ScheduledPurge> take() { return std::move(purges_); }

private:
    std::vector<ScheduledPurge> purges_;
    std::map<std::string, std::vector<std::pair<int, int>>> understood_;  // first and last lines, by file
};

}  // namespace glance_audit::sources

// What the readers of schedules find, and which lines of which files they understood.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "scanner/schedules/schedules.hpp"

namespace glance_audit::sources {

// What runs commands. A purge is named by `entry` and its own text.
struct Schedule {
    ScheduleKind kind;
    std::string entry;
    std::string when;
    std::string file;
    std::string user = {};  // of commands that do not say one themselves
    bool runs = true;       // false: it is suspended, masked, absent or disabled
};

class FoundPurges {
public:
    // Keeps the purges that run. Their lines are understood, whether they run or not.
    void add(std::vector<PurgeCommand> purges, const Schedule& schedule);

    // These lines have been read: what they mention is not run, or was added.
    void understand(const std::string& file, int first, int last);

    // Those of these lines, in ascending order, that nobody has understood.
    std::vector<int> not_understood(const std::string& file, const std::vector<int>& lines) const;

    std::vector<ScheduledPurge> take() { return std::move(purges_); }

private:
    std::vector<ScheduledPurge> purges_;
    std::map<std::string, std::vector<std::pair<int, int>>> understood_;  // first and last lines, by file
};

}  // namespace glance_audit::sources

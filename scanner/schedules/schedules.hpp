// Schedules that purge Glance's database: crontabs, scripts of cron.daily and its like, systemd timers, Kubernetes
// manifests, Ansible's tasks, Compose files, Ofelia's files. They are read as text; nothing is run.
//
// What does not run is left out: comments, masked units, CronJobs with `suspend: true`. What mentions a purge of
// Glance's images and was not understood is there as PurgeCommandKind::unread. Whether a timer is enabled, or
// a script may be executed, copies of the files do not tell: both count as if.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "scanner/base/error.hpp"
#include "scanner/model/fact.hpp"
#include "scanner/schedules/purge.hpp"

namespace glance_audit::sources {

struct ScheduledPurge {
    ScheduleKind kind = ScheduleKind::crontab;
    std::string name;  // "17 3 * * * glance-manage db purge", "glance-purge.timer", "CronJob glance/db-purge"
    std::string when;  // as written: "17 3 * * *", "@daily", "OnCalendar=daily", "cron.daily", "unknown"
    PurgeCommand purge;
    std::string file;
    int line = 0;  // of the command
};

struct Schedules {
    // Those of crontabs and scripts in the order of the paths, of the files in a folder, of the lines; then the others.
    std::vector<ScheduledPurge> purges;
    std::uint64_t files = 0;                   // read
    std::vector<std::filesystem::path> paths;  // of those files, and of the ones that could not be read
    std::vector<SourceError> failures;         // files in folders that could not be read or understood
};

// Reads files, and folders with all that is below them, links followed. In folders, files that neither cron nor systemd
// would read (".placeholder", "glance~", "glance.rpmsave", /etc/alternatives) are left out; YAML with a dot in front,
// and the folders of pipelines (".github"), are not. Throws UsageError where one of `paths` itself cannot be read, or
// is YAML that cannot be understood.
Schedules read_schedules(const std::vector<std::filesystem::path>& paths);

}  // namespace glance_audit::sources

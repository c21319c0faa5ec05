// Kubernetes CronJobs in YAML or JSON: as written by hand, as rendered by Helm, or as `kubectl get -o yaml` prints
// them. Source: the Kubernetes API, batch/v1 CronJob and core/v1 Container.
#pragma once

#include <vector>

#include "scanner/base/source_text.hpp"
#include "scanner/schedules/schedules.hpp"

namespace glance_audit::sources {

// Every document of the file, and what Lists hold. Suspended jobs are left out. Where a job calls a script that a
// ConfigMap of the same file holds, the script is read too. Documents that name neither a CronJob nor a purge are
// passed over; in the others, throws UsageError for what is no YAML.
void read_kubernetes(const text::SourceText& source, std::vector<ScheduledPurge>& purges);

}  // namespace glance_audit::sources

#include <memory>

#include <spdlog/spdlog.h>

#include "scanner/app/commands/commands.hpp"
#include "scanner/app/options.hpp"
#include "scanner/base/error.hpp"

namespace glance_audit::app {
namespace {

int run_scan(const AuditOptions& options) {
    set_up_logging(options);
    const AuditRequest request = make_request(options);
    ReportFiles reports(options.reports, make_writer_options(options), inputs_of(options, request));
    Progress progress(wants_progress(options));
    const AuditResult result = audit(request, progress);
    reports.write(result);
    return result.exit_code();
}

}  // namespace

std::function<int()> set_up_scan(CLI::App& command) {
    auto options = std::make_shared<AuditOptions>();
    command
        .add_option("SOURCE", options->sources,
                    "A Glance database: a file (SQLite, dump, tables, snapshot) or a URL (postgresql://, mysql://)")
        ->type_name("");
    command
        .add_option("--cron", options->cron,
                    "Schedules to search for purges: a crontab, a script, a systemd timer, YAML of Kubernetes, Ansible "
                    "or Compose, or a folder of them. "
                    "Repeatable")
        ->type_name("PATH")
        ->allow_extra_args(false)
        ->group("What to audit");
    add_audit_options(command, *options);
    add_report_options(command, *options);
    add_logging_options(command, *options);
    return [options] { return run_scan(*options); };
}

}  // namespace glance_audit::app

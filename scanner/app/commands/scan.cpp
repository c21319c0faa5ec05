#include <memory>

#include "scanner/app/commands/commands.hpp"
#include "scanner/app/options.hpp"
#include "scanner/base/error.hpp"

namespace glance_audit::app {
namespace {

int run_scan(const AuditOptions& options) {
    set_up_logging(options.output);
    const AuditRequest request = make_request(options);
    ReportFiles reports = open_reports(options.output, reports::format_names(), inputs_of(options, request));
    Progress progress(wants_progress(options.output));
    const AuditResult result = audit(request, progress);
    reports.write(result);
    return result.exit_code();
}

std::function<int()> set_up_scan(CLI::App& command) {
    auto options = std::make_shared<AuditOptions>();
    add_sources(command, *options);
    add_audit_options(command, *options);
    add_output_options(command, options->output, reports::format_names());
    return [options] { return run_scan(*options); };
}

}  // namespace

const CommandInfo kScan{
    .name = "scan",
    .description = "What is at risk in this cloud, and how do I mend it?",
    .examples =
        "glance-audit scan --config-file /etc/glance/glance-api.conf\n"
        "glance-audit scan mysql://audit@db.example.org/glance --timeout 30\n"
        "glance-audit scan glance.sqlite --policy /etc/glance/policy.yaml --report html=report.html "
        "--report json=report.json\n"
        "glance-audit scan glance.sqlite --age-in-days 30 --fail-on medium",
    .exit_codes =
        "0  the audit is complete, and nothing reaches --fail-on\n"
        "1  the audit is complete, and something does\n"
        "2  wrong use: options, a rule file, a policy that cannot be read\n"
        "3  the audit is incomplete: a source could not be read to its end",
    .set_up = set_up_scan,
};

}  // namespace glance_audit::app

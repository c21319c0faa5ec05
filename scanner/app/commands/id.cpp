#include <cstdio>
#include <memory>

#include "reports/id_report.hpp"
#include "scanner/app/commands/commands.hpp"
#include "scanner/app/options.hpp"
#include "scanner/app/usage.hpp"
#include "scanner/base/error.hpp"
#include "scanner/model/image_id.hpp"
#include "scanner/sources/source.hpp"

namespace glance_audit::app {
namespace {

struct IdOptions {
    AuditOptions audit;
    std::string id;
    std::string format = "table";
};

void refuse_swapped(const IdOptions& options) {
    const std::string shown = sources::shown_source(options.id);
    const bool is_id = options.audit.sources.size() == 1 && ImageId::is_canonical(options.audit.sources.front());
    if (ImageId::is_canonical(options.id) || (!is_id && shown == options.id)) return;
    throw UsageError("'" + shown + "' is a source, and not an image ID", "id",
                     "write the ID first: glance-audit id UUID SOURCE");
}

int run_id(const IdOptions& options) {
    set_up_logging(options.audit);
    refuse_swapped(options);
    AuditRequest request = make_request(options.audit);
    request.only_id = options.id;
    for (const FactInfo& fact : all_facts()) {
        if (fact.subject == SubjectKind::image && fact.fact != Fact::id) request.also.insert(fact.fact);
    }
    Progress progress(wants_progress(options.audit));
    const AuditResult result = audit(request, progress);
    reports::Output out(stdout, "standard output");
    if (options.format == "json") {
        reports::write_id_json(result, options.id, out);
    } else {
        reports::write_id_text(result, options.id, out);
    }
    out.finish();
    return result.exit_code();
}

}  // namespace

std::function<int()> set_up_id(CLI::App& command) {
    auto options = std::make_shared<IdOptions>();
    command.add_option("UUID", options->id, "The image ID, as stored")->required()->type_name("");
    command
        .add_option("SOURCE", options->audit.sources,
                    "A Glance database: a file (SQLite, dump, tables, snapshot) or a URL (postgresql://, mysql://)")
        ->type_name("");
    add_audit_options(command, options->audit);
    command.add_option("--report", options->format, "table or json")
        ->type_name("FORMAT")
        ->check(one_of({"table", "json"}))
        ->group("Output");
    add_logging_options(command, options->audit);
    return [options] { return run_id(*options); };
}

}  // namespace glance_audit::app

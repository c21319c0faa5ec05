#include <memory>

#include "reports/id_report.hpp"
#include "scanner/app/commands/commands.hpp"
#include "scanner/app/options.hpp"
#include "scanner/base/error.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/model/image_id.hpp"
#include "scanner/sources/source.hpp"

namespace glance_audit::app {
namespace {

struct IdOptions {
    AuditOptions audit;
    std::string id;  // or a name
};

bool is_uuid(const std::string& text) { return !canonical_form(twin_form(text)).empty(); }

void refuse_swapped(const IdOptions& options) {
    const std::string shown = sources::shown_source(options.id);
    const bool is_id = options.audit.sources.size() == 1 && ImageId::is_canonical(options.audit.sources.front());
    if (ImageId::is_canonical(options.id) || (!is_id && shown == options.id)) return;
    throw UsageError("'" + shown + "' is a source, and not an image ID", "id",
                     "write the ID first: glance-audit id UUID SOURCE");
}

AuditResult look_up_id(AuditRequest request, const std::string& id, Progress& progress) {
    request.only_id = id;
    for (const FactInfo& fact : all_facts()) {
        if (fact.subject == SubjectKind::image && fact.fact != Fact::id) request.also.insert(fact.fact);
    }
    return audit(request, progress);
}

AuditResult look_up_name(AuditRequest request, const std::string& name, Progress& progress) {
    request.only_id = name;  // policies and schedules say nothing of a name
    request.also.insert(Fact::name);
    for (const Fact fact : reports::kFactsOfNamed) request.also.insert(fact);
    return find_named(request, name, progress);
}

bool has_trace(const AuditResult& result) {
    return !result.looked_up.empty() || !result.other_spellings.empty() || !result.looked_up_children.empty();
}

[[noreturn]] void refuse_unknown(const std::string& id) {
    throw UsageError(
        "'" + shortened(id) + "' is no image ID, and no image is called that", "id",
        "an ID is a UUID such as 6f1f0b5e-9c1c-4b0e-8a51-0d8f4f1d2a11; a name is compared letter by letter");
}

int run_id(const IdOptions& options) {
    set_up_logging(options.audit.output);
    refuse_swapped(options);
    const AuditRequest request = make_request(options.audit);
    ReportFiles reports = open_reports(options.audit.output, kTableOrJson, inputs_of(options.audit, request));
    Progress progress(wants_progress(options.audit.output));
    AuditResult result = look_up_id(request, options.id, progress);
    const bool by_name = !is_uuid(options.id) && result.complete() && !has_trace(result);
    if (by_name) {
        result = look_up_name(request, options.id, progress);
        if (result.complete() && !has_trace(result)) refuse_unknown(options.id);
    }
    reports.write([&](std::string_view format, const reports::WriterOptions& how, reports::Output& out) {
        if (by_name) {
            format == "json" ? write_named_json(result, options.id, out)
                             : write_named_text(result, options.id, how, out);
        } else {
            format == "json" ? write_id_json(result, options.id, out) : write_id_text(result, options.id, how, out);
        }
    });
    return result.exit_code();
}

std::function<int()> set_up_id(CLI::App& command) {
    auto options = std::make_shared<IdOptions>();
    command.add_option("UUID", options->id, "The image ID, as stored; or an image's name, whose IDs are listed")
        ->required();
    add_sources(command, options->audit);
    add_audit_options(command, options->audit);
    add_output_options(command, options->audit.output, kTableOrJson);
    return [options] { return run_id(*options); };
}

}  // namespace

const CommandInfo kId{
    .name = "id",
    .description = "Everything known about one image ID",
    .examples =
        "glance-audit id 6f1f0b5e-9c1c-4b0e-8a51-0d8f4f1d2a11 glance.sqlite\n"
        "glance-audit id 6f1f0b5e-9c1c-4b0e-8a51-0d8f4f1d2a11 glance.sqlite --report json\n"
        "glance-audit id cirros glance.sqlite",
    .exit_codes =
        "0  nothing that is known of the ID reaches --fail-on\n"
        "1  something does\n"
        "2  wrong use: neither an ID nor the name of an image, a policy that cannot be read\n"
        "3  the answer is incomplete: a source could not be read to its end",
    .set_up = set_up_id,
};

}  // namespace glance_audit::app

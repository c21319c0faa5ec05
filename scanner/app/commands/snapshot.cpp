#include <cstdlib>
#include <filesystem>
#include <memory>

#include <spdlog/spdlog.h>

#include "reports/json_text.hpp"
#include "reports/wrapped.hpp"
#include "scanner/app/commands/commands.hpp"
#include "scanner/app/options.hpp"
#include "scanner/audit/open_target.hpp"
#include "scanner/base/error.hpp"
#include "scanner/base/files/output_place.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/base/version.hpp"
#include "scanner/glance/release_range.hpp"
#include "scanner/policy/rules/policy.hpp"
#include "scanner/policy/rules/policy_files.hpp"
#include "scanner/sources/snapshot/taker.hpp"

namespace glance_audit::app {
namespace {

struct SnapshotOptions {
    AuditOptions audit;
    std::string output;
    bool redact = false;
};

// Reads the files once, and proves that an audit can.
std::optional<std::vector<text::SourceText>> read_policies(const policy::PolicySelection& selection) {
    if (selection.paths.empty()) return std::nullopt;
    auto texts = policy::read_policy_texts(selection.paths);
    policy::Policy::load({.switches = selection.switches, .texts = texts});
    return texts;
}

sources::SnapshotInfo describe(const TargetRequest& target, Micros now) {
    sources::SnapshotInfo info;
    info.target = target.name.empty() ? sources::target_name(target.source) : target.name;
    info.taken_at = now;
    info.tool_version = kVersion;
    info.policies = read_policies(target.policies);
    info.schedules = target.schedules;
    info.release = target.release;
    info.switches = target.policies.switches;
    info.without_policy_files = target.policies.without_files;
    return info;
}

// A snapshot of a snapshot is of the same time, and says the same where nothing else is said.
void inherit(sources::SnapshotInfo& info, const sources::SnapshotInfo& from) {
    info.taken_at = from.taken_at;
    info.redacted = from.redacted;
    if (!info.policies) {
        check_policies(from);
        info.policies = from.policies;
        info.without_policy_files = info.without_policy_files || from.without_policy_files;
    }
    if (!info.schedules) info.schedules = from.schedules;
    if (!info.release) info.release = from.release;
    info.switches = info.switches.or_else(from.switches);
}

void redact(sources::SnapshotRequest& request) {
    if (request.info.redacted) {
        throw UsageError("this snapshot is already redacted", "--redact",
                         "leave --redact out, or redact the snapshot it was made from");
    }
    const char* key = std::getenv("GLANCE_AUDIT_REDACT_KEY");
    if (key == nullptr || *key == '\0') {
        spdlog::warn(
            "GLANCE_AUDIT_REDACT_KEY is not set: anyone who guesses a name or an owner can check the guess against the "
            "snapshot");
    }
    request.info.redacted = true;
    request.redact_key = key != nullptr ? key : "";
}

// What an audit of the snapshot will say too.
void log_failures(const sources::TakenSnapshot& taken, const std::string& target, Progress& progress) {
    for (const sources::CopiedTable& table : taken.tables) {
        if (table.error.empty()) continue;
        progress.log_error(target + ": " + table.name + ": " + table.error + " (" + table.hint + ")");
    }
}

std::string summary(const sources::TakenSnapshot& taken, const std::string& place, std::string_view format,
                    std::size_t width) {
    std::string text;
    if (format == "json") {
        reports::JsonText json(text);
        json.open('{').key("schema").text("glance-audit/snapshot-summary/1").key("file").text(place);
        json.key("sha256").text(taken.digest).key("complete").boolean(taken.complete()).key("tables").open('[');
        for (const sources::CopiedTable& table : taken.tables) {
            json.line()
                .open('{')
                .key("name")
                .text(table.name)
                .key("rows")
                .number(static_cast<std::int64_t>(table.rows));
            json.key("error");
            (table.error.empty() ? json.null() : json.text(table.error)).close('}');
        }
        json.close(']').close('}');
    } else {
        text = visible(place) + ": ";
        for (const sources::CopiedTable& table : taken.tables)
            text += std::to_string(table.rows) + " " + table.name + ", ";
        return reports::hanging(text + "sha256 " + taken.digest, 2, width);
    }
    return text + "\n";
}

sources::TakenSnapshot take(sources::Source& source, const sources::SnapshotRequest& request, Progress& progress) {
    Reading reading(progress);
    const sources::CopyProgress copying{[&](const std::string& table) {
                                            reading.begin(request.info.target + ": " + table,
                                                          table == "images" ? source.estimate_images() : 0);
                                        },
                                        [&](std::uint64_t rows) { reading.advance(rows); }};
    sources::TakenSnapshot taken = sources::take_snapshot(source, request, copying);
    progress.clear();
    return taken;
}

int run_snapshot(const SnapshotOptions& options) {
    set_up_logging(options.audit.output);
    file_names({options.output}, "--output");
    const AuditRequest asked = make_request(options.audit);
    const TargetRequest& target = asked.targets.front();
    sources::SnapshotRequest request{describe(target, asked.now), std::nullopt, {}, options.output};
    std::vector<std::filesystem::path> inputs = inputs_of(options.audit, asked);
    const std::filesystem::path place = output_place(options.output, "snapshot");
    if (overwrites(place, inputs)) {
        throw UsageError("the snapshot would overwrite what is read", "-o " + options.output,
                         "choose another file name");
    }
    inputs.push_back(place);  // nor may a report overwrite the snapshot
    ReportFiles reports = open_reports(options.audit.output, kTableOrJson, inputs);
    AtomicFile file(options.output, "snapshot", AtomicFile::Kind::regular);
    request.path = file.temporary();
    sources::OpenOptions open = asked.open;
    if (target.password) open.password = target.password;
    const auto source = sources::open_source(target.source, open);
    sources::refuse_older_schema(source->database(), sources::shown_source(target.source));
    if (source->snapshot() != nullptr) inherit(request.info, *source->snapshot());
    if (options.redact) redact(request);
    Progress progress(wants_progress(options.audit.output));
    const sources::TakenSnapshot taken = take(*source, request, progress);
    file.commit();
    log_failures(taken, request.info.target, progress);
    const bool unasked = options.audit.output.reports.empty();
    if (!unasked || !options.audit.output.quiet) {
        reports.write([&](std::string_view format, const reports::WriterOptions& how, reports::Output& out) {
            out.write(summary(taken, options.output, format, how.line_width()));
        });
    }
    return taken.complete() ? 0 : 3;
}

std::function<int()> set_up_snapshot(CLI::App& command) {
    auto options = std::make_shared<SnapshotOptions>();
    add_sources(command, options->audit);
    command.get_option("SOURCE")->expected(0, 1);
    command.add_option("-o,--output", options->output, "The file to write; only its owner may read it")
        ->required()
        ->type_name("FILE")
        ->group("The snapshot");
    command
        .add_flag("--redact", options->redact, "Hash image names and owners, under the key in GLANCE_AUDIT_REDACT_KEY")
        ->group("The snapshot");
    add_target_options(command, options->audit);
    add_schedules(command, options->audit);
    command.add_option("--now", options->audit.now, "The time of the snapshot, for repeatable files")
        ->type_name("RFC3339")
        ->group("The snapshot");
    add_output_options(command, options->audit.output, kTableOrJson);
    command.footer(
        "The snapshot holds the rows of images and their child tables without properties, locations and members' "
        "names, the policies as they are (they can name projects), and the time. --redact replaces image names and "
        "owners by HMAC-SHA-256 under the key in GLANCE_AUDIT_REDACT_KEY. The same name under the same key is the same "
        "hash: regions that are redacted with one key can still be compared. Without a key, anyone who guesses a name "
        "can check the guess. Checksums, IDs, times and the names of the source and its files stay.");
    return [options] { return run_snapshot(*options); };
}

}  // namespace

const CommandInfo kSnapshot{
    .name = "snapshot",
    .description = "Take the facts along and audit them elsewhere",
    .examples =
        "glance-audit snapshot /var/lib/glance/glance.sqlite -o glance.snapshot --policy /etc/glance/policy.yaml\n"
        "GLANCE_AUDIT_REDACT_KEY=secret glance-audit snapshot glance.sqlite -o glance.snapshot --redact\n"
        "glance-audit scan glance.snapshot",
    .exit_codes =
        "0  the snapshot is complete\n"
        "2  wrong use\n"
        "3  the snapshot is incomplete: the source could not be read to its end",
    .set_up = set_up_snapshot,
};

}  // namespace glance_audit::app

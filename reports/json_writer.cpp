// The JSON report, version 1: keys and meanings are the contract's, the shape is report.schema.json.
//
// A finding a line, so that reports can be read with grep and compared with diff. Findings can be many: what is the
// same for all findings of a rule is escaped once, and chunks of findings are made in parallel.
#include <string>

#include "reports/json_parts.hpp"
#include "reports/json_text.hpp"
#include "reports/parallel_text.hpp"
#include "reports/writers.hpp"
#include "scanner/base/version.hpp"

namespace glance_audit::reports {
namespace {

void put(JsonText& json, const std::vector<std::string>& texts) {
    json.open('[');
    for (const std::string& text : texts) json.text(text);
    json.close(']');
}

void put(JsonText& json, std::string_view name, std::uint64_t number) {
    json.key(name).number(static_cast<std::int64_t>(number));
}

void put(JsonText& json, const SnapshotMark& snapshot) {
    json.open('{').key("taken_at").text(to_rfc3339(snapshot.taken_at));
    json.key("tool_version").text(snapshot.tool_version).key("redacted").boolean(snapshot.redacted);
    json.key("digest").text(snapshot.digest).close('}');
}

void put(JsonText& json, const Labels& labels) {
    json.open('{');
    for (const auto& [key, value] : labels) json.foreign_key(key).text(value);
    json.close('}');
}

void put(JsonText& json, const ImageCounts& counts) {
    json.open('{');
    put(json, "total", counts.total);
    put(json, "live", counts.live);
    put(json, "held", counts.held);
    put(json, "pinned", counts.pinned);
    put(json, "freed", counts.freed);
    json.close('}');
}

void put(JsonText& json, const TargetResult& target) {
    json.open('{').key("name").text(target.name);
    put(json.key("labels"), target.labels);
    json.key("engine");
    target.has_database ? json.text(to_string(target.engine)) : json.null();
    json.key("server_version");
    target.has_database ? json.text(target.server_version) : json.null();
    put(json.key("schema_revision"), target.schema_revision);
    json.key("release").text(target.release).key("purge_age_days");
    target.has_database ? json.number(target.purge_age_days) : json.null();
    json.key("images");
    if (target.has_database) {
        put(json, target.images);
    } else {
        json.null();
    }
    json.key("coverage").open('[');
    for (const Coverage& coverage : target.coverage) put(json, coverage);
    json.close(']');
    if (target.snapshot) put(json.key("snapshot"), *target.snapshot);
    if (target.policies) put(json.key("policies"), *target.policies);
    json.close('}');
}

void put_summary(JsonText& json, const AuditResult& result) {
    json.open('{');
    const auto by_severity = result.count_by_severity();
    for (std::size_t i = 0; i < by_severity.size(); ++i) put(json, kSeverityNames[i], by_severity[i]);
    put(json, "waived", 0);
    json.key("by_rule").open('{');
    const auto by_rule = result.count_by_rule();
    for (std::size_t i = 0; i < by_rule.size(); ++i) {
        if (by_rule[i] != 0) put(json, result.rules[i].id, by_rule[i]);
    }
    json.close('}').close('}');
}

void put(JsonText& json, const RuleResult& rule) {
    json.open('{').key("id").text(rule.id).key("title").text(rule.title);
    json.key("severity").text(to_string(rule.severity)).key("why").text(rule.why).key("remedy").text(rule.remedy);
    put(json.key("references"), rule.references);
    json.close('}');
}

// The entries of a finding that its rule decides, made once.
struct RuleText {
    std::string id;
    std::string kind;
    std::string remedy;
    std::vector<const FactInfo*> shown;
};

std::string entry(std::string_view key, std::string_view text) {
    std::string out;
    JsonText(out).key(key).text(text);
    return out;
}

std::vector<RuleText> texts_of_rules(const AuditResult& result) {
    std::vector<RuleText> texts;
    for (const RuleResult& rule : result.rules) {
        RuleText& text = texts.emplace_back();
        text.id = entry("rule", rule.id);
        text.kind = entry("kind", to_string(rule.subject));
        text.remedy = entry("text", rule.remedy);
        for (const FactInfo& fact : all_facts()) {
            if (rule.shown.contains(fact.fact) && fact.fact != Fact::id) text.shown.push_back(&fact);
        }
    }
    return texts;
}

void put_evidence(JsonText& json, const RowExtras* extras) {
    json.open('[');
    if (extras != nullptr) {
        for (const Evidence& evidence : extras->evidence) {
            json.open('{').key("source").text(evidence.source).key("what").text(evidence.what);
            json.key("key").text(evidence.key).key("says").open('{');
            for (const auto& [key, value] : evidence.says) json.key(key).text(value);
            json.close('}').close('}');
        }
    }
    json.close(']');
}

void put_location(JsonText& json, const RowExtras* extras) {
    if (extras == nullptr || !extras->location) {
        json.null();
        return;
    }
    json.open('{').key("file").text(extras->location->file);
    json.key("line").number(extras->location->line).close('}');
}

class FindingText {
public:
    explicit FindingText(const AuditResult& result) : result_(result), rules_(texts_of_rules(result)) {
        for (const TargetResult& target : result.targets) targets_.push_back(entry("target", target.name));
    }

    void put(JsonText& json, const Finding& finding) const {
        const RuleText& rule = rules_[finding.rule];
        const RowStore& rows = result_.rows_of(finding);
        std::string& fingerprint = json.scratch();
        append_fingerprint(fingerprint, finding);
        json.open('{').key("fingerprint").text(fingerprint).word(rule.id);
        json.key("severity").text(to_string(finding.severity)).word(targets_[finding.target]);
        std::string& id = json.scratch();
        result_.append_subject_id(id, finding);
        json.key("subject").open('{').word(rule.kind).key("id").text(id).close('}');
        std::string& message = json.scratch();
        result_.append_message(message, finding);
        json.key("message").text(message).key("facts").open('{');
        for (const FactInfo* const fact : rule.shown) {
            reports::put(json.key(fact->name), rows.value(fact->fact, finding.row));
        }
        const RowExtras* extras = result_.extras_of(finding);
        put_evidence(json.close('}').key("evidence"), extras);
        put_location(json.key("location"), extras);
        json.key("remedy").open('{').word(rule.remedy).key("commands").open('[');
        for (const CommandTemplate& command : result_.command_templates(finding)) {
            reports::put(json, command, rows, finding.row);
        }
        json.close(']').close('}').key("waived").null().close('}');
    }

private:
    const AuditResult& result_;
    std::vector<RuleText> rules_;
    std::vector<std::string> targets_;
};

template <class Items>
void put_lines(JsonText& json, const Items& items) {
    json.open('[');
    for (const auto& item : items) put(json.line(), item);
    json.close(']');
}

// All that stands before the first finding.
std::string head(const AuditResult& result) {
    std::string out;
    JsonText json(out);
    json.open('{').line("").key("schema").text("glance-audit/report/1");
    json.line("").key("tool").open('{').key("name").text("glance-audit").key("version").text(kVersion).close('}');
    json.line("").key("audit").open('{').key("now").text(to_rfc3339(result.now));
    json.key("complete").boolean(result.complete()).key("exit_code").number(result.exit_code());
    json.key("fail_on").text(result.fail_on ? to_string(*result.fail_on) : "never");
    json.key("rules").open('{').key("asked").number(static_cast<std::int64_t>(result.rules.size()));
    json.key("left_out").number(static_cast<std::int64_t>(result.rules_left_out)).close('}').close('}');
    put_lines(json.line("").key("targets"), result.targets);
    put_summary(json.line("").key("summary"), result);
    put_lines(json.line("").key("rules"), result.rules);
    json.line("").key("findings").open('[');
    return out;
}

}  // namespace

void write_json(const AuditResult& result, const WriterOptions& options, Output& out) {
    out.write(head(result));
    const FindingText text(result);
    write_in_order(result.findings.size(), options.jobs, out,
                   [&](std::size_t first, std::size_t end, std::string& into) {
                       if (first > 0) into += ',';
                       JsonText json(into);
                       for (std::size_t i = first; i < end; ++i) {
                           constexpr std::size_t kAhead = 4;
                           if (i + kAhead < end) {
                               const Finding& later = result.findings[i + kAhead];
                               result.rows_of(later).prefetch(later.row);
                           }
                           text.put(json.line(), result.findings[i]);
                       }
                   });
    out.write(result.findings.empty() ? "]\n}\n" : "\n]\n}\n");
}

}  // namespace glance_audit::reports

// The JSON report, version 1: keys and meanings are the contract's, the shape is report.schema.json.
//
// A finding a line, so that reports can be read with grep and compared with diff. Findings can be many: what is the
// same for all findings of a rule is escaped once, and chunks of findings are made in parallel.
#include <string>

#include "reports/json_builder.hpp"
#include "reports/parallel_text.hpp"
#include "reports/policy_matrix_json.hpp"
#include "reports/writers.hpp"
#include "scanner/base/version.hpp"

namespace glance_audit::reports {
namespace {

void append_texts(std::string& out, const std::vector<std::string>& texts) {
    append_array(out, texts, [&](const std::string& text) { append_json_string(out, text); });
}

void append_value_json(std::string& out, const FactValue& value) {
    if (!value.present) {
        out += "null";
        return;
    }
    switch (value.type) {
        case FactType::text:
        case FactType::word: append_json_string(out, value.text); break;
        case FactType::integer: out += std::to_string(value.number); break;
        case FactType::boolean: out += value.number != 0 ? "true" : "false"; break;
        case FactType::time:
            out += '"';
            append_rfc3339(out, value.number);
            out += '"';
            break;
    }
}

void append_coverage(std::string& out, const Coverage& coverage) {
    JsonObject object(out);
    object.text("what", coverage.what);
    object.number("rows", coverage.rows);
    object.boolean("complete", coverage.complete);
    if (coverage.error) {
        object.text("error", *coverage.error);
    } else {
        object.key("error") += "null";
    }
}

void append_snapshot(std::string& out, const SnapshotMark& snapshot) {
    JsonObject object(out);
    object.text("taken_at", to_rfc3339(snapshot.taken_at));
    object.text("tool_version", snapshot.tool_version);
    object.boolean("redacted", snapshot.redacted);
    object.text("digest", snapshot.digest);
}

void append_labels(std::string& out, const Labels& labels) {
    JsonObject object(out);
    for (const auto& [key, value] : labels) append_json_string(object.foreign_key(key), value);
}

void append_images(std::string& out, const ImageCounts& counts) {
    JsonObject images(out);
    images.number("total", counts.total);
    images.number("live", counts.live);
    images.number("held", counts.held);
    images.number("pinned", counts.pinned);
    images.number("freed", counts.freed);
}

void append_target(std::string& out, const TargetResult& target) {
    JsonObject object(out);
    object.text("name", target.name);
    append_labels(object.key("labels"), target.labels);
    if (target.has_database) {
        object.text("engine", to_string(target.engine));
        object.text("server_version", target.server_version);
    } else {
        object.key("engine") += "null";
        object.key("server_version") += "null";
    }
    append_texts(object.key("schema_revision"), target.schema_revision);
    object.text("release", target.release);
    if (target.has_database) {
        object.number("purge_age_days", target.purge_age_days);
        append_images(object.key("images"), target.images);
    } else {
        object.key("purge_age_days") += "null";
        object.key("images") += "null";
    }
    object.key("coverage");
    append_array(out, target.coverage, [&](const Coverage& coverage) { append_coverage(out, coverage); });
    if (target.snapshot) append_snapshot(object.key("snapshot"), *target.snapshot);
    if (target.policies) append_policy_matrix(object.key("policies"), *target.policies);
}

void append_summary(std::string& out, const AuditResult& result) {
    JsonObject object(out);
    const auto by_severity = result.count_by_severity();
    for (std::size_t i = 0; i < by_severity.size(); ++i) object.number(kSeverityNames[i], by_severity[i]);
    object.number("waived", 0);
    const auto by_rule = result.count_by_rule();
    JsonObject rules(object.key("by_rule"));
    for (std::size_t i = 0; i < by_rule.size(); ++i) {
        if (by_rule[i] != 0) rules.number(result.rules[i].id, by_rule[i]);
    }
}

void append_rule(std::string& out, const RuleResult& rule) {
    JsonObject object(out);
    object.text("id", rule.id);
    object.text("title", rule.title);
    object.text("severity", to_string(rule.severity));
    object.text("why", rule.why);
    object.text("remedy", rule.remedy);
    append_texts(object.key("references"), rule.references);
}

// The parts of a finding that its rule decides, escaped once.
struct RuleText {
    std::string id;
    std::string remedy;
    std::vector<Fact> shown;
    std::vector<std::string> keys;  // of the facts shown: `"name": `
};

std::vector<RuleText> texts_of_rules(const AuditResult& result) {
    std::vector<RuleText> texts;
    for (const RuleResult& rule : result.rules) {
        RuleText& text = texts.emplace_back();
        append_json_string(text.id, rule.id);
        append_json_string(text.remedy, rule.remedy);
        for (const FactInfo& fact : all_facts()) {
            if (!rule.shown.contains(fact.fact) || fact.fact == Fact::id) continue;
            text.shown.push_back(fact.fact);
            text.keys.push_back("\"" + std::string(fact.name) + "\": ");
        }
    }
    return texts;
}

void append_evidence(std::string& out, const Evidence& evidence) {
    JsonObject object(out);
    object.text("source", evidence.source);
    object.text("what", evidence.what);
    object.text("key", evidence.key);
    JsonObject says(object.key("says"));
    for (const auto& [key, value] : evidence.says) says.text(key, value);
}

void append_location(std::string& out, const RowExtras* extras) {
    if (extras == nullptr || !extras->location) {
        out += "null";
        return;
    }
    JsonObject location(out);
    location.text("file", extras->location->file);
    location.number("line", extras->location->line);
}

class FindingText {
public:
    explicit FindingText(const AuditResult& result) : result_(result), rules_(texts_of_rules(result)) {
        for (const TargetResult& target : result.targets) append_json_string(targets_.emplace_back(), target.name);
    }

    void append(std::string& out, const Finding& finding) const {
        const RuleText& rule = rules_[finding.rule];
        std::string scratch;
        JsonObject object(out);
        append_fingerprint(object.key("fingerprint") += '"', finding);
        out += '"';
        object.key("rule") += rule.id;
        object.text("severity", to_string(finding.severity));
        object.key("target") += targets_[finding.target];
        append_subject(object.key("subject"), finding, scratch);
        scratch.clear();
        result_.append_message(scratch, finding);
        object.text("message", scratch);
        append_facts(object.key("facts"), finding, rule);
        const RowExtras* extras = result_.extras_of(finding);
        object.key("evidence");
        static const std::vector<Evidence> kNone;
        append_array(out, extras != nullptr ? extras->evidence : kNone,
                     [&](const Evidence& evidence) { append_evidence(out, evidence); });
        append_location(object.key("location"), extras);
        append_remedy(object.key("remedy"), finding, rule, scratch);
        object.key("waived") += "null";
    }

private:
    void append_subject(std::string& out, const Finding& finding, std::string& scratch) const {
        JsonObject subject(out);
        subject.text("kind", to_string(result_.rule_of(finding).subject));
        scratch.clear();
        result_.append_subject_id(scratch, finding);
        subject.text("id", scratch);
    }

    void append_facts(std::string& out, const Finding& finding, const RuleText& rule) const {
        const RowStore& rows = result_.rows_of(finding);
        out += '{';
        for (std::size_t i = 0; i < rule.shown.size(); ++i) {
            if (i > 0) out += ", ";
            out += rule.keys[i];
            append_value_json(out, rows.value(rule.shown[i], finding.row));
        }
        out += '}';
    }

    void append_remedy(std::string& out, const Finding& finding, const RuleText& rule, std::string& scratch) const {
        JsonObject remedy(out);
        remedy.key("text") += rule.remedy;
        remedy.key("commands");
        append_array(out, result_.command_templates(finding), [&](const CommandTemplate& command) {
            JsonObject object(out);
            object.text("kind", command.kind);
            scratch.clear();
            command.text.expand(scratch, result_.rows_of(finding), finding.row);
            object.text("text", scratch);
        });
    }

    const AuditResult& result_;
    std::vector<RuleText> rules_;
    std::vector<std::string> targets_;  // names, escaped
};

std::string head(const AuditResult& result) {
    std::string out;
    out += "{\n\"schema\": \"glance-audit/report/1\",\n\"tool\": ";
    {
        JsonObject tool(out);
        tool.text("name", "glance-audit");
        tool.text("version", kVersion);
    }
    out += ",\n\"audit\": ";
    {
        JsonObject audit(out);
        audit.text("now", to_rfc3339(result.now));
        audit.boolean("complete", result.complete());
        audit.number("exit_code", result.exit_code());
        audit.text("fail_on", result.fail_on ? to_string(*result.fail_on) : "never");
    }
    out += ",\n\"targets\": ";
    append_array(
        out, result.targets, [&](const TargetResult& target) { append_target(out, target); }, ",\n  ");
    out += ",\n\"summary\": ";
    append_summary(out, result);
    out += ",\n\"rules\": ";
    append_array(
        out, result.rules, [&](const RuleResult& rule) { append_rule(out, rule); }, ",\n  ");
    out += ",\n\"findings\": [";
    return out;
}

}  // namespace

void write_json(const AuditResult& result, const WriterOptions& options, Output& out) {
    out.write(head(result));
    const FindingText text(result);
    write_in_order(result.findings.size(), options.jobs, out, [&](std::size_t i, std::string& into) {
        constexpr std::size_t kAhead = 4;
        if (i + kAhead < result.findings.size()) {
            const Finding& later = result.findings[i + kAhead];
            result.rows_of(later).prefetch(later.row);
        }
        into += i == 0 ? "\n  " : ",\n  ";
        text.append(into, result.findings[i]);
    });
    out.write(result.findings.empty() ? "]\n}\n" : "\n]\n}\n");
}

}  // namespace glance_audit::reports

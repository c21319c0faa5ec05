#include "reports/id_parts.hpp"
#include "reports/id_report.hpp"
#include "reports/json_parts.hpp"

namespace glance_audit::reports {
namespace {

// The state, then all facts of the row that says most.
void put_row(JsonText& json, const AuditResult& result, const std::vector<std::uint32_t>& rows) {
    if (rows.empty()) {
        json.line("   ").key("state").null().key("facts").null();
        return;
    }
    put(json.line("   ").key("state"), images(result).value(Fact::state, rows.front()));
    json.key("facts").open('{');
    for (const FactInfo& fact : all_facts()) {
        if (fact.subject != SubjectKind::image || fact.fact == Fact::id) continue;
        put(json.line("    ").key(fact.name), images(result).value(fact.fact, rows.front()));
    }
    json.close('}');
}

void put_finding(JsonText& json, const AuditResult& result, const Finding& finding) {
    const RuleResult& rule = result.rule_of(finding);
    std::string message;
    result.append_message(message, finding);
    json.open('{').key("rule").text(rule.id).key("severity").text(to_string(finding.severity));
    json.key("message").text(message).key("remedy").open('{').key("text").text(rule.remedy);
    json.key("commands").open('[');
    for (const CommandTemplate& command : result.command_templates(finding)) {
        put(json, command, result.rows_of(finding), finding.row);
    }
    json.close(']').close('}').close('}');
}

// What is said of every target; the rest follows.
void begin_target(JsonText& json, const TargetResult& target) {
    json.open('{').key("target").text(target.name).key("release").text(target.release);
    json.line("   ").key("coverage").open('[');
    for (const Coverage& coverage : target.coverage) put(json, coverage);
    json.close(']');
}

void put_target(JsonText& json, const AuditResult& result, std::size_t i) {
    const TargetResult& target = result.targets[i];
    begin_target(json, target);
    json.line("   ").key("other_spellings").open('[');
    for (const std::string& spelling : spellings_in(result, i)) json.text(spelling);
    json.close(']');
    put_row(json, result, rows_in(result, i));
    json.line("   ").key("child_rows").open('[');
    for (const AuditResult::ChildRows* const rows : children_in(result, i)) {
        json.open('{').key("table").text(rows->table).key("rows").number(static_cast<std::int64_t>(rows->rows));
        json.close('}');
    }
    json.close(']').line("   ").key("who_may_create");
    const std::string who = who_may_create(target);
    who.empty() ? json.null() : json.text(who);
    json.line("   ").key("findings").open('[');
    for (const Finding* const finding : findings_in(result, i)) put_finding(json.line("    "), result, *finding);
    json.close(']').close('}');
}

void put_named(JsonText& json, const AuditResult& result, std::size_t i) {
    begin_target(json, result.targets[i]);
    json.line("   ").key("images").open('[');
    for (const std::uint32_t row : rows_in(result, i)) {
        json.line("    ").open('{').key("id").text(images(result).id(row).text());
        for (const Fact fact : kFactsOfNamed) put(json.key(info(fact).name), images(result).value(fact, row));
        json.close('}');
    }
    json.close(']').close('}');
}

// asked: "id" or "name", and of what.
void write_answer(const AuditResult& result, std::string_view asked, std::string_view what, Output& out,
                  void (*put_one)(JsonText&, const AuditResult&, std::size_t)) {
    std::string text;
    JsonText json(text);
    json.open('{').key("schema").text("glance-audit/id/1").key(asked).text(what);
    json.line(" ").key("audit").open('{').key("now").text(to_rfc3339(result.now));
    json.key("complete").boolean(result.complete()).key("exit_code").number(result.exit_code()).close('}');
    json.line(" ").key("targets").open('[');
    for (std::size_t i = 0; i < result.targets.size(); ++i) put_one(json.line(), result, i);
    out.write(text + "]}\n");
}

}  // namespace

void write_id_json(const AuditResult& result, std::string_view id, Output& out) {
    write_answer(result, "id", id, out, put_target);
}

void write_named_json(const AuditResult& result, std::string_view name, Output& out) {
    write_answer(result, "name", name, out, put_named);
}

}  // namespace glance_audit::reports

#include "reports/id_report.hpp"

#include <algorithm>

#include "reports/json_parts.hpp"
#include "scanner/base/utf8.hpp"

namespace glance_audit::reports {
namespace {

std::string visible(std::string_view text) {
    std::string out;
    append_visible(out, text);
    return out;
}

std::vector<std::uint32_t> rows_in(const AuditResult& result, std::size_t target) {
    std::vector<std::uint32_t> rows;
    for (const auto& found : result.looked_up) {
        if (found.target == target) rows.push_back(found.row);
    }
    return rows;
}

std::vector<std::string> spellings_in(const AuditResult& result, std::size_t target) {
    std::vector<std::string> spellings;
    for (const auto& [number, id] : result.other_spellings) {
        if (number == target) spellings.push_back(id);
    }
    return spellings;
}

std::vector<const Finding*> findings_in(const AuditResult& result, std::size_t target) {
    std::vector<const Finding*> findings;
    for (const Finding& finding : result.findings) {
        if (finding.target == target) findings.push_back(&finding);
    }
    return findings;
}

const RowStore& images(const AuditResult& result) { return result.rows[static_cast<std::size_t>(SubjectKind::image)]; }

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

void put_target(JsonText& json, const AuditResult& result, std::size_t i) {
    const TargetResult& target = result.targets[i];
    json.open('{').key("target").text(target.name).key("release").text(target.release);
    json.line("   ").key("coverage").open('[');
    for (const Coverage& coverage : target.coverage) put(json, coverage);
    json.close(']').line("   ").key("other_spellings").open('[');
    for (const std::string& spelling : spellings_in(result, i)) json.text(spelling);
    json.close(']');
    put_row(json, result, rows_in(result, i));
    json.line("   ").key("findings").open('[');
    for (const Finding* const finding : findings_in(result, i)) put_finding(json.line("    "), result, *finding);
    json.close(']').close('}');
}

void write_row(const AuditResult& result, std::uint32_t row, Output& out) {
    std::size_t width = 0;
    for (const FactInfo& fact : all_facts()) {
        if (fact.subject == SubjectKind::image) width = std::max(width, fact.name.size() + 2);
    }
    for (const FactInfo& fact : all_facts()) {
        if (fact.subject != SubjectKind::image || fact.fact == Fact::id) continue;
        const FactValue value = images(result).value(fact.fact, row);
        std::string text;
        append_value(text, value);
        std::string name(fact.name);
        name.resize(width, ' ');
        out.write("  " + name + (value.present ? visible(text) : "-") + "\n");
    }
}

void write_finding(const AuditResult& result, const Finding& finding, Output& out) {
    const RuleResult& rule = result.rule_of(finding);
    std::string message;
    result.append_message(message, finding);
    out.write("  " + std::string(to_string(finding.severity)) + "  " + rule.id + "\n    " + visible(message) +
              "\n    Remedy: " + visible(rule.remedy) + "\n");
    for (const Command& command : result.commands(finding)) {
        out.write("    " + command.kind + ": " + visible(command.text) + "\n");
    }
}

}  // namespace

void write_id_text(const AuditResult& result, std::string_view id, Output& out) {
    for (std::size_t i = 0; i < result.targets.size(); ++i) {
        const TargetResult& target = result.targets[i];
        out.write(visible(id) + " in " + visible(target.name) + " (Glance " + target.release + ")\n");
        const auto rows = rows_in(result, i);
        if (rows.empty() && target.complete()) {
            out.write("  no trace: no row in images and no child row names this ID\n");
        }
        for (const std::uint32_t row : rows) write_row(result, row, out);
        for (const std::string& spelling : spellings_in(result, i)) {
            out.write("  there is a row with the ID in another spelling: " + visible(spelling) + "\n");
        }
        for (const Coverage& coverage : target.coverage) {
            if (!coverage.complete)
                out.write("  NOT READ TO ITS END: " + visible(coverage.what) + ": " +
                          visible(coverage.error.value_or("")) + "\n");
        }
        for (const Finding* finding : findings_in(result, i)) write_finding(result, *finding, out);
    }
}

void write_id_json(const AuditResult& result, std::string_view id, Output& out) {
    std::string text;
    JsonText json(text);
    json.open('{').key("schema").text("glance-audit/id/1").key("id").text(id);
    json.line(" ").key("audit").open('{').key("now").text(to_rfc3339(result.now));
    json.key("complete").boolean(result.complete()).key("exit_code").number(result.exit_code()).close('}');
    json.line(" ").key("targets").open('[');
    for (std::size_t i = 0; i < result.targets.size(); ++i) put_target(json.line(), result, i);
    out.write(text + "]}\n");
}

}  // namespace glance_audit::reports

#include "reports/id_report.hpp"

#include <nlohmann/json.hpp>

#include "scanner/base/utf8.hpp"

namespace glance_audit::reports {
namespace {

using Json = nlohmann::ordered_json;

std::string visible(std::string_view text) {
    std::string out;
    append_visible(out, text);
    return out;
}

std::string repaired(std::string_view text) {
    std::string out;
    append_utf8(out, text);
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

Json to_json(const FactValue& value) {
    if (!value.present) return nullptr;
    switch (value.type) {
        case FactType::integer: return value.number;
        case FactType::boolean: return value.number != 0;
        case FactType::time: return to_rfc3339(value.number);
        default: return repaired(value.text);
    }
}

Json facts_of(const AuditResult& result, std::uint32_t row) {
    Json facts = Json::object();
    for (const FactInfo& fact : all_facts()) {
        if (fact.subject != SubjectKind::image || fact.fact == Fact::id) continue;
        facts[std::string(fact.name)] = to_json(images(result).value(fact.fact, row));
    }
    return facts;
}

Json to_json(const AuditResult& result, const Finding& finding) {
    std::string message;
    result.append_message(message, finding);
    Json commands = Json::array();
    for (const Command& command : result.commands(finding)) {
        commands.push_back({{"kind", command.kind}, {"text", repaired(command.text)}});
    }
    const RuleResult& rule = result.rule_of(finding);
    return {{"rule", rule.id},
            {"severity", to_string(finding.severity)},
            {"message", repaired(message)},
            {"remedy", {{"text", rule.remedy}, {"commands", commands}}}};
}

void write_row(const AuditResult& result, std::uint32_t row, Output& out) {
    for (const FactInfo& fact : all_facts()) {
        if (fact.subject != SubjectKind::image || fact.fact == Fact::id) continue;
        const FactValue value = images(result).value(fact.fact, row);
        std::string text;
        append_value(text, value);
        std::string name(fact.name);
        name.resize(16, ' ');
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
    Json targets = Json::array();
    for (std::size_t i = 0; i < result.targets.size(); ++i) {
        const TargetResult& target = result.targets[i];
        const auto rows = rows_in(result, i);
        Json findings = Json::array();
        for (const Finding* finding : findings_in(result, i)) findings.push_back(to_json(result, *finding));
        Json spellings = Json::array();
        for (const std::string& spelling : spellings_in(result, i)) spellings.push_back(repaired(spelling));
        Json coverage = Json::array();
        for (const Coverage& c : target.coverage) {
            coverage.push_back({{"what", c.what},
                                {"rows", c.rows},
                                {"complete", c.complete},
                                {"error", c.error ? Json(repaired(*c.error)) : Json(nullptr)}});
        }
        targets.push_back(
            {{"target", repaired(target.name)},
             {"release", target.release},
             {"coverage", coverage},
             {"other_spellings", spellings},
             {"state", rows.empty() ? Json(nullptr) : to_json(images(result).value(Fact::state, rows.front()))},
             {"facts", rows.empty() ? Json(nullptr) : facts_of(result, rows.front())},
             {"findings", findings}});
    }
    const Json report = {
        {"schema", "glance-audit/id/1"},
        {"id", repaired(id)},
        {"audit",
         {{"now", to_rfc3339(result.now)}, {"complete", result.complete()}, {"exit_code", result.exit_code()}}},
        {"targets", targets}};
    out.write(report.dump(2, ' ', true) + "\n");
}

}  // namespace glance_audit::reports

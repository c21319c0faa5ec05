#include "scanner/model/audit_result.hpp"

#include <algorithm>
#include <iterator>

#include "scanner/base/hex.hpp"

namespace glance_audit {

void AuditResult::append(AuditResult&& other) {
    const auto first_target = static_cast<std::uint16_t>(targets.size());
    const auto first_row = [this](SubjectKind kind) { return static_cast<std::uint32_t>(rows[index(kind)].size()); };
    findings.reserve(findings.size() + other.findings.size());
    for (Finding finding : other.findings) {
        finding.target = static_cast<std::uint16_t>(finding.target + first_target);
        finding.row += first_row(rule_of(finding).subject);
        findings.push_back(finding);
    }
    for (const LookedUp& found : other.looked_up) {
        looked_up.push_back(
            {static_cast<std::uint16_t>(found.target + first_target), found.row + first_row(SubjectKind::image)});
    }
    for (ChildRows& children : other.looked_up_children) {
        children.target = static_cast<std::uint16_t>(children.target + first_target);
        looked_up_children.push_back(std::move(children));
    }
    for (auto& [target, spelling] : other.other_spellings) {
        other_spellings.emplace_back(static_cast<std::uint16_t>(target + first_target), std::move(spelling));
    }
    for (std::size_t kind = 0; kind < rows.size(); ++kind) {
        const auto first = static_cast<std::uint32_t>(rows[kind].size());
        for (auto& [row, extra] : other.extras[kind]) extras[kind].emplace(row + first, std::move(extra));
        rows[kind].append(std::move(other.rows[kind]));
    }
    std::move(other.targets.begin(), other.targets.end(), std::back_inserter(targets));
    other = {};
}

bool AuditResult::complete() const {
    return std::all_of(targets.begin(), targets.end(), [](const TargetResult& t) { return t.complete(); });
}

int AuditResult::exit_code() const {
    if (!complete()) return 3;
    const bool reached = fail_on && std::any_of(findings.begin(), findings.end(),
                                                [&](const Finding& f) { return reaches(f.severity, *fail_on); });
    return reached ? 1 : 0;
}

const RowExtras* AuditResult::extras_of(const Finding& finding) const {
    const auto& of_kind = extras[index(rule_of(finding).subject)];
    const auto found = of_kind.find(finding.row);
    return found != of_kind.end() ? &found->second : nullptr;
}

void AuditResult::append_subject_id(std::string& out, const Finding& finding) const {
    const SubjectKind subject = rule_of(finding).subject;
    if (const auto name = naming_fact(subject)) {
        out += value(finding, *name).text;
    } else if (subject == SubjectKind::image) {
        rows_of(finding).id(finding.row).append_to(out);
    } else {
        out += targets[finding.target].name;
    }
}

void AuditResult::append_message(std::string& out, const Finding& finding) const {
    const RuleResult& rule = rule_of(finding);
    rule.message.expand(out, rows_of(finding), finding.row);
    if (finding.note == kNoNote || rule.notes[finding.note].empty()) return;
    out += ' ';
    rule.notes[finding.note].expand(out, rows_of(finding), finding.row);
}

const std::vector<CommandTemplate>& AuditResult::command_templates(const Finding& finding) const {
    const CureCommands& cure = rule_of(finding).cure[static_cast<std::size_t>(targets[finding.target].engine)];
    if (cure.usual.empty()) return cure.usual;
    const FactValue status = value(finding, Fact::status);
    return status.present && status.text == "pending_delete" ? cure.unscrubbed : cure.usual;
}

std::vector<Command> AuditResult::commands(const Finding& finding) const {
    std::vector<Command> commands;
    for (const CommandTemplate& command : command_templates(finding)) {
        commands.push_back({command.kind, {}});
        command.text.expand(commands.back().text, rows_of(finding), finding.row);
    }
    return commands;
}

std::array<std::uint64_t, kSeverityNames.size()> AuditResult::count_by_severity() const {
    std::array<std::uint64_t, kSeverityNames.size()> counts{};
    for (const Finding& finding : findings) ++counts[static_cast<std::size_t>(finding.severity)];
    return counts;
}

std::vector<std::uint64_t> AuditResult::count_by_rule() const {
    std::vector<std::uint64_t> counts(rules.size());
    for (const Finding& finding : findings) ++counts[finding.rule];
    return counts;
}

void append_fingerprint(std::string& out, const Finding& finding) { append_hex(out, finding.fingerprint); }

}  // namespace glance_audit

#include "reports/id_parts.hpp"

#include <algorithm>

namespace glance_audit::reports {

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

std::vector<const AuditResult::ChildRows*> children_in(const AuditResult& result, std::size_t target) {
    std::vector<const AuditResult::ChildRows*> children;
    for (const AuditResult::ChildRows& rows : result.looked_up_children) {
        if (rows.target == target) children.push_back(&rows);
    }
    return children;
}

std::string who_may_create(const TargetResult& target) {
    if (!target.policies) return {};
    const auto& rows = target.policies->rows;
    const auto row = std::find_if(rows.begin(), rows.end(), [](const auto& r) { return r.action == "add_image"; });
    return row == rows.end() ? std::string() : row->in_words;
}

}  // namespace glance_audit::reports

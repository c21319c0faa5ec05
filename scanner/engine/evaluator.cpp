#include "scanner/engine/evaluator.hpp"

#include <algorithm>

#include "scanner/engine/cures.hpp"

namespace glance_audit::engine {
namespace {

RuleResult describe(const Rule& rule) {
    RuleResult described;
    described.id = rule.id;
    described.title = rule.title;
    described.subject = rule.subject;
    described.severity = rule.severity;
    described.why = rule.why;
    described.remedy = rule.remedy;
    described.references = rule.references;
    described.message = rule.message;
    for (const SeverityCase& c : rule.cases) described.notes.push_back(c.say);
    described.shown = rule.shown;
    for (const EngineInfo& engine : kEngines) {
        described.cure[static_cast<std::size_t>(engine.engine)] = cure_commands(rule.cure, engine.engine);
    }
    return described;
}

}  // namespace

void describe_rules(const RuleSet& rules, AuditResult& result) {
    result.rules_left_out = rules.left_out();
    for (const Rule& rule : rules.rules()) result.rules.push_back(describe(rule));
    for (std::size_t kind = 0; kind < result.rows.size(); ++kind) {
        const auto subject = static_cast<SubjectKind>(kind);
        FactSet facts = rules.facts(subject);
        if (const auto name = naming_fact(subject)) facts.insert(*name);
        result.rows[kind] = RowStore(facts);
    }
}

std::vector<Match> Evaluator::match(const Batch& batch) const {
    std::vector<Match> matches;
    for (std::size_t i = 0; i < rules_.rules().size(); ++i) {
        const Rule& rule = rules_.rules()[i];
        if (rule.subject != batch.kind() || !batch.known().contains(rule.facts())) continue;
        const Selection rows = rule.match.select(batch, result_.now);
        if (any_of(rows)) matches.push_back({static_cast<std::uint32_t>(i), rows});
    }
    return matches;
}

const std::vector<std::uint32_t>& Evaluator::add_findings(const Batch& batch, const std::vector<Match>& matches) {
    stored_.assign(batch.size(), kNotStored);
    for (const Match& match : matches) add_findings_of(match, batch);
    return stored_;
}

void Evaluator::forget(const std::vector<std::string>& ids) {
    std::erase_if(result_.findings, [&](const Finding& finding) {
        return finding.target == target_ && result_.rule_of(finding).subject == SubjectKind::image &&
               std::binary_search(ids.begin(), ids.end(), result_.rows_of(finding).id(finding.row).text());
    });
}

void Evaluator::add_findings_of(const Match& match, const Batch& batch) {
    const Rule& rule = rules_.rules()[match.rule];
    std::vector<Selection> cases;
    for (const SeverityCase& c : rule.cases) cases.push_back(c.when.select(batch, result_.now));
    RowStore& store = result_.rows[static_cast<std::size_t>(batch.kind())];
    for (std::size_t row = 0; row < batch.size(); ++row) {
        if (match.rows[row] == 0) continue;
        if (stored_[row] == kNotStored) stored_[row] = store.append(batch, row);
        Finding finding{match.rule, stored_[row], target_, rule.severity};
        const auto decided =
            std::find_if(cases.begin(), cases.end(), [row](const Selection& c) { return c[row] != 0; });
        if (decided != cases.end()) {
            finding.note = static_cast<std::uint8_t>(decided - cases.begin());
            finding.severity = rule.cases[finding.note].severity;
        }
        set_fingerprint(finding);
        result_.findings.push_back(finding);
    }
}

// Made while the rows come in, when this side waits for the database anyway.
void Evaluator::set_fingerprint(Finding& finding) {
    subject_id_.clear();
    result_.append_subject_id(subject_id_, finding);
    const RuleResult& rule = result_.rule_of(finding);
    finding.fingerprint =
        fingerprinter_.of({rule.id, result_.targets[finding.target].name, to_string(rule.subject), subject_id_});
}

}  // namespace glance_audit::engine

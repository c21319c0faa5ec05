#include "reports/html/script_texts.hpp"

#include <algorithm>

#include "scanner/base/utf8.hpp"

namespace glance_audit::reports::html {
namespace {

bool valid_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

// Printable ASCII without a backslash: what stands between plain quotes in SQL, and in a shell.
bool plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~' && c != '\\'; });
}

// True if `holds` for every text that the facts of a template have in this finding.
bool all_texts(const AuditResult& result, const Finding& finding, FactSet facts, bool (*holds)(std::string_view)) {
    for (const FactInfo& fact : all_facts()) {
        if (fact.type != FactType::text || !facts.contains(fact.fact)) continue;
        if (fact.fact == Fact::id) {
            const ImageId& id = result.rows_of(finding).id(finding.row);
            if (!id.canonical() && !holds(id.odd_text())) return false;
        } else if (!holds(result.value(finding, fact.fact).text)) {
            return false;
        }
    }
    return true;
}

bool can_make(const AuditResult& result, const Finding& finding, const Template& message) {
    return message.source().find('|') == std::string::npos && all_texts(result, finding, message.facts(), valid_utf8);
}

}  // namespace

bool script_can_make_message(const AuditResult& result, const Finding& finding) {
    const RuleResult& rule = result.rule_of(finding);
    return can_make(result, finding, rule.message) &&
           (finding.note == kNoNote || can_make(result, finding, rule.notes[finding.note]));
}

bool script_can_make_commands(const AuditResult& result, const Finding& finding) {
    const auto& cure = result.command_templates(finding);
    return std::all_of(cure.begin(), cure.end(), [&](const CommandTemplate& command) {
        return all_texts(result, finding, command.text.facts(), plain);
    });
}

}  // namespace glance_audit::reports::html

#include "reports/id_report.hpp"

#include <algorithm>
#include <string>

#include "reports/id_parts.hpp"
#include "reports/wrapped.hpp"
#include "scanner/base/utf8.hpp"

namespace glance_audit::reports {
namespace {

bool holds(const AuditResult& result, Fact fact, std::uint32_t row) {
    const FactValue value = images(result).value(fact, row);
    return value.present && value.number != 0;
}

std::string text_of(const FactValue& value) {
    std::string text;
    append_value(text, value);
    return visible(text);
}

// Who may take an ID that is free: it follows from who may create images.
std::string who_may_take(const TargetResult& target) {
    const std::string who = who_may_create(target);
    return who.empty() ? "Who may create images is not known: name the policies with --policy, or the release." : who;
}

std::string held_verdict(const AuditResult& result, const TargetResult& target, std::uint32_t row) {
    if (holds(result, Fact::pinned, row)) {
        return "held: it is deleted, but its row still blocks the ID, and no purge frees it (deleted_at is NULL)";
    }
    const FactValue on = images(result).value(Fact::purgeable_on, row);
    const bool now = holds(result, Fact::purgeable, row);
    return "held: it is deleted, and its row blocks the ID until a purge deletes it, which is possible " +
           std::string(now ? "since " : "from ") + text_of(on) + (now ? "" : " on") +
           ". Then anyone who may create images can take it. " + who_may_take(target);
}

// What the ID is, in one sentence or two.
std::string verdict(const AuditResult& result, const TargetResult& target, std::uint32_t row) {
    switch (static_cast<State>(images(result).value(Fact::state, row).number)) {
        case State::live:
            return holds(result, Fact::doomed, row)
                       ? "live, but doomed: its deleted_at is set, so that a purge destroys the image"
                       : "live: an image that is not deleted has it";
        case State::held: return held_verdict(result, target, row);
        case State::freed: break;
    }
    return "freed: its row is gone, and anyone who may create images can take it now. " + who_may_take(target);
}

std::string no_trace(const TargetResult& target) {
    return "no trace: no row in images and no child row names this ID. Anyone who may create images can take it. " +
           who_may_take(target);
}

void write_finding(const AuditResult& result, const Finding& finding, const WriterOptions& options, Output& out) {
    const RuleResult& rule = result.rule_of(finding);
    std::string message;
    result.append_message(message, finding);
    out.write("  " + std::string(to_string(finding.severity)) + "  " + rule.id + "\n");
    out.write(wrapped("    ", visible(message), options.line_width()));
    out.write(wrapped("    Remedy: ", visible(rule.remedy), options.line_width()));
    for (const Command& command : result.commands(finding)) {  // to be copied as they are
        out.write("    " + command.kind + ": " + visible(command.text) + "\n");
    }
}

// Whether there is something to tell: no value is none, and "unknown" says no more.
bool is_told(const FactInfo& fact, const FactValue& value) {
    if (fact.subject != SubjectKind::image || fact.fact == Fact::id || !value.present) return false;
    return value.type != FactType::word || value.text != "unknown";
}

void write_row(const AuditResult& result, std::uint32_t row, const WriterOptions& options, Output& out) {
    std::size_t width = 0;
    for (const FactInfo& fact : all_facts()) {
        if (is_told(fact, images(result).value(fact.fact, row))) width = std::max(width, fact.name.size());
    }
    for (const FactInfo& fact : all_facts()) {
        const FactValue value = images(result).value(fact.fact, row);
        if (!is_told(fact, value)) continue;
        std::string head = "  " + std::string(fact.name);
        head.resize(width + 4, ' ');
        out.write(wrapped(head, text_of(value), options.line_width()));
    }
}

void write_children(const AuditResult& result, std::size_t target, const WriterOptions& options, Output& out) {
    std::string text;
    for (const AuditResult::ChildRows* const rows : children_in(result, target)) {
        text += (text.empty() ? "" : ", ") + rows->table + ": " + std::to_string(rows->rows);
    }
    if (!text.empty()) out.write(wrapped("  child rows  ", text, options.line_width()));
}

void write_target(const AuditResult& result, std::size_t i, const WriterOptions& options, Output& out) {
    const TargetResult& target = result.targets[i];
    const auto rows = rows_in(result, i);
    for (const Coverage& coverage : target.coverage) {
        if (coverage.complete) continue;
        out.write(wrapped("  NOT READ TO ITS END: ",
                          visible(coverage.what) + ": " + visible(coverage.error.value_or("")), options.line_width()));
    }
    if (rows.empty() && target.complete()) out.write(wrapped("  ", no_trace(target), options.line_width()));
    for (const std::uint32_t row : rows) out.write(wrapped("  ", verdict(result, target, row), options.line_width()));
    for (const std::string& spelling : spellings_in(result, i)) {
        out.write(wrapped("  ", "there is a row with the ID in another spelling: " + visible(spelling),
                          options.line_width()));
    }
    for (const Finding* const finding : findings_in(result, i)) write_finding(result, *finding, options, out);
    for (const std::uint32_t row : rows) write_row(result, row, options, out);
    write_children(result, i, options, out);
}

std::string target_heading(std::string_view what, const TargetResult& target, const WriterOptions& options) {
    return wrapped("", std::string(what) + " in " + visible(target.name) + " (Glance " + target.release + ")",
                   options.line_width());
}

// "  6f1f…  held, public, deleted 2025-01-02T03:04:05Z"
std::string named_line(const AuditResult& result, std::uint32_t row, std::size_t width) {
    std::string text;
    for (const Fact fact : kFactsOfNamed) {
        const FactValue value = images(result).value(fact, row);
        if (!value.present) continue;
        const bool is_word = fact == Fact::state || fact == Fact::visibility;
        text += (text.empty() ? "" : ", ") + (is_word ? "" : std::string(info(fact).name) + " ") + text_of(value);
    }
    return wrapped("  " + visible(images(result).id(row).text()) + "  ", text, width);
}

}  // namespace

void write_id_text(const AuditResult& result, std::string_view id, const WriterOptions& options, Output& out) {
    for (std::size_t i = 0; i < result.targets.size(); ++i) {
        if (i > 0) out.write("\n");
        out.write(target_heading(visible(id), result.targets[i], options));
        write_target(result, i, options, out);
    }
}

void write_named_text(const AuditResult& result, std::string_view name, const WriterOptions& options, Output& out) {
    for (std::size_t i = 0; i < result.targets.size(); ++i) {
        const auto rows = rows_in(result, i);
        const std::string count = std::to_string(rows.size()) + (rows.size() == 1 ? " image" : " images");
        out.write(target_heading(count + " called " + visible(name), result.targets[i], options));
        for (const std::uint32_t row : rows) out.write(named_line(result, row, options.line_width()));
    }
    out.write(wrapped("", "`glance-audit id ID SOURCE` tells everything of one of them.", options.line_width()));
}

}  // namespace glance_audit::reports

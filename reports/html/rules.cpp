#include <algorithm>

#include "reports/html/sections.hpp"

namespace glance_audit::reports::html {
namespace {

using Counts = std::array<std::uint64_t, kSeverityNames.size()>;

// The rules with findings in the order in which findings name them: the worst first.
struct Found {
    std::vector<std::uint32_t> order;
    std::vector<Counts> counts;  // by rule
};

Found find_rules(const AuditResult& result) {
    Found found{{}, std::vector<Counts>(result.rules.size())};
    std::vector<bool> seen(result.rules.size());
    for (const Finding& finding : result.findings) {
        if (!seen[finding.rule]) found.order.push_back(finding.rule);
        seen[finding.rule] = true;
        ++found.counts[finding.rule][static_cast<std::size_t>(finding.severity)];
    }
    return found;
}

bool is_web_address(std::string_view text) { return text.starts_with("https://") || text.starts_with("http://"); }

void write_references(Markup& page, const std::vector<std::string>& references) {
    if (references.empty()) return;
    page.raw("<div class=\"references\"><h4>References</h4><ul>");
    for (const std::string& reference : references) {
        page.raw("<li>");
        if (is_web_address(reference)) {
            page.raw("<a rel=\"noreferrer noopener\" href=\"").attribute(reference).raw("\">");
            page.text(reference).raw("</a>");
        } else {
            page.text(reference);
        }
        page.raw("</li>");
    }
    page.raw("</ul></div>\n");
}

void write_summary(Markup& page, const RuleResult& rule, const Counts& counts) {
    page.raw("<summary>");
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        total += counts[i];
        const std::string_view name = kSeverityNames[i];
        if (counts[i] > 0) page.raw("<span class=\"severity ", name, "\">", name, "</span> ");
    }
    page.raw("<h3>").text(rule.title).raw(" <code class=\"rule-id\">").text(rule.id).raw("</code></h3>");
    page.raw("<span class=\"amount\"><b class=\"shown-count\">", grouped(total), "</b><span class=\"of-count\"></span>",
             total == 1 ? " finding" : " findings", "</span></summary>\n");
}

void write_rule(Markup& page, const RuleResult& rule, std::uint32_t number, const Counts& counts) {
    page.raw("<details class=\"rule\" id=\"rule:").attribute(rule.id);
    page.raw("\" data-rule=\"", std::to_string(number), "\">\n");
    write_summary(page, rule, counts);
    page.raw("<div class=\"about-rule\">\n");
    if (!rule.why.empty()) page.raw("<div><h4>Why it matters</h4>\n").prose(rule.why).raw("</div>\n");
    if (!rule.remedy.empty()) page.raw("<div><h4>What to do</h4>\n").prose(rule.remedy).raw("</div>\n");
    write_references(page, rule.references);
    page.raw("</div>\n<div class=\"list\"></div>\n</details>\n");
}

}  // namespace

void write_rules(Markup& page, const AuditResult& result) {
    const Found found = find_rules(result);
    for (const std::uint32_t rule : found.order) write_rule(page, result.rules[rule], rule, found.counts[rule]);
    if (found.order.empty()) {
        page.raw(result.complete() ? "<p class=\"nothing\">No rule found anything.</p>\n"
                                   : "<p class=\"nothing cut\">No rule found anything in what could be read. "
                                     "The audit is incomplete: this does not mean that nothing is there.</p>\n");
    }
}

void write_quiet_rules(Markup& page, const AuditResult& result) {
    const std::vector<std::uint64_t> counts = result.count_by_rule();
    const auto quiet = static_cast<std::uint64_t>(std::count(counts.begin(), counts.end(), 0U));
    if (quiet == 0) return;
    page.raw("<details class=\"plain quiet\"><summary>", counted(quiet, "rule", "rules"),
             " found nothing</summary>\n<ul>");
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] > 0) continue;
        page.raw("<li><code>").text(result.rules[i].id).raw("</code> ").text(result.rules[i].title).raw("</li>\n");
    }
    page.raw("</ul></details>\n");
}

}  // namespace glance_audit::reports::html

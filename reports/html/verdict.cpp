#include <algorithm>

#include "reports/html/sections.hpp"

namespace glance_audit::reports::html {
namespace {

// "2026-01-02 03:04:05 UTC"
std::string readable_time(Micros time) {
    std::string text = to_rfc3339(time);
    text[10] = ' ';
    text.pop_back();
    return text + " UTC";
}

std::uint64_t reaching(const AuditResult& result) {
    if (!result.fail_on) return 0;
    return static_cast<std::uint64_t>(
        std::count_if(result.findings.begin(), result.findings.end(),
                      [&](const Finding& finding) { return reaches(finding.severity, *result.fail_on); }));
}

struct Verdict {
    std::string_view mood;  // the class: bad, good, unsure
    std::string headline;
    std::string more;
};

std::string in_all(const AuditResult& result) {
    return counted(result.findings.size(), "finding", "findings") + " in all.";
}

Verdict incomplete(const AuditResult& result) {
    const auto cut = static_cast<std::uint64_t>(std::count_if(result.targets.begin(), result.targets.end(),
                                                              [](const TargetResult& t) { return !t.complete(); }));
    return {"unsure",
            "INCOMPLETE: " + grouped(cut) + " of " + counted(result.targets.size(), "target", "targets") +
                " could not be read to the end",
            "What is listed here was found; what is not listed may still be there. " + in_all(result)};
}

Verdict complete(const AuditResult& result) {
    if (result.findings.empty()) {
        return {"good", "Nothing found",
                counted(result.rules.size(), "rule", "rules") + " asked; everything was read to its end."};
    }
    if (!result.fail_on) {
        return {"good", counted(result.findings.size(), "finding", "findings"),
                "No severity was set to fail the audit (--fail-on never)."};
    }
    const std::string level(to_string(*result.fail_on));
    if (const std::uint64_t count = reaching(result); count > 0) {
        return {"bad", counted(count, "finding reaches ", "findings reach ") + level, in_all(result)};
    }
    return {"good", "No finding reaches " + level, in_all(result)};
}

void write_unread(Markup& page, const AuditResult& result) {
    page.raw("<ul class=\"unread\">\n");
    for (const TargetResult& target : result.targets) {
        for (const Coverage& coverage : target.coverage) {
            if (coverage.complete) continue;
            page.raw("<li><strong>").text(target.name).raw("</strong>: ").text(coverage.what);
            page.raw(", stopped after ", counted(coverage.rows, "row", "rows"));
            if (coverage.error) page.raw(". ").text(*coverage.error);
            page.raw("</li>\n");
        }
    }
    page.raw("</ul>\n");
}

}  // namespace

void write_title(Markup& page, const AuditResult& result) {
    const bool policies_alone =
        !result.targets.empty() && std::none_of(result.targets.begin(), result.targets.end(),
                                                [](const TargetResult& target) { return target.has_database; });
    const std::string_view images = result.complete() ? "Image ID audit" : "INCOMPLETE image ID audit";
    page.raw(policies_alone ? "Policy audit" : images);
    if (result.targets.size() == 1) page.raw(" of ").attribute(result.targets.front().name);
    if (result.targets.size() > 1) page.raw(" of ", counted(result.targets.size(), "target", "targets"));
    page.raw(", ", to_rfc3339(result.now).substr(0, 10));
}

void write_verdict(Markup& page, const AuditResult& result) {
    const Verdict verdict = result.complete() ? complete(result) : incomplete(result);
    page.raw("<section id=\"verdict\" class=\"verdict ", verdict.mood, "\" aria-label=\"Verdict\">\n");
    page.raw("<p class=\"headline\">", verdict.headline, "</p>\n<p>", verdict.more, "</p>\n");
    if (!result.complete()) write_unread(page, result);
    page.raw("<dl class=\"inline\"><div><dt>Audit</dt><dd>",
             result.complete() ? "complete" : "<strong>incomplete</strong>", "</dd></div><div><dt>Exit code</dt><dd>",
             std::to_string(result.exit_code()), "</dd></div><div><dt>Fails on</dt><dd>",
             result.fail_on ? to_string(*result.fail_on) : "never",
             result.fail_on && *result.fail_on != Severity::critical ? " and worse" : "", "</dd></div>");
    if (result.rules_left_out > 0) {
        page.raw("<div><dt>Rules</dt><dd>", std::to_string(result.rules.size()), " of ",
                 std::to_string(result.rules.size() + result.rules_left_out), " asked</dd></div>");
    }
    page.raw("<div><dt>As of</dt><dd><time datetime=\"", to_rfc3339(result.now), "\">", readable_time(result.now),
             "</time></dd></div></dl>\n</section>\n");
}

void write_severities(Markup& page, const AuditResult& result) {
    const auto counts = result.count_by_severity();
    page.raw("<section aria-label=\"Findings by severity\"><ul class=\"severities\">\n");
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const std::string_view name = kSeverityNames[i];
        page.raw("<li><button type=\"button\" class=\"count ", name, counts[i] == 0 ? " zero" : "",
                 "\" data-severity=\"", std::to_string(i), "\" aria-pressed=\"false\" disabled><b>", grouped(counts[i]),
                 "</b> <span class=\"name\">", name, "</span></button></li>\n");
    }
    page.raw("</ul></section>\n");
}

}  // namespace glance_audit::reports::html

#include "reports/html/sections.hpp"

namespace glance_audit::reports::html {
namespace {

void term(Markup& page, std::string_view name, std::string_view value) {
    page.raw("<div><dt>", name, "</dt><dd>").text(value.empty() ? "unknown" : value).raw("</dd></div>");
}

void write_about(Markup& page, const TargetResult& target) {
    std::string revisions;
    for (const std::string& revision : target.schema_revision) revisions += (revisions.empty() ? "" : " + ") + revision;
    const std::string engine(to_string(target.engine));
    page.raw("<dl class=\"about\">");
    if (target.has_database) {
        term(page, "Engine", engine + (target.server_version.empty() ? "" : " " + target.server_version));
        term(page, "Schema", revisions);
    }
    term(page, "Release", target.release);
    if (target.has_database) {
        term(page, "Purge age", counted(static_cast<std::uint64_t>(target.purge_age_days), "day", "days"));
    }
    std::string labels;
    for (const auto& [key, value] : target.labels) {
        labels.append(labels.empty() ? "" : ", ").append(key).append(": ").append(value);
    }
    if (!labels.empty()) term(page, "Labels", labels);
    if (target.snapshot) {
        const std::string hashed = target.snapshot->redacted ? ", names and owners are hashes" : "";
        term(page, "Snapshot of", to_rfc3339(target.snapshot->taken_at) + hashed);
    }
    page.raw("</dl>\n");
}

// Of a target that was not read to its end, the numbers are the least it has.
void write_images(Markup& page, const TargetResult& target) {
    const ImageCounts& images = target.images;
    const std::string_view least = target.complete() ? "" : "≥ ";
    page.raw("<dl class=\"images\">");
    const auto item = [&](std::string_view name, std::uint64_t count, std::string_view means) {
        page.raw("<div><dt>", name, " <small>", means, "</small></dt><dd>", least, grouped(count), "</dd></div>");
    };
    item("Images", images.total, "rows");
    item("Live", images.live, "not deleted");
    item("Held", images.held, "deleted, ID still blocked");
    item("Pinned", images.pinned, "held, no purge frees them");
    item("Freed", images.freed, "no row: the ID can be taken now");
    page.raw("</dl>\n");
}

void write_coverage(Markup& page, const TargetResult& target) {
    page.raw(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"What was read\">"
        "<table class=\"numbers coverage\"><caption>What was read</caption><thead><tr>"
        "<th scope=\"col\">Source</th><th scope=\"col\">Rows</th><th scope=\"col\">Read to its end</th>"
        "</tr></thead>\n<tbody>");
    for (const Coverage& coverage : target.coverage) {
        page.raw(coverage.complete ? "<tr>" : "<tr class=\"cut\">");
        page.raw("<th scope=\"row\">").text(coverage.what).raw("</th><td>", grouped(coverage.rows), "</td><td>");
        if (coverage.complete) {
            page.raw("yes (", to_string(coverage.proof), ")");
        } else {
            page.raw("<strong>no</strong>");
        }
        if (coverage.error) page.raw(": ").text(*coverage.error);
        if (!coverage.note.empty()) page.raw("; ").text(coverage.note);
        page.raw("</td></tr>\n");
    }
    page.raw("</tbody></table></div>\n");
}

void write_target(Markup& page, const TargetResult& target, bool open) {
    page.raw("<details class=\"target\"").raw(open || !target.complete() ? " open>" : ">");
    page.raw("<summary><h3>").text(target.name).raw("</h3>");
    page.raw(target.complete() ? "<span class=\"state\">complete</span>"
                               : "<span class=\"state cut\">INCOMPLETE</span>");
    if (!target.has_database) {
        page.raw("<small>policies alone</small>");
    } else if (target.complete()) {
        page.raw("<small>", counted(target.images.total, "image", "images"), ", ", grouped(target.images.held),
                 " held, ", grouped(target.images.freed), " freed</small>");
    }
    page.raw("</summary>\n");
    write_about(page, target);
    if (target.has_database) write_images(page, target);
    write_coverage(page, target);
    page.raw("</details>\n");
}

}  // namespace

void write_targets(Markup& page, const AuditResult& result) {
    page.raw("<section class=\"panel\" aria-labelledby=\"looked-at\">\n<h2 id=\"looked-at\">What was looked at</h2>\n");
    for (const TargetResult& target : result.targets) write_target(page, target, result.targets.size() == 1);
    if (result.targets.empty()) page.raw("<p>No target was given.</p>\n");
    page.raw("</section>\n");
}

}  // namespace glance_audit::reports::html

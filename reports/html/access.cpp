#include <algorithm>

#include "reports/html/sections.hpp"

namespace glance_audit::reports::html {
namespace {

using Row = PolicyMatrix::Row;
using Cell = PolicyMatrix::Cell;

// What images are about stands open; the rest is a click away.
constexpr std::array<std::string_view, 3> kOpenGroups{"images", "locations", "members"};
// What decides whether a freed ID is a hole.
constexpr std::array<std::string_view, 3> kSaid{"add_image", "publicize_image", "communitize_image"};

std::string_view short_word(Answer answer) {
    static constexpr std::array<std::string_view, kAnswerNames.size()> kWords{"no", "error", "some", "server", "yes"};
    return kWords[static_cast<std::size_t>(answer)];
}

std::string explained(const Cell& cell) {
    std::string text(to_string(cell.answer));
    if (!cell.depends_on.empty()) text += " on " + cell.depends_on;
    if (cell.by_default) text += "; the release's default: " + std::string(to_string(*cell.by_default));
    return text;
}

void write_cell(Markup& page, const Cell& cell) {
    const std::string_view changed = cell.by_default ? " changed" : "";
    page.raw("<td class=\"may ", to_string(cell.answer), changed, "\" title=\"")
        .attribute(explained(cell))
        .raw("\">", short_word(cell.answer), "</td>");
}

void write_row(Markup& page, const Row& row) {
    page.raw("<tr><th scope=\"row\" title=\"").attribute(row.check).raw("\"><code>").text(row.action).raw("</code>");
    if (row.location) {
        page.raw(" <small>").text(row.location->file + ":" + std::to_string(row.location->line)).raw("</small>");
    }
    page.raw("</th>");
    for (const Cell& cell : row.cells) write_cell(page, cell);
    page.raw("</tr>\n");
}

bool is_open(std::string_view group) {
    return std::find(kOpenGroups.begin(), kOpenGroups.end(), group) != kOpenGroups.end();
}

// One table of these groups, each under its name.
void write_table(Markup& page, const PolicyMatrix& matrix, const std::vector<std::string>& groups) {
    page.raw("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Who may do what: ", groups.front(),
             "\">");
    page.raw("<table class=\"access\"><thead><tr><td></td>");
    for (const PolicyMatrix::Persona& persona : matrix.personas) {
        page.raw("<th scope=\"col\">").text(persona.title).raw("</th>");
    }
    page.raw("</tr></thead>\n");
    const std::string columns = std::to_string(matrix.personas.size() + 1);
    for (const std::string& group : groups) {
        page.raw("<tbody><tr><th class=\"group\" scope=\"rowgroup\" colspan=\"", columns, "\">", group, "</th></tr>\n");
        for (const Row& row : matrix.rows) {
            if (row.group == group) write_row(page, row);
        }
        page.raw("</tbody>\n");
    }
    page.raw("</table></div>\n");
}

std::vector<std::string> groups_of(const PolicyMatrix& matrix) {
    std::vector<std::string> groups;
    for (const Row& row : matrix.rows) {
        if (std::find(groups.begin(), groups.end(), row.group) == groups.end()) groups.push_back(row.group);
    }
    return groups;
}

bool is_changed(const Row& row) {
    return std::any_of(row.cells.begin(), row.cells.end(),
                       [](const Cell& cell) { return cell.by_default.has_value(); });
}

void write_legend(Markup& page) {
    page.raw("<p class=\"legend\">");
    for (const auto& [answer, means] : {std::pair{Answer::yes, "whatever the image"},
                                        {Answer::depends, "for some images"},
                                        {Answer::no, "refused"},
                                        {Answer::unknown, "a remote server decides, or an unusual check"},
                                        {Answer::error, "fails: nobody gets in"}}) {
        page.raw("<span class=\"may ", to_string(answer), "\"><span>", short_word(answer), "</span></span> ", means,
                 " ");
    }
    page.raw("<span class=\"may no changed\">no</span> framed: differs from the release's defaults</p>\n");
}

void write_words(Markup& page, const PolicyMatrix& matrix) {
    page.raw("<ul class=\"said\">");
    for (const std::string_view action : kSaid) {
        for (const Row& row : matrix.rows) {
            if (row.action == action) page.raw("<li>").text(row.in_words).raw("</li>");
        }
    }
    page.raw("</ul>\n");
}

void write_matrix(Markup& page, const PolicyMatrix& matrix) {
    const auto changed = static_cast<std::uint64_t>(std::count_if(matrix.rows.begin(), matrix.rows.end(), is_changed));
    write_words(page, matrix);
    write_legend(page);
    std::vector<std::string> groups = groups_of(matrix);
    const auto closed = std::stable_partition(groups.begin(), groups.end(), is_open);
    const std::vector<std::string> rest(closed, groups.end());
    groups.erase(closed, groups.end());
    if (!groups.empty()) write_table(page, matrix, groups);
    if (!rest.empty()) {
        page.raw("<details class=\"plain\"><summary>Cache, tasks, metadata definitions and other rules</summary>\n");
        write_table(page, matrix, rest);
        page.raw("</details>\n");
    }
    page.raw("<p><small>By the defaults of ").text(matrix.release);
    page.raw(" and the policy files; they change ", counted(changed, "action", "actions"),
             ". What Glance checks beside the policy counts: that an image is visible to the caller, and theirs.",
             "</small></p>\n");
}

}  // namespace

void write_access(Markup& page, const AuditResult& result) {
    const auto has = [](const TargetResult& target) { return target.policies.has_value(); };
    const auto count = std::count_if(result.targets.begin(), result.targets.end(), has);
    if (count == 0) return;
    page.raw(
        "<section class=\"panel who-may\" aria-labelledby=\"who-may\">\n<h2 id=\"who-may\">Who may do what</h2>\n");
    for (const TargetResult& target : result.targets) {
        if (!target.policies) continue;
        if (count > 1) page.raw("<details class=\"plain\"><summary><h3>").text(target.name).raw("</h3></summary>\n");
        write_matrix(page, *target.policies);
        if (count > 1) page.raw("</details>\n");
    }
    page.raw("</section>\n");
}

}  // namespace glance_audit::reports::html

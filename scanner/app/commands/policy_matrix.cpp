// `policy matrix`: who may do what.
#include <algorithm>
#include <memory>

#include "reports/json_parts.hpp"
#include "reports/wrapped.hpp"
#include "scanner/app/commands/policy_commands.hpp"
#include "scanner/app/commands/policy_inputs.hpp"
#include "scanner/app/padded.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/facts/policies.hpp"

namespace glance_audit::app {
namespace {

struct MatrixOptions {
    PolicyInputOptions inputs;
};

std::string shown(const PolicyMatrix::Cell& cell) {
    const std::string mark = cell.by_default ? "*" : "";
    return (cell.answer == Answer::no ? "-" : std::string(to_string(cell.answer))) + mark;
}

// Personas with the same text, in the order of the texts' first: "yes", "owner, member".
using Groups = std::vector<std::pair<std::string, std::string>>;

template <class Text>
Groups grouped(const PolicyMatrix& matrix, const PolicyMatrix::Row& row, Text text_of) {
    Groups groups;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const std::string text = text_of(row.cells[i]);
        const auto same =
            std::find_if(groups.begin(), groups.end(), [&](const auto& group) { return group.first == text; });
        if (same == groups.end()) {
            groups.emplace_back(text, matrix.personas[i].name);
        } else {
            same->second += ", " + matrix.personas[i].name;
        }
    }
    return groups;
}

// The notes below the table: what the cells that depend depend on.
std::string notes(const PolicyMatrix& matrix, std::size_t width) {
    std::string text;
    for (const PolicyMatrix::Row& row : matrix.rows) {
        for (const auto& [on, who] : grouped(matrix, row, [](const auto& cell) { return cell.depends_on; })) {
            if (on.empty()) continue;
            text += reports::wrapped("", visible(row.action) + ", " + who + ": depends on " + on, width);
        }
    }
    return text;
}

std::string heading(const PolicyMatrix& matrix, const std::string& group, std::size_t width) {
    std::string line = padded(group, width + 2);
    for (const PolicyMatrix::Persona& persona : matrix.personas) line += " " + padded(persona.name, 8);
    line.erase(line.find_last_not_of(' ') + 1);
    return line + "\n";
}

std::string as_columns(const PolicyMatrix& matrix) {
    std::size_t width = 0;
    for (const PolicyMatrix::Row& row : matrix.rows)
        width = std::max(width, std::min<std::size_t>(row.action.size(), 48));
    std::string text;
    std::string group;
    for (const PolicyMatrix::Row& row : matrix.rows) {
        if (row.group != group) {
            text += (group.empty() ? "" : "\n") + heading(matrix, row.group, width);
            group = row.group;
        }
        std::string line = padded("  " + visible(row.action), width + 2);
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            line += " " + padded(shown(row.cells[i]), std::max<std::size_t>(8, matrix.personas[i].name.size()));
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

// Where the columns do not fit: each action with a line for each answer.
std::string as_list(const PolicyMatrix& matrix, std::size_t width) {
    std::string text;
    std::string group;
    for (const PolicyMatrix::Row& row : matrix.rows) {
        if (row.group != group) {
            text += (group.empty() ? "" : "\n") + row.group + "\n";
            group = row.group;
        }
        text += "  " + visible(row.action) + "\n";
        for (const auto& [answer, who] : grouped(matrix, row, shown)) {
            text += reports::wrapped(padded("    " + (answer.starts_with('-') ? "no" + answer.substr(1) : answer), 13),
                                     who, width);
        }
    }
    return text;
}

std::size_t widest(const std::string& text) {
    std::size_t most = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        most = std::max(most, end - begin);
        begin = end + 1;
    }
    return most;
}

bool has_changes(const PolicyMatrix& matrix) {
    return std::any_of(matrix.rows.begin(), matrix.rows.end(), [](const PolicyMatrix::Row& row) {
        return std::any_of(row.cells.begin(), row.cells.end(), [](const auto& cell) { return cell.by_default; });
    });
}

std::string as_text(const PolicyMatrix& matrix, bool assumed_release, std::size_t width) {
    std::string text =
        reports::wrapped("",
                         "Who may do what in " + glance_of(matrix.release) +
                             (assumed_release ? " (the newest known release; choose one with --release)" : ""),
                         width);
    std::string table = as_columns(matrix);
    if (widest(table) > width) table = as_list(matrix, width);
    text += "\n" + table + "\n";
    if (has_changes(matrix)) text += "* differs from the release's defaults\n\n";
    return text + notes(matrix, width);
}

std::string as_json(const PolicyMatrix& matrix) {
    std::string text;
    reports::JsonText json(text);
    reports::put_entries(json.open('{').key("schema").text("glance-audit/policy-matrix/1"), matrix);
    json.close('}');
    return text + "\n";
}

int run_policy_matrix(const MatrixOptions& options) {
    const policy::PolicySelection selection = select_policies(options.inputs);
    ReportFiles reports = policy_reports(options.inputs, selection, kTableOrJson);
    const std::string release = release_of(options.inputs);
    const std::vector<std::string> bases = release == "none" ? std::vector<std::string>{} : std::vector{release};
    const PolicyMatrix matrix = facts::PolicyJudge(selection, bases).who_may_do_what();
    reports.write([&](std::string_view format, const reports::WriterOptions& how, reports::Output& out) {
        out.write(format == "json" ? as_json(matrix) : as_text(matrix, !options.inputs.release, how.line_width()));
    });
    return 0;
}

std::function<int()> set_up_policy_matrix(CLI::App& command) {
    auto options = std::make_shared<MatrixOptions>();
    add_policy_inputs(command, options->inputs, "By default the newest", kTableOrJson);
    std::string text = "Personas:\n";
    for (const policy::Persona& persona : policy::personas()) {
        text += "  " + padded(std::string(persona.name), 14) + std::string(persona.who) + "\n";
    }
    command.footer(
        text +
        "\nreader, member and owner act on what their own project owns, other-member and service on what it does not. "
        "yes and no hold whatever the image; depends says on what; unknown: a remote server decides, or a check too "
        "unusual to be read; error: enforcing raises. What Glance checks beside the policy (that an image is visible, "
        "that it is the caller's) counts.");
    return [options] { return run_policy_matrix(*options); };
}

}  // namespace

const CommandInfo kPolicyMatrix{
    .name = "matrix",
    .description = "Who may do what?",
    .examples =
        "glance-audit policy matrix /etc/glance/policy.yaml --release Zed\n"
        "glance-audit policy matrix --config-file /etc/glance/glance-api.conf --release 2025.1 --report json",
    .exit_codes = kAnswersExit,
    .set_up = set_up_policy_matrix,
};

}  // namespace glance_audit::app

// `policy matrix`: who may do what.
#include <algorithm>
#include <iostream>
#include <memory>

#include "reports/json_parts.hpp"
#include "scanner/app/commands/policy_commands.hpp"
#include "scanner/app/commands/policy_inputs.hpp"
#include "scanner/app/padded.hpp"
#include "scanner/app/usage.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/facts/policies.hpp"

namespace glance_audit::app {
namespace {

struct MatrixOptions {
    PolicyInputOptions inputs;
    std::string format = "table";
};

std::string shown(const PolicyMatrix::Cell& cell) {
    const std::string mark = cell.by_default ? "*" : "";
    return (cell.answer == Answer::no ? "-" : std::string(to_string(cell.answer))) + mark;
}

// The notes below the table: what the cells that depend depend on, personas with the same note together.
void print_notes(const PolicyMatrix& matrix) {
    for (const PolicyMatrix::Row& row : matrix.rows) {
        std::vector<std::pair<std::string, std::string>> notes;  // on what, who
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            const std::string& on = row.cells[i].depends_on;
            if (on.empty()) continue;
            const auto same =
                std::find_if(notes.begin(), notes.end(), [&](const auto& note) { return note.first == on; });
            if (same == notes.end()) {
                notes.emplace_back(on, matrix.personas[i].name);
            } else {
                same->second += ", " + matrix.personas[i].name;
            }
        }
        std::string action;
        append_visible(action, row.action);
        for (const auto& [on, who] : notes) std::cout << action << ", " << who << ": depends on " << on << '\n';
    }
}

void print_table(const PolicyMatrix& matrix) {
    std::size_t width = 0;
    for (const PolicyMatrix::Row& row : matrix.rows)
        width = std::max(width, std::min<std::size_t>(row.action.size(), 48));
    std::string group;
    for (const PolicyMatrix::Row& row : matrix.rows) {
        if (row.group != group) {
            std::cout << (group.empty() ? "" : "\n") << padded(row.group, width + 2);
            for (const PolicyMatrix::Persona& persona : matrix.personas) std::cout << ' ' << padded(persona.name, 8);
            std::cout << '\n';
            group = row.group;
        }
        std::string line = "  ";
        append_visible(line, row.action);
        line = padded(std::move(line), width + 2);
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            line += " " + padded(shown(row.cells[i]), std::max<std::size_t>(8, matrix.personas[i].name.size()));
        }
        line.erase(line.find_last_not_of(' ') + 1);
        std::cout << line << '\n';
    }
}

bool has_changes(const PolicyMatrix& matrix) {
    return std::any_of(matrix.rows.begin(), matrix.rows.end(), [](const PolicyMatrix::Row& row) {
        return std::any_of(row.cells.begin(), row.cells.end(), [](const auto& cell) { return cell.by_default; });
    });
}

int run_policy_matrix(const MatrixOptions& options) {
    const std::string release = release_of(options.inputs);
    const std::vector<std::string> bases = release == "none" ? std::vector<std::string>{} : std::vector{release};
    const PolicyMatrix matrix = facts::PolicyJudge(select_policies(options.inputs), bases).who_may_do_what();
    if (options.format == "json") {
        std::string text;
        reports::JsonText json(text);
        reports::put(json, matrix);
        std::cout << text << '\n';
        return 0;
    }
    std::cout << "Who may do what in Glance " << matrix.release
              << (!options.inputs.release ? " (the newest known release; choose one with --release)" : "") << "\n\n";
    print_table(matrix);
    std::cout << '\n';
    if (has_changes(matrix)) std::cout << "* differs from the release's defaults\n\n";
    print_notes(matrix);
    return 0;
}

}  // namespace

std::function<int()> set_up_policy_matrix(CLI::App& command) {
    auto options = std::make_shared<MatrixOptions>();
    add_policy_inputs(command, options->inputs, "By default the newest");
    command.add_option("--report", options->format, "table or json")
        ->type_name("FORMAT")
        ->check(one_of({"table", "json"}));
    std::string who = "Personas:\n";
    for (const policy::Persona& persona : policy::personas()) {
        who += "  " + padded(std::string(persona.name), 14) + std::string(persona.who) + "\n";
    }
    command.footer(
        who +
        "reader, member and owner act on what their own project owns, other-member and service on what it does not.\n"
        "yes and no hold whatever the image; depends says on what; unknown: a remote server decides, or a check\n"
        "too unusual to be read; error: enforcing raises. What Glance checks beside the policy (that an image is\n"
        "visible, that it is the caller's) counts.\n"
        "\n"
        "Examples:\n"
        "  glance-audit policy matrix /etc/glance/policy.yaml --release Zed\n"
        "  glance-audit policy matrix --config-file /etc/glance/glance-api.conf --release 2025.1 --report json");
    return [options] { return run_policy_matrix(*options); };
}

}  // namespace glance_audit::app

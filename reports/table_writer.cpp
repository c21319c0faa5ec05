// The report for a terminal: the verdict last, where the eye is when the prompt comes back.
//
// A rule's findings stand together under its title; long groups are cut, because the other formats hold them all.
#include <algorithm>
#include <string>

#include "reports/wrapped.hpp"
#include "reports/writers.hpp"
#include "scanner/base/utf8.hpp"

namespace glance_audit::reports {
namespace {

constexpr std::size_t kShownOfRule = 20;
constexpr std::size_t kUsualWidth = 100;

constexpr std::array<std::string_view, kSeverityNames.size()> kColors{"\x1b[1;97;41m", "\x1b[1;31m", "\x1b[33m",
                                                                      "\x1b[36m", "\x1b[2m"};

class Table {
public:
    Table(const AuditResult& result, const WriterOptions& options, Output& out)
        : result_(result), options_(options), out_(out) {}

    void write() {
        for (const TargetResult& target : result_.targets) write_target(target);
        for (std::size_t first = 0; first < result_.findings.size();) first = write_group(first);
        write_verdict();
    }

private:
    // On a terminal it goes on below its own indentation.
    void line(std::string_view text) {
        const std::size_t indent = std::min(text.find_first_not_of(' '), text.size());
        out_.write(wrapped(text.substr(0, indent), text.substr(indent), options_.line_width()));
    }

    std::string bold(std::string_view text) const { return styled(text, "\x1b[1m"); }

    std::string styled(std::string_view text, std::string_view style) const {
        if (!options_.color) return std::string(text);
        return std::string(style) + std::string(text) + "\x1b[0m";
    }

    std::string severity_text(Severity severity) const {
        std::string name(to_string(severity));
        std::transform(name.begin(), name.end(), name.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
        return styled(name, kColors[static_cast<std::size_t>(severity)]);
    }

    void write_target(const TargetResult& target) {
        std::string name;
        append_visible(name, target.name);
        if (!target.has_database) {
            line(bold(name) + "  policies alone, Glance " + target.release);
            for (const Coverage& coverage : target.coverage) {
                line("  " + coverage.what + ": " + std::to_string(coverage.rows) +
                     (coverage.rows == 1 ? " rule" : " rules"));
            }
        } else if (target.server_version.empty()) {
            line(bold(name) + "  was not opened");
        } else {
            const std::string_view engine = to_string(target.engine);
            std::string version;
            append_visible(version, target.server_version);
            line(bold(name) + "  " + std::string(engine) + " " + version + ", Glance " + target.release +
                 ", purge age " + std::to_string(target.purge_age_days) + " days");
            const ImageCounts& images = target.images;
            line("  images: " + std::to_string(images.total) + " (" + std::to_string(images.live) + " live, " +
                 std::to_string(images.held) + " held, of which " + std::to_string(images.pinned) +
                 " pinned), freed: " + std::to_string(images.freed));
        }
        if (target.snapshot) {
            line("  from a snapshot taken at " + to_rfc3339(target.snapshot->taken_at) +
                 (target.snapshot->redacted ? ", names and owners are hashes" : ""));
        }
        write_labels(target.labels);
        for (const Coverage& coverage : target.coverage) {
            if (!coverage.note.empty()) line("  " + coverage.what + ": " + coverage.note);
            if (coverage.complete) continue;
            std::string error;
            append_visible(error, coverage.error.value_or("no reason given"));
            const std::string after = coverage.rows > 0 ? " after " + std::to_string(coverage.rows) + " rows" : "";
            line("  " + styled("NOT READ TO ITS END", kColors[0]) + " " + coverage.what + after + ": " + error);
        }
        line("");
    }

    void write_labels(const Labels& labels) {
        std::string text;
        for (const auto& [key, value] : labels) {
            text += text.empty() ? "" : ", ";
            append_visible(text, key);
            text += ": ";
            append_visible(text, value);
        }
        if (!text.empty()) line("  labels: " + text);
    }

    // The findings of one rule and severity, from `first` on. Returns where the next group begins.
    std::size_t write_group(std::size_t first) {
        const Finding& head = result_.findings[first];
        std::size_t end = first;
        while (end < result_.findings.size() && result_.findings[end].rule == head.rule &&
               result_.findings[end].severity == head.severity) {
            ++end;
        }
        const RuleResult& rule = result_.rule_of(head);
        line(severity_text(head.severity) + "  " + bold(rule.title) + "  (" + rule.id + ", " +
             std::to_string(end - first) + ")");
        for (std::size_t i = first; i < std::min(end, first + kShownOfRule); ++i) write_finding(result_.findings[i]);
        if (end - first > kShownOfRule) {
            line("  … and " + std::to_string(end - first - kShownOfRule) + " more: --report html=FILE shows them all");
        }
        std::string remedy;
        append_visible(remedy, rule.remedy);
        wrap("  Remedy: ", remedy);
        line("");
        return end;
    }

    void write_finding(const Finding& finding) {
        std::string message;
        std::string visible;
        result_.append_message(message, finding);
        if (result_.targets.size() > 1) {
            append_visible(visible, result_.targets[finding.target].name);
            visible += ": ";
        }
        append_visible(visible, message);
        if (const RowExtras* extras = result_.extras_of(finding); extras != nullptr && extras->location) {
            std::string file;
            append_visible(file, extras->location->file);
            visible += " [" + file + ":" + std::to_string(extras->location->line) + "]";
        }
        wrap("  • ", visible.size() > kLongest ? visible.substr(0, cut(visible)) + "…" : visible);
    }

    // Where a long text can be cut between two code points.
    static std::size_t cut(std::string_view text) {
        std::size_t at = kLongest;
        while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U) --at;
        return at;
    }

    void wrap(std::string_view begin, std::string_view text) {
        out_.write(wrapped(begin, text, options_.width.value_or(kUsualWidth)));
    }

    void write_verdict() {
        std::string counts;
        const auto by_severity = result_.count_by_severity();
        for (std::size_t i = 0; i < by_severity.size(); ++i) {
            counts += (i > 0 ? ", " : "") + std::to_string(by_severity[i]) + " " + std::string(kSeverityNames[i]);
        }
        const bool curable = std::any_of(result_.findings.begin(), result_.findings.end(), [&](const Finding& finding) {
            return !result_.command_templates(finding).empty();
        });
        if (curable) line("The commands that fix these findings are in --report html=FILE and --report json=FILE.");
        line(bold("Findings: ") + counts);
        if (result_.rules_left_out > 0) {
            line(bold("Rules: ") + std::to_string(result_.rules.size()) + " of " +
                 std::to_string(result_.rules.size() + result_.rules_left_out) +
                 " asked; --only and --skip left out the others");
        }
        switch (result_.exit_code()) {
            case 0: line(styled("PASS", "\x1b[1;32m") + ": the audit is complete, and " + nothing_reaches()); break;
            case 1:
                line(styled("FAIL", kColors[1]) + ": there are findings of severity " +
                     std::string(to_string(*result_.fail_on)) + " or worse");
                break;
            default:
                line(styled("INCOMPLETE", kColors[0]) +
                     ": not everything could be read, so this is not a clean bill of health; see above");
        }
    }

    std::string nothing_reaches() const {
        if (!result_.fail_on) return "--fail-on is never";
        return "nothing reaches " + std::string(to_string(*result_.fail_on));
    }

    static constexpr std::size_t kLongest = 600;  // bytes of one finding

    const AuditResult& result_;
    const WriterOptions& options_;
    Output& out_;
};

}  // namespace

void write_table(const AuditResult& result, const WriterOptions& options, Output& out) {
    Table(result, options, out).write();
}

}  // namespace glance_audit::reports

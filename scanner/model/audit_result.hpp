// What an audit found: the one result that every writer turns into its format.
//
// Findings are sorted by severity, rule ID, target and subject ID. Texts are made on request from the rule's template
// and the row's facts; whoever writes them escapes them for their own format. Nothing in here is escaped or repaired:
// names and IDs are bytes that strangers chose.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "scanner/base/location.hpp"
#include "scanner/model/policy_matrix.hpp"
#include "scanner/model/proof.hpp"
#include "scanner/model/row_store.hpp"
#include "scanner/model/severity.hpp"
#include "scanner/model/template.hpp"

namespace glance_audit {

// What was to be read, and whether it was. complete is false where reading stopped early; error then says why.
struct Coverage {
    std::string what;
    std::uint64_t rows = 0;
    bool complete = true;
    std::optional<std::string> error;
    std::string note = {};      // what a reader should know beside it: "no purge found in 12 files"; usually empty
    Proof proof = Proof::none;  // never none where it is complete
};

struct ImageCounts {
    std::uint64_t total = 0;
    std::uint64_t live = 0;
    std::uint64_t held = 0;
    std::uint64_t pinned = 0;
    std::uint64_t freed = 0;
};

// Where the facts come from a snapshot.
struct SnapshotMark {
    Micros taken_at = 0;
    std::string tool_version;
    bool redacted = false;
    std::string digest;
};

// What its operators call a target, beside its name: key and text, in their order.
using Labels = std::vector<std::pair<std::string, std::string>>;

struct TargetResult {
    std::string name;
    Labels labels;
    // False: its policies alone were looked at. Engine, version, schema, purge age and images then say nothing.
    bool has_database = true;
    Engine engine = Engine::sqlite;
    std::string server_version;
    std::vector<std::string> schema_revision;  // sorted; two in a rolling upgrade; empty where nothing says
    std::string release;                       // "Wallaby–Zed", "unknown"
    int purge_age_days = 0;
    ImageCounts images;
    std::vector<Coverage> coverage;
    std::optional<SnapshotMark> snapshot;
    std::optional<PolicyMatrix> policies;  // who may do what there; nothing where no release is known

    bool complete() const {
        for (const Coverage& c : coverage) {
            if (!c.complete) return false;
        }
        return true;
    }
};

struct CommandTemplate {
    std::string kind;  // "sql", "sql-undo", "shell"
    Template text;
};

// What cures the findings of a rule. unscrubbed: of images whose status is pending_delete. Their data are still in the
// store, and the scrubber takes no row without a deleted_at.
struct CureCommands {
    std::vector<CommandTemplate> usual;
    std::vector<CommandTemplate> unscrubbed;
};

struct Command {
    std::string kind;
    std::string text;
};

struct RuleResult {
    std::string id;
    std::string title;
    SubjectKind subject = SubjectKind::image;
    Severity severity = Severity::info;  // where no case of its own applies
    std::string why;
    std::string remedy;
    std::vector<std::string> references;
    Template message;
    std::vector<Template> notes;  // said where a severity case applied: why it is lower or higher than usual
    FactSet shown;                // the facts a finding of this rule carries
    // By engine: the commands that cure a finding. Empty where the rule has no cure.
    std::array<CureCommands, kEngines.size()> cure;
};

struct Evidence {
    std::string source;
    std::string what;
    std::string key;
    std::vector<std::pair<std::string, std::string>> says;
};

inline constexpr std::uint8_t kNoNote = 0xff;

struct Finding {
    std::uint32_t rule = 0;    // in AuditResult::rules
    std::uint32_t row = 0;     // in AuditResult::rows of the rule's subject
    std::uint16_t target = 0;  // in AuditResult::targets
    Severity severity = Severity::info;
    std::uint8_t note = kNoNote;  // in RuleResult::notes
    // The first half of a SHA-256 over rule, target and subject: the same in every run, on every machine.
    std::array<std::uint8_t, 16> fingerprint{};
};

// What a row has beyond its facts: few rows have any.
struct RowExtras {
    std::vector<Evidence> evidence;
    std::optional<Location> location;
};

class AuditResult {
public:
    Micros now = 0;
    std::optional<Severity> fail_on;  // nothing: never
    std::size_t rules_left_out = 0;   // by --only and --skip: what they would have found is not known
    std::vector<TargetResult> targets;
    std::vector<RuleResult> rules;  // the enabled ones, sorted by ID
    std::vector<Finding> findings;  // sorted
    std::array<RowStore, kSubjectNames.size()> rows;
    std::array<std::unordered_map<std::uint32_t, RowExtras>, kSubjectNames.size()> extras;

    // `id`: the rows of the image that was asked for, by target, whether a rule matched or not.
    struct LookedUp {
        std::uint16_t target = 0;
        std::uint32_t row = 0;  // in rows of images
    };
    std::vector<LookedUp> looked_up;
    // `id`: how many rows of a child table name the image, where there are any.
    struct ChildRows {
        std::uint16_t target = 0;
        std::string table;
        std::uint64_t rows = 0;
    };
    std::vector<ChildRows> looked_up_children;
    // `id`: rows whose ID differs from the one asked for in case or dashes alone: target and ID.
    std::vector<std::pair<std::uint16_t, std::string>> other_spellings;

    // Adds the targets of `other`, an audit by the same rules, behind those of this result, with all that was found
    // there. The findings are no longer sorted.
    void append(AuditResult&& other);

    bool complete() const;
    int exit_code() const;  // 0, 1 or 3: see the contract

    const RuleResult& rule_of(const Finding& finding) const { return rules[finding.rule]; }
    const RowStore& rows_of(const Finding& finding) const { return rows[index(rule_of(finding).subject)]; }
    const RowExtras* extras_of(const Finding& finding) const;
    FactValue value(const Finding& finding, Fact fact) const { return rows_of(finding).value(fact, finding.row); }

    // image: the ID; policy: the action; database: the target's name; schedule: file and entry; config: the option.
    // Appended as it is.
    void append_subject_id(std::string& out, const Finding& finding) const;
    // The message, and behind it the note of the severity case that applied.
    void append_message(std::string& out, const Finding& finding) const;
    std::vector<Command> commands(const Finding& finding) const;
    const std::vector<CommandTemplate>& command_templates(const Finding& finding) const;

    std::array<std::uint64_t, kSeverityNames.size()> count_by_severity() const;
    std::vector<std::uint64_t> count_by_rule() const;  // as long as `rules`

private:
    static std::size_t index(SubjectKind kind) { return static_cast<std::size_t>(kind); }
};

// The finding's fingerprint as 32 hexadecimal digits.
void append_fingerprint(std::string& out, const Finding& finding);

}  // namespace glance_audit

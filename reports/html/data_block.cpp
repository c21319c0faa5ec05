#include "reports/html/data_block.hpp"

#include <unordered_map>

#include "reports/html/script_texts.hpp"
#include "reports/json_text.hpp"
#include "scanner/base/utf8.hpp"

namespace glance_audit::reports::html {
namespace {

constexpr std::uint32_t kUnused = 0xffffffff;
constexpr char32_t kLastCodePoint = 0x10ffff;

class Block {
public:
    Block(const AuditResult& result, Output& out) : result_(result), json_(text_, out) {
        for (const Finding& finding : result.findings) use(finding);
    }

    void write() {
        json_.open('{').key("now").text(to_rfc3339(result_.now));
        deceptive();
        json_.key("severities").open('[');
        for (const std::string_view name : kSeverityNames) json_.text(name);
        json_.close(']');
        targets();
        rules();
        json_.key("kinds").open('{');
        for (std::size_t kind = 0; kind < kSubjectNames.size(); ++kind) rows(static_cast<SubjectKind>(kind));
        json_.close('}');
        runs();
        whole();
        json_.close('}').finish();
    }

private:
    struct Used {
        std::vector<std::uint32_t> rows;     // in their new order
        std::vector<std::uint32_t> numbers;  // by old number
        FactSet facts;
    };

    Used& used(SubjectKind kind) { return used_[static_cast<std::size_t>(kind)]; }

    void use(const Finding& finding) {
        const RuleResult& rule = result_.rule_of(finding);
        Used& of_kind = used(rule.subject);
        if (of_kind.numbers.size() <= finding.row) of_kind.numbers.resize(result_.rows_of(finding).size(), kUnused);
        use_facts(of_kind, finding);
        std::uint32_t& number = of_kind.numbers[finding.row];
        if (number != kUnused) return;
        number = static_cast<std::uint32_t>(of_kind.rows.size());
        of_kind.rows.push_back(finding.row);
    }

    void use_facts(Used& of_kind, const Finding& finding) {
        const RuleResult& rule = result_.rule_of(finding);
        of_kind.facts.insert(rule.shown);
        if (const auto name = naming_fact(rule.subject)) of_kind.facts.insert(*name);
        of_kind.facts.insert(rule.message.facts());
        if (finding.note != kNoNote) of_kind.facts.insert(rule.notes[finding.note].facts());
        const auto& commands = result_.command_templates(finding);
        for (const CommandTemplate& command : commands) of_kind.facts.insert(command.text.facts());
        if (!commands.empty()) of_kind.facts.insert(Fact::status);
    }

    void deceptive() {
        json_.key("deceptive").open('[');
        for (char32_t c = 0; c <= kLastCodePoint; ++c) {
            if (!is_deceptive(c)) continue;
            char32_t last = c;
            while (last < kLastCodePoint && is_deceptive(last + 1)) ++last;
            json_.open('[').number(c).number(last).close(']');
            c = last;
        }
        json_.close(']');
    }

    void targets() {
        json_.key("targets").open('[');
        for (const TargetResult& target : result_.targets) {
            json_.open('{').key("name").text(target.name).key("engine").text(to_string(target.engine)).close('}');
        }
        json_.close(']');
    }

    void rules() {
        json_.key("rules").open('[');
        for (const RuleResult& rule : result_.rules) {
            json_.open('{').key("id").text(rule.id).key("title").text(rule.title);
            json_.key("subject").text(to_string(rule.subject)).key("message").text(rule.message.source());
            json_.key("notes").open('[');
            for (const Template& note : rule.notes) json_.text(note.source());
            json_.close(']').key("shown").open('[');
            for (const FactInfo& fact : all_facts()) {
                if (rule.shown.contains(fact.fact)) json_.text(fact.name);
            }
            json_.close(']');
            cures(rule);
            json_.close('}');
        }
        json_.close(']');
    }

    void cures(const RuleResult& rule) {
        json_.key("cure").open('{');
        for (std::size_t engine = 0; engine < rule.cure.size(); ++engine) {
            const CureCommands& cure = rule.cure[engine];
            if (cure.usual.empty()) continue;
            json_.key(kEngineNames[engine]).open('{');
            commands("usual", cure.usual);
            commands("unscrubbed", cure.unscrubbed);
            json_.close('}');
        }
        json_.close('}');
    }

    void commands(std::string_view key, const std::vector<CommandTemplate>& commands) {
        json_.key(key).open('[');
        for (const CommandTemplate& command : commands) {
            json_.open('{').key("kind").text(command.kind).key("text").text(command.text.source()).close('}');
        }
        json_.close(']');
    }

    void rows(SubjectKind kind) {
        const Used& of_kind = used(kind);
        const RowStore& store = result_.rows[static_cast<std::size_t>(kind)];
        json_.key(to_string(kind)).open('{').key("ids").open('[');
        if (kind == SubjectKind::image) ids(store, of_kind);
        json_.close(']').key("columns").open('{');
        for (const FactInfo& fact : all_facts()) {
            if (fact.subject == kind && fact.fact != Fact::id && of_kind.facts.contains(fact.fact)) {
                column(store, of_kind, fact);
            }
        }
        json_.close('}');
        extras(kind, of_kind);
        json_.close('}');
    }

    void ids(const RowStore& store, const Used& of_kind) {
        std::string text;
        for (const std::uint32_t row : of_kind.rows) {
            text.clear();
            store.id(row).append_to(text);
            json_.text(text);
        }
    }

    void column(const RowStore& store, const Used& of_kind, const FactInfo& fact) {
        json_.key(fact.name).open('{').key("type").text(type_name(fact.type)).key("meaning").text(fact.meaning);
        const auto words = words_of(store, of_kind, fact);
        if (!words.empty()) {
            std::vector<std::string_view> ordered(words.size());
            for (const auto& [word, number] : words) ordered[static_cast<std::size_t>(number)] = word;
            json_.key("words").open('[');
            for (const std::string_view word : ordered) json_.text(word);
            json_.close(']');
        }
        json_.key("values").open('[');
        for (const std::uint32_t row : of_kind.rows) {
            const FactValue value = store.value(fact.fact, row);
            if (!value.present) {
                json_.null();
            } else if (!words.empty()) {
                json_.number(words.at(value.text));
            } else {
                put(value);
            }
        }
        json_.close(']').close('}');
    }

    // A double holds no other integers exactly: they go as texts.
    void put(const FactValue& value) {
        constexpr std::int64_t kExact = std::int64_t{1} << 53;
        const bool exact = value.number > -kExact && value.number < kExact;
        if (value.type == FactType::text || value.type == FactType::word) {
            json_.text(value.text);
        } else if (exact) {
            json_.number(value.number);
        } else {
            json_.text(value.type == FactType::time ? to_rfc3339(value.number) : std::to_string(value.number));
        }
    }

    // The column's different texts, numbered as they come; none where most of them differ.
    static std::unordered_map<std::string_view, std::int64_t> words_of(const RowStore& store, const Used& of_kind,
                                                                       const FactInfo& fact) {
        std::unordered_map<std::string_view, std::int64_t> words;
        if (fact.type != FactType::text && fact.type != FactType::word) return words;
        for (const std::uint32_t row : of_kind.rows) {
            const FactValue value = store.value(fact.fact, row);
            if (value.present) words.emplace(value.text, static_cast<std::int64_t>(words.size()));
            if (words.size() > of_kind.rows.size() / 2 + 1) return {};
        }
        return words;
    }

    void extras(SubjectKind kind, const Used& of_kind) {
        const auto& all = result_.extras[static_cast<std::size_t>(kind)];
        json_.key("extras").open('{');
        for (std::size_t row = 0; row < of_kind.rows.size() && !all.empty(); ++row) {
            const auto found = all.find(of_kind.rows[row]);
            if (found == all.end()) continue;
            json_.key(std::to_string(row)).open('{');
            evidence(found->second.evidence);
            json_.key("location");
            location(found->second.location);
            json_.close('}');
        }
        json_.close('}');
    }

    void evidence(const std::vector<Evidence>& all) {
        json_.key("evidence").open('[');
        for (const Evidence& one : all) {
            json_.open('{').key("source").text(one.source).key("what").text(one.what).key("key").text(one.key);
            json_.key("says").open('[');
            for (const auto& [name, value] : one.says) json_.open('[').text(name).text(value).close(']');
            json_.close(']').close('}');
        }
        json_.close(']');
    }

    void location(const std::optional<Location>& location) {
        if (!location) {
            json_.null();
            return;
        }
        json_.open('{').key("file").text(location->file).key("line").number(location->line).close('}');
    }

    void runs() {
        json_.key("runs").open('[');
        const auto& findings = result_.findings;
        for (std::size_t first = 0; first < findings.size();) {
            std::size_t end = first + 1;
            while (end < findings.size() && alike(findings[first], findings[end])) ++end;
            run(first, end);
            first = end;
        }
        json_.close(']');
    }

    static bool alike(const Finding& a, const Finding& b) {
        return a.rule == b.rule && a.target == b.target && a.severity == b.severity && a.note == b.note;
    }

    void run(std::size_t first, std::size_t end) {
        const Finding& one = result_.findings[first];
        json_.open('{').key("rule").number(one.rule).key("target").number(one.target);
        json_.key("severity").number(static_cast<std::int64_t>(one.severity)).key("note");
        one.note == kNoNote ? json_.null() : json_.number(one.note);
        const auto& numbers = used(result_.rule_of(one).subject).numbers;
        json_.key("rows").open('[');
        for (std::size_t i = first; i < end; ++i) json_.number(numbers[result_.findings[i].row]);
        std::string digits;
        digits.reserve(32 * (end - first));
        for (std::size_t i = first; i < end; ++i) append_fingerprint(digits, result_.findings[i]);
        json_.close(']').key("fingerprints").text(digits).close('}');
    }

    void whole() {
        json_.key("whole").open('{');
        for (std::size_t i = 0; i < result_.findings.size(); ++i) {
            const Finding& finding = result_.findings[i];
            const bool message = script_can_make_message(result_, finding);
            const bool commands = script_can_make_commands(result_, finding);
            if (message && commands) continue;
            json_.key(std::to_string(i)).open('{');
            if (!message) whole_message(finding);
            if (!commands) whole_commands(finding);
            json_.close('}');
        }
        json_.close('}');
    }

    void whole_message(const Finding& finding) {
        std::string text;
        result_.append_message(text, finding);
        json_.key("message").text(text);
    }

    void whole_commands(const Finding& finding) {
        json_.key("commands").open('[');
        for (const Command& command : result_.commands(finding)) {
            json_.open('{').key("kind").text(command.kind).key("text").text(command.text).close('}');
        }
        json_.close(']');
    }

    const AuditResult& result_;
    std::string text_;
    JsonText json_;
    std::array<Used, kSubjectNames.size()> used_;
};

}  // namespace

void write_data_block(const AuditResult& result, Output& out) { Block(result, out).write(); }

}  // namespace glance_audit::reports::html

#include "scanner/engine/rule_loader.hpp"

#include <algorithm>
#include <array>

#include "scanner/base/ascii.hpp"
#include "scanner/base/nearest.hpp"
#include "scanner/engine/match_parser.hpp"
#include "scanner/formats/yaml/yaml.hpp"

namespace glance_audit::engine {
namespace {

using text::YamlNode;
using text::YamlType;

constexpr std::array<RuleKey, 11> kRuleKeys{{{"id", true},
                                             {"title", true},
                                             {"subject", true},
                                             {"severity", true},
                                             {"match", true},
                                             {"message", true},
                                             {"why", true},
                                             {"remedy", true},
                                             {"cure", false},
                                             {"references", false},
                                             {"show", false}}};
constexpr std::array<std::string_view, 3> kCaseKeys{"when", "is", "say"};

class RuleParser {
public:
    RuleParser(const text::SourceText& source, const YamlNode& root) : source_(source), root_(root) {}

    RuleFile parse(const std::string& origin, const std::vector<Rule>& known) {
        RuleFile file;
        if (attempt([&] { check_shape(); })) {
            check_keys();
            if (changes_severity()) {
                attempt([&] { file.changes.push_back(parse_change(known)); });
            } else {
                file.rules.push_back(parse_rule());
                file.rules.back().origin = origin;
                file.rules.back().text = source_.content();
            }
        }
        if (mistakes_.empty()) return file;
        return {{}, {}, std::move(mistakes_)};
    }

private:
    template <class Step>
    bool attempt(Step step) {
        return engine::attempt(mistakes_, step);
    }

    bool changes_severity() const {
        return root_.entries.size() == 2 && root_.find("id") != nullptr && root_.find("severity") != nullptr;
    }

    void check_shape() const {
        if (root_.is(YamlType::null)) fail(root_, "the file is empty", "start with id: advisory/name");
        if (!root_.is(YamlType::map)) {
            fail(root_, std::string("a rule file is a map, but this is ") + text::type_name(root_.type),
                 "start with id: advisory/name");
        }
    }

    // A key that stands twice: YAML takes the last one, but a rule of which half is ignored is a mistake.
    void check_repeated(const YamlNode& node) {
        for (const auto& replaced : node.replaced) {
            const YamlNode& key = replaced.first;
            attempt([&] { fail(key, "the key '" + key.text + "' is given twice", "keep one of them"); });
        }
        for (const YamlNode& item : node.items) check_repeated(item);
        for (const auto& [key, value] : node.entries) check_repeated(value);
    }

    void check_keys() {
        check_repeated(root_);
        const auto names = key_names();
        for (const auto& entry : root_.entries) {
            const YamlNode& key = entry.first;
            if (std::find(names.begin(), names.end(), key.text) != names.end()) continue;
            attempt([&] {
                fail(key, "a rule has no key '" + key.text + "'", text::suggestion(key.text, names, names.size()));
            });
        }
    }

    void check_required() {
        for (const RuleKey& key : kRuleKeys) {
            if (!key.required || root_.find(key.name) != nullptr) continue;
            attempt([&] {
                fail(root_, "the rule has no '" + std::string(key.name) + "'",
                     "`glance-audit rules show held-public` prints an example");
            });
        }
    }

    // Runs `parse` if the rule has the key.
    template <class Parse>
    bool parse_key(std::string_view key, Parse parse) {
        return root_.find(key) != nullptr && attempt(parse);
    }

    Rule parse_rule() {
        check_required();
        Rule rule;
        parse_key("id", [&] { rule.id = parse_id(); });
        parse_key("title", [&] { rule.title = text_of("title"); });
        if (parse_key("subject", [&] { rule.subject = parse_subject(); })) parse_judgement(rule);
        parse_key("why", [&] { rule.why = text_of("why"); });
        parse_key("remedy", [&] { rule.remedy = text_of("remedy"); });
        parse_key("references", [&] { rule.references = texts_of("references"); });
        return rule;
    }

    // What depends on the subject.
    void parse_judgement(Rule& rule) {
        parse_key("severity", [&] { rule.cases = parse_cases(rule.subject, rule.severity); });
        parse_key("match", [&] { rule.match = parse_match(source_, *root_.find("match"), rule.subject, mistakes_); });
        parse_key("message", [&] { rule.message = parse_template(*root_.find("message"), rule.subject); });
        parse_key("cure", [&] { rule.cure = parse_cure(rule.subject); });
        attempt([&] { rule.shown = parse_shown(rule); });
    }

    SeverityChange parse_change(const std::vector<Rule>& known) {
        SeverityChange change;
        change.id = parse_id();
        change.place = root_.find("id")->place;
        const auto rule = std::find_if(known.begin(), known.end(), [&](const Rule& r) { return r.id == change.id; });
        if (rule == known.end()) {
            std::vector<std::string_view> ids;
            for (const Rule& r : known) ids.push_back(r.id);
            fail(*root_.find("id"), "there is no rule '" + change.id + "' to change the severity of",
                 text::suggestion(change.id, ids) + "; a new rule needs a title, subject, match and so on");
        }
        change.cases = parse_cases(rule->subject, change.severity);
        return change;
    }

    static std::vector<std::string_view> key_names() {
        std::vector<std::string_view> names;
        for (const RuleKey& key : kRuleKeys) names.push_back(key.name);
        return names;
    }

    std::string text_in(const YamlNode& node, std::string_view key) const {
        if (!node.is(YamlType::string)) {
            fail(node, "'" + std::string(key) + "' is text, but this is " + text::type_name(node.type), "quote it");
        }
        if (node.text.find_first_not_of(" \n\t") == std::string::npos) {
            fail(node, "'" + std::string(key) + "' is empty", "write what it should say");
        }
        std::string text = node.text;
        while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
        return text;
    }

    std::string text_of(std::string_view key) const { return text_in(*root_.find(key), key); }

    std::vector<std::string> texts_of(std::string_view key) {
        std::vector<std::string> texts;
        const YamlNode* list = root_.find(key);
        if (!list->is(YamlType::list)) {
            fail(*list, "'" + std::string(key) + "' is a list, but this is " + text::type_name(list->type),
                 "write [a, b]");
        }
        for (const YamlNode& item : list->items) attempt([&] { texts.push_back(text_in(item, key)); });
        return texts;
    }

    std::string parse_id() const {
        const YamlNode& node = *root_.find("id");
        std::string id = text_in(node, "id");
        const auto good = [](char c) {
            return text::is_lower(c) || text::is_digit(c) || c == '-' || c == '.' || c == '_';
        };
        const std::size_t slash = id.find('/');
        const bool shaped = slash != std::string::npos && slash > 0 && slash + 1 < id.size() &&
                            std::count(id.begin(), id.end(), '/') == 1 &&
                            std::all_of(id.begin(), id.end(), [&](char c) { return c == '/' || good(c); });
        if (!shaped) {
            fail(node, "'" + id + "' is not a rule ID",
                 "write advisory/name in lower-case letters, digits, '-', '_' and '.'");
        }
        return id;
    }

    std::string parse_word(const YamlNode& node, std::string_view key, std::span<const std::string_view> words) const {
        std::string word = text_in(node, key);
        if (std::find(words.begin(), words.end(), word) == words.end()) {
            fail(node, "'" + word + "' is not a " + std::string(key), text::suggestion(word, words));
        }
        return word;
    }

    SubjectKind parse_subject() const {
        const std::string word = parse_word(*root_.find("subject"), "subject", kSubjectNames);
        return static_cast<SubjectKind>(std::find(kSubjectNames.begin(), kSubjectNames.end(), word) -
                                        kSubjectNames.begin());
    }

    Severity parse_severity_word(const YamlNode& node) const {
        return *parse_severity(parse_word(node, "severity", kSeverityNames));
    }

    // A word; or a list of {when, is, say} that ends in a word.
    std::vector<SeverityCase> parse_cases(SubjectKind subject, Severity& otherwise) {
        const YamlNode& node = *root_.find("severity");
        std::vector<SeverityCase> cases;
        if (!node.is(YamlType::list)) {
            otherwise = parse_severity_word(node);
            return cases;
        }
        if (node.items.empty() || node.items.back().is(YamlType::map)) {
            fail(node, "the list of severities does not end with a plain severity",
                 "end it with the severity to use where no case applies");
        }
        for (const YamlNode& item : node.items) {
            if (&item == &node.items.back()) break;
            attempt([&] { cases.push_back(parse_case(item, subject)); });
        }
        attempt([&] { otherwise = parse_severity_word(node.items.back()); });
        if (cases.size() >= 0xff) fail(node, "too many severity cases", "at most 254 are possible");
        return cases;
    }

    SeverityCase parse_case(const YamlNode& node, SubjectKind subject) {
        if (!node.is(YamlType::map)) {
            fail(node, "a severity case is a map, but this is " + std::string(text::type_name(node.type)),
                 "write {when: {…}, is: low}");
        }
        const bool known = check_case_keys(node);
        const YamlNode* when = node.find("when");
        const YamlNode* is = node.find("is");
        if (known && (when == nullptr || is == nullptr))
            fail(node, "a severity case needs 'when' and 'is'", "write {when: {…}, is: low}");
        const YamlNode* say = node.find("say");
        SeverityCase parsed;
        if (when != nullptr) parsed.when = parse_match(source_, *when, subject, mistakes_);
        if (is != nullptr) attempt([&] { parsed.severity = parse_severity_word(*is); });
        if (say != nullptr) attempt([&] { parsed.say = parse_template(*say, subject); });
        return parsed;
    }

    // False where one is unknown; another may be missing for that.
    bool check_case_keys(const YamlNode& node) {
        bool known = true;
        for (const auto& entry : node.entries) {
            const YamlNode& key = entry.first;
            if (std::find(kCaseKeys.begin(), kCaseKeys.end(), key.text) != kCaseKeys.end()) continue;
            known = attempt([&] {
                fail(key, "a severity case has no key '" + key.text + "'", text::suggestion(key.text, kCaseKeys));
            });
        }
        return known;
    }

    // A fact that is not known is noted, and the text read on as if it were another.
    Template parse_template(const YamlNode& node, SubjectKind subject) {
        std::string text = text_in(node, "message");
        for (;;) {
            auto parsed = Template::parse(text, subject);
            auto* error = std::get_if<TemplateError>(&parsed);
            if (error == nullptr) return std::get<Template>(std::move(parsed));
            const auto names = fact_names(subject);
            const std::string wrong = text.substr(error->offset, error->length);
            const UsageError mistake =
                source_.error(error->what, place_of(wrong, node.place),
                              error->unknown_fact ? text::suggestion(wrong, names, names.size()) : error->hint);
            if (!error->unknown_fact || names.empty()) throw UsageError(mistake);
            mistakes_.push_back(mistake);
            text.replace(error->offset, error->length, names.front());
        }
    }

    // Where `wrong` stands, from the line on in which its text begins; that beginning if the text was written otherwise
    // (with escapes, say).
    text::Place place_of(std::string_view wrong, text::Place begin) const {
        const std::string_view content = source_.content();
        std::size_t line_start = 0;
        for (int line = 1; line < begin.line; ++line) line_start = content.find('\n', line_start) + 1;
        const std::size_t found = content.find(wrong, line_start);
        if (wrong.empty() || found == std::string_view::npos) return begin;
        text::Place place{begin.line, 1};
        for (const char c : content.substr(line_start, found - line_start)) {
            const bool continues = (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
            place = c == '\n' ? text::Place{place.line + 1, 1}
                              : text::Place{place.line, place.column + (continues ? 0 : 1)};
        }
        return place;
    }

    Cure parse_cure(SubjectKind subject) const {
        const YamlNode* node = root_.find("cure");
        const std::string word = parse_word(*node, "cure", kCureNames);
        if (word != "none" && subject != SubjectKind::image) {
            fail(*node, "only images can be cured by '" + word + "'", "write cure: none");
        }
        return static_cast<Cure>(std::find(kCureNames.begin(), kCureNames.end(), word) - kCureNames.begin());
    }

    FactSet parse_shown(const Rule& rule) {
        FactSet shown = rule.facts();
        const YamlNode* list = root_.find("show");
        if (list == nullptr) return shown;
        if (!list->is(YamlType::list)) fail(*list, "'show' is a list of facts", "write [owner, members]");
        const auto names = fact_names(rule.subject);
        for (const YamlNode& item : list->items) {
            const auto fact = find_fact(rule.subject, item.text);
            if (fact) {
                shown.insert(*fact);
                continue;
            }
            attempt([&] {
                fail(item, "there is no fact '" + item.text + "'", text::suggestion(item.text, names, names.size()));
            });
        }
        return shown;
    }

    [[noreturn]] void fail(const YamlNode& node, const std::string& what, const std::string& hint) const {
        throw source_.error(what, node.place, hint);
    }

    const text::SourceText& source_;
    const YamlNode& root_;
    Mistakes mistakes_;
};

}  // namespace

FactSet Rule::facts() const {
    FactSet facts = message.facts();
    for (const SeverityCase& c : cases) facts.insert(c.say.facts());
    if (cure != Cure::none) facts.insert({Fact::state, Fact::deleted_at, Fact::status});
    facts.insert(shown);
    facts.erase(Fact::id);  // texts take the ID from the row itself; only a test needs it as a column
    facts.insert(match.facts());
    for (const SeverityCase& c : cases) facts.insert(c.when.facts());
    return facts;
}

std::span<const RuleKey> rule_keys() { return kRuleKeys; }

RuleFile parse_rule_file(const text::SourceText& source, const std::string& origin, const std::vector<Rule>& known) {
    try {
        const YamlNode root = text::parse_yaml(source);
        return RuleParser(source, root).parse(origin, known);
    } catch (const UsageError& error) {  // no YAML
        return {{}, {}, {error}};
    }
}

}  // namespace glance_audit::engine

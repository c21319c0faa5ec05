// Fuzzes the policy reader. An input is a policy file; behind "%%%%" lines may stand a second one, which is laid over
// the first, and a file of expectations.
#include <array>
#include <utility>

#include "scanner/formats/yaml/json.hpp"
#include "scanner/model/release.hpp"
#include "scanner/policy/access/audience.hpp"
#include "scanner/policy/access/expectations.hpp"
#include "scanner/policy/language/check_parser.hpp"
#include "scanner/policy/rules/enclosed_policies.hpp"
#include "scanner/policy/rules/policy.hpp"
#include "scanner/policy/rules/policy_files.hpp"
#include "scanner/policy/rules/release_defaults.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace glance_audit;
using namespace glance_audit::policy;
using fuzz::require;

namespace {

constexpr std::size_t kMostActions = 6;
constexpr std::size_t kMostAudiences = 2;
constexpr std::size_t kLongestText = 8000;  // CheckTree::to_string() ends there

std::vector<Value> values_of(const char* yaml) {
    std::vector<Value> values;
    for (const text::YamlNode& item : text::parse_yaml(text::SourceText("values", yaml)).items) {
        values.push_back(Value::from_yaml(item));
    }
    return values;
}

const std::vector<Value>& all_credentials() {
    static const std::vector<Value> kValues = values_of(R"(
- {roles: [member, reader], project_id: p1, user_id: u1, is_admin: false}
- {roles: [Admin], project_id: p2, user_id: u2, is_admin: true, system_scope: all, domain_id: null}
- {roles: {admin: 1}, project_id: [p1, {a: b}], user_id: !!binary aGk=, system_scope: {all: x}, is_admin: 'True',
   token: {project: {id: [1, 2.5, null, [deep]]}}, '': empty, a%s: 2001-01-01, a: {b: {c: 'd%(e)s'}}}
- {roles: "adm\u0130n%\uFF21", user_id: 12, domain_id: d, project_id: "\ud83d\ude00' or ''='"}
- {}
)");
    return kValues;
}

const std::vector<Value>& all_targets() {
    static const std::vector<Value> kValues = values_of(R"(
- {project_id: p1, owner: p1, visibility: public, member_id: null}
- {}
- {project_id: '%(owner)s', owner: '%', visibility: [public, {a: 1}], member_id: -1e+400, '': empty, n: 123456789012345,
   a.b: {c: d}, text: "\u202e\0\x7f' or '1'='1", bytes: !!binary /w==, real: .nan, day: 2001-01-01}
)");
    return kValues;
}

std::vector<std::string> actions_of(const Policy& policy) {
    std::vector<std::string> actions = policy.actions();
    if (actions.size() > kMostActions) actions.resize(kMostActions);
    actions.insert(actions.end(), {"add_image", "default", "context_is_admin", "no such action"});
    return actions;
}

struct Answers {
    std::vector<Decision> decisions;
    std::vector<ClaimableBy> audiences;

    bool operator==(const Answers&) const = default;
};

// As in `release`, whatever the policy was loaded for.
Answers answers_of(const Policy& policy, const std::string& release, const std::vector<std::string>& actions) {
    Answers answers;
    const Decider decider(policy, {.release = release});
    for (const std::string& action : actions) {
        for (const Value& credentials : all_credentials()) {
            for (const Value& target : all_targets()) {
                answers.decisions.push_back(policy.enforce(action, credentials, target));
            }
        }
        if (answers.audiences.size() < kMostAudiences) answers.audiences.push_back(who_may(decider, action).group);
    }
    return answers;
}

void check_places(const Policy& policy, const std::string& action) {
    std::vector<const CheckTree*> trees = policy.reachable(action);
    std::sort(trees.begin(), trees.end());
    require(std::adjacent_find(trees.begin(), trees.end()) == trees.end(), "a reachable tree is named once");
    for (const Location& location : policy.overridden(action)) require(location.line > 0, "a definition has a line");
}

text::YamlNode string_node(std::string_view text) {
    text::YamlNode node;
    node.type = text::YamlType::string;
    node.place = {1, 1};
    node.text = text;
    return node;
}

// Only the rules that are written as check strings: the elements of a list may hold what no check string can. A rule
// that is a mere word ("'quoted'") prints as Python does, without its quotes.
text::YamlNode rendered(const text::YamlNode& root) {
    text::YamlNode map;
    map.type = text::YamlType::map;
    for (const auto& [key, value] : root.entries) {
        if (!key.is(text::YamlType::string) || !value.is(text::YamlType::string)) continue;
        const CheckTree tree = parse_check_string(value.text);
        const std::string written = tree.to_string();
        const bool word = tree.nodes[tree.root].kind == CheckNode::Kind::word;
        if (!word && written.size() < kLongestText) map.entries.emplace_back(key, string_node(written));
    }
    return map;
}

bool has_lists(const text::YamlNode& root) {
    return std::any_of(root.entries.begin(), root.entries.end(),
                       [](const auto& entry) { return !entry.second.is(text::YamlType::string); });
}

text::YamlNode effective(const Policy& policy) {
    text::YamlNode map;
    map.type = text::YamlType::map;
    for (const std::string& action : policy.actions()) {
        map.entries.emplace_back(string_node(action), string_node(policy.effective(action).check));
    }
    return map;
}

Policy laid_over(const Policy& below, const text::YamlNode& rules) {
    return below.with_rules(text::SourceText("rewritten.yaml", ""), rules);
}

PolicyOptions options_of(std::vector<text::SourceText> texts, std::string release) {
    PolicyOptions options;
    options.release = std::move(release);
    options.switches.enforce_scope = false;  // a scope is no part of a rule's text
    options.texts = std::move(texts);
    return options;
}

// Any release, with little to do with what the input says.
std::string release_of(std::string_view input) {
    return std::string(kReleaseNames[input.size() % kReleaseNames.size()]);
}

// The rules stand somewhere within the file.
bool encloses(const text::SourceText& file) { return !enclosed_policies(file, text::parse_json_or_yaml(file)).empty(); }

// A rule's tree, written as text, is the same rule.
void check_written_trees(const text::SourceText& file) {
    if (encloses(file)) return;
    const Policy policy = Policy::load(options_of({file}, "none"));
    const std::vector<std::string> actions = actions_of(policy);
    const Policy again = laid_over(policy, rendered(text::parse_json_or_yaml(file)));
    require(answers_of(policy, "none", actions) == answers_of(again, "none", actions),
            "a tree written as text is the same tree");
}

// What is said to be in effect, laid over nothing, decides as the files and the release's defaults do.
void check_effective(const std::vector<text::SourceText>& files, const std::string& release) {
    const Policy policy = Policy::load(options_of(files, release));
    const std::vector<std::string> actions = actions_of(policy);
    for (const std::string& action : actions) check_places(policy, action);
    const bool lists = std::any_of(files.begin(), files.end(), [](const auto& file) {
        return encloses(file) || has_lists(text::parse_json_or_yaml(file));
    });
    const Policy again = lists ? policy : laid_over(Policy::load(options_of({}, "none")), effective(policy));
    require(answers_of(policy, release, actions) == answers_of(again, release, actions),
            "what is in effect decides as what is written");
}

void check_expectations(const std::string& cases, const std::string& release) {
    const Policy policy = Policy::load(options_of({}, release));
    for (const CaseResult& result : run_expectations(policy, text::SourceText("cases.yaml", cases))) {
        require(result.line > 0, "a case has a line");
        require(result.problem.empty() || result.decision == Decision::error, "rules that do not load are an error");
    }
}

template <typename Check>
void expect_usage_error(Check check) {
    try {
        check();
    } catch (const UsageError& error) {
        fuzz::check_error(error);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = fuzz::text_of(data, size);
    const std::vector<std::string> parts = fuzz::parts_of(input, 3);
    std::vector<text::SourceText> files;
    for (std::size_t i = 0; i < std::min<std::size_t>(parts.size(), 2); ++i) {
        files.emplace_back("policy" + std::to_string(i) + ".yaml", parts[i]);
    }
    expect_usage_error([&] { check_written_trees(files.front()); });
    expect_usage_error([&] { check_effective(files, release_of(input)); });
    if (parts.size() == 3) expect_usage_error([&] { check_expectations(parts[2], release_of(input)); });
    return 0;
}

#include "scanner/policy/access/expectations.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "scanner/base/nearest.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/formats/yaml/json.hpp"
#include "scanner/policy/rules/action_names.hpp"

namespace glance_audit::policy {

namespace {

using text::YamlNode;
using text::YamlType;

constexpr std::array<std::string_view, 6> kKeys{"name", "policy", "action", "credentials", "target", "expect"};
constexpr std::array<std::string_view, 4> kDecisions{"allow", "deny", "unknown", "error"};

class CaseRunner {
public:
    CaseRunner(const Policy& policy, const text::SourceText& source)
        : policy_(policy), has_rules_(!policy.actions().empty()), source_(source) {}

    std::vector<CaseResult> run() {
        const std::string_view content = without_byte_order_mark(source_.content());
        const std::size_t first = std::min(content.find_first_not_of(" \t\r\n"), content.size());
        if (content.substr(first).starts_with('{')) {
            lines(content);
        } else if (content.substr(first).starts_with('[')) {
            array();
        } else {
            text::for_each_yaml_item(source_, [this](const YamlNode& item) { take(item, 0); });
        }
        if (results_.empty()) {
            throw source_.error("there is no case in this file", {},
                                "write a list of cases: - {action: ..., expect: deny}");
        }
        return std::move(results_);
    }

private:
    void array() {
        const YamlNode root = text::parse_json_or_yaml(source_);
        for (const YamlNode& item : root.items) take(item, 0);
    }

    // One JSON object a line; empty lines are passed over.
    void lines(std::string_view content) {
        int number = 1;
        for (std::size_t start = 0; start < content.size(); ++number) {
            const std::size_t end = std::min(content.find('\n', start), content.size());
            const std::string_view line = content.substr(start, end - start);
            start = end + 1;
            if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
            const std::optional<YamlNode> item = text::parse_json(text::SourceText(source_.name(), std::string(line)));
            if (!item) {
                throw source_.error("this line is not a JSON object", {number, 1},
                                    "write one case a line as JSON, or a YAML list that begins with '- '");
            }
            take(*item, number - 1);
        }
    }

    // line_offset: what to add to the lines of the item, where they count from the start of a line of NDJSON.
    void take(const YamlNode& item, int line_offset) {
        line_offset_ = line_offset;
        if (!item.is(YamlType::map))
            fail("a case is a map, but this is " + std::string(text::type_name(item.type)), item);
        for (const auto& [key, value] : item.entries) {
            if (std::find(kKeys.begin(), kKeys.end(), key.text) != kKeys.end()) continue;
            fail("a case has no '" + shortened(key.text) + "'", key, text::suggestion(key.text, kKeys));
        }
        CaseResult result;
        result.line = item.place.line + line_offset;
        if (const YamlNode* const name = item.find("name")) result.name = text_of(*name);
        const YamlNode& action = required(item, "action");
        result.action = action.text;
        if (item.find("policy") == nullptr) require_rule(action);
        result.expected = expected(required(item, "expect"));
        decide(item, result);
        results_.push_back(std::move(result));
    }

    // A case that asks for what nobody enforces proves nothing.
    void require_rule(const YamlNode& action) const {
        if (!has_rules_) {
            fail("there are no policies to test", action,
                 "name policy files, or --release for a release's defaults, or write `policy:` into the case");
        }
        if (policy_.has_rule(action.text) || is_known_to({}, action.text)) return;
        const std::string_view near = text::nearest(action.text, names_known_to({}));
        fail("no policy and no release knows the action '" + shortened(action.text) + "'", action,
             near.empty() ? "`glance-audit policy matrix` lists the actions"
                          : "did you mean '" + std::string(near) + "'?");
    }

    void decide(const YamlNode& item, CaseResult& result) const {
        const Value credentials = map_of(item, "credentials");
        const Value target = map_of(item, "target");
        const YamlNode* const rules = item.find("policy");
        if (rules == nullptr) {
            result.decision = policy_.enforce(result.action, credentials, target);
            return;
        }
        try {
            result.decision = policy_.with_rules(source_, *rules).enforce(result.action, credentials, target);
        } catch (const UsageError& error) {
            result.decision = Decision::error;
            result.problem = error.what();
        }
    }

    const YamlNode& required(const YamlNode& item, std::string_view key) const {
        const YamlNode* const found = item.find(key);
        if (found == nullptr)
            fail("the case has no '" + std::string(key) + "'", item, "every case needs an action and what to expect");
        if (!found->is(YamlType::string)) {
            fail("'" + std::string(key) + "' is " + text::type_name(found->type) + ", but it is to be text", *found,
                 "put it in quotes");
        }
        return *found;
    }

    Decision expected(const YamlNode& node) const {
        for (const Decision decision : {Decision::allow, Decision::deny, Decision::unknown, Decision::error}) {
            if (node.text == decision_name(decision)) return decision;
        }
        fail("'" + shortened(node.text) + "' is not a decision", node, text::suggestion(node.text, kDecisions));
    }

    Value map_of(const YamlNode& item, std::string_view key) const {
        const YamlNode* const found = item.find(key);
        if (found == nullptr) return Value::map({});
        if (!found->is(YamlType::map)) {
            fail("'" + std::string(key) + "' is " + text::type_name(found->type) + ", but it is to be a map", *found,
                 "write: " + std::string(key) + ": {project_id: p1}");
        }
        return Value::from_yaml(*found);
    }

    // Nothing where the str() of the value is not known.
    static std::optional<std::string> text_of(const YamlNode& node) {
        std::string buffer;
        const Value value = Value::from_yaml(node);
        const std::optional<std::string_view> text = value.str(buffer);
        return text ? std::optional<std::string>(*text) : std::nullopt;
    }

    [[noreturn]] void fail(std::string what, const YamlNode& at, std::string hint = {}) const {
        throw source_.error(std::move(what), {at.place.line + line_offset_, at.place.column}, std::move(hint));
    }

    const Policy& policy_;
    bool has_rules_;
    const text::SourceText& source_;
    int line_offset_ = 0;
    std::vector<CaseResult> results_;
};

}  // namespace

std::vector<CaseResult> run_expectations(const Policy& policy, const text::SourceText& cases) {
    return CaseRunner(policy, cases).run();
}

}  // namespace glance_audit::policy

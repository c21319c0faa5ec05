#include "scanner/policy/rules/explain.hpp"

#include <algorithm>
#include <utility>

#include "scanner/base/join.hpp"
#include "scanner/policy/language/evaluator.hpp"
#include "scanner/policy/rules/rule_table.hpp"

namespace glance_audit::policy {

namespace {

using Kind = CheckNode::Kind;

class Explainer {
public:
    Explainer(const RuleTable& rules, const Value& credentials, const Value& target)
        : rules_(rules), credentials_(credentials), target_(target) {}

    Explanation explain(const Rule& rule) {
        out_.decision = result_of(rule.tree, rule.tree.root);
        entered_.push_back(&rule);
        node(rule, rule.tree.root, 0);
        return std::move(out_);
    }

private:
    Decision result_of(const CheckTree& tree, std::uint32_t index) const {
        return decision_of(
            Evaluator(rules_.trees(), rules_.default_tree(), credentials_, target_).evaluate(tree, index));
    }

    // False where there is no more room.
    bool step(const Rule& rule, std::string check, Decision result, std::size_t depth) {
        out_.cut = out_.cut || out_.because.size() == kMostSteps;
        if (out_.cut) return false;
        out_.because.push_back({std::move(check), result, depth, rule.name, rule.location});
        return true;
    }

    void node(const Rule& rule, std::uint32_t index, std::size_t depth) {
        if (out_.cut) return;
        const CheckNode& node = rule.tree.nodes[index];
        const Decision result = result_of(rule.tree, index);
        if (node.kind == Kind::all || node.kind == Kind::any) {
            group(rule, node, result, depth);
            return;
        }
        if (!step(rule, rule.tree.to_string(index), result, depth)) return;
        if (node.kind == Kind::negate) this->node(rule, node.first, depth + 1);
        if (node.kind == Kind::rule) named_rule(rule.tree.rules[node.first], depth + 1);
    }

    // The children that decide. One that ends the evaluation decides alone.
    void group(const Rule& rule, const CheckNode& node, Decision result, std::size_t depth) {
        const Decision passes = node.kind == Kind::all ? Decision::allow : Decision::deny;
        for (std::uint32_t i = 0; i < node.count; ++i) {
            const std::uint32_t child = rule.tree.children[node.first + i];
            const Decision of_child = result_of(rule.tree, child);
            if (result != passes && of_child == passes) continue;
            this->node(rule, child, depth);
            if (of_child != passes && of_child != Decision::unknown) return;
        }
    }

    void named_rule(const RuleReference& reference, std::size_t depth) {
        const Rule* rule = rules_.rule(reference.slot);
        if (rule == nullptr) rule = rules_.default_rule();
        if (rule == nullptr || std::find(entered_.begin(), entered_.end(), rule) != entered_.end()) return;
        entered_.push_back(rule);
        node(*rule, rule->tree.root, depth);
        entered_.pop_back();
    }

    const RuleTable& rules_;
    const Value& credentials_;
    const Value& target_;
    std::vector<const Rule*> entered_;
    Explanation out_;
};

}  // namespace

Explanation explain_decision(const RuleTable& rules, std::string_view action,
                             const std::vector<std::string>* refused_scopes, const Value& credentials,
                             const Value& target) {
    const Rule* rule = rules.rule(action);
    if (rule == nullptr) rule = rules.default_rule();
    const std::string name(action);
    if (rule == nullptr) return {Decision::deny, {{"!", Decision::deny, 0, name, std::nullopt}}, false};
    if (refused_scopes != nullptr) {
        return {Decision::deny,
                {{"scope_types: " + joined(*refused_scopes, ", "), Decision::deny, 0, name, std::nullopt}},
                false};
    }
    return Explainer(rules, credentials, target).explain(*rule);
}

}  // namespace glance_audit::policy

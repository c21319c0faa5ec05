#include "scanner/policy/rules/policy.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "scanner/model/release.hpp"
#include "scanner/policy/language/evaluator.hpp"
#include "scanner/policy/rules/policy_files.hpp"
#include "scanner/policy/rules/release_defaults.hpp"
#include "scanner/policy/rules/rule_table.hpp"

namespace glance_audit::policy {

namespace {

bool is_set(const Value& credentials, std::string_view name) {
    const Value* const value = credentials.find(name);
    return value != nullptr && value->is_true();
}

std::string_view token_scope(const Value& credentials) {
    if (is_set(credentials, "system_scope") || is_set(credentials, "system")) return "system";
    return is_set(credentials, "domain_id") ? "domain" : "project";
}

// From oslo.policy 5.0.0 on.
bool lone_tokens_deny(std::string_view release) { return is_release_between(release, "2026.1", {}); }

const ReleaseDefaults* defaults_of(const PolicyOptions& options) {
    return options.release.empty() ? nullptr : find_defaults(canonical_release(options.release));
}

}  // namespace

Policy Policy::load(const PolicyOptions& options) {
    const ReleaseDefaults* const defaults = defaults_of(options);
    auto table = std::make_shared<RuleTable>(in_effect(options.switches, defaults), lone_tokens_deny(options.release));
    if (defaults != nullptr && options.paths.empty() && !options.texts) {
        if (options.without_files && defaults->without_file) {
            table->add_default(*defaults->without_file);
        } else {
            table->add_shipped(*defaults);
        }
    }
    for (const text::SourceText& text : options.texts ? *options.texts : read_policy_texts(options.paths)) {
        table->add_file_rules(read_policy_text(text));
    }
    if (defaults != nullptr) table->add_registered(*defaults);
    return {std::move(table), options.release};
}

Policy Policy::with_rules(const text::SourceText& source, const text::YamlNode& rules) const {
    auto table = std::make_shared<RuleTable>(rules_);
    table->add_file_rules(read_rules(source, rules));
    return {std::move(table), release_};
}

Decision Policy::enforce(std::string_view action, const Value& credentials, const Value& target) const {
    const RuleTable::Slot slot = rules_->find(action);
    const Rule* const rule = rules_->rule(slot);
    const CheckTree* const tree = rule != nullptr ? &rule->tree : rules_->default_tree();
    if (tree == nullptr) return Decision::deny;
    if (const std::vector<std::string>* const scopes = rules_->scope_types(slot)) {
        if (std::find(scopes->begin(), scopes->end(), token_scope(credentials)) == scopes->end()) return Decision::deny;
    }
    return decision_of(Evaluator(rules_->trees(), rules_->default_tree(), credentials, target).evaluate(*tree));
}

Explanation Policy::explain(std::string_view action, const Value& credentials, const Value& target) const {
    const RuleTable::Slot slot = rules_->find(action);
    const std::vector<std::string>* const scopes = rules_->scope_types(slot);
    const bool in_scope =
        scopes == nullptr || std::find(scopes->begin(), scopes->end(), token_scope(credentials)) != scopes->end();
    return explain_decision(*rules_, action, in_scope ? nullptr : scopes, credentials, target);
}

std::string_view Policy::default_rule() const { return rules_->default_name(); }

bool Policy::has_rule(std::string_view name) const { return rules_->rule(name) != nullptr; }

EffectiveRule Policy::effective(std::string_view action) const {
    if (const Rule* const rule = rules_->rule(action))
        return {rule->name, rule->whole_check(), rule->from_file, rule->location, rule->check, rule->or_deprecated};
    const Rule* const fallback = rules_->default_rule();
    if (fallback == nullptr) return {std::string(action), "!", false, std::nullopt, "!", std::nullopt};
    const std::string check = "rule:" + fallback->name;
    return {std::string(action), check, fallback->from_file, fallback->location, check, std::nullopt};
}

std::vector<std::string> Policy::actions() const {
    std::vector<std::string> names;
    for (const Rule* const rule : rules_->rules()) {
        if (rule != nullptr) names.push_back(rule->name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<Location> Policy::overridden(std::string_view action) const { return rules_->overridden(action); }

std::vector<const CheckTree*> Policy::reachable(std::string_view action) const {
    const Rule* const rule = rules_->rule(action);
    const CheckTree* const start = rule != nullptr ? &rule->tree : rules_->default_tree();
    std::vector<const CheckTree*> found;
    if (start != nullptr) found.push_back(start);
    std::unordered_set<const CheckTree*> seen{start};
    for (std::size_t i = 0; i < found.size(); ++i) {
        for (const RuleReference& reference : found[i]->rules) {
            const CheckTree* const named = rules_->trees()[reference.slot];
            const CheckTree* const tree = named != nullptr ? named : rules_->default_tree();
            if (tree != nullptr && seen.insert(tree).second) found.push_back(tree);
        }
    }
    return found;
}

std::vector<WrittenRule> Policy::written() const {
    std::vector<WrittenRule> written;
    for (const Rule* const rule : rules_->rules()) {
        if (rule == nullptr || !rule->from_file || rule->renamed) continue;
        written.push_back({rule->name, rule->check, &rule->tree, &*rule->location});
    }
    std::sort(written.begin(), written.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return written;
}

const CheckTree* Policy::tree(std::string_view name) const {
    const Rule* const rule = rules_->rule(name);
    return rule == nullptr ? nullptr : &rule->tree;
}

}  // namespace glance_audit::policy

#include "scanner/policy/rules/rule_table.hpp"

#include <utility>

#include "scanner/policy/language/check_builder.hpp"
#include "scanner/policy/language/check_parser.hpp"

namespace glance_audit::policy {

namespace {

// "(a) or (b)" such that reading it again gives the same: an empty check string allows, but "()" would deny.
std::string joined_checks(std::string_view a, std::string_view b) {
    const auto part = [](std::string_view check) {
        return check.empty() ? std::string("@") : "(" + std::string(check) + ")";
    };
    return part(a) + " or " + part(b);
}

}  // namespace

std::string Rule::whole_check() const { return or_deprecated ? joined_checks(check, *or_deprecated) : check; }

RuleTable::RuleTable(std::shared_ptr<const RuleTable> base)
    : base_(std::move(base)),
      enforce_new_defaults_(base_->enforce_new_defaults_),
      enforce_scope_(base_->enforce_scope_),
      lone_tokens_deny_(base_->lone_tokens_deny_),
      default_name_(base_->default_name_),
      rules_(base_->rules_),
      trees_(base_->trees_),
      registered_(base_->registered_),
      renamed_(base_->renamed_),
      default_(base_->default_) {}

RuleTable::Slot RuleTable::find(std::string_view name) const {
    if (base_ != nullptr) {
        const Slot slot = base_->find(name);
        if (slot != kNoSlot) return slot;
    }
    const auto found = slots_.find(name);
    return found == slots_.end() ? kNoSlot : found->second;
}

RuleTable::Slot RuleTable::intern(std::string_view name) {
    if (const Slot known = find(name); known != kNoSlot) return known;
    const auto slot = static_cast<Slot>(rules_.size());
    slots_.emplace(name, slot);
    rules_.push_back(nullptr);
    trees_.push_back(nullptr);
    registered_.push_back(nullptr);
    return slot;
}

void RuleTable::set(Rule rule) {
    const Slot slot = intern(rule.name);
    CheckNode& root = rule.tree.nodes[rule.tree.root];
    if (lone_tokens_deny_ && root.kind == CheckNode::Kind::word) root.kind = CheckNode::Kind::deny;
    for (RuleReference& reference : rule.tree.rules) reference.slot = intern(reference.name);
    owned_.push_back(std::move(rule));
    rules_[slot] = &owned_.back();
    trees_[slot] = &owned_.back().tree;
    if (!default_name_.empty() && owned_.back().name == default_name_) default_ = &owned_.back();
}

void RuleTable::add_shipped(const ReleaseDefaults& defaults) {
    for (const auto& [name, check] : defaults.shipped)
        set({name, check, parse_check_string(check), false, std::nullopt});
}

void RuleTable::add_default(const std::string& check) {
    set({"default", check, parse_check_string(check), false, std::nullopt});
}

void RuleTable::add_file_rules(std::vector<FileRule> rules) {
    std::vector<std::string> names;
    for (FileRule& added : rules) {
        if (added.replaced) {
            overridden_[added.name].push_back(std::move(added.location));
            continue;
        }
        const Rule* const former = rule(added.name);
        if (former != nullptr && former->location) overridden_[added.name].push_back(*former->location);
        names.push_back(added.name);
        set({std::move(added.name), std::move(added.check), std::move(added.tree), true, std::move(added.location)});
    }
    // On top of a table that has its registered defaults already: those that an override of their old name changes.
    for (const DefaultRule* const registered : renamed_) {
        for (const std::string& name : names) {
            if (registered->deprecated->name == name) register_default(*registered);
        }
    }
}

void RuleTable::add_registered(const ReleaseDefaults& defaults) {
    for (const DefaultRule& registered : defaults.registered) {
        register_default(registered);
        if (registered.deprecated && registered.deprecated->name != registered.name) renamed_.push_back(&registered);
    }
}

void RuleTable::register_default(const DefaultRule& registered) {
    const Slot slot = intern(registered.name);
    registered_[slot] = &registered;
    if (rules_[slot] == nullptr || !rules_[slot]->from_file) set(resolve(registered));
}

// Enforcer._handle_deprecated_rule of oslo.policy 4.0.0. The operator has no rule of the new name.
Rule RuleTable::resolve(const DefaultRule& registered) const {
    const std::optional<DefaultRule::Deprecated>& deprecated = registered.deprecated;
    if (deprecated && deprecated->name != registered.name) {
        const Rule* const old = rule(deprecated->name);
        // An old name that only refers to the new one overrides nothing: sample files are written so.
        if (old != nullptr && old->from_file && old->tree.to_string() != "rule:" + registered.name) {
            return {registered.name, old->check, old->tree, true, old->location, std::nullopt, true};
        }
    }
    CheckTree tree = parse_check_string(registered.check);
    if (!deprecated || enforce_new_defaults_ || deprecated->check == registered.check) {
        return {registered.name, registered.check, std::move(tree), false, std::nullopt};
    }
    return {registered.name, registered.check, either(tree, parse_check_string(deprecated->check)),
            false,           std::nullopt,     deprecated->check};
}

const std::vector<std::string>* RuleTable::scope_types(Slot slot) const {
    if (!enforce_scope_ || slot == kNoSlot || registered_[slot] == nullptr) return nullptr;
    const std::vector<std::string>& types = registered_[slot]->scope_types;
    return types.empty() ? nullptr : &types;
}

std::vector<Location> RuleTable::overridden(std::string_view name) const {
    std::vector<Location> out;
    if (base_ != nullptr) out = base_->overridden(name);
    const auto found = overridden_.find(std::string(name));
    if (found != overridden_.end()) out.insert(out.end(), found->second.begin(), found->second.end());
    return out;
}

}  // namespace glance_audit::policy

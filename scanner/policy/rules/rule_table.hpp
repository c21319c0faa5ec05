// The rules of a Policy by name, with every "rule:name" resolved to a slot. Inside of Policy only.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scanner/base/location.hpp"
#include "scanner/model/policy_switches.hpp"
#include "scanner/policy/language/check_tree.hpp"
#include "scanner/policy/rules/policy_files.hpp"
#include "scanner/policy/rules/release_defaults.hpp"

namespace glance_audit::policy {

struct Rule {
    std::string name;
    std::string check;
    CheckTree tree;  // with the deprecated rule in it
    bool from_file = false;
    std::optional<Location> location;
    std::optional<std::string> or_deprecated = std::nullopt;  // the deprecated rule that is ORed to `check`

    // The one check string that means what `tree` does.
    std::string whole_check() const;
    bool renamed = false;  // the operator's rule of an old name, which stands for this one too
};

struct StringHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

class RuleTable {
public:
    using Slot = std::uint32_t;
    static constexpr Slot kNoSlot = ~Slot{0};

    // `switches`: as in_effect() makes them. `lone_tokens_deny`: what is nothing but "and" or "'quoted'" denies, and
    // does not raise.
    RuleTable(const PolicySwitches& switches, bool lone_tokens_deny)
        : enforce_new_defaults_(*switches.enforce_new_defaults),
          enforce_scope_(*switches.enforce_scope),
          lone_tokens_deny_(lone_tokens_deny),
          default_name_(*switches.policy_default_rule) {}

    // A table on top of another, whose rules it shares and overrides. What it adds stays its own.
    explicit RuleTable(std::shared_ptr<const RuleTable> base);

    // The rules of the shipped policy.json: as if they stood in a file that nobody can point at.
    void add_shipped(const ReleaseDefaults& defaults);
    // The rule "default" alone, whatever default_name() is.
    void add_default(const std::string& check);
    void add_file_rules(std::vector<FileRule> rules);

    // For each registered default without a rule: the default, or what a deprecated rule makes of it. After all files.
    void add_registered(const ReleaseDefaults& defaults);

    Slot find(std::string_view name) const;  // kNoSlot where the name does not occur
    const Rule* rule(Slot slot) const { return slot == kNoSlot ? nullptr : rules_[slot]; }
    const Rule* rule(std::string_view name) const { return rule(find(name)); }

    const std::vector<const CheckTree*>& trees() const { return trees_; }  // by slot; nullptr: no rule
    const std::vector<const Rule*>& rules() const { return rules_; }       // by slot
    // What decides in place of a rule that is not there; nullptr: nothing does.
    const Rule* default_rule() const { return default_; }
    const CheckTree* default_tree() const { return default_ == nullptr ? nullptr : &default_->tree; }
    const std::string& default_name() const { return default_name_; }

    // The token scopes an action takes; nullptr where it takes any, or enforce_scope is off.
    const std::vector<std::string>* scope_types(Slot slot) const;

    std::vector<Location> overridden(std::string_view name) const;

private:
    Slot intern(std::string_view name);
    void set(Rule rule);
    Rule resolve(const DefaultRule& registered) const;
    void register_default(const DefaultRule& registered);

    std::shared_ptr<const RuleTable> base_;
    bool enforce_new_defaults_;
    bool enforce_scope_;
    bool lone_tokens_deny_;
    std::string default_name_;
    std::unordered_map<std::string, Slot, StringHash, std::equal_to<>> slots_;  // of names that base_ does not have
    std::deque<Rule> owned_;
    std::vector<const Rule*> rules_;
    std::vector<const CheckTree*> trees_;
    std::vector<const DefaultRule*> registered_;  // by slot
    std::vector<const DefaultRule*> renamed_;     // registered defaults that have an old name
    const Rule* default_ = nullptr;
    std::unordered_map<std::string, std::vector<Location>> overridden_;
};

}  // namespace glance_audit::policy

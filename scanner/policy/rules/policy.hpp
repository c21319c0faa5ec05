// Policies as Glance would apply them: the operator's files over the release's defaults, and decisions by them.
//
// Immutable after loading, so one Policy can be asked from several threads at once. Copies are cheap and share their
// rules.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/location.hpp"
#include "scanner/base/source_text.hpp"
#include "scanner/formats/yaml/yaml.hpp"
#include "scanner/model/policy_switches.hpp"
#include "scanner/policy/language/check_tree.hpp"
#include "scanner/policy/language/decision.hpp"
#include "scanner/policy/language/value.hpp"
#include "scanner/policy/rules/explain.hpp"

namespace glance_audit::policy {

struct EffectiveRule {
    std::string action;
    std::string check;  // what decides: as written, or "(new) or (old)" where the release ORs a deprecated rule to it
    bool from_file = false;
    std::optional<Location> location;  // of the rule in its file
    std::string own_check;             // as written, without the deprecated rule
    std::optional<std::string> or_deprecated;
};

// A rule of the files. Views of the Policy it was asked of.
struct WrittenRule {
    std::string_view name;
    std::string_view check;  // as EffectiveRule::check
    const CheckTree* tree = nullptr;
    const Location* location = nullptr;
};

struct PolicyOptions {
    // Files and directories (a directory is an entry of policy_dirs), each applied over those before it.
    std::vector<std::filesystem::path> paths = {};
    // As kReleaseNames spells it; empty or "none": no defaults. Up to Train the release's policy.json counts where
    // `paths` is empty, and nothing else lies under the operator's files.
    std::string release = {};
    PolicySwitches switches = {};
    // If given: read in place of `paths`, each as a file of that name.
    std::optional<std::vector<text::SourceText>> texts = std::nullopt;
    // Known to be without any policy file, not even the shipped one. Where there are files, it means nothing.
    bool without_files = false;
};

class RuleTable;

class Policy {
public:
    // Throws UsageError with file, line, caret and hint where oslo.policy would not load the files.
    static Policy load(const PolicyOptions& options);

    // The same policies with one more file's worth of rules on top. `rules` must come from `source`. Throws as load().
    Policy with_rules(const text::SourceText& source, const text::YamlNode& rules) const;

    // `credentials` and `target` are maps. An action without a rule is decided by default_rule(), else denied.
    Decision enforce(std::string_view action, const Value& credentials, const Value& target) const;

    // The same decision and the checks that led to it.
    Explanation explain(std::string_view action, const Value& credentials, const Value& target) const;

    // As it was named; empty: none.
    const std::string& release() const { return release_; }

    // [oslo_policy] policy_default_rule: the name of the rule that decides where an action or a reference has none.
    std::string_view default_rule() const;

    bool has_rule(std::string_view name) const;

    // For an action without a rule: "rule:default" (or what default_rule() is) and where that stands, or "!".
    EffectiveRule effective(std::string_view action) const;

    // All names that have a rule, sorted.
    std::vector<std::string> actions() const;

    // Where the files define a name that a later definition replaces: the earlier ones, in order.
    std::vector<Location> overridden(std::string_view action) const;

    // The trees of the action and of all rules that it refers to, each once.
    std::vector<const CheckTree*> reachable(std::string_view action) const;

    // The rules that the files define, as they stand in the end, sorted by name.
    std::vector<WrittenRule> written() const;

    // nullptr where the name has no rule of its own.
    const CheckTree* tree(std::string_view name) const;

private:
    Policy(std::shared_ptr<const RuleTable> rules, std::string release)
        : rules_(std::move(rules)), release_(std::move(release)) {}

    std::shared_ptr<const RuleTable> rules_;
    std::string release_;
};

}  // namespace glance_audit::policy

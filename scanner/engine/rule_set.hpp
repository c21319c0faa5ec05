// The rules of one audit: the built-in ones, the user's, those switched off left out.
#pragma once

#include <filesystem>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/error.hpp"
#include "scanner/engine/rule.hpp"

namespace glance_audit::engine {

struct RuleSelection {
    std::vector<std::filesystem::path> paths;  // --rules: files, or folders whose *.yaml files are read, sorted
    std::vector<std::string> only;             // --only: globs of rule IDs; empty means all
    std::vector<std::string> skip;             // --skip
};

class RuleSet {
public:
    // The rules compiled into the program.
    static RuleSet built_in();
    // Throws UsageError: what rule_loader.hpp says, two rules with one ID, a glob that matches no rule.
    static RuleSet load(const RuleSelection& selection);
    // All that is wrong with these files and folders of rules: what load() would throw, and what it would after that.
    static std::vector<UsageError> find_mistakes(const std::vector<std::filesystem::path>& paths);

    // Leaves out the others. Throws UsageError with this hint where none is left.
    void keep(const std::function<bool(const Rule&)>& wanted, const std::string& hint);

    // Sorted by ID.
    const std::vector<Rule>& rules() const { return rules_; }
    // How many rules --only and --skip took away.
    std::size_t left_out() const { return left_out_; }
    // The IDs whose severity a file changed, and that file.
    const std::vector<std::pair<std::string, std::string>>& severity_changes() const { return severity_changes_; }
    // The IDs of built-in rules whose place a file took, and that file.
    const std::vector<std::pair<std::string, std::string>>& replaced() const { return replaced_; }
    // The files that were read, beside those compiled into the program.
    const std::vector<std::filesystem::path>& files() const { return files_; }
    const Rule* find(std::string_view id) const;
    std::vector<std::string_view> ids() const;

    // What the rules about `subject` need to know, to decide and to tell.
    FactSet facts(SubjectKind subject) const { return facts(subject, {}, 0); }
    // The same for rules that may match a row of which this is known.
    FactSet facts(SubjectKind subject, const KnownFacts& known, Micros now) const;
    // True if a row of which this is known may match a rule about `subject`.
    bool can_match(SubjectKind subject, const KnownFacts& known, Micros now) const;

private:
    void add_all(const std::vector<std::filesystem::path>& paths, std::vector<UsageError>& mistakes);
    void add_file(const std::filesystem::path& path, std::vector<UsageError>& mistakes);
    void add(std::string name, std::string content, const std::string& origin, std::vector<UsageError>& mistakes);
    void add_rule(Rule rule, const std::string& file);
    void select(const RuleSelection& selection);
    void sort();

    std::vector<Rule> rules_;
    std::size_t left_out_ = 0;
    std::vector<std::pair<std::string, std::string>> severity_changes_;
    std::vector<std::pair<std::string, std::string>> replaced_;
    std::vector<std::filesystem::path> files_;
};

}  // namespace glance_audit::engine

#include "scanner/engine/rule_set.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <system_error>

#include "scanner/base/ascii.hpp"
#include "scanner/base/embedded.hpp"
#include "scanner/base/files/folder.hpp"
#include "scanner/base/nearest.hpp"
#include "scanner/engine/rule_loader.hpp"

namespace glance_audit {
std::span<const EmbeddedFile> built_in_rule_files();
}

namespace glance_audit::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBuiltIn = "built in";

bool is_rule_file(const fs::path& path) {
    const std::string extension = path.extension().string();
    return extension == ".yaml" || extension == ".yml";
}

// The rule files below a folder, sorted by path; also what is no file at all, so that it is said that it cannot be
// read.
std::vector<fs::path> rule_files_below(const fs::path& folder) {
    std::vector<fs::path> files = files_below(folder);
    std::erase_if(files, [](const fs::path& file) {
        std::error_code failed;
        return !is_rule_file(file) && fs::is_regular_file(file, failed);
    });
    if (files.empty())
        throw UsageError("there are no rules in this folder", folder.string(), "rule files end in .yaml");
    return files;
}

bool matches_any(const std::string& id, const std::vector<std::string>& globs) {
    return std::any_of(globs.begin(), globs.end(),
                       [&](const std::string& glob) { return fnmatch(glob.c_str(), id.c_str(), 0) == 0; });
}

// A glob that names no rule may name an advisory alone, or rules without their advisory.
std::string glob_hint(const std::string& glob, const std::vector<std::string_view>& ids) {
    const std::string lower = text::to_lower(glob);
    for (const std::string& more : {lower, "*/" + lower, lower + "/*"}) {
        const bool used = std::any_of(ids.begin(), ids.end(),
                                      [&](std::string_view id) { return matches_any(std::string(id), {more}); });
        if (used) return "did you mean '" + more + "'?";
    }
    const std::string_view near = text::nearest(glob, ids);
    return near.empty() ? "`glance-audit rules list` shows the IDs" : "did you mean '" + std::string(near) + "'?";
}

}  // namespace

RuleSet RuleSet::built_in() {
    RuleSet set;
    std::vector<UsageError> mistakes;
    for (const EmbeddedFile& file : built_in_rule_files()) {
        set.add("rules/" + std::string(file.path), std::string(file.content), std::string(kBuiltIn), mistakes);
    }
    if (!mistakes.empty()) throw mistakes.front();
    set.sort();
    return set;
}

RuleSet RuleSet::load(const RuleSelection& selection) {
    RuleSet set = built_in();
    std::vector<UsageError> mistakes;
    set.add_all(selection.paths, mistakes);
    if (!mistakes.empty()) throw mistakes.front();
    set.sort();
    set.select(selection);
    return set;
}

std::vector<UsageError> RuleSet::find_mistakes(const std::vector<fs::path>& paths) {
    std::vector<UsageError> mistakes;
    built_in().add_all(paths, mistakes);
    return mistakes;
}

void RuleSet::keep(const std::function<bool(const Rule&)>& wanted, const std::string& hint) {
    std::erase_if(rules_, [&](const Rule& rule) { return !wanted(rule); });
    if (rules_.empty()) throw UsageError("no rule is left", "--only, --skip", hint);
}

const Rule* RuleSet::find(std::string_view id) const {
    const auto found = std::find_if(rules_.begin(), rules_.end(), [&](const Rule& rule) { return rule.id == id; });
    return found != rules_.end() ? &*found : nullptr;
}

std::vector<std::string_view> RuleSet::ids() const {
    std::vector<std::string_view> ids;
    for (const Rule& rule : rules_) ids.push_back(rule.id);
    return ids;
}

FactSet RuleSet::facts(SubjectKind subject, const KnownFacts& known, Micros now) const {
    FactSet facts;
    for (const Rule& rule : rules_) {
        if (rule.subject == subject && rule.match.can_match(known, now)) facts.insert(rule.facts());
    }
    return facts;
}

bool RuleSet::can_match(SubjectKind subject, const KnownFacts& known, Micros now) const {
    return std::any_of(rules_.begin(), rules_.end(),
                       [&](const Rule& rule) { return rule.subject == subject && rule.match.can_match(known, now); });
}

void RuleSet::add_all(const std::vector<fs::path>& paths, std::vector<UsageError>& mistakes) {
    for (const fs::path& path : paths) {
        std::error_code failed;  // whatever is wrong with the file is said when it is read
        if (!fs::is_directory(path, failed)) {
            add_file(path, mistakes);
            continue;
        }
        try {
            for (const fs::path& file : rule_files_below(path)) add_file(file, mistakes);
        } catch (const UsageError& error) {
            mistakes.push_back(error);
        }
    }
}

void RuleSet::add_file(const fs::path& path, std::vector<UsageError>& mistakes) {
    files_.push_back(path);
    try {
        const text::SourceText source = text::SourceText::read(path);
        add(source.name(), std::string(source.content()), path.string(), mistakes);
    } catch (const UsageError& error) {
        mistakes.push_back(error);
    }
}

void RuleSet::add(std::string name, std::string content, const std::string& origin, std::vector<UsageError>& mistakes) {
    const text::SourceText source(std::move(name), std::move(content));
    RuleFile file = parse_rule_file(source, origin, rules_);
    mistakes.insert(mistakes.end(), file.mistakes.begin(), file.mistakes.end());
    for (Rule& rule : file.rules) add_rule(std::move(rule), source.name());
    for (SeverityChange& change : file.changes) {
        const auto known = std::find_if(rules_.begin(), rules_.end(), [&](const Rule& r) { return r.id == change.id; });
        known->cases = std::move(change.cases);
        known->severity = change.severity;
        severity_changes_.emplace_back(change.id, origin);
    }
}

// A user's rule takes the place of a built-in one with the same ID.
void RuleSet::add_rule(Rule rule, const std::string& file) {
    const auto known = std::find_if(rules_.begin(), rules_.end(), [&](const Rule& r) { return r.id == rule.id; });
    if (known == rules_.end()) {
        rules_.push_back(std::move(rule));
        return;
    }
    if (known->origin != kBuiltIn || rule.origin == kBuiltIn) {
        throw UsageError("there are two rules with the ID '" + rule.id + "'", file,
                         "the other one is " + known->origin + "; give one of them another ID");
    }
    replaced_.emplace_back(rule.id, rule.origin);
    *known = std::move(rule);
}

void RuleSet::select(const RuleSelection& selection) {
    const auto all = ids();
    for (const auto* globs : {&selection.only, &selection.skip}) {
        for (const std::string& glob : *globs) {
            const bool used = std::any_of(all.begin(), all.end(),
                                          [&](std::string_view id) { return matches_any(std::string(id), {glob}); });
            if (!used)
                throw UsageError("no rule matches '" + glob + "'", globs == &selection.only ? "--only" : "--skip",
                                 glob_hint(glob, all));
        }
    }
    const bool had_rules = !rules_.empty();
    left_out_ = std::erase_if(rules_, [&](const Rule& rule) {
        return (!selection.only.empty() && !matches_any(rule.id, selection.only)) ||
               matches_any(rule.id, selection.skip);
    });
    if (had_rules && rules_.empty())
        throw UsageError("no rule is left", "--only, --skip", "skip fewer: an audit without rules would find nothing");
}

void RuleSet::sort() {
    std::sort(rules_.begin(), rules_.end(), [](const Rule& a, const Rule& b) { return a.id < b.id; });
}

}  // namespace glance_audit::engine

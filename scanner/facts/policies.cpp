#include "scanner/facts/policies.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>

#include "scanner/base/join.hpp"
#include "scanner/base/nearest.hpp"
#include "scanner/model/release.hpp"
#include "scanner/policy/access/lint.hpp"
#include "scanner/policy/rules/action_names.hpp"
#include "scanner/policy/rules/cycles.hpp"
#include "scanner/policy/rules/policy_files.hpp"
#include "scanner/policy/rules/release_defaults.hpp"

namespace glance_audit::facts {
namespace {

using policy::Policy;
using policy::WrittenRule;

// Smaller is more open. What is unknown may be open to members.
int openness(ClaimableBy group) {
    static constexpr std::array<ClaimableBy, 6> kOrder{ClaimableBy::anyone, ClaimableBy::unknown, ClaimableBy::members,
                                                       ClaimableBy::custom, ClaimableBy::admins,  ClaimableBy::nobody};
    return static_cast<int>(std::find(kOrder.begin(), kOrder.end(), group) - kOrder.begin());
}

// Without a release, always.
bool decides_in(const AskedAction& action, std::string_view release) {
    return release.empty() || is_release_between(release, action.since, action.until);
}

// Actions of one release with the same text here are decided alike: same check, same images, same token scopes.
std::string sameness(const policy::Decider& decider, std::string_view asked_action) {
    const Policy& policy = decider.policy();
    const policy::Question question = decider.question(asked_action);
    const std::string_view action = question.policy;
    const policy::CheckTree* const own = policy.tree(action);
    const policy::CheckTree* const tree = own != nullptr ? own : policy.tree(policy.default_rule());
    std::string key = tree != nullptr ? tree->to_string() : "!";
    const bool is_whole = !key.ends_with("…");
    if (!is_whole || action == "context_is_admin") key.append("\n").append(action);
    for (const auto how : {static_cast<int>(question.info->about), static_cast<int>(question.info->before_wallaby),
                           static_cast<int>(question.info->owner_check)}) {
        key.append("\n").append(std::to_string(how));
    }
    const policy::ReleaseDefaults* const defaults = policy::find_defaults(decider.options().release);
    if (defaults == nullptr) return key;
    const auto registered = std::find_if(defaults->registered.begin(), defaults->registered.end(),
                                         [&](const policy::DefaultRule& rule) { return rule.name == action; });
    if (registered == defaults->registered.end()) return key;
    for (const std::string& scope : registered->scope_types) key.append("\n").append(scope);
    return key;
}

// The first of many; a message is no list.
template <class Texts>
std::string some_joined(const Texts& texts, std::string_view separator) {
    constexpr std::size_t kMost = 14;
    if (texts.size() <= kMost) return joined(texts, separator);
    return joined(std::span(texts).first(kMost), separator).append(separator) + "and " +
           std::to_string(texts.size() - kMost) + " more";
}

// The files are read once, however many releases there are.
policy::PolicySelection with_texts(policy::PolicySelection selection) {
    if (!selection.texts && !selection.paths.empty()) selection.texts = policy::read_policy_texts(selection.paths);
    selection.paths.clear();
    return selection;
}

// "admin (role:admin meant?)".
std::vector<std::string> with_meant_roles(const std::vector<std::string_view>& undefined) {
    std::vector<std::string> texts;
    for (const std::string_view name : undefined) {
        const bool is_role = name == "admin" || name == "member" || name == "reader" || name == "manager";
        texts.push_back(std::string(name) + (is_role ? " (role:" + std::string(name) + " meant?)" : ""));
    }
    return texts;
}

// default_rule: its name, which every reference without a rule of its own is one to. Files call it "default" as a rule.
std::vector<std::string_view> names_referred_to(const std::vector<WrittenRule>& written,
                                                std::string_view default_rule) {
    std::set<std::string_view> names;
    if (default_rule != "default") names.insert(default_rule);
    for (const WrittenRule& rule : written) {
        for (const policy::RuleReference& reference : rule.tree->rules) {
            if (reference.name != rule.name) names.insert(reference.name);
        }
    }
    return {names.begin(), names.end()};
}

}  // namespace

ClaimableBy more_open(ClaimableBy one, ClaimableBy other) { return openness(one) <= openness(other) ? one : other; }

PolicyJudge::PolicyJudge(const policy::PolicySelection& selection, const std::vector<std::string>& releases)
    : without_files_(selection.without_files) {
    const policy::PolicySelection files = with_texts(selection);
    policy::PolicySelection none = files;
    none.texts.reset();
    none.without_files = false;
    for (const std::string& name : releases.empty() ? std::vector<std::string>{""} : releases) {
        const policy::AccessOptions access = policy::access_options(selection, name.empty() ? "none" : name);
        const Policy now = Policy::load(policy::policy_options(files, name));
        const bool as_shipped = !files.texts && !files.without_files;
        const Policy defaults = as_shipped ? now : Policy::load(policy::policy_options(none, name));
        policies_.push_back({name, {now, access}, {defaults, access}, ClaimableBy::unknown, {}, {}, {}});
    }
    written_ = policies_.front().now.policy().written();
    referred_ = names_referred_to(written_, policies_.front().now.policy().default_rule());
    if (written_.empty()) return;
    for (Release& release : policies_) {
        release.cycles = policy::cycles(release.now.policy());
        const bool decided =
            release.now.policy().tree(release.now.policy().default_rule()) != nullptr || !release.name.empty();
        if (decided) release.default_open_to = open_to(release, release.now.policy().default_rule()).group;
    }
}

// Without defaults, what no file says is decided by rules that were not read.
policy::Audience PolicyJudge::open_to(const Release& release, std::string_view action) {
    if (release.name.empty() && !release.now.policy().effective(action).from_file) return {};
    const std::string key = sameness(release.now, action);
    const auto known = release.audiences.find(key);
    if (known != release.audiences.end()) return known->second;
    return release.audiences[key] = policy::who_may(release.now, action);
}

std::optional<policy::More> PolicyJudge::lets_in_more(const Release& release, std::string_view action) {
    const std::string key = sameness(release.now, action) + "\n\n" + sameness(release.defaults, action);
    const auto known = release.comparisons.find(key);
    if (known != release.comparisons.end()) return known->second;
    const auto more = policy::lets_in_more(release.now, release.defaults, action);
    return release.comparisons[key] = more;
}

std::optional<ClaimableBy> PolicyJudge::open_to(const AskedAction& action) const {
    std::optional<ClaimableBy> most;
    for (const Release& release : policies_) {
        if (!policy::is_known_to(release.name, action.name) || !decides_in(action, release.name)) continue;
        const ClaimableBy here = open_to(release, action.name).group;
        most = most ? more_open(*most, here) : here;
    }
    return most;
}

PolicyMatrix PolicyJudge::who_may_do_what() const {
    std::optional<PolicyMatrix> all;
    for (const Release& release : policies_) {
        PolicyMatrix matrix = policy::policy_matrix(release.now);
        const bool as_default = written_.empty() && !without_files_;
        if (!as_default && !release.name.empty()) {
            policy::mark_changes(matrix, policy::policy_matrix(release.defaults));
        }
        if (all) {
            policy::merge_more_open(*all, matrix);
        } else {
            all = std::move(matrix);
        }
    }
    for (PolicyMatrix::Row& row : all->rows) row.check = without_passwords(row.check);
    if (policies_.size() > 1) all->release += "–" + policies_.back().name;
    return *all;
}

PolicyRow PolicyJudge::creation() const {
    PolicyRow row;
    row.action = "add_image";
    judge_openness(row);
    return row;
}

ClaimableBy PolicyJudge::claimable_by() const { return creation().allowed_to.value_or(policy::Audience()).group; }

std::string PolicyJudge::claimable_rule() const {
    const PolicyRow row = creation();
    if (row.check_from == CheckFrom::release_default && row.release == "none") return {};
    const std::string place =
        row.location ? row.location->file + ":" + std::to_string(row.location->line) : "default of " + row.release;
    return row.action + ": \"" + without_passwords(row.check) + "\" (" + place + ")";
}

void PolicyJudge::each_batch(const UseRows& use) const {
    std::map<std::string_view, const WrittenRule*> names;
    for (const Release& release : policies_) {
        for (const std::string_view name : policy::names_known_to(release.name)) names.emplace(name, nullptr);
    }
    for (const WrittenRule& rule : written_) names[rule.name] = &rule;
    Batch batch(SubjectKind::policy);
    batch.reset(facts_of(SubjectKind::policy));
    Locations locations;
    for (const auto& [name, written] : names) {
        PolicyRow row = row_of(name, written);
        append(batch, row);
        locations.push_back(std::move(row.location));
        if (!batch.full()) continue;
        use(batch, locations);
        batch.reset(facts_of(SubjectKind::policy));
        locations.clear();
    }
    if (batch.size() > 0) use(batch, locations);
}

PolicyRow PolicyJudge::row_of(std::string_view name, const WrittenRule* written) const {
    PolicyRow row;
    row.action = name;
    judge_openness(row);
    if (written != nullptr) {
        judge_text(row, *written);
        judge_use(row);
        judge_references(row, *written);
    }
    if (!written_.empty()) judge_beside_defaults(row, written);
    return row;
}

// The most open answer of all releases that know the name, with its check and where that stands. A name of a file that
// none of them knows is open to nobody in particular: it is not asked for.
void PolicyJudge::judge_openness(PolicyRow& row) const {
    bool decided = false;
    for (const Release& release : policies_) {
        const bool known = policy::is_known_to(release.name, row.action);
        if (!known && decided) continue;
        decided = true;
        const auto open = known ? std::optional(open_to(release, row.action)) : std::nullopt;
        if (row.allowed_to && openness(open->group) >= openness(row.allowed_to->group)) continue;
        const policy::EffectiveRule rule = release.now.policy().effective(release.now.question(row.action).policy);
        row.allowed_to = open;
        row.check = rule.check;
        row.check_from = rule.from_file ? CheckFrom::file : CheckFrom::release_default;
        row.release = release.name.empty() ? "none" : release.name;
        row.location.reset();
        if (rule.location) row.location = Location{rule.location->file, rule.location->line};
    }
}

void PolicyJudge::judge_text(PolicyRow& row, const WrittenRule& written) const {
    row.form = written.tree->form;
    if (!written.tree->flaw.empty()) row.flaw = written.tree->flaw;
    row.raises = policy::raising_check(*written.tree);
    row.unusual = policy::unusual_check(*written.tree);
    for (const Release& release : policies_) {
        row.never_holds = policy::dead_check(release.now.policy(), *written.tree);
        if (!row.never_holds) break;
    }
    if (const auto url = policy::asked_server(*written.tree)) row.asks_server = *url;
    const std::vector<Location> earlier = policies_.front().now.policy().overridden(written.name);
    row.overridden = static_cast<std::int64_t>(earlier.size());
    std::vector<std::string> places;
    for (const Location& place : earlier) places.push_back(place.file + ":" + std::to_string(place.line));
    if (!places.empty()) row.earlier = some_joined(places, ", ");
}

void PolicyJudge::judge_use(PolicyRow& row) const {
    const bool here = std::any_of(policies_.begin(), policies_.end(), [&](const Release& release) {
        return policy::is_asked_for(release.name, row.action);
    });
    if (here) {
        row.used_by = UsedBy::this_release;
    } else if (std::binary_search(referred_.begin(), referred_.end(), row.action)) {
        row.used_by = UsedBy::rules;
    } else {
        row.used_by = policy::is_known_to("", row.action) ? UsedBy::other_release : UsedBy::nobody;
    }
    if (const std::string known = policy::releases_that_ask_for(row.action); !known.empty()) row.known_in = known;
    // Nobody writes a file of so many names by hand, so that there were typos in it.
    constexpr std::size_t kMostNames = 3000;
    if (row.used_by != UsedBy::nobody || written_.size() > kMostNames) return;
    const auto known = policy::names_known_to(policies_.back().name);
    if (const std::string_view nearest = text::nearest(row.action, known); !nearest.empty()) row.nearest = nearest;
}

void PolicyJudge::judge_references(PolicyRow& row, const WrittenRule& written) const {
    for (const Release& release : policies_) {
        std::vector<std::string_view> undefined = policy::undefined_references(release.now.policy(), *written.tree);
        // Without defaults: what every release may define is not known to be undefined.
        std::erase_if(undefined,
                      [&](std::string_view name) { return release.name.empty() && policy::is_known_to("", name); });
        const bool worse =
            !row.undefined_open_to || openness(release.default_open_to) < openness(*row.undefined_open_to);
        if (!undefined.empty() && worse) {
            row.undefined_rules = some_joined(with_meant_roles(undefined), ", ");
            row.undefined_open_to = release.default_open_to;
        }
        const auto cycle = release.cycles.find(written.name);
        if (cycle != release.cycles.end() && !row.cycle) row.cycle = some_joined(cycle->second, " → ");
    }
}

// Beside the release in which the files let in the most.
void PolicyJudge::judge_beside_defaults(PolicyRow& row, const WrittenRule* written) const {
    const Release* beside = nullptr;
    for (const Release& release : policies_) {
        if (release.name.empty() || !policy::is_asked_for(release.name, row.action)) continue;
        if (beside == nullptr || (release.name == row.release && !row.lets_in_more)) beside = &release;
        if (!release.now.policy().effective(row.action).from_file) continue;
        const auto more = lets_in_more(release, row.action);
        if (!more || (row.lets_in_more && more->who >= row.lets_in_more->who)) continue;
        row.lets_in_more = more;
        beside = &release;
        if (more->who == LetsInMore::anyone) break;
    }
    if (beside == nullptr) return;
    if (row.lets_in_more) row.release = beside->name;
    row.default_check = beside->defaults.policy().effective(row.action).check;
    row.default_allowed_to = policy::who_may(beside->defaults, row.action).group;
    if (written == nullptr) return;
    row.redundant = is_redundant(*written);
    if (written->name != policies_.front().now.policy().default_rule()) return;
    std::size_t changed = 0;
    for (const Release& release : policies_) {
        const policy::CheckTree* const former =
            release.defaults.policy().tree(release.defaults.policy().default_rule());
        if (former == nullptr || policy::same_checks(*written->tree, *former)) continue;
        changed = std::max(changed, policy::decided_by_default(release.now.policy()));
    }
    row.changes_actions = static_cast<std::int64_t>(changed);
}

// Up to Train nothing lies under the operator's files: without the rule, "default" would decide.
bool PolicyJudge::is_redundant(const WrittenRule& written) const {
    return std::all_of(policies_.begin(), policies_.end(), [&](const Release& release) {
        const policy::ReleaseDefaults* const defaults = policy::find_defaults(release.name);
        const policy::CheckTree* const tree = release.defaults.policy().tree(written.name);
        return defaults != nullptr && !defaults->registered.empty() && tree != nullptr &&
               policy::same_checks(*written.tree, *tree);
    });
}

}  // namespace glance_audit::facts

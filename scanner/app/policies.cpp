#include "scanner/app/policies.hpp"

#include <algorithm>
#include <array>

#include "scanner/policy/audience.hpp"
#include "scanner/policy/policy.hpp"
#include "scanner/policy/release_defaults.hpp"

namespace glance_audit::app {
namespace {

// The actions that decide who can put an image with a chosen ID in front of others, and the first release that asks
// for them.
struct Action {
    std::string_view name;
    std::string_view since;
};

constexpr std::array<Action, 3> kActions{
    {{"add_image", "Kilo"}, {"publicize_image", "Kilo"}, {"communitize_image", "Ocata"}}};

struct Judgement {
    ClaimableBy allowed_to = ClaimableBy::unknown;
    policy::EffectiveRule rule;
    std::string release;
};

ClaimableBy from_audience(policy::Audience audience) {
    switch (audience) {
        case policy::Audience::anyone: return ClaimableBy::anyone;
        case policy::Audience::members: return ClaimableBy::members;
        case policy::Audience::admins: return ClaimableBy::admins;
        case policy::Audience::nobody: return ClaimableBy::nobody;
        case policy::Audience::unknown: break;
    }
    return ClaimableBy::unknown;
}

// Smaller is more open. What is unknown may be open to members.
int openness(ClaimableBy group) {
    static constexpr std::array<ClaimableBy, 5> kOrder{ClaimableBy::anyone, ClaimableBy::unknown, ClaimableBy::members,
                                                       ClaimableBy::admins, ClaimableBy::nobody};
    return static_cast<int>(std::find(kOrder.begin(), kOrder.end(), group) - kOrder.begin());
}

// Releases from which the action counts; without a release, always.
bool is_asked_for(const Action& action, const std::string& release) {
    const auto releases = policy::known_releases();
    const auto since = std::find(releases.begin(), releases.end(), action.since);
    return release.empty() || std::find(since, releases.end(), release) != releases.end();
}

Judgement judge(const policy::Policy& policy, std::string_view action, const std::string& release) {
    Judgement judgement{from_audience(policy::who_may(policy, action)), policy.effective(action), release};
    if (release.empty() && !judgement.rule.from_file) judgement.allowed_to = ClaimableBy::unknown;
    return judgement;
}

Judgement most_open(std::vector<Judgement> judgements) {
    return *std::min_element(judgements.begin(), judgements.end(), [](const Judgement& a, const Judgement& b) {
        return openness(a.allowed_to) < openness(b.allowed_to);
    });
}

// `add_image: "role:admin" (policy.yaml:3)`
std::string in_words(const Judgement& judgement) {
    const policy::EffectiveRule& rule = judgement.rule;
    std::string place = "default of " + judgement.release;
    if (rule.location) place = rule.location->file + ":" + std::to_string(rule.location->line);
    return rule.action + ": \"" + rule.check + "\" (" + place + ")";
}

void append(PolicyFacts& facts, const Judgement& judgement) {
    Batch& batch = facts.batch;
    Arena& arena = batch.arena();
    const std::size_t row = batch.push();
    batch.set(Fact::action, row, arena.copy(judgement.rule.action));
    batch.set(Fact::check, row, arena.copy(judgement.rule.check));
    batch.set(Fact::check_from, row, number(judgement.rule.from_file ? CheckFrom::file : CheckFrom::release_default));
    batch.set(Fact::allowed_to, row, number(judgement.allowed_to));
    batch.set(Fact::policy_release, row, arena.copy(judgement.release.empty() ? "none" : judgement.release));
    facts.locations.push_back(judgement.rule.location);
}

}  // namespace

PolicyFacts judge_policies(const PolicySelection& selection, const std::vector<std::string>& releases) {
    std::vector<policy::Policy> policies;
    const std::vector<std::string> bases = releases.empty() ? std::vector<std::string>{""} : releases;
    for (const std::string& release : bases) {
        policies.push_back(policy::Policy::load(
            {selection.paths, release, selection.enforce_new_defaults, selection.enforce_scope, selection.texts}));
    }
    PolicyFacts facts;
    facts.batch.reset({Fact::action, Fact::check, Fact::check_from, Fact::allowed_to, Fact::policy_release});
    for (const Action& action : kActions) {
        std::vector<Judgement> judgements;
        for (std::size_t i = 0; i < bases.size(); ++i) {
            if (is_asked_for(action, bases[i])) judgements.push_back(judge(policies[i], action.name, bases[i]));
        }
        if (judgements.empty()) continue;
        const Judgement chosen = most_open(std::move(judgements));
        if (action.name == kActions.front().name) {
            facts.claimable_by = chosen.allowed_to;
            if (chosen.rule.from_file || !chosen.release.empty()) facts.claimable_rule = in_words(chosen);
        }
        append(facts, chosen);
    }
    return facts;
}

}  // namespace glance_audit::app

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
    std::string_view until{};  // the last; empty: the newest
};

constexpr std::array<Action, 4> kActions{
    {{"add_image", "Kilo"}, {"publicize_image", "Kilo"}, {"communitize_image", "Ocata"}, {"tasks_api_access", "Pike"}}};

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
    const auto place = [&](std::string_view name) { return std::find(releases.begin(), releases.end(), name); };
    const auto at = place(release);
    return release.empty() || ((action.since.empty() || at >= place(action.since)) && at <= place(action.until));
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

void append(PolicyFacts& facts, const Judgement& judgement) {
    Batch& batch = facts.batch;
    Arena& arena = batch.arena();
    const std::size_t row = batch.push();
    batch.set(Fact::action, row, arena.copy(judgement.rule.action));
    batch.set(Fact::check, row, arena.copy(judgement.rule.check));
    batch.set(Fact::check_from, row, number(judgement.rule.from_file ? CheckFrom::file : CheckFrom::release_default));
    batch.set(Fact::allowed_to, row, number(judgement.allowed_to));
    batch.set(Fact::policy_release, row, arena.copy(judgement.release.empty() ? "none" : judgement.release));
    std::optional<Location> location;
    if (judgement.rule.location) location = Location{judgement.rule.location->file, judgement.rule.location->line};
    facts.locations.push_back(std::move(location));
}

}  // namespace

ClaimableBy more_open(ClaimableBy one, ClaimableBy other) { return openness(one) <= openness(other) ? one : other; }

PolicyFacts judge_policies(const PolicySelection& selection, const std::vector<std::string>& releases,
                           std::span<const AskedAction> asked) {
    std::vector<policy::Policy> policies;
    const std::vector<std::string> bases = releases.empty() ? std::vector<std::string>{""} : releases;
    for (const std::string& release : bases) {
        policies.push_back(policy::Policy::load(
            {selection.paths, release, selection.enforce_new_defaults, selection.enforce_scope, selection.texts}));
    }
    PolicyFacts facts;
    facts.batch.reset({Fact::action, Fact::check, Fact::check_from, Fact::allowed_to, Fact::policy_release});
    const auto judged = [&](const Action& action) -> std::optional<Judgement> {
        std::vector<Judgement> judgements;
        for (std::size_t i = 0; i < bases.size(); ++i) {
            if (is_asked_for(action, bases[i])) judgements.push_back(judge(policies[i], action.name, bases[i]));
        }
        if (judgements.empty()) return std::nullopt;
        return most_open(std::move(judgements));
    };
    for (const Action& action : kActions) {
        const auto chosen = judged(action);
        if (!chosen) continue;
        if (action.name == kActions.front().name) facts.claimable_by = chosen->allowed_to;
        append(facts, *chosen);
    }
    for (const AskedAction& action : asked) {
        const auto chosen = judged({action.name, action.since, action.until});
        facts.asked.push_back(chosen ? std::optional(chosen->allowed_to) : std::nullopt);
    }
    return facts;
}

}  // namespace glance_audit::app

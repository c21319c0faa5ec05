#include "scanner/policy/access/comparison.hpp"

#include <algorithm>
#include <vector>

#include "scanner/policy/access/audience.hpp"
#include "scanner/policy/access/personas.hpp"

namespace glance_audit::policy {
namespace {

class Comparison {
public:
    Comparison(const Decider& now, const Decider& before, std::string_view action)
        : now_(now), before_(before), question_(now.question(action)) {}

    bool more_for(const Value& credentials, Acts acts) const {
        return some(credentials, acts, [](const Caller&, const Circumstance&) { return true; });
    }

    // What Glance checks beside the policy lets them in as well.
    bool more_for_in_the_end(const Value& credentials, Acts acts) const {
        return some(credentials, acts, [&](const Caller& caller, const Circumstance& one) {
            return now_.rule(question_, caller, one).decision == Decision::allow;
        });
    }

private:
    template <class Test>
    bool some(const Value& credentials, Acts acts, Test passes) const {
        const Caller caller = now_.caller(credentials);
        const auto all = circumstances(question_.info->about, Asking{.acts = acts});
        return std::any_of(all.begin(), all.end(), [&](const Circumstance& one) {
            return allows(now_, caller, one) && !allows(before_, caller, one) && passes(caller, one);
        });
    }

    // By the policy alone: what Glance checks beside it is no reason to leave a policy open.
    bool allows(const Decider& decider, const Caller& caller, const Circumstance& circumstance) const {
        return decider.policy().enforce(question_.policy, caller.credentials,
                                        decider.target(question_, caller, circumstance)) == Decision::allow;
    }

    const Decider& now_;
    const Decider& before_;
    Question question_;
};

}  // namespace

std::string in_words(const More& more) {
    switch (more.who) {
        case LetsInMore::anyone: return "users without any role";
        case LetsInMore::members: return "users with an ordinary role";
        case LetsInMore::other_projects:
            return std::string("ordinary users, acting on images of other projects") +
                   (more.refused_by_glance ? " (as far as the policy goes: Glance itself still refuses them)" : "");
        case LetsInMore::named: break;
    }
    return more.named;
}

std::optional<More> lets_in_more(const Decider& now, const Decider& before, std::string_view action) {
    const Credentials names = handed_over(now.options().release);
    const std::vector<Value>& ordinary = ordinary_credentials(names);
    const Comparison comparison(now, before, action);
    const auto own = [&](const Value& user) { return comparison.more_for(user, Acts::on_own); };
    const auto foreign = [&](const Value& user) { return comparison.more_for(user, Acts::on_others); };
    if (own(ordinary.front())) return More{LetsInMore::anyone};
    if (std::any_of(ordinary.begin(), ordinary.end(), own)) return More{LetsInMore::members};
    if (std::any_of(ordinary.begin(), ordinary.end(), foreign)) {
        const bool in_the_end = std::any_of(ordinary.begin(), ordinary.end(), [&](const Value& user) {
            return comparison.more_for_in_the_end(user, Acts::on_others);
        });
        return More{.who = LetsInMore::other_projects, .refused_by_glance = !in_the_end};
    }
    std::vector<User> named = one_by_one(everything_named(now, action));
    std::erase_if(named, [&](const User& user) {
        const Value credentials = credentials_of(user, names);
        const bool more = own(credentials) || foreign(credentials);
        return !more || now.caller(credentials).admin;
    });
    if (named.empty()) return std::nullopt;
    return More{LetsInMore::named, any_of_these(named)};
}

}  // namespace glance_audit::policy

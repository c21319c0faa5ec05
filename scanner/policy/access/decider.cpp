#include "scanner/policy/access/decider.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "scanner/base/ascii.hpp"
#include "scanner/model/release.hpp"
#include "scanner/policy/rules/release_defaults.hpp"

namespace glance_audit::policy {
namespace {

constexpr std::string_view kContextIsAdmin = "context_is_admin";

bool is_owner_check_lifted(const AccessOptions& options) {
    const PolicySwitches switches = in_effect(options);
    const std::vector<std::string> lifting = owner_check_lifted_by(options.release);
    return std::any_of(kPolicySwitches.begin(), kPolicySwitches.end(), [&](const PolicySwitch& one) {
        const std::string option = std::string(one.group) + "." + std::string(one.name);
        return *(switches.*one.value) && std::find(lifting.begin(), lifting.end(), option) != lifting.end();
    });
}

bool has_role_admin(const Value& credentials) {
    const Value* const roles = credentials.find("roles");
    return roles != nullptr && std::any_of(roles->items().begin(), roles->items().end(), [](const Value& role) {
               return text::equal_ignoring_case(role.text(), "admin");
           });
}

}  // namespace

PolicySwitches in_effect(const AccessOptions& options) {
    return in_effect(options.switches, find_defaults(options.release));
}

Decider::Decider(Policy policy, AccessOptions options)
    : policy_(std::move(policy)),
      options_(std::move(options)),
      up_to_victoria_(is_release_between(options_.release, {}, "Victoria")),
      owner_check_lifted_(is_owner_check_lifted(options_)) {}

Question Decider::question(std::string_view action) const {
    return {asked_for(options_.release, action), &info_of(action)};
}

// Glance asks context_is_admin of every request; where no rule of that name is known, the role counts.
Caller Decider::caller(Value credentials) const {
    const bool admin = policy_.has_rule(kContextIsAdmin)
                           ? policy_.enforce(kContextIsAdmin, credentials, credentials) == Decision::allow
                           : has_role_admin(credentials);
    return {std::move(credentials), admin};
}

Caller Decider::caller(const Persona& persona) const {
    Caller caller = this->caller(Value::map(credentials_of(persona, handed_over(options_.release))));
    caller.anonymous = persona.anonymous;
    return caller;
}

// Of an administrator Glance asks about the caller, not about an image (glance/api/policy.py, check_is_admin).
const Value& Decider::target(const Question& question, const Caller& caller, const Circumstance& circumstance) const {
    if (question.policy == kContextIsAdmin) return caller.credentials;
    const ActionInfo& info = *question.info;
    return target_of(up_to_victoria_ ? info.before_wallaby : info.about, circumstance, up_to_victoria_);
}

Ruling Decider::rule(const Question& question, const Caller& caller, const Circumstance& circumstance) const {
    return rule(question, caller, circumstance, target(question, caller, circumstance));
}

Ruling Decider::rule(const Question& question, const Caller& caller, const Circumstance& circumstance,
                     const Value& target) const {
    const ActionInfo& info = *question.info;
    if (caller.anonymous && !info.read) return {Decision::deny, Ruling::By::no_token};
    if (!caller.admin && !is_visible(info.about, circumstance)) return {Decision::deny, Ruling::By::invisible};
    const Decision decision = policy_.enforce(question.policy, caller.credentials, target);
    const bool refused = !caller.admin && !circumstance.own && checks_owner(question);
    if (decision == Decision::allow && refused) return {Decision::deny, Ruling::By::owner_check};
    return {decision};
}

bool Decider::checks_owner(const Question& question) const {
    const OwnerCheck check = question.info->owner_check;
    return check == OwnerCheck::always || (check == OwnerCheck::legacy && !owner_check_lifted_);
}

}  // namespace glance_audit::policy

// How Glance decides: the policy that it asks for, and what it checks beside it.
//
// The one answer to "may they": matrix, explanations and findings all ask here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "scanner/model/policy_switches.hpp"
#include "scanner/policy/access/action_table.hpp"
#include "scanner/policy/access/circumstances.hpp"
#include "scanner/policy/access/personas.hpp"
#include "scanner/policy/language/value.hpp"
#include "scanner/policy/rules/policy.hpp"

namespace glance_audit::policy {

// What beside the policies decides who may do what.
struct AccessOptions {
    std::string release;  // as kReleaseNames spells it; "none": what holds in the newest
    PolicySwitches switches = {};
};

// The switches with the release's defaults for those that are not set.
PolicySwitches in_effect(const AccessOptions& options);

struct Caller {
    Value credentials;       // what Glance hands the enforcer
    bool admin = false;      // passes context_is_admin: what Glance checks itself does not stop them
    bool anonymous = false;  // has no token
};

// An action, looked up once and asked for many times.
struct Question {
    std::string_view policy;           // the policy that Glance asks for: of the action's name, save where asked_for()
                                       // says another. Lives as long as the action's name.
    const ActionInfo* info = nullptr;  // lives as long as the program
};

struct Ruling {
    enum class By : std::uint8_t {
        policy,
        no_token,    // without a token one only reads
        invisible,   // "not found": it is neither theirs, nor shared with them, nor public or community
        owner_check  // the policy allows it, and Glance itself asks that it be theirs
    };

    Decision decision = Decision::deny;
    By by = By::policy;
};

// Copies are cheap. Can be asked from several threads at once.
class Decider {
public:
    Decider(Policy policy, AccessOptions options);
    // In the policy's own release, with its own defaults for every switch.
    explicit Decider(const Policy& policy) : Decider(policy, {.release = policy.release()}) {}

    const Policy& policy() const { return policy_; }
    const AccessOptions& options() const { return options_; }

    Question question(std::string_view action) const;
    Caller caller(Value credentials) const;
    Caller caller(const Persona& persona) const;

    // What the policy is told when the caller asks. Lives as long as the caller.
    const Value& target(const Question& question, const Caller& caller, const Circumstance& circumstance) const;

    Ruling rule(const Question& question, const Caller& caller, const Circumstance& circumstance) const;
    // The same with another target than what Glance would say of the circumstance.
    Ruling rule(const Question& question, const Caller& caller, const Circumstance& circumstance,
                const Value& target) const;

private:
    bool checks_owner(const Question& question) const;

    Policy policy_;
    AccessOptions options_;
    bool up_to_victoria_;
    bool owner_check_lifted_;
};

}  // namespace glance_audit::policy

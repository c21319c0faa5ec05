// Does one set of policies let in somebody whom another keeps out?
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scanner/model/fact.hpp"
#include "scanner/policy/access/decider.hpp"

namespace glance_audit::policy {

struct More {
    LetsInMore who;
    std::string named = {};          // of `named`: who that is, as Audience says it
    bool refused_by_glance = false;  // of `other_projects`: what Glance checks beside the policy stops them
};

// "users with an ordinary role", "holders of role operator".
std::string in_words(const More& more);

// Whom it lets in beyond the other, the worst first:
//   anyone          a user without any role, on an image of their own project
//   members         a user with an ordinary role (reader, member, _member_), likewise
//   other_projects  the same users, on an image of another project
//   named           whoever has a role, or is a project or user, that the checks name; by context_is_admin no admin
//
// Found by asking both for one situation after the other, with every visibility for which the action can be asked;
// nothing where `now` allows in none of them what `before` does not allow. What is unknown is not allowed for
// sure, and what only administrators do is not compared.
std::optional<More> lets_in_more(const Decider& now, const Decider& before, std::string_view action);

}  // namespace glance_audit::policy

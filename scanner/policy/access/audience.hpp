// Who may do something: found by asking the policies for one user after the other, the least privileged first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/model/fact.hpp"
#include "scanner/policy/access/decider.hpp"
#include "scanner/policy/access/personas.hpp"

namespace glance_audit::policy {

// A group in the contract's words (`claimable_by`), and for `custom` who that is: "holders of role upload or copy",
// "users with project_id abc".
struct Audience {
    ClaimableBy group = ClaimableBy::unknown;
    std::string holders = {};  // empty for every other group
};

// "anyone", "holders of role upload": to follow "open to".
std::string in_words(const Audience& audience);

// The smallest group whose members pass the action's check:
//   anyone   any authenticated user, without any role
//   members  needs an ordinary role: reader, member or _member_
//   custom   needs another role that the policies name, or must be a project or user that they name
//   admins   needs the role admin, or what context_is_admin asks for
//   nobody   denied or an error for every user
//   unknown  a remote server decides, or a check that is not read (CheckKind::Meaning::unusual, PercentFormat)
//
// Tried are: a user without roles; reader, member and _member_; every role, and every literal value of a credential,
// that the reachable checks name, one by one and together; administrators of a project and of the system. Each acts on
// images of their own project and of others, in every circumstance in which the action can be asked
// (circumstances.hpp); new images are their own. Where a smaller group than the one that surely gets in may be let in,
// the answer is unknown.
Audience who_may(const Decider& decider, std::string_view action);

// What a credential must be: {"project_id", "abc"} of "project_id:abc".
struct CredentialValue {
    std::string name;
    std::string value;

    auto operator<=>(const CredentialValue&) const = default;
};

// A user of a project of their own, with these roles and whatever else sets them apart.
struct User {
    std::vector<std::string> roles = {};
    std::vector<CredentialValue> values = {};
};

// The roles (without admin) and credentials that the checks of the action name, sorted; those of administrators left
// out, and those that Glance does not hand over.
User everything_named(const Decider& decider, std::string_view action);

// One user for each role and value of `names`. Of more than kMaxNamesTried the rest is left out.
std::vector<User> one_by_one(const User& names);
inline constexpr std::size_t kMaxNamesTried = 100;

// "holders of role a or b, or users with project_id c": whoever is one of these, each with one role or value. Of many
// the first.
std::string any_of_these(const std::vector<User>& users);

// What Glance hands over of them.
Value credentials_of(const User& user, Credentials handed_over);

// Of users with roles that every user of a project may have: none, reader, member, both, _member_.
const std::vector<Value>& ordinary_credentials(Credentials handed_over);

}  // namespace glance_audit::policy

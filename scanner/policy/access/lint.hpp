// What can be said against a rule without knowing who asks. Pure functions over what has been loaded.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/policy/rules/policy.hpp"

namespace glance_audit::policy {

// The names that the tree refers to and that have no rule, each once, in the order of their first mention. Such a
// reference is decided by the default rule, else denied.
std::vector<std::string_view> undefined_references(const Policy& policy, const CheckTree& tree);

// The first check that raises whenever it is reached, as it is written: a format that no text fits ("role:50%"), a
// look-up that goes into a text ("user_id.x:y"), a rule that is one word. Found by trying it on what an ordinary user
// brings along, and on an image of theirs.
std::optional<std::string> raising_check(const CheckTree& tree);

// The first check that is not read, as it is written: its kind ("os-x:y", "1abc:x") or its format ("%(owner)d") is
// unusual, so that decisions which depend on it are unknown.
std::optional<std::string> unusual_check(const CheckTree& tree);

// A check that lets nobody in, as it is written, and why: it asks for a credential that Glance does not hand over in
// this release (tenant:%(owner)s from Ussuri on), or for a role that has the name of a rule.
struct DeadCheck {
    std::string check;
    std::string because;
};
std::optional<DeadCheck> dead_check(const Policy& policy, const CheckTree& tree);

// The URL that the tree asks for an answer, as written; where there are several, one without TLS goes first.
std::optional<std::string_view> asked_server(const CheckTree& tree);

// True if both decide alike because they are written alike, but for white space and parentheses.
bool same_checks(const CheckTree& a, const CheckTree& b);

// The actions that the files leave to the release's defaults, and whose default refers to "default", so that a
// "default" in a file decides them as well. Their number; 0 where the files define no "default".
std::size_t decided_by_default(const Policy& policy);

}  // namespace glance_audit::policy

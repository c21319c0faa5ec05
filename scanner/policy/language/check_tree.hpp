// A check string as a tree, flat in memory: nodes refer to each other by index, so that neither building, walking nor
// destroying it recurses, however deep it is. Immutable once built.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scanner/model/fact.hpp"
#include "scanner/policy/language/check_kind.hpp"
#include "scanner/policy/language/percent_format.hpp"

namespace glance_audit::policy {

struct CheckNode {
    enum class Kind : std::uint8_t {
        allow,   // "@", an empty rule
        deny,    // "!", a rule that cannot be parsed, a check without a colon
        word,    // a rule that is nothing but "and", "(", "'quoted'" or the like: no check at all, so enforcing raises
        all,     // children first … first + count
        any,     // likewise
        negate,  // node `first`
        rule,    // rules[first]
        role,    // roles[first]
        remote,  // remotes[first]
        generic  // generics[first]
    };

    Kind kind = Kind::deny;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

// "rule:name". The slot is where a Policy keeps the rule of that name.
struct RuleReference {
    std::string name;
    std::uint32_t slot = 0;
};

// "role:match", compared in lower case.
struct RoleCheck {
    PercentFormat match;
    std::string lowered;  // role_in_lower_case() of a match without '%'
};

// "kind:match" of any other kind.
struct GenericCheck {
    std::string written_kind;
    CheckKind kind;
    PercentFormat match;
};

// "http:…" and "https:…": the answer is a server's. The format includes the scheme.
struct RemoteCheck {
    PercentFormat url;
};

class CheckTree {
public:
    std::vector<CheckNode> nodes;
    std::vector<std::uint32_t> children;
    std::vector<RuleReference> rules;
    std::vector<RoleCheck> roles;
    std::vector<GenericCheck> generics;
    std::vector<RemoteCheck> remotes;
    std::string word;  // of a tree that is a word
    std::uint32_t root = 0;
    Form form = Form::fine;
    std::string flaw;  // what is wrong with the form, as the end of a sentence; empty where it is fine

    // As str() of oslo.policy's checks: "(role:a and not role:b)". Stops after some thousand characters with "…".
    std::string to_string() const { return to_string(root); }
    std::string to_string(std::uint32_t from) const;  // of the tree below one node

    // The levels that oslo.policy recurses through when it looks for cycles after loading: nested "and" and "or".
    std::uint32_t loading_depth() const;
};

}  // namespace glance_audit::policy

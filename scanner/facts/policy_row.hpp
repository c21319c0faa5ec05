// One policy as a row of facts, before it becomes part of a batch.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "scanner/model/audit_result.hpp"
#include "scanner/model/batch.hpp"
#include "scanner/policy/access/audience.hpp"
#include "scanner/policy/access/comparison.hpp"
#include "scanner/policy/access/lint.hpp"

namespace glance_audit::facts {

// What the facts of the same names say (fact.cpp); absent where there is none.
struct PolicyRow {
    std::string action;
    std::string check;
    CheckFrom check_from = CheckFrom::release_default;
    std::optional<policy::Audience> allowed_to;  // nothing: nobody asks for it; with open_to
    std::string release;
    std::optional<Form> form;
    std::optional<std::string> flaw;
    std::optional<UsedBy> used_by;
    std::optional<std::string> nearest;
    std::optional<std::string> known_in;
    std::optional<std::string> undefined_rules;
    std::optional<ClaimableBy> undefined_open_to;
    std::optional<std::string> cycle;
    std::optional<std::string> raises;
    std::optional<std::string> unusual;
    std::optional<policy::DeadCheck> never_holds;  // with never_holds_because
    std::optional<std::string> asks_server;
    std::optional<std::int64_t> overridden;
    std::optional<std::string> earlier;
    std::optional<bool> redundant;
    std::optional<std::string> default_check;
    std::optional<ClaimableBy> default_allowed_to;
    std::optional<policy::More> lets_in_more;  // with lets_in_whom
    std::optional<std::int64_t> changes_actions;
    std::optional<Location> location;  // where the check stands, if in a file
};

// A check string without the passwords in its URLs: a remote check can hold one, as every URL can.
std::string without_passwords(const std::string& check);

// The batch must know all facts of policies and not be full. Passwords in URLs are hidden.
void append(Batch& batch, const PolicyRow& row);

}  // namespace glance_audit::facts

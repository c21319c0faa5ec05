// Who may do what under given policies, by asking them for every persona under all circumstances.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/model/policy_matrix.hpp"
#include "scanner/policy/access/decider.hpp"
#include "scanner/policy/access/personas.hpp"
#include "scanner/policy/rules/policy.hpp"

namespace glance_audit::policy {

// The actions of the release and the files' rules for those of other releases, in the order in which people should see
// them; for "none" all names that have a rule.
std::vector<std::string> matrix_actions(const Policy& policy, std::string_view release);

// The actions of the release and all names that have a rule, sorted.
std::vector<std::string> names_in_effect(const Policy& policy, std::string_view release);

// One row. The columns are those of matrix_personas().
PolicyMatrix::Row matrix_row(const Decider& decider, std::string_view action);
std::vector<const Persona*> matrix_personas(const AccessOptions& options);

PolicyMatrix policy_matrix(const Decider& decider);

// Marks the cells that `defaults`, the matrix without the operator's files, has otherwise.
void mark_changes(PolicyMatrix& matrix, const PolicyMatrix& defaults);

// Where several releases come into question: of each cell the more open one stays.
void merge_more_open(PolicyMatrix& matrix, const PolicyMatrix& other);

// The least privileged persona who passes; nullptr where nobody does. Where none passes whatever the image, the first
// for whom it depends.
const Persona* smallest_persona(const PolicyMatrix::Row& row, const AccessOptions& options);

}  // namespace glance_audit::policy

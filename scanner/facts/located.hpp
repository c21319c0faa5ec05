// Rows of facts that stand somewhere: in a policy file, a configuration, a schedule.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "scanner/base/location.hpp"
#include "scanner/model/batch.hpp"
#include "scanner/model/fact.hpp"

namespace glance_audit::facts {

// All facts of a subject: what a batch of its rows knows.
inline FactSet facts_of(SubjectKind subject) {
    FactSet facts;
    for (const FactInfo& fact : all_facts()) {
        if (fact.subject == subject) facts.insert(fact.fact);
    }
    return facts;
}

// Of each row of a batch; nothing where it stands in no file.
using Locations = std::vector<std::optional<Location>>;

// Takes a batch of rows and their locations, both valid during the call.
using UseRows = std::function<void(const Batch&, const Locations&)>;

}  // namespace glance_audit::facts

// Which facts follow from which, and how: adds the derived columns to a batch of image rows.
#pragma once

#include "scanner/facts/indexes.hpp"
#include "scanner/facts/region_index.hpp"
#include "scanner/model/batch.hpp"

namespace glance_audit::facts {

// What the image facts depend on beside the row itself.
struct ImageContext {
    Micros now = 0;
    int age_days = 0;
    ClaimableBy claimable_by = ClaimableBy::unknown;
    std::string claimable_rule;  // must outlive the batches; empty: none is known
    MemberIndex members;
    IdCounts children;
    TwinIndex twins;
    const RegionIndex* regions = nullptr;  // compared with the other targets'; none: there are no others
};

// `wanted` and everything they follow from. The stored ones among them are what a source has to read.
FactSet with_needs(FactSet wanted);

// Fills the facts of `wanted` (closed under with_needs) that are not stored. The batch's stored columns must be filled.
void derive(Batch& batch, FactSet wanted, const ImageContext& context);

// The same for IDs without a row: everything but state, children and what follows from policies is absent.
void derive_freed(Batch& batch, FactSet wanted, const ImageContext& context);

}  // namespace glance_audit::facts

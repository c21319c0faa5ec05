// Which facts follow from which, and how: adds the derived columns to a batch of image rows.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "scanner/facts/indexes.hpp"
#include "scanner/facts/region_index.hpp"
#include "scanner/model/batch.hpp"

namespace glance_audit::facts {

// What the configuration says of all images alike.
struct Configured {
    bool locations_shown = false;
    ClaimableBy locations_changeable_by = ClaimableBy::nobody;
    bool converts_images = false;
    std::optional<std::int64_t> oldest_release;  // the number of the word; nothing: not known
};

// What the image facts depend on beside the row itself.
struct ImageContext {
    Micros now = 0;
    int age_days = 0;
    ClaimableBy claimable_by = ClaimableBy::unknown;
    std::string claimable_rule;  // must outlive the batches; empty: none is known
    MemberIndex members;
    IdCounts children;
    IdCounts locations;  // live rows of image_locations
    TwinIndex twins;
    const RegionIndex* regions = nullptr;  // compared with the other targets'; none: there are no others
    std::optional<Configured> configured;  // nothing: no configuration was given
};

// The image facts that follow from the configuration alone, so that they are known before any row is read; absent where
// there is none.
struct ConfiguredFact {
    Fact fact;
    std::optional<std::int64_t> value;
};
std::array<ConfiguredFact, 4> configured_facts(const std::optional<Configured>& configured);

// `wanted` and everything they follow from. The stored ones among them are what a source has to read.
FactSet with_needs(FactSet wanted);

// Fills the facts of `wanted` (closed under with_needs) that are not stored. The batch's stored columns must be filled.
void derive(Batch& batch, FactSet wanted, const ImageContext& context);

// The same for IDs without a row: everything but state, children and what follows from policies and the configuration
// is absent.
void derive_freed(Batch& batch, FactSet wanted, const ImageContext& context);

}  // namespace glance_audit::facts

#include "scanner/facts/derive.hpp"

#include "scanner/facts/lifecycle.hpp"
#include "scanner/facts/reach.hpp"

namespace glance_audit::facts {
namespace {

std::optional<Micros> time_at(const Batch& batch, Fact fact, std::size_t row) {
    const Column& column = batch[fact];
    return column.present[row] != 0 ? std::optional(column.numbers[row]) : std::nullopt;
}

std::string_view text_at(const Batch& batch, Fact fact, std::size_t row) {
    const Column& column = batch[fact];
    return column.present[row] != 0 ? column.texts[row] : std::string_view();
}

void derive_id(Batch& batch, std::size_t row, const ImageContext&) {
    batch.set(Fact::id, row, batch.arena().copy(batch.ids[row].text()));
}

void derive_state(Batch& batch, std::size_t row, const ImageContext&) {
    batch.set(Fact::state, row, number(state(batch.deleted[row] != 0)));
}

void derive_members(Batch& batch, std::size_t row, const ImageContext& context) {
    batch.set(Fact::members, row,
              context.members.count(batch.ids[row], batch.deleted[row] != 0, time_at(batch, Fact::deleted_at, row)));
}

// Fills what the column, if there is one, leaves NULL.
void derive_visibility(Batch& batch, std::size_t row, const ImageContext&) {
    if (batch[Fact::visibility].present[row] != 0) return;
    batch.set(Fact::visibility, row, visibility_before_ocata(batch.is_public[row], batch[Fact::members].numbers[row]));
}

void derive_reach(Batch& batch, std::size_t row, const ImageContext& context) {
    const bool others =
        batch[Fact::members].numbers[row] > 0 &&
        context.members.has_others(batch.ids[row], batch.deleted[row] != 0, time_at(batch, Fact::deleted_at, row),
                                   text_at(batch, Fact::owner, row));
    batch.set(Fact::reach, row,
              number(reach(text_at(batch, Fact::visibility, row), batch[Fact::owner].present[row] != 0, others)));
}

void derive_children(Batch& batch, std::size_t row, const ImageContext& context) {
    batch.set(Fact::children, row, context.children.count(batch.ids[row]));
}

// No consumer is read yet: nothing is known to name the ID, and its identity is unknown.
void derive_references(Batch& batch, std::size_t row, const ImageContext&) { batch.set(Fact::references, row, 0); }

void derive_identity(Batch& batch, std::size_t row, const ImageContext&) {
    batch.set(Fact::identity, row, number(Identity::unknown));
}

void derive_pinned(Batch& batch, std::size_t row, const ImageContext&) {
    batch.set(Fact::pinned, row, pinned(batch.deleted[row] != 0, time_at(batch, Fact::deleted_at, row)) ? 1 : 0);
}

void derive_purgeable(Batch& batch, std::size_t row, const ImageContext& context) {
    batch.set(Fact::purgeable, row,
              purgeable(time_at(batch, Fact::deleted_at, row), context.now, context.age_days) ? 1 : 0);
}

void derive_purgeable_on(Batch& batch, std::size_t row, const ImageContext& context) {
    if (const auto time = purgeable_on(time_at(batch, Fact::deleted_at, row), context.age_days)) {
        batch.set(Fact::purgeable_on, row, *time);
    } else {
        batch.set_absent(Fact::purgeable_on, row);
    }
}

void derive_doomed(Batch& batch, std::size_t row, const ImageContext&) {
    batch.set(Fact::doomed, row, doomed(batch.deleted[row] != 0, time_at(batch, Fact::deleted_at, row)) ? 1 : 0);
}

void derive_claimable_by(Batch& batch, std::size_t row, const ImageContext& context) {
    batch.set(Fact::claimable_by, row, number(context.claimable_by));
}

void derive_claimable_rule(Batch& batch, std::size_t row, const ImageContext& context) {
    if (context.claimable_rule.empty()) {
        batch.set_absent(Fact::claimable_rule, row);
    } else {
        batch.set(Fact::claimable_rule, row, std::string_view(context.claimable_rule));
    }
}

void derive_twins(Batch& batch, std::size_t row, const ImageContext& context) {
    batch.set(Fact::twins, row, context.twins.count(batch.ids[row]));
}

void derive_inconsistency(Batch& batch, std::size_t row, const ImageContext& context) {
    batch.set(Fact::inconsistency, row,
              number(inconsistency(batch.deleted[row] != 0, text_at(batch, Fact::status, row),
                                   time_at(batch, Fact::deleted_at, row), context.now)));
}

void derive_from_others(Batch& batch, std::size_t row, const ImageContext& context, Fact fact,
                        std::uint16_t RegionIndex::Others::*count) {
    const auto* others = context.regions != nullptr ? context.regions->others(batch.ids[row]) : nullptr;
    if (others != nullptr) {
        batch.set(fact, row, others->*count);
    } else {
        batch.set_absent(fact, row);
    }
}

void derive_conflicts(Batch& batch, std::size_t row, const ImageContext& context) {
    derive_from_others(batch, row, context, Fact::conflicts, &RegionIndex::Others::conflicts);
}

void derive_missing_in(Batch& batch, std::size_t row, const ImageContext& context) {
    derive_from_others(batch, row, context, Fact::missing_in, &RegionIndex::Others::missing_in);
}

void derive_locations(Batch& batch, std::size_t row, const ImageContext& context) {
    batch.set(Fact::locations, row, context.locations.count(batch.ids[row]));
}

void derive_configured(Batch& batch, std::size_t row, const ImageContext& context, Fact fact) {
    for (const auto& [known, value] : configured_facts(context.configured)) {
        if (known != fact) continue;
        if (value) {
            batch.set(fact, row, *value);
        } else {
            batch.set_absent(fact, row);
        }
    }
}

template <Fact fact>
void derive_configured(Batch& batch, std::size_t row, const ImageContext& context) {
    derive_configured(batch, row, context, fact);
}

struct Derivation {
    Fact fact;
    FactSet needs;
    bool of_freed;  // also has a value where there is no row
    void (*derive)(Batch&, std::size_t row, const ImageContext&);
};

// In an order in which every fact comes after those it needs.
constexpr auto kDerivations = std::to_array<Derivation>({
    {Fact::id, {}, true, derive_id},
    {Fact::state, {}, false, derive_state},
    {Fact::members, {Fact::deleted_at}, false, derive_members},
    {Fact::visibility, {Fact::members}, false, derive_visibility},
    {Fact::reach, {Fact::visibility, Fact::owner, Fact::members}, false, derive_reach},
    {Fact::children, {}, true, derive_children},
    {Fact::references, {}, true, derive_references},
    {Fact::identity, {}, true, derive_identity},
    {Fact::pinned, {Fact::deleted_at}, false, derive_pinned},
    {Fact::purgeable, {Fact::deleted_at}, false, derive_purgeable},
    {Fact::purgeable_on, {Fact::deleted_at}, false, derive_purgeable_on},
    {Fact::doomed, {Fact::deleted_at}, false, derive_doomed},
    {Fact::claimable_by, {}, true, derive_claimable_by},
    {Fact::claimable_rule, {}, true, derive_claimable_rule},
    {Fact::twins, {}, false, derive_twins},
    {Fact::inconsistency, {Fact::status, Fact::deleted_at}, false, derive_inconsistency},
    {Fact::conflicts,
     {Fact::owner, Fact::checksum, Fact::os_hash_algo, Fact::os_hash_value},  // what the other target's finding says
     false,
     derive_conflicts},
    {Fact::missing_in, {}, false, derive_missing_in},
    {Fact::locations, {}, false, derive_locations},
    {Fact::locations_shown, {}, true, derive_configured<Fact::locations_shown>},
    {Fact::locations_changeable_by, {}, true, derive_configured<Fact::locations_changeable_by>},
    {Fact::converts_images, {}, true, derive_configured<Fact::converts_images>},
    {Fact::image_oldest_release, {}, true, derive_configured<Fact::image_oldest_release>},
});

}  // namespace

std::array<ConfiguredFact, 4> configured_facts(const std::optional<Configured>& configured) {
    if (!configured) {
        return {{{Fact::locations_shown, {}},
                 {Fact::locations_changeable_by, {}},
                 {Fact::converts_images, {}},
                 {Fact::image_oldest_release, {}}}};
    }
    return {{{Fact::locations_shown, configured->locations_shown ? 1 : 0},
             {Fact::locations_changeable_by, number(configured->locations_changeable_by)},
             {Fact::converts_images, configured->converts_images ? 1 : 0},
             {Fact::image_oldest_release, configured->oldest_release}}};
}

FactSet with_needs(FactSet wanted) {
    for (auto derivation = kDerivations.rbegin(); derivation != kDerivations.rend(); ++derivation) {
        if (wanted.contains(derivation->fact)) wanted.insert(derivation->needs);
    }
    return wanted;
}

void derive(Batch& batch, FactSet wanted, const ImageContext& context) {
    for (const Derivation& derivation : kDerivations) {
        if (!wanted.contains(derivation.fact)) continue;
        batch.add(derivation.fact);
        for (std::size_t row = 0; row < batch.size(); ++row) derivation.derive(batch, row, context);
    }
}

void derive_freed(Batch& batch, FactSet wanted, const ImageContext& context) {
    for (const FactInfo& fact : all_facts()) {
        if (!wanted.contains(fact.fact)) continue;
        batch.add(fact.fact);
        for (std::size_t row = 0; row < batch.size(); ++row) batch.set_absent(fact.fact, row);
    }
    for (const Derivation& derivation : kDerivations) {
        if (!wanted.contains(derivation.fact) || !derivation.of_freed) continue;
        for (std::size_t row = 0; row < batch.size(); ++row) derivation.derive(batch, row, context);
    }
    if (!wanted.contains(Fact::state)) return;
    for (std::size_t row = 0; row < batch.size(); ++row) batch.set(Fact::state, row, number(State::freed));
}

}  // namespace glance_audit::facts

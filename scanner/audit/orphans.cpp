#include "scanner/audit/orphans.hpp"

#include <array>

#include "scanner/audit/image_indexes.hpp"

namespace glance_audit::app {
namespace {

using Tables = std::array<facts::IdCounts, sources::kChildTables.size()>;

facts::ImageContext context_of(const TargetWork& work, const Tables& by_table) {
    facts::ImageContext context;
    context.now = work.context.now;
    context.age_days = work.context.age_days;
    context.claimable_by = work.context.claimable_by;
    context.claimable_rule = work.context.claimable_rule;
    context.configured = work.context.configured;
    for (const facts::IdCounts& table : by_table) {
        for (const auto& entry : table.entries()) context.children.add(entry.id, entry.count);
    }
    context.children.sort();
    return context;
}

void add_evidence(TargetWork& work, const Batch& batch, const std::vector<std::uint32_t>& stored,
                  const Tables& by_table) {
    for (std::size_t row = 0; row < stored.size(); ++row) {
        if (stored[row] == engine::Evaluator::kNotStored) continue;
        for (std::size_t table = 0; table < by_table.size(); ++table) {
            const std::int64_t rows = by_table[table].count(batch.ids[row]);
            if (rows == 0) continue;
            work.extras(SubjectKind::image, stored[row])
                .evidence.push_back({work.target().name,
                                     std::string(sources::kChildTables[table]),
                                     batch.ids[row].text(),
                                     {{"rows", std::to_string(rows)}}});
        }
    }
}

}  // namespace

void audit_orphans(TargetWork& work) {
    Tables by_table;
    read_children(work, true, [&](std::size_t table, const ImageId& id) { by_table[table].add(id); });
    for (facts::IdCounts& table : by_table) table.sort();
    const facts::ImageContext context = context_of(work, by_table);
    const auto& orphans = context.children.entries();
    work.target().images.freed = orphans.size();
    Batch batch(SubjectKind::image);
    batch.reset(work.plan.wanted);
    for (const auto& entry : orphans) {
        batch.push(entry.id);
        if (!batch.full() && &entry != &orphans.back()) continue;
        facts::derive_freed(batch, work.plan.wanted, context);
        add_evidence(work, batch, work.evaluate(batch), by_table);
        if (work.request.only_id) work.look_up(batch);
        batch.reset(work.plan.wanted);
    }
}

}  // namespace glance_audit::app

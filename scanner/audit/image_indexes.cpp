#include "scanner/audit/image_indexes.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace glance_audit::app {
namespace {

using sources::Outcome;

// Every Glance has all child tables.
void require_table(const TargetWork& work, std::string_view table) {
    const auto& tables = work.opened.source->database().child_tables;
    if (std::find(tables.begin(), tables.end(), table) != tables.end()) return;
    throw SourceError("there is no table '" + std::string(table) + "'", {},
                      "is this a complete copy of Glance's database?");
}

// True if the child rows of images that exist must be counted, and not those of images that do not alone.
bool children_of_images_matter(const AuditRequest& request) {
    if (request.only_id) return true;
    const auto& rules = request.rules.rules();
    return std::any_of(rules.begin(), rules.end(), [&](const engine::Rule& rule) {
        return rule.subject == SubjectKind::image && rule.facts().contains(Fact::children) &&
               (rule.match.can_match({{Fact::state, number(State::live)}}, request.now) ||
                rule.match.can_match({{Fact::state, number(State::held)}}, request.now));
    });
}

void read_members(TargetWork& work) {
    facts::MemberIndex& members = work.context.members;
    work.recorder.attempt("image_members", [&] {
        require_table(work, "image_members");
        return work.source().read_members(work.request.only_id, [&](const sources::MemberRow& member) {
            members.add(member.image, member.deleted, member.deleted_at, member.project);
            work.recorder.reading.advance(1);
        });
    });
    members.sort();
}

void read_locations(TargetWork& work) {
    facts::IdCounts& locations = work.context.locations;
    work.recorder.attempt("image_locations that are not deleted", [&] {
        require_table(work, "image_locations");
        return work.source().read_children({"image_locations", false, work.request.only_id, true},
                                           [&](const ImageId& id) {
                                               locations.add(id);
                                               work.recorder.reading.advance(1);
                                           });
    });
    locations.sort();
}

// `id`: the twins of one image must be known before its row is read.
void read_twins(TargetWork& work) {
    work.recorder.attempt("image IDs", [&] {
        std::vector<std::string> odd;
        Outcome outcome = work.source().read_odd_ids(odd);
        find_twins(work, odd);
        for (std::string& twin : work.context.twins.twins_of(ImageId::parse(*work.request.only_id))) {
            work.result.other_spellings.emplace_back(0, std::move(twin));
        }
        return outcome;
    });
}

// `id`: all rows that were read are of the image that was asked for.
void note_children(TargetWork& work, std::span<const std::uint64_t> rows) {
    for (std::size_t table = 0; table < rows.size(); ++table) {
        if (rows[table] == 0) continue;
        work.result.looked_up_children.push_back({0, std::string(sources::kChildTables[table]), rows[table]});
    }
}

}  // namespace

void read_indexes(TargetWork& work) {
    if (work.plan.wanted.contains(Fact::members)) read_members(work);
    if (work.plan.wanted.contains(Fact::children)) {
        facts::IdCounts& children = work.context.children;
        std::array<std::uint64_t, sources::kChildTables.size()> rows{};
        if (children_of_images_matter(work.request)) {
            read_children(work, false, [&](std::size_t table, const ImageId& id) {
                children.add(id);
                ++rows[table];
            });
        }
        children.sort();
        if (work.request.only_id) note_children(work, rows);
    }
    if (work.plan.wanted.contains(Fact::locations)) read_locations(work);
    if (work.request.only_id) read_twins(work);
}

void read_children(TargetWork& work, bool orphans_only,
                   const std::function<void(std::size_t, const ImageId&)>& consume) {
    for (std::size_t i = 0; i < sources::kChildTables.size(); ++i) {
        const std::string table(sources::kChildTables[i]);
        work.recorder.attempt(table + (orphans_only ? " without an image" : ""), [&] {
            require_table(work, table);
            return work.source().read_children({table, orphans_only, work.request.only_id}, [&](const ImageId& id) {
                consume(i, id);
                work.recorder.reading.advance(1);
            });
        });
    }
}

void find_twins(TargetWork& work, const std::vector<std::string>& odd_ids) {
    facts::TwinIndex& twins = work.context.twins;
    twins = facts::TwinIndex(odd_ids);
    std::vector<std::string> candidates = twins.canonical_candidates();
    if (work.request.only_id) candidates.push_back(canonical_form(twin_form(*work.request.only_id)));
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    twins.add_existing(work.source().existing(candidates));
}

}  // namespace glance_audit::app

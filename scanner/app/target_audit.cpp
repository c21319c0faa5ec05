#include "scanner/app/target_audit.hpp"

#include <algorithm>
#include <array>
#include <mutex>

#include <spdlog/spdlog.h>

#include "scanner/app/policies.hpp"
#include "scanner/engine/evaluator.hpp"
#include "scanner/facts/derive.hpp"
#include "scanner/model/utf8.hpp"
#include "scanner/sources/source.hpp"
#include "scanner/text/nearest.hpp"

namespace glance_audit::app {
namespace {

using sources::Outcome;
using sources::Rows;

// What is known of a plain live row (sources/source.hpp) before it is read. Rows that cannot match are not read.
const engine::KnownFacts kPlainLive{
    {Fact::state, number(State::live)},
    {Fact::deleted_at, std::nullopt},
    {Fact::purgeable_on, std::nullopt},
    {Fact::pinned, 0},
    {Fact::purgeable, 0},
    {Fact::doomed, 0},
    {Fact::twins, 0},  // those that have twins are judged a second time
    {Fact::inconsistency, number(Inconsistency::none)},
};

std::string describe(const Error& error) {
    std::string text = error.what();
    if (!error.hint().empty()) text += " (" + error.hint() + ")";
    return text;
}

// One target, from its source to its findings.
class TargetAudit {
public:
    TargetAudit(const AuditRequest& request, AuditResult& result, std::uint16_t target, Progress& progress)
        : request_(request),
          asked_(request.targets[target]),
          result_(result),
          target_number_(target),
          evaluator_(request.rules, result, target),
          progress_(progress),
          wanted_(facts::with_needs(image_facts(request))) {
        context_.now = request.now;
    }

    void run() {
        open();
        describe_database();
        audit_policies();
        if (!source_) return;
        if (!request_.only_id) audit_database();
        read_indexes();
        read_images();
        audit_orphans();
        count_images();
    }

private:
    static FactSet image_facts(const AuditRequest& request) {
        FactSet facts = request.rules.facts(SubjectKind::image);
        facts.insert(request.also);
        facts.insert(Fact::deleted_at);  // pinned rows are counted whatever the rules ask for
        return facts;
    }

    TargetResult& target() { return result_.targets[target_number_]; }

    void open() {
        try {
            source_ = sources::open_source(asked_.source, request_.open);
            for (const auto& [what, error] : source_->database().unreadable) note_failure(what, 0, error);
        } catch (const SourceError& error) {
            note_failure("database", 0, error);
        }
    }

    void note_failure(const std::string& what, std::uint64_t rows, const SourceError& error) {
        const std::string text = describe(error);
        log_error((error.where().empty() ? target().name : error.where()) + ": " + what + ": " + text);
        target().coverage.push_back({what, rows, false, text});
    }

    void log_error(const std::string& message) {
        progress_.clear();
        std::string visible;
        append_visible(visible, message);
        spdlog::error("{}", visible);
    }

    // Runs `read` and records what came of it. A broken source makes the target incomplete; nothing else is caught.
    template <class Read>
    void attempt(const std::string& what, Read read) {
        progressed_ = 0;
        progress_.begin(target().name + ": " + what, 0);
        std::string visible;
        append_visible(visible, target().name + ": reading " + what);
        spdlog::info("{}", visible);
        try {
            const Outcome outcome = read();
            target().coverage.push_back({what, outcome.rows, true, std::nullopt});
            if (outcome.bad_rows == 0) return;
            bad_images_ += what == "images" ? outcome.bad_rows : 0;
            Coverage& coverage = target().coverage.back();
            coverage.complete = false;
            coverage.error = std::to_string(outcome.bad_rows) + (outcome.bad_rows == 1 ? " row" : " rows") +
                             " could not be understood, and the audit goes on without; the first: " + outcome.first_bad;
            log_error(target().name + ": " + what + ": " + *coverage.error);
        } catch (const SourceError& error) {
            if (what == "images") target().images.total = progressed_;
            note_failure(what, progressed_, error);
        }
    }

    void describe_database() {
        sources::DatabaseInfo unknown;
        const sources::DatabaseInfo& database = source_ ? source_->database() : unknown;
        range_ = sources::release_range(database);
        if (asked_.release && *asked_.release != "none") {
            const auto named = sources::release_named(*asked_.release);
            range_.text = named->text;
            range_.releases = named->releases;
            range_.purge_age_days = named->purge_age_days;
            range_.purge_drops_images = named->purge_drops_images;
        }
        target().engine = database.engine;
        target().server_version = database.server_version;
        target().schema_revision = range_.revisions;
        target().release = range_.text;
        target().purge_age_days = context_.age_days = request_.age_days.value_or(range_.purge_age_days);
    }

    void audit_policies() {
        const PolicyFacts policies = judge_policies(asked_.policies, policy_releases());
        context_.claimable_by = policies.claimable_by;
        if (request_.only_id) return;
        const auto& stored = evaluate(policies.batch);
        for (std::size_t row = 0; row < stored.size(); ++row) {
            if (stored[row] == engine::Evaluator::kNotStored || !policies.locations[row]) continue;
            extras(SubjectKind::policy, stored[row]).location = policies.locations[row];
        }
    }

    // The releases whose defaults may lie under the policy files; none with --release none.
    std::vector<std::string> policy_releases() const {
        if (asked_.release == "none") return {};
        return {range_.releases.begin(), range_.releases.end()};
    }

    void audit_database() {
        Batch batch(SubjectKind::database);
        batch.reset({Fact::engine, Fact::release, Fact::purge_drops_images, Fact::purge_age_days});
        const std::size_t row = batch.push();
        batch.set(Fact::engine, row, number(target().engine));
        batch.set(Fact::release, row, target().release);
        batch.set(Fact::purge_drops_images, row, range_.purge_drops_images ? 1 : 0);
        batch.set(Fact::purge_age_days, row, context_.age_days);
        evaluate(batch);
    }

    // Every Glance has all child tables.
    void require_table(std::string_view table) const {
        const auto& tables = source_->database().child_tables;
        if (std::find(tables.begin(), tables.end(), table) != tables.end()) return;
        throw SourceError("there is no table '" + std::string(table) + "'", {},
                          "is this a whole copy of Glance's database?");
    }

    bool may_match(const engine::KnownFacts& known) const {
        return request_.rules.can_match(SubjectKind::image, known, request_.now);
    }

    // True if the child rows of images that exist must be counted, and not those of images that do not alone.
    bool children_of_images_matter() const {
        if (request_.only_id) return true;
        const auto& rules = request_.rules.rules();
        return std::any_of(rules.begin(), rules.end(), [&](const engine::Rule& rule) {
            return rule.subject == SubjectKind::image && rule.facts().contains(Fact::children) &&
                   (rule.match.can_match({{Fact::state, number(State::live)}}, request_.now) ||
                    rule.match.can_match({{Fact::state, number(State::held)}}, request_.now));
        });
    }

    void read_indexes() {
        if (wanted_.contains(Fact::members)) read_members();
        if (wanted_.contains(Fact::children)) {
            if (children_of_images_matter())
                read_children(false, [&](std::size_t, const ImageId& id) { context_.children.add(id); });
            context_.children.sort();
        }
        if (request_.only_id) read_twins();
    }

    void read_members() {
        attempt("image_members", [&] {
            require_table("image_members");
            return source_->read_members(request_.only_id, [&](const sources::MemberRow& member) {
                context_.members.add(member.image, member.deleted, member.deleted_at);
                count_progress(1);
            });
        });
        context_.members.sort();
    }

    // Calls consume(number of the table, image ID) for child rows.
    template <class Consume>
    void read_children(bool orphans_only, Consume consume) {
        for (std::size_t i = 0; i < sources::kChildTables.size(); ++i) {
            const std::string table(sources::kChildTables[i]);
            attempt(table + (orphans_only ? " without an image" : ""), [&] {
                require_table(table);
                return source_->read_children({table, orphans_only, request_.only_id}, [&](const ImageId& id) {
                    consume(i, id);
                    count_progress(1);
                });
            });
        }
    }

    // `id`: the twins of one image must be known before its row is read.
    void read_twins() {
        attempt("image IDs", [&] {
            const std::vector<std::string> odd = source_->read_odd_ids();
            find_twins(odd);
            name_other_spellings();
            return Outcome{odd.size(), 0, {}};
        });
    }

    void find_twins(const std::vector<std::string>& odd_ids) {
        context_.twins = facts::TwinIndex(odd_ids);
        std::vector<std::string> candidates = context_.twins.canonical_candidates();
        if (request_.only_id) candidates.push_back(canonical_form(twin_form(*request_.only_id)));
        std::sort(candidates.begin(), candidates.end());
        candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
        context_.twins.add_existing(source_->existing(candidates));
    }

    // A scan tells which IDs have twins only when it is over. Few images have any: their rows are read and judged a
    // second time, now that their twins are known.
    void judge_twins_again() {
        const std::vector<std::string> twins = context_.twins.twins();
        if (twins.empty()) return;
        evaluator_.forget(twins);
        counting_ = false;
        stream({wanted_, Rows::all, twins, nullptr});
    }

    void name_other_spellings() {
        for (std::string& twin : context_.twins.twins_of(ImageId::parse(*request_.only_id))) {
            result_.other_spellings.push_back({target_number_, std::move(twin)});
        }
    }

    void read_images() {
        attempt("images", [&] {
            if (!request_.only_id) progress_.begin(target().name + ": images", source_->estimate_images());
            if (request_.only_id) return stream({wanted_, Rows::all, {&*request_.only_id, 1}, nullptr});
            std::vector<std::string> odd;
            const bool twins_matter = wanted_.contains(Fact::twins);
            const Rows rows = may_match(kPlainLive) ? Rows::all : Rows::all_but_plain_live;
            Outcome outcome = stream({wanted_, rows, {}, twins_matter ? &odd : nullptr});
            target().images.total = outcome.rows;
            find_twins(odd);
            judge_twins_again();
            return outcome;
        });
    }

    Outcome stream(const sources::ImageQuery& query) {
        return source_->read_images(query, [&](Batch& batch) {
            facts::derive(batch, wanted_, context_);
            const auto matches = evaluator_.match(batch);
            const std::lock_guard lock(consuming_);
            if (counting_) count_held(batch);
            const auto& stored = evaluator_.add_findings(batch, matches);
            if (request_.only_id) look_up(batch);
            if (!context_.twins.empty()) add_twin_evidence(batch, stored);
            count_progress(batch.size());
        });
    }

    const std::vector<std::uint32_t>& evaluate(const Batch& batch) {
        return evaluator_.add_findings(batch, evaluator_.match(batch));
    }

    void count_held(const Batch& batch) {
        for (std::size_t row = 0; row < batch.size(); ++row) {
            if (batch.deleted[row] == 0) continue;
            ++target().images.held;
            if (batch[Fact::deleted_at].present[row] == 0) ++target().images.pinned;
        }
    }

    void look_up(const Batch& batch) {
        RowStore& store = result_.rows[static_cast<std::size_t>(SubjectKind::image)];
        for (std::size_t row = 0; row < batch.size(); ++row) {
            result_.looked_up.push_back({target_number_, store.append(batch, row)});
        }
    }

    void add_twin_evidence(const Batch& batch, const std::vector<std::uint32_t>& stored) {
        for (std::size_t row = 0; row < stored.size(); ++row) {
            if (stored[row] == engine::Evaluator::kNotStored) continue;
            for (std::string& twin : context_.twins.twins_of(batch.ids[row])) {
                extras(SubjectKind::image, stored[row])
                    .evidence.push_back({target().name, "images", std::move(twin), {}});
            }
        }
    }

    // IDs without a row, known from child rows alone.
    void audit_orphans() {
        std::array<facts::IdCounts, sources::kChildTables.size()> by_table;
        read_children(true, [&](std::size_t table, const ImageId& id) { by_table[table].add(id); });
        facts::ImageContext context;
        context.now = context_.now;
        context.age_days = context_.age_days;
        context.claimable_by = context_.claimable_by;
        for (facts::IdCounts& table : by_table) {
            table.sort();
            for (const auto& entry : table.entries()) context.children.add(entry.id, entry.count);
        }
        context.children.sort();
        target().images.freed = context.children.entries().size();
        Batch batch(SubjectKind::image);
        batch.reset(wanted_);
        for (const auto& entry : context.children.entries()) {
            batch.push(entry.id);
            if (!batch.full() && &entry != &context.children.entries().back()) continue;
            facts::derive_freed(batch, wanted_, context);
            add_orphan_evidence(batch, evaluate(batch), by_table);
            if (request_.only_id) look_up(batch);
            batch.reset(wanted_);
        }
    }

    template <class Tables>
    void add_orphan_evidence(const Batch& batch, const std::vector<std::uint32_t>& stored, const Tables& by_table) {
        for (std::size_t row = 0; row < stored.size(); ++row) {
            if (stored[row] == engine::Evaluator::kNotStored) continue;
            for (std::size_t table = 0; table < by_table.size(); ++table) {
                const std::int64_t rows = by_table[table].count(batch.ids[row]);
                if (rows == 0) continue;
                extras(SubjectKind::image, stored[row])
                    .evidence.push_back({target().name,
                                         std::string(sources::kChildTables[table]),
                                         batch.ids[row].text(),
                                         {{"rows", std::to_string(rows)}}});
            }
        }
    }

    void count_images() {
        ImageCounts& images = target().images;
        if (request_.only_id) images.total = result_.looked_up.size();
        const std::uint64_t others = images.held + bad_images_;
        images.live = images.total > others ? images.total - others : 0;
    }

    RowExtras& extras(SubjectKind kind, std::uint32_t row) {
        return result_.extras[static_cast<std::size_t>(kind)][row];
    }

    void count_progress(std::uint64_t rows) {
        progressed_ += rows;
        progress_.advance(rows);
    }

    const AuditRequest& request_;
    const TargetRequest& asked_;
    AuditResult& result_;
    std::uint16_t target_number_;
    engine::Evaluator evaluator_;
    Progress& progress_;
    FactSet wanted_;
    facts::ImageContext context_;
    facts::IdCounts orphans_;
    sources::ReleaseRange range_;
    std::unique_ptr<sources::Source> source_;
    std::uint64_t progressed_ = 0;
    std::uint64_t bad_images_ = 0;
    bool counting_ = true;  // held rows are counted in the first reading alone
    std::mutex consuming_;  // several threads may bring batches
};

}  // namespace

void audit_target(const AuditRequest& request, AuditResult& result, std::uint16_t target, Progress& progress) {
    TargetAudit(request, result, target, progress).run();
}

}  // namespace glance_audit::app

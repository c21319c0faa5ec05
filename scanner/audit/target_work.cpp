#include "scanner/audit/target_work.hpp"

#include <spdlog/spdlog.h>

#include "scanner/base/escaping.hpp"

namespace glance_audit::app {
namespace {

AuditResult empty_result(const AuditRequest& request, const TargetRequest& asked, const std::string& name) {
    AuditResult result;
    result.now = request.now;
    result.fail_on = request.fail_on;
    engine::describe_rules(request.rules, result);
    result.targets.emplace_back().name = name;
    result.targets.front().labels = asked.labels;
    return result;
}

bool asks_about_schedules(const engine::RuleSet& rules) { return !rules.facts(SubjectKind::schedule).empty(); }

}  // namespace

TargetWork::TargetWork(const AuditRequest& all, const TargetRequest& one, const std::string& name, Progress& progress)
    : request(all),
      asked(one),
      result(empty_result(all, one, name)),
      evaluator(all.rules, result, 0),
      schedules(one.schedules.get(), asks_about_schedules(all.rules)),
      counts_queued(!all.only_id && all.rules.facts(SubjectKind::database).contains(Fact::queued_most)),
      reading(progress),
      progress_(progress) {
    context.now = all.now;
    choose_image_facts();
}

// What is known of every image, whatever its row says.
engine::KnownFacts TargetWork::known_of_all() const {
    engine::KnownFacts known;
    if (request.targets.size() == 1) known = {{Fact::conflicts, std::nullopt}, {Fact::missing_in, std::nullopt}};
    const bool to_come = asked.configuration != nullptr && !context.configured;
    if (to_come) return known;
    for (const auto& [fact, value] : facts::configured_facts(context.configured)) known.push_back({fact, value});
    return known;
}

// What findings about images, and those of other targets about the same images, are told with.
FactSet TargetWork::told_of_images() const {
    FactSet facts = request.rules.facts(SubjectKind::image, known_of_all(), request.now);
    facts.insert(request.also);
    if (facts.contains(Fact::conflicts)) facts.insert(facts::with_needs({Fact::conflicts}));
    return facts;
}

void TargetWork::choose_image_facts() {
    const FactSet told = told_of_images();
    result.rows[static_cast<std::size_t>(SubjectKind::image)] = RowStore(told);
    wanted = told;
    wanted.insert(schedules.image_facts());
    wanted.insert(Fact::deleted_at);  // pinned rows are counted whatever the rules ask for
    if (counts_queued) wanted.insert({Fact::status, Fact::owner});
    wanted = facts::with_needs(wanted);
}

void TargetWork::use_schedules() {
    if (request.only_id) return;
    schedules = facts::ScheduleFacts(asked.schedules.get(), asks_about_schedules(request.rules));
    choose_image_facts();
    for (const SourceError& error : asked.schedules->failures) {
        progress_.log_error(error.where() + ": " + error.what() + " (" + error.hint() + ")");
    }
}

void TargetWork::use_configuration(const facts::Configured& configured) {
    context.configured = configured;
    choose_image_facts();
}

bool TargetWork::may_match(engine::KnownFacts known) const {
    const engine::KnownFacts always = known_of_all();
    known.insert(known.end(), always.begin(), always.end());
    return request.rules.can_match(SubjectKind::image, known, request.now);
}

void TargetWork::look_up(const Batch& batch) {
    RowStore& store = result.rows[static_cast<std::size_t>(SubjectKind::image)];
    for (std::size_t row = 0; row < batch.size(); ++row) result.looked_up.push_back({0, store.append(batch, row)});
}

void TargetWork::note_failure(const std::string& what, std::uint64_t rows, const SourceError& error) {
    std::string text = error.what();
    if (!error.hint().empty()) text += " (" + error.hint() + ")";
    progress_.log_error((error.where().empty() ? target().name : error.where()) + ": " + what + ": " + text);
    target().coverage.push_back({what, rows, false, text});
}

void TargetWork::begin(const std::string& what) {
    reading.begin(target().name + ": " + what, 0);
    std::string visible;
    append_visible(visible, target().name + ": reading " + what);
    spdlog::info("{}", visible);
}

void TargetWork::note_outcome(const std::string& what, const sources::Outcome& outcome) {
    Coverage& coverage = target().coverage.emplace_back(Coverage{what, outcome.rows, true, std::nullopt});
    if (outcome.bad_rows == 0) return;
    coverage.complete = false;
    coverage.error = std::to_string(outcome.bad_rows) + (outcome.bad_rows == 1 ? " row" : " rows") +
                     " could not be understood, and the audit goes on without; the first: " + outcome.first_bad;
    progress_.log_error(target().name + ": " + what + ": " + *coverage.error);
}

}  // namespace glance_audit::app

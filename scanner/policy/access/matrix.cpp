#include "scanner/policy/access/matrix.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "scanner/base/ascii.hpp"
#include "scanner/policy/access/action_table.hpp"
#include "scanner/policy/access/audience.hpp"
#include "scanner/policy/access/circumstances.hpp"
#include "scanner/policy/rules/action_names.hpp"

namespace glance_audit::policy {

namespace {

bool is_administrator(const Persona& persona) {
    return std::find(persona.roles.begin(), persona.roles.end(), "admin") != persona.roles.end();
}

// What tells the circumstances apart that are decided differently.
std::string differences(const std::vector<Circumstance>& all, const std::vector<Decision>& decisions) {
    static constexpr std::array<std::string_view, 3> kWords{"whose it is", "its visibility",
                                                            "whether it is shared with them"};
    std::array<bool, kWords.size()> matters{};
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            const std::optional<Side> side = only_difference(all[i], all[k]);
            if (side && decisions[i] != decisions[k]) matters[static_cast<std::size_t>(*side)] = true;
        }
    }
    std::string out;
    for (std::size_t side = 0; side < kWords.size(); ++side) {
        if (matters[side]) out.append(out.empty() ? "" : ", ").append(kWords[side]);
    }
    return out;
}

// Asks the same policies for one action after the other. Who asks is made once.
class Asker {
public:
    explicit Asker(const Decider& decider) : decider_(decider) {
        for (const Persona* const persona : matrix_personas(decider.options())) {
            callers_.emplace_back(persona, decider.caller(*persona));
        }
    }

    PolicyMatrix::Row row(std::string_view action) const {
        const Question question = decider_.question(action);
        const EffectiveRule rule = decider_.policy().effective(question.policy);
        PolicyMatrix::Row row{std::string(action), question.info->group, rule.check, rule.location, {}, {}};
        for (const auto& [persona, caller] : callers_) row.cells.push_back(answer(question, *persona, caller));
        return row;
    }

private:
    // Where somebody surely passes in one circumstance, it depends, whatever the others are.
    PolicyMatrix::Cell answer(const Question& question, const Persona& persona, const Caller& caller) const {
        const std::vector<Circumstance> all = circumstances(question.info->about, persona);
        std::vector<Decision> decisions;
        for (const Circumstance& one : all) decisions.push_back(decider_.rule(question, caller, one).decision);
        const auto some = [&](Decision d) {
            return std::find(decisions.begin(), decisions.end(), d) != decisions.end();
        };
        if (!some(Decision::allow)) {
            if (some(Decision::unknown)) return {Answer::unknown, {}, {}};
            return {some(Decision::error) ? Answer::error : Answer::no, {}, {}};
        }
        const bool always =
            std::all_of(decisions.begin(), decisions.end(), [](Decision d) { return d == Decision::allow; });
        if (always) return {Answer::yes, {}, {}};
        return {Answer::depends, differences(all, decisions), {}};
    }

    const Decider& decider_;
    std::vector<std::pair<const Persona*, Caller>> callers_;
};

bool is_of_somebody(About about) {
    return about == About::image || about == About::image_to_share || about == About::metadata;
}

bool stranger_passes(const PolicyMatrix::Row& row, const std::vector<const Persona*>& columns) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i]->name == "other-member") return row.cells[i].answer == Answer::yes;
    }
    return false;
}

// The personas have ordinary roles, or those of administrators and services; the files may name others.
std::string holders_of_other_roles(const Decider& decider, std::string_view action, const Persona* smallest) {
    if (smallest != nullptr && !smallest->service_token && !is_administrator(*smallest)) return {};
    return who_may(decider, action).holders;
}

// "any reader" and "get an image": "Any reader may get an image".
std::string sentence(std::string who, const std::string& may) {
    who.front() = text::to_upper(who.front());
    return who + " may " + may;
}

// "Any project member may create an image with an ID of their choice."
std::string who_may_in_words(const PolicyMatrix::Row& row, const Decider& decider) {
    const ActionInfo* const info = find_action(row.action);
    const std::string may = may_words(row.action);
    const Persona* const smallest = smallest_persona(row, decider.options());
    const bool some_unknown =
        std::any_of(row.cells.begin(), row.cells.end(), [](const auto& c) { return c.answer == Answer::unknown; });
    const std::string others = some_unknown ? " Who else may is not known." : "";
    if (const std::string holders = holders_of_other_roles(decider, row.action, smallest); !holders.empty()) {
        const bool admins = smallest != nullptr && is_administrator(*smallest);
        return sentence(holders + (admins ? ", and administrators," : ""), may) + "." + others;
    }
    if (smallest == nullptr) return (some_unknown ? "It is not known who may " : "Nobody may ") + may + ".";
    std::string text = sentence(std::string(smallest->who), may);
    const auto columns = matrix_personas(decider.options());
    const auto at = static_cast<std::size_t>(std::find(columns.begin(), columns.end(), smallest) - columns.begin());
    if (row.cells[at].answer == Answer::depends) {
        text += ", depending on " + row.cells[at].depends_on;
    } else if (smallest->acts == Acts::on_own && info != nullptr && is_of_somebody(info->about)) {
        text += stranger_passes(row, columns) ? ", whoever owns it" : ", if it is their project's";
    }
    return text + "." + others;
}

// "Glance asks tasks_api_access in place of get_task. An administrator may see a task."
std::string in_words(const PolicyMatrix::Row& row, const Decider& decider) {
    const std::string_view asked = decider.question(row.action).policy;
    const std::string instead =
        asked == row.action ? "" : "Glance asks " + std::string(asked) + " in place of " + row.action + ". ";
    return instead + who_may_in_words(row, decider);
}

PolicyMatrix::Row* row_of(PolicyMatrix& matrix, const std::string& action) {
    const auto found =
        std::find_if(matrix.rows.begin(), matrix.rows.end(), [&](const auto& row) { return row.action == action; });
    return found == matrix.rows.end() ? nullptr : &*found;
}

}  // namespace

std::vector<std::string> names_in_effect(const Policy& policy, std::string_view release) {
    std::vector<std::string> names = policy.actions();
    if (release != "none") {
        for (const std::string_view name : names_known_to(release)) names.emplace_back(name);
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

std::vector<std::string> matrix_actions(const Policy& policy, std::string_view release) {
    std::vector<std::pair<std::size_t, std::string>> placed;
    for (std::string& name : names_in_effect(policy, release)) {
        const ActionInfo* const info = find_action(name);
        if (info == nullptr && release != "none") continue;
        const auto place =
            info == nullptr ? glance_actions().size() : static_cast<std::size_t>(info - glance_actions().data());
        placed.emplace_back(place, std::move(name));
    }
    std::sort(placed.begin(), placed.end());
    std::vector<std::string> names;
    for (auto& [place, name] : placed) names.push_back(std::move(name));
    return names;
}

std::vector<const Persona*> matrix_personas(const AccessOptions& options) {
    const bool anonymous = *in_effect(options).allow_anonymous_access;
    std::vector<const Persona*> columns;
    for (const Persona& persona : personas()) {
        if (anonymous || !persona.anonymous) columns.push_back(&persona);
    }
    return columns;
}

PolicyMatrix::Row matrix_row(const Decider& decider, std::string_view action) {
    PolicyMatrix::Row row = Asker(decider).row(action);
    row.in_words = in_words(row, decider);
    return row;
}

PolicyMatrix policy_matrix(const Decider& decider) {
    PolicyMatrix matrix;
    matrix.release = decider.options().release;
    for (const Persona* const persona : matrix_personas(decider.options())) {
        matrix.personas.push_back({std::string(persona->name), std::string(persona->title)});
    }
    const Asker asker(decider);
    for (const std::string& action : matrix_actions(decider.policy(), decider.options().release)) {
        matrix.rows.push_back(asker.row(action));
        matrix.rows.back().in_words = in_words(matrix.rows.back(), decider);
    }
    return matrix;
}

void mark_changes(PolicyMatrix& matrix, const PolicyMatrix& defaults) {
    for (const PolicyMatrix::Row& usual : defaults.rows) {
        PolicyMatrix::Row* const row = row_of(matrix, usual.action);
        if (row == nullptr) continue;
        for (std::size_t i = 0; i < row->cells.size(); ++i) {
            PolicyMatrix::Cell& cell = row->cells[i];
            const PolicyMatrix::Cell& before = usual.cells[i];
            if (cell.answer != before.answer || cell.depends_on != before.depends_on) cell.by_default = before.answer;
        }
    }
}

void merge_more_open(PolicyMatrix& matrix, const PolicyMatrix& other) {
    for (const PolicyMatrix::Row& theirs : other.rows) {
        PolicyMatrix::Row* const row = row_of(matrix, theirs.action);
        if (row == nullptr) {
            matrix.rows.push_back(theirs);
            continue;
        }
        for (std::size_t i = 0; i < row->cells.size(); ++i) {
            if (theirs.cells[i].answer <= row->cells[i].answer) continue;
            row->cells[i] = theirs.cells[i];
            row->in_words = theirs.in_words;
        }
    }
}

const Persona* smallest_persona(const PolicyMatrix::Row& row, const AccessOptions& options) {
    const std::vector<const Persona*> columns = matrix_personas(options);
    for (const Answer wanted : {Answer::yes, Answer::depends}) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (row.cells[i].answer == wanted) return columns[i];
        }
    }
    return nullptr;
}

}  // namespace glance_audit::policy

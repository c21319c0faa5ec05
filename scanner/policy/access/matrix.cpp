#include "scanner/policy/access/matrix.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "scanner/model/release.hpp"
#include "scanner/policy/access/action_table.hpp"
#include "scanner/policy/access/audience.hpp"
#include "scanner/policy/access/circumstances.hpp"
#include "scanner/policy/rules/action_names.hpp"
#include "scanner/policy/rules/release_defaults.hpp"

namespace glance_audit::policy {

namespace {

constexpr std::string_view kOtherRules = "other rules";

const ActionInfo& info_of(std::string_view action) {
    static const ActionInfo kUnknown{{}, std::string(kOtherRules), About::image, About::image, OwnerCheck::none, false,
                                     {}};
    const ActionInfo* const known = find_action(action);
    return known == nullptr ? kUnknown : *known;
}

PolicySwitches in_effect(const AccessOptions& options) {
    return in_effect(options.switches, find_defaults(options.release));
}

bool is_owner_check_lifted(const AccessOptions& options) {
    const PolicySwitches switches = in_effect(options);
    const std::vector<std::string> lifting = owner_check_lifted_by(options.release);
    return std::any_of(kPolicySwitches.begin(), kPolicySwitches.end(), [&](const PolicySwitch& one) {
        const std::string option = std::string(one.group) + "." + std::string(one.name);
        return *(switches.*one.value) && std::find(lifting.begin(), lifting.end(), option) != lifting.end();
    });
}

bool is_administrator(const Persona& persona) {
    return std::find(persona.roles.begin(), persona.roles.end(), "admin") != persona.roles.end();
}

// Asks the same policy for one action after the other. What the enforcer is handed is made once: it is most of the
// work.
class Asker {
public:
    Asker(const Policy& policy, const AccessOptions& options)
        : policy_(policy),
          up_to_victoria_(is_release_between(options.release, {}, "Victoria")),
          owner_check_lifted_(is_owner_check_lifted(options)) {
        for (const Persona* const persona : matrix_personas(options)) {
            Value credentials = credentials_in(options, *persona);
            const bool admin = is_admin(*persona, credentials);
            callers_.push_back({persona, std::move(credentials), admin});
        }
    }

    PolicyMatrix::Row row(std::string_view action) {
        const EffectiveRule rule = policy_.effective(action);
        const ActionInfo& info = info_of(action);
        PolicyMatrix::Row row{std::string(action), info.group, rule.check, rule.location, {}, {}};
        for (const Caller& caller : callers_) row.cells.push_back(answer(action, info, caller));
        return row;
    }

private:
    struct Caller {
        const Persona* persona;
        Value credentials;
        bool admin;
    };

    // Glance asks context_is_admin of every request; where no rule of that name is known, the role counts.
    bool is_admin(const Persona& persona, const Value& credentials) const {
        if (!policy_.has_rule("context_is_admin")) {
            return is_administrator(persona);
        }
        return policy_.enforce("context_is_admin", credentials, credentials) == Decision::allow;
    }

    PolicyMatrix::Cell answer(std::string_view action, const ActionInfo& info, const Caller& caller) {
        // Whose image it is matters to the owner check even where the policy is not told of any.
        const std::vector<Circumstance> all = circumstances(info.about, *caller.persona);
        std::vector<Decision> decisions;
        for (const Circumstance& circumstance : all) decisions.push_back(decide(action, info, caller, circumstance));
        const auto some = [&](Decision d) {
            return std::find(decisions.begin(), decisions.end(), d) != decisions.end();
        };
        if (some(Decision::unknown)) return {Answer::unknown, {}, {}};
        if (!some(Decision::allow)) return {some(Decision::error) ? Answer::error : Answer::no, {}, {}};
        if (!some(Decision::deny) && !some(Decision::error)) return {Answer::yes, {}, {}};
        return {Answer::depends, differences(all, decisions), {}};
    }

    Decision decide(std::string_view action, const ActionInfo& info, const Caller& caller,
                    const Circumstance& circumstance) {
        if (caller.persona->anonymous && !info.read) return Decision::deny;
        if (!caller.admin && !is_visible(info.about, circumstance)) return Decision::deny;
        const Value& target = target_in(up_to_victoria_ ? info.before_wallaby : info.about, circumstance);
        const Decision decision = policy_.enforce(action, caller.credentials, target);
        const bool owner_checked =
            info.owner_check == OwnerCheck::always || (info.owner_check == OwnerCheck::legacy && !owner_check_lifted_);
        const bool refused = !caller.admin && owner_checked && !circumstance.own;
        return decision == Decision::allow && refused ? Decision::deny : decision;
    }

    const Value& target_in(About about, const Circumstance& circumstance) {
        const auto key = std::tuple(about, circumstance.own, circumstance.visibility, circumstance.shared_with_caller);
        auto known = targets_.find(key);
        if (known == targets_.end()) {
            known = targets_.emplace(key, target_of(about, circumstance, up_to_victoria_)).first;
        }
        return known->second;
    }

    // What tells the circumstances apart that are decided differently.
    static std::string differences(const std::vector<Circumstance>& all, const std::vector<Decision>& decisions) {
        struct Side {
            std::string_view words;
            bool (*only)(const Circumstance& a, const Circumstance& b);
        };
        static constexpr std::array<Side, 3> kSides{
            {{"whose it is",
              [](const Circumstance& a, const Circumstance& b) {
                  return a.own != b.own && a.visibility == b.visibility && a.shared_with_caller == b.shared_with_caller;
              }},
             {"its visibility",
              [](const Circumstance& a, const Circumstance& b) {
                  return a.own == b.own && a.visibility != b.visibility && a.shared_with_caller == b.shared_with_caller;
              }},
             {"whether it is shared with them", [](const Circumstance& a, const Circumstance& b) {
                  return a.own == b.own && a.visibility == b.visibility && a.shared_with_caller != b.shared_with_caller;
              }}}};
        std::string out;
        for (const Side& side : kSides) {
            bool differs = false;
            for (std::size_t i = 0; i < all.size(); ++i) {
                for (std::size_t k = 0; k < i; ++k) {
                    differs = differs || (decisions[i] != decisions[k] && side.only(all[i], all[k]));
                }
            }
            if (differs) out.append(out.empty() ? "" : ", ").append(side.words);
        }
        return out;
    }

    const Policy& policy_;
    bool up_to_victoria_;
    bool owner_check_lifted_;
    std::vector<Caller> callers_;
    std::map<std::tuple<About, bool, std::string_view, bool>, Value> targets_;
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
std::string holders_of_other_roles(const Policy& policy, std::string_view action, const Persona* smallest) {
    if (smallest != nullptr && !smallest->service_token && !is_administrator(*smallest)) return {};
    return who_may(policy, action).holders;
}

// "any reader" and "get an image": "Any reader may get an image".
std::string sentence(std::string who, const std::string& may) {
    who.front() = static_cast<char>(who.front() - 'a' + 'A');
    return who + " may " + may;
}

// "Any project member may create an image with an ID of their choice."
std::string in_words(const PolicyMatrix::Row& row, const Policy& policy, const AccessOptions& options) {
    const ActionInfo* const info = find_action(row.action);
    const std::string may = info == nullptr ? "pass " + row.action : info->may;
    const Persona* const smallest = smallest_persona(row, options);
    const bool some_unknown =
        std::any_of(row.cells.begin(), row.cells.end(), [](const auto& c) { return c.answer == Answer::unknown; });
    const std::string others = some_unknown ? " Who else may is not known." : "";
    if (const std::string holders = holders_of_other_roles(policy, row.action, smallest); !holders.empty()) {
        const bool admins = smallest != nullptr && is_administrator(*smallest);
        return sentence(holders + (admins ? ", and administrators," : ""), may) + "." + others;
    }
    if (smallest == nullptr) return (some_unknown ? "It is not known who may " : "Nobody may ") + may + ".";
    std::string text = sentence(std::string(smallest->who), may);
    const auto columns = matrix_personas(options);
    const auto at = static_cast<std::size_t>(std::find(columns.begin(), columns.end(), smallest) - columns.begin());
    if (row.cells[at].answer == Answer::depends) {
        text += ", depending on " + row.cells[at].depends_on;
    } else if (smallest->acts == Acts::on_own && info != nullptr && is_of_somebody(info->about)) {
        text += stranger_passes(row, columns) ? ", whoever owns it" : ", if it is their project's";
    }
    return text + "." + others;
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

PolicyMatrix::Row matrix_row(const Policy& policy, std::string_view action, const AccessOptions& options) {
    PolicyMatrix::Row row = Asker(policy, options).row(action);
    row.in_words = in_words(row, policy, options);
    return row;
}

Value credentials_in(const AccessOptions& options, const Persona& persona) {
    return Value::map(credentials_of(persona, handed_over(options.release)));
}

Value usual_target(const AccessOptions& options, std::string_view action, const Persona& persona) {
    const ActionInfo& info = info_of(action);
    const bool up_to_victoria = is_release_between(options.release, {}, "Victoria");
    return target_of(up_to_victoria ? info.before_wallaby : info.about, circumstances(info.about, persona).front(),
                     up_to_victoria);
}

PolicyMatrix policy_matrix(const Policy& policy, const AccessOptions& options) {
    PolicyMatrix matrix;
    matrix.release = options.release;
    for (const Persona* const persona : matrix_personas(options)) {
        matrix.personas.push_back({std::string(persona->name), std::string(persona->title)});
    }
    Asker asker(policy, options);
    for (const std::string& action : matrix_actions(policy, options.release)) {
        matrix.rows.push_back(asker.row(action));
        matrix.rows.back().in_words = in_words(matrix.rows.back(), policy, options);
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

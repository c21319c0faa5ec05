// Do matrix, explanation and findings say the same? Standard input: a case a line, {"release": NAME, "policy": {name:
// check string}, "switches": {"enforce_scope": true, …}}. Standard output: a JSON object a line, {"compared": N,
// "contradictions": ["…"]}.
#include <algorithm>
#include <array>
#include <cstdint>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "scanner/base/error.hpp"
#include "scanner/facts/policies.hpp"
#include "scanner/policy/access/explained.hpp"
#include "scanner/policy/access/matrix.hpp"

namespace {

using namespace glance_audit;
using nlohmann::json;
using policy::Decision;

std::optional<bool> switched(const json& switches, const char* name) {
    return switches.contains(name) ? std::optional(switches.at(name).get<bool>()) : std::nullopt;
}

// What is said of one action.
struct Said {
    std::map<std::string_view, PolicyMatrix::Cell, std::less<>> cells;     // by persona
    std::map<std::string_view, PolicyMatrix::Cell, std::less<>> defaults;  // without the file
    std::optional<ClaimableBy> allowed_to;
    std::optional<LetsInMore> more;
    bool from_file = false;

    static bool passes(const PolicyMatrix::Cell& cell) {
        return cell.answer == Answer::yes || cell.answer == Answer::depends;
    }
    bool passes(std::string_view persona) const { return passes(cells.at(persona)); }
    bool newly(std::string_view persona) const { return passes(persona) && !passes(defaults.at(persona)); }
    bool some_pass(std::initializer_list<std::string_view> personas) const {
        return std::any_of(personas.begin(), personas.end(), [&](std::string_view one) { return passes(one); });
    }
};

class Comparison {
public:
    explicit Comparison(const json& question)
        : release_(question.at("release").get<std::string>()),
          selection_(select(question)),
          judge_(selection_, release_ == "none" ? std::vector<std::string>{} : std::vector{release_}),
          decider_(load(selection_)),
          defaults_(load(without_files())) {}

    json run() {
        const PolicyMatrix matrix = policy::policy_matrix(decider_);
        const PolicyMatrix usual = policy::policy_matrix(defaults_);
        for (const PolicyMatrix::Row& row : matrix.rows) take(row, matrix, &Said::cells);
        for (const PolicyMatrix::Row& row : usual.rows) take(row, usual, &Said::defaults);
        judge_.each_batch([&](const Batch& batch, const facts::Locations&) { take(batch); });
        for (const auto& [action, said] : said_) {
            if (said.cells.empty()) continue;  // a rule that nothing asks for
            compare_explanations(action, said);
            if (said.allowed_to) compare_finding(action, said);
            const bool asked = decider_.question(action).policy == action;  // else the finding is that one's
            if (asked && !said.defaults.empty()) compare_more(action, said);
        }
        const auto creation = said_.find("add_image");
        if (creation != said_.end()) {
            check("add_image", judge_.claimable_by() == creation->second.allowed_to, "claimable_by is another group");
        }
        return {{"compared", compared_}, {"contradictions", contradictions_}};
    }

private:
    static policy::PolicySelection select(const json& question) {
        policy::PolicySelection selection;
        const json& switches = question.at("switches");
        selection.switches = {.enforce_new_defaults = switched(switches, "enforce_new_defaults"),
                              .enforce_scope = switched(switches, "enforce_scope"),
                              .enforce_secure_rbac = switched(switches, "enforce_secure_rbac"),
                              .allow_anonymous_access = switched(switches, "allow_anonymous_access"),
                              .policy_default_rule = std::nullopt};
        selection.texts = std::vector{text::SourceText("policy.json", question.at("policy").dump())};
        return selection;
    }

    policy::PolicySelection without_files() const {
        policy::PolicySelection selection;
        selection.switches = selection_.switches;
        return selection;
    }

    policy::Decider load(const policy::PolicySelection& selection) const {
        return {policy::Policy::load(policy::policy_options(selection, release_)),
                policy::access_options(selection, release_)};
    }

    void take(const PolicyMatrix::Row& row, const PolicyMatrix& matrix,
              std::map<std::string_view, PolicyMatrix::Cell, std::less<>> Said::*cells) {
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            (said_[row.action].*cells)[policy::find_persona(matrix.personas[i].name)->name] = row.cells[i];
        }
    }

    void take(const Batch& batch) {
        for (std::size_t row = 0; row < batch.size(); ++row) {
            Said& said = said_[std::string(batch[Fact::action].texts[row])];
            if (const auto found = word<ClaimableBy>(batch, Fact::allowed_to, row)) said.allowed_to = found;
            said.more = word<LetsInMore>(batch, Fact::lets_in_more, row);
            said.from_file = word<CheckFrom>(batch, Fact::check_from, row) == CheckFrom::file;
        }
    }

    template <class Word>
    static std::optional<Word> word(const Batch& batch, Fact fact, std::size_t row) {
        if (batch[fact].present[row] == 0) return std::nullopt;
        return static_cast<Word>(batch[fact].numbers[row]);
    }

    void check(const std::string& action, bool holds, const std::string& problem) {
        ++compared_;
        if (!holds) contradictions_.push_back(action + ": " + problem);
    }

    // The explanation is that of one circumstance among those of the cell.
    void compare_explanations(const std::string& action, const Said& said) {
        for (const auto& [persona, cell] : said.cells) {
            const policy::Explained found = policy::explain(decider_, action, *policy::find_persona(persona), {});
            const Decision decision = found.explanation.decision;
            const std::string shown = std::string(policy::decision_name(decision)) + " \"" + found.sentence + "\"";
            const std::string who(persona);
            check(action, fits(cell.answer, decision),
                  who + ": the matrix says " + std::string(to_string(cell.answer)) + ", explain " + shown);
            check(action, fits(found.sentence, decision), who + ": the sentence does not fit: " + shown);
            const auto& steps = found.explanation.because;
            check(action, !steps.empty() && (steps.back().rule != policy::kGlanceItself || decision == Decision::deny),
                  who + ": the steps do not lead to " + shown);
        }
    }

    static bool fits(Answer answer, Decision decision) {
        switch (answer) {
            case Answer::yes: return decision == Decision::allow;
            case Answer::no: return decision == Decision::deny;
            case Answer::error: return decision == Decision::error || decision == Decision::deny;
            case Answer::unknown: return decision != Decision::allow;
            case Answer::depends: break;
        }
        return true;
    }

    static bool fits(const std::string& sentence, Decision decision) {
        const bool refuses = sentence.find(" may not ") != std::string::npos;
        const bool unknown = sentence.starts_with("Whether ");
        const bool error = sentence.starts_with("Nobody gets an answer");
        switch (decision) {
            case Decision::allow: return sentence.find(" may ") != std::string::npos && !refuses && !unknown && !error;
            case Decision::deny: return refuses && !unknown && !error;
            case Decision::unknown: return unknown;
            case Decision::error: break;
        }
        return error;
    }

    // The smallest group that passes, and the cells of its people.
    void compare_finding(const std::string& action, const Said& said) {
        const ClaimableBy group = *said.allowed_to;
        const std::string shown = "finding " + std::string(in_words(group));
        const Answer none = said.cells.at("none").answer;
        const bool ordinary = said.some_pass({"owner", "reader", "member", "other-member"});
        check(action, (group == ClaimableBy::anyone) == said.passes("none"),
              shown + ", but without a role it is " + std::string(to_string(none)));
        check(action, none != Answer::unknown || group == ClaimableBy::unknown, shown + ", without a role unknown");
        const bool for_ordinary = group == ClaimableBy::anyone || group == ClaimableBy::members;
        check(action, !ordinary || for_ordinary || group == ClaimableBy::unknown, shown + ", but ordinary users pass");
        const bool is_admin = decider_.caller(*policy::find_persona("service")).admin;
        check(action,
              is_admin || !said.passes("service") || (group != ClaimableBy::admins && group != ClaimableBy::nobody),
              shown + ", but services pass");
        check(action, !said.some_pass({"admin", "system-admin"}) || group != ClaimableBy::nobody,
              shown + ", but administrators pass");
    }

    // Whom the file lets in beyond the defaults, and the cells that changed.
    void compare_more(const std::string& action, const Said& said) {
        if (!said.from_file) return;
        const bool without_role = said.newly("owner");
        const bool with_role = said.newly("reader") || said.newly("member");
        const bool anyone = said.more == LetsInMore::anyone;
        const bool members = said.more == LetsInMore::members;
        check(action, !without_role || anyone, "users without a role are newly let in, and no finding says so");
        check(action, !with_role || anyone || members, "ordinary users are newly let in, and no finding says so");
        check(action, !anyone || said.passes("owner"), "a finding says that anyone is let in, and the matrix not");
    }

    std::string release_;
    policy::PolicySelection selection_;
    facts::PolicyJudge judge_;
    policy::Decider decider_;
    policy::Decider defaults_;
    std::map<std::string, Said> said_;
    std::size_t compared_ = 0;
    std::vector<std::string> contradictions_;
};

}  // namespace

int main() {
    for (std::string line; std::getline(std::cin, line);) {
        try {
            std::cout << Comparison(json::parse(line)).run().dump(-1, ' ', true, json::error_handler_t::replace)
                      << '\n';
        } catch (const UsageError& error) {
            std::cout << json{{"error", error.what()}}.dump() << '\n';
        }
    }
    return 0;
}

#include "scanner/policy/access/audience.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "scanner/base/join.hpp"

namespace glance_audit::policy {

namespace {

constexpr std::string_view kAdmin = "admin";

// The most a caller may hope for, in all circumstances of whoever acts so.
class BestDecision {
public:
    BestDecision(const Decider& decider, std::string_view action, Acts acts)
        : decider_(decider),
          question_(decider.question(action)),
          circumstances_(circumstances(question_.info->about, Asking{.acts = acts})) {}

    Decision of(const Caller& caller) const {
        Decision best = Decision::deny;
        for (const Circumstance& circumstance : circumstances_) {
            const Decision decision = decider_.rule(question_, caller, circumstance).decision;
            if (decision == Decision::allow) return decision;
            if (decision == Decision::unknown) best = decision;
        }
        return best;
    }

private:
    const Decider& decider_;
    Question question_;
    std::vector<Circumstance> circumstances_;
};

// Users who have several of the names at once.
std::vector<User> together(const User& names) {
    std::vector<User> users{{names.roles, {}}};
    for (const User& user : one_by_one(names)) {
        if (!user.values.empty()) users.push_back({names.roles, user.values});
    }
    users.push_back(names);
    return users;
}

std::vector<User> project_administrators(const User& names) {
    std::vector<std::string> all = names.roles;
    all.emplace_back(kAdmin);
    return {{{std::string(kAdmin)}, {}}, {all, {}}, {all, names.values}};
}

// Asks for users who are not ordinary. An administrator of another name may be among them, and is kept apart, unless
// everyone is taken for one.
class NamedUsers {
public:
    NamedUsers(const Decider& decider, const BestDecision& best)
        : decider_(decider),
          best_(best),
          names_(handed_over(decider.options().release)),
          all_are_admins_(decider.caller(ordinary_credentials(names_).front()).admin) {}

    Decision ask(const User& user) {
        const Caller caller = decider_.caller(credentials_of(user, names_));
        const Decision decision = best_.of(caller);
        if (decision != Decision::allow || !caller.admin || all_are_admins_) return decision;
        admins_pass_ = true;
        return Decision::deny;
    }

    bool admins_pass() const { return admins_pass_; }

private:
    const Decider& decider_;
    const BestDecision& best_;
    Credentials names_;
    bool all_are_admins_;
    bool admins_pass_ = false;
};

std::string in_words(const CredentialValue& value) { return value.name + " " + value.value; }

// The first of many: it is for a sentence.
std::string first_of(const std::vector<std::string>& texts, std::string_view separator) {
    constexpr std::size_t kMost = 5;
    if (texts.size() <= kMost) return joined(texts, separator);
    return joined(std::span(texts).first(kMost), ", ") + " and " + std::to_string(texts.size() - kMost) + " more";
}

// "holders of roles a and b with project_id c".
std::string all_of_these(const User& user) {
    std::vector<std::string> values;
    for (const CredentialValue& value : user.values) values.push_back(in_words(value));
    const std::string who = user.roles.empty() ? "users"
                                               : (user.roles.size() == 1 ? "holders of role " : "holders of roles ") +
                                                     first_of(user.roles, " and ");
    return values.empty() ? who : who + " with " + first_of(values, " and ");
}

// An odd check refuses owners and lets strangers in: "not project_id:%(owner)s".
bool strangers_pass(const Decider& decider, std::string_view action, const std::vector<Value>& ordinary) {
    if (decider.question(action).info->about == About::new_image) return false;  // which is always one's own
    const BestDecision of_others(decider, action, Acts::on_others);
    return std::any_of(ordinary.begin(), ordinary.end(), [&](const Value& credentials) {
        return of_others.of(decider.caller(credentials)) == Decision::allow;
    });
}

}  // namespace

User everything_named(const Decider& decider, std::string_view action) {
    std::set<std::string> roles;
    std::set<CredentialValue> values;
    for (const CheckTree* const tree : decider.policy().reachable(decider.question(action).policy)) {
        for (const RoleCheck& check : tree->roles) {
            if (check.match.is_literal()) roles.insert(check.lowered);
        }
        for (const GenericCheck& check : tree->generics) {
            if (check.kind.meaning != CheckKind::Meaning::lookup || !check.match.is_literal()) continue;
            if (check.kind.path.size() > 1) continue;  // nothing that is handed over can be looked into
            const std::string& name = check.kind.path.front();
            if (name == "roles") {
                roles.insert(check.match.source());
            } else if (is_handed_over(decider.options().release, name) && name != "is_admin_project") {
                values.insert({name, check.match.source()});
            }
        }
    }
    roles.erase(std::string(kAdmin));
    return {{roles.begin(), roles.end()}, {values.begin(), values.end()}};
}

std::vector<User> one_by_one(const User& names) {
    std::vector<User> users;
    for (std::size_t i = 0; i < std::min(names.roles.size(), kMaxNamesTried); ++i) users.push_back({{names.roles[i]}});
    for (std::size_t i = 0; i < std::min(names.values.size(), kMaxNamesTried); ++i) {
        users.push_back({{}, {names.values[i]}});
    }
    return users;
}

Value credentials_of(const User& user, Credentials handed_over) {
    Persona persona;
    persona.roles = user.roles;
    std::map<std::string, Value> entries;
    for (auto& [name, value] : credentials_of(persona, handed_over)) entries[name] = std::move(value);
    for (const CredentialValue& wanted : user.values) entries[wanted.name] = Value::string(wanted.value);
    return Value::map({entries.begin(), entries.end()});
}

const std::vector<Value>& ordinary_credentials(Credentials handed_over) {
    static const auto kOf = [](Credentials names) {
        std::vector<Value> all;
        for (const User& user :
             {User{}, User{{"reader"}}, User{{"member"}}, User{{"reader", "member"}}, User{{"_member_"}}}) {
            all.push_back(credentials_of(user, names));
        }
        return all;
    };
    static const std::array<std::vector<Value>, 3> kCredentials{kOf(Credentials::first), kOf(Credentials::second),
                                                                kOf(Credentials::standard)};
    return kCredentials[static_cast<std::size_t>(handed_over)];
}

std::string any_of_these(const std::vector<User>& users) {
    std::vector<std::string> roles;
    std::vector<std::string> values;
    for (const User& user : users) {
        roles.insert(roles.end(), user.roles.begin(), user.roles.end());
        for (const CredentialValue& value : user.values) values.push_back(in_words(value));
    }
    std::string text = roles.empty() ? "" : "holders of role " + first_of(roles, " or ");
    if (values.empty()) return text;
    return text + (roles.empty() ? "" : ", or ") + "users with " + first_of(values, " or ");
}

std::string in_words(const Audience& audience) {
    return audience.group == ClaimableBy::custom ? audience.holders : std::string(in_words(audience.group));
}

Audience who_may(const Decider& decider, std::string_view action) {
    const BestDecision best(decider, action, Acts::on_both);
    const Credentials given = handed_over(decider.options().release);
    const std::vector<Value>& ordinary = ordinary_credentials(given);
    for (const Value& credentials : ordinary) {
        const Decision decision = best.of(decider.caller(credentials));
        if (decision == Decision::unknown) return {ClaimableBy::unknown};
        const bool has_role = &credentials != &ordinary.front();
        if (decision == Decision::allow) return {has_role ? ClaimableBy::members : ClaimableBy::anyone};
    }
    if (strangers_pass(decider, action, ordinary)) return {ClaimableBy::members};
    const User names = everything_named(decider, action);
    NamedUsers named(decider, best);
    std::vector<User> alone;
    for (const User& user : one_by_one(names)) {
        const Decision decision = named.ask(user);
        if (decision == Decision::unknown && alone.empty()) return {ClaimableBy::unknown};
        if (decision == Decision::allow) alone.push_back(user);
    }
    if (!alone.empty()) return {ClaimableBy::custom, any_of_these(alone)};
    for (const User& user : together(names)) {
        const Decision decision = named.ask(user);
        if (decision == Decision::unknown) return {ClaimableBy::unknown};
        if (decision == Decision::allow) return {ClaimableBy::custom, all_of_these(user)};
    }
    if (named.admins_pass()) return {ClaimableBy::admins};
    std::vector<Caller> administrators{decider.caller(*find_persona("system-admin"))};
    for (const User& user : project_administrators(names))
        administrators.push_back(decider.caller(credentials_of(user, given)));
    for (const Caller& administrator : administrators) {
        const Decision decision = best.of(administrator);
        if (decision == Decision::allow) return {ClaimableBy::admins};
        if (decision == Decision::unknown) return {ClaimableBy::unknown};
    }
    return {ClaimableBy::nobody};
}

}  // namespace glance_audit::policy

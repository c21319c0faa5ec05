#include "scanner/policy/access/comparison.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "scanner/policy/access/audience.hpp"
#include "scanner/policy/access/personas.hpp"

namespace glance_audit::policy {
namespace {

using Entry = std::pair<std::string, Value>;

// A copy with some of its values replaced.
Value with(const Value& map, const std::vector<Entry>& changes) {
    std::vector<Entry> entries = changes;
    for (std::size_t i = 0; i < map.keys().size(); ++i) {
        const std::string& key = map.keys()[i].text();
        const bool changed =
            std::any_of(changes.begin(), changes.end(), [&](const Entry& e) { return e.first == key; });
        if (!changed) entries.emplace_back(key, map.items()[i]);
    }
    return Value::map(std::move(entries));
}

Value with_roles(const std::vector<std::string>& roles) {
    std::vector<Value> values;
    for (const std::string& role : roles) values.push_back(Value::string(role));
    return with(plain_credentials(), {{"roles", Value::list(std::move(values))}});
}

Value image_of(const Value& project, std::string_view visibility) {
    return Value::map(
        {{"project_id", project}, {"owner", project}, {"tenant", project}, {"visibility", Value::string(visibility)}});
}

class Comparison {
public:
    Comparison(const Policy& now, const Policy& before, std::string_view action)
        : now_(now), before_(before), action_(action), visibilities_(visibilities(action)) {}

    bool more_for(const Value& credentials, const Value& project) const {
        if (action_ == "context_is_admin") return more(credentials, credentials);
        return std::any_of(visibilities_.begin(), visibilities_.end(), [&](std::string_view visibility) {
            return more(credentials, image_of(project, visibility));
        });
    }

    bool more_for(const Value& credentials) const { return more_for(credentials, *credentials.find("project_id")); }

private:
    bool more(const Value& credentials, const Value& target) const {
        return now_.enforce(action_, credentials, target) == Decision::allow &&
               before_.enforce(action_, credentials, target) != Decision::allow;
    }

    const Policy& now_;
    const Policy& before_;
    std::string_view action_;
    std::vector<std::string_view> visibilities_;
};

// Those that the checks name, one for each; administrators left out.
std::vector<Value> named_users(const Policy& policy, std::string_view action) {
    std::set<std::string> roles;
    std::set<std::pair<std::string, std::string>> values;
    for (const CheckTree* const tree : policy.reachable(action)) {
        for (const RoleCheck& check : tree->roles) {
            if (check.match.is_literal() && check.lowered != "admin") roles.insert(check.lowered);
        }
        for (const GenericCheck& check : tree->generics) {
            const std::vector<std::string>& path = check.kind.path;
            if (path.size() != 1 || !check.match.is_literal() || path.front().starts_with("is_admin")) continue;
            if (path.front() != "roles") values.emplace(path.front(), check.match.source());
        }
    }
    std::vector<Value> users;
    for (const std::string& role : roles) {
        if (users.size() < kMaxNamesTried) users.push_back(with_roles({role}));
    }
    const std::size_t most = users.size() + kMaxNamesTried;
    for (const auto& [key, value] : values) {
        if (users.size() < most) users.push_back(with(plain_credentials(), {{key, Value::string(value)}}));
    }
    return users;
}

}  // namespace

std::optional<LetsInMore> lets_in_more(const Policy& now, const Policy& before, std::string_view action) {
    static const Value kForeign = Value::string(kOtherProject);
    static const std::vector<Value> kOrdinary{with_roles({}), with_roles({"reader"}), with_roles({"member"}),
                                              with_roles({"reader", "member"}), with_roles({"_member_"})};
    const Comparison comparison(now, before, action);
    const auto own = [&](const Value& user) { return comparison.more_for(user); };
    const auto foreign = [&](const Value& user) { return comparison.more_for(user, kForeign); };
    if (own(kOrdinary.front())) return LetsInMore::anyone;
    if (std::any_of(kOrdinary.begin(), kOrdinary.end(), own)) return LetsInMore::members;
    if (std::any_of(kOrdinary.begin(), kOrdinary.end(), foreign)) return LetsInMore::other_projects;
    const std::vector<Value> named = named_users(now, action);
    const bool more = std::any_of(named.begin(), named.end(), [&](const Value& user) {
        return (own(user) || foreign(user)) && now.enforce("context_is_admin", user, user) != Decision::allow;
    });
    return more ? std::optional(LetsInMore::named) : std::nullopt;
}

}  // namespace glance_audit::policy

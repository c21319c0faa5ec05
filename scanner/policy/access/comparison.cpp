#include "scanner/policy/access/comparison.hpp"

#include <algorithm>
#include <vector>

#include "scanner/policy/access/audience.hpp"
#include "scanner/policy/access/personas.hpp"

namespace glance_audit::policy {
namespace {

class Comparison {
public:
    Comparison(const Policy& now, const Policy& before, std::string_view action)
        : now_(now), before_(before), action_(action), visibilities_(visibilities(action)) {}

    bool more_for(const Value& credentials, const Value& project) const {
        if (action_ == "context_is_admin") return more(credentials, credentials);
        return std::any_of(visibilities_.begin(), visibilities_.end(), [&](std::string_view visibility) {
            return more(credentials, new_image(project, visibility));
        });
    }

    bool more_for(const Value& credentials) const { return more_for(credentials, project_of(credentials)); }

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

}  // namespace

std::string in_words(const More& more) {
    switch (more.who) {
        case LetsInMore::anyone: return "users without any role";
        case LetsInMore::members: return "users with an ordinary role";
        case LetsInMore::other_projects: return "ordinary users, acting on images of other projects";
        case LetsInMore::named: break;
    }
    return more.named;
}

std::optional<More> lets_in_more(const Policy& now, const Policy& before, std::string_view action) {
    static const Value kForeign = Value::string(kOtherProject);
    const Credentials names = handed_over(now.release());
    const std::vector<Value>& ordinary = ordinary_credentials(names);
    const Comparison comparison(now, before, action);
    const auto own = [&](const Value& user) { return comparison.more_for(user); };
    const auto foreign = [&](const Value& user) { return comparison.more_for(user, kForeign); };
    if (own(ordinary.front())) return More{LetsInMore::anyone};
    if (std::any_of(ordinary.begin(), ordinary.end(), own)) return More{LetsInMore::members};
    if (std::any_of(ordinary.begin(), ordinary.end(), foreign)) return More{LetsInMore::other_projects};
    std::vector<User> named = one_by_one(everything_named(now, action));
    std::erase_if(named, [&](const User& user) {
        const Value credentials = credentials_of(user, names);
        const bool more = own(credentials) || foreign(credentials);
        return !more || now.enforce("context_is_admin", credentials, credentials) == Decision::allow;
    });
    if (named.empty()) return std::nullopt;
    return More{LetsInMore::named, any_of_these(named)};
}

}  // namespace glance_audit::policy

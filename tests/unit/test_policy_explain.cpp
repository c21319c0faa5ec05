#include <string>
#include <vector>

#include "scanner/policy/rules/policy.hpp"
#include "tests/unit/catch.hpp"

namespace glance_audit::policy {
namespace {

Policy policy_of(const std::string& file, const std::string& release = "none") {
    PolicyOptions options{.release = release};
    options.texts = std::vector<text::SourceText>{text::SourceText("policy.yaml", file)};
    return Policy::load(options);
}

Value credentials(const std::vector<std::string>& roles, const std::string& project = "p1") {
    std::vector<Value> values;
    for (const std::string& role : roles) values.push_back(Value::string(role));
    return Value::map({{"roles", Value::list(values)}, {"project_id", Value::string(project)}});
}

Explanation explain(const std::string& file, const std::string& action, const std::vector<std::string>& roles,
                    const std::string& owner = "p1") {
    return policy_of(file).explain(action, credentials(roles), Value::map({{"project_id", Value::string(owner)}}));
}

std::string steps(const Explanation& explanation) {
    std::string out;
    for (const CheckStep& step : explanation.because) {
        out += std::string(2 * step.depth, ' ') + step.check + "=" + decision_name(step.result) + ";";
    }
    return out;
}

TEST_CASE("an alternative that allows is the reason, and those before it are not") {
    const Explanation found = explain("a: 'role:admin or role:member'\n", "a", {"member"});
    CHECK(found.decision == Decision::allow);
    CHECK(steps(found) == "role:member=allow;");
    REQUIRE(found.because.front().location);
    CHECK(found.because.front().location->file == "policy.yaml");
    CHECK(found.because.front().location->line == 1);
}

TEST_CASE("where all alternatives deny, all are the reason; of an 'and' the check that denies") {
    const Explanation found =
        explain("a: 'role:admin or (role:member and project_id:%(project_id)s)'\n", "a", {"member"}, "p2");
    CHECK(found.decision == Decision::deny);
    CHECK(steps(found) == "role:admin=deny;project_id:%(project_id)s=deny;");
}

TEST_CASE("a rule's checks stand below it, with the line of their own rule") {
    const Explanation found = explain("a: 'rule:b'\nb: 'not role:guest'\n", "a", {});
    CHECK(steps(found) == "rule:b=allow;  not role:guest=allow;    role:guest=deny;");
    CHECK(found.because[0].location->line == 1);
    CHECK(found.because[1].location->line == 2);
    CHECK(found.because[1].rule == "b");
}

TEST_CASE("an undefined rule falls to default, an undefined action too") {
    CHECK(steps(explain("a: 'rule:nope'\ndefault: '!'\n", "a", {})) == "rule:nope=deny;  !=deny;");
    CHECK(steps(explain("default: '@'\n", "a", {})) == "@=allow;");
    CHECK(steps(explain("b: '@'\n", "a", {})) == "!=deny;");
}

TEST_CASE("a circle is an error and ends") {
    const Explanation found = explain("a: 'rule:b'\nb: 'rule:a'\n", "a", {});
    CHECK(found.decision == Decision::error);
    CHECK(steps(found) == "rule:b=error;  rule:a=error;");
}

TEST_CASE("a server's part is unknown") {
    const Explanation found = explain("a: 'role:admin or http://h/x'\n", "a", {});
    CHECK(found.decision == Decision::unknown);
    CHECK(steps(found) == "http://h/x=unknown;");
}

TEST_CASE("the scope of the token is a reason of its own") {
    PolicyOptions options{.release = "2025.1"};
    const Value system =
        Value::map({{"roles", Value::list({Value::string("admin")})}, {"system_scope", Value::string("all")}});
    const Explanation found = Policy::load(options).explain("add_image", system, Value::map({}));
    CHECK(found.decision == Decision::deny);
    CHECK(steps(found) == "scope_types: project=deny;");
}

TEST_CASE("rules that name each other twice and more are cut") {
    std::string file = "r0: '!'\n";
    for (int i = 1; i < 40; ++i) {
        const std::string below = "rule:r" + std::to_string(i - 1);
        file += "r" + std::to_string(i) + ": '" + below + " or " + below + "'\n";
    }
    const Explanation found = explain(file, "r39", {});
    CHECK(found.decision == Decision::deny);
    CHECK(found.cut);
    CHECK(found.because.size() == kMostSteps);
}

TEST_CASE("what is explained is what is decided") {
    for (const char* const check :
         {"role:a", "not role:a", "role:a and role:b", "role:a or role:b", "@", "!", "x", "role:50%", "1abc:x"}) {
        for (const auto& roles : {std::vector<std::string>{}, {"a"}, {"b"}, {"a", "b"}}) {
            const Policy policy = policy_of("p: '" + std::string(check) + "'\n");
            const Value target = Value::map({});
            INFO(check << " with " << roles.size());
            CHECK(policy.explain("p", credentials(roles), target).decision ==
                  policy.enforce("p", credentials(roles), target));
        }
    }
}

}  // namespace
}  // namespace glance_audit::policy

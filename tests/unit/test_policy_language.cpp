#include <string>
#include <utility>
#include <vector>

#include "scanner/base/error.hpp"
#include "scanner/formats/yaml/yaml.hpp"
#include "scanner/policy/language/check_parser.hpp"
#include "scanner/policy/rules/policy.hpp"
#include "tests/unit/catch.hpp"

namespace glance_audit::policy {
namespace {

Value parse(const std::string& yaml) { return Value::from_yaml(text::parse_yaml(text::SourceText("value", yaml))); }

Policy rules(const std::string& yaml) {
    const text::SourceText source("policy.yaml", yaml);
    return Policy::load({}).with_rules(source, text::parse_yaml(source));
}

const Value kMember = parse(
    "{roles: [Member, reader], project_id: p1, user_id: u1, is_admin: false, "
    "token: {project: {id: p1}, roles: [{name: member}, {name: other}]}, none: ~, list: [a, [b]]}");
const Value kTarget =
    parse("{project_id: p1, owner: p2, visibility: public, number: 5, truth: true, null_value: ~, role: MEMBER}");

// The decision of one check string, written as JSON so that every character can stand in it.
Decision decide(const std::string& check) {
    std::string quoted;
    for (const char c : check) quoted += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return rules("a: \"" + quoted + "\"").enforce("a", kMember, kTarget);
}

using Cases = std::vector<std::pair<std::string, Decision>>;

void check_all(const Cases& cases) {
    for (const auto& [check, decision] : cases) {
        INFO(check);
        CHECK(std::string(decision_name(decide(check))) == decision_name(decision));
    }
}

TEST_CASE("the constant rules") {
    check_all({{"", Decision::allow}, {"@", Decision::allow}, {"!", Decision::deny}, {" ", Decision::deny}});
}

TEST_CASE("what cannot be parsed denies") {
    check_all({{"()", Decision::deny},
               {"((@)", Decision::deny},
               {"@)", Decision::deny},
               {"@ and", Decision::deny},
               {"not not", Decision::deny},
               {"@ @", Decision::deny},
               {"'quoted' or @", Decision::deny},
               {"role:member and(role:reader)", Decision::deny}});
}

TEST_CASE("a rule that is one word, and no check, raises when enforced") {
    check_all(
        {{"and", Decision::error}, {"'quoted'", Decision::error}, {"(", Decision::error}, {"NOT", Decision::error}});
}

TEST_CASE("a check without a colon is false") {
    check_all({{"foo", Decision::deny}, {"not foo", Decision::allow}, {"foo or @", Decision::allow}});
}

TEST_CASE("parentheses bind tightest, then not, and, or; in any case") {
    check_all({{"! and ! or @", Decision::allow},
               {"@ or ! and !", Decision::allow},
               {"(@ or !) and !", Decision::deny},
               {"not ! and !", Decision::deny},
               {"not (! and !)", Decision::allow},
               {"! or @ and @ or !", Decision::allow},
               {"@ or (@ and @) and !", Decision::allow},
               {"NOT ! AnD @", Decision::allow},
               {"not not @", Decision::allow},
               {"((@))and@", Decision::deny}});
}

TEST_CASE("tokens are split at every white space of Unicode, and at nothing else") {
    check_all({{"@\tor\n!", Decision::allow},
               {"!\xC2\xA0or\xE3\x80\x80@", Decision::allow},
               {"!\xE2\x80\x8Bor @", Decision::deny}});
}

TEST_CASE("roles are compared in lower case, after substitution") {
    check_all({{"role:member", Decision::allow},
               {"role:MEMBER", Decision::allow},
               {"role:admin", Decision::deny},
               {"role:%(role)s", Decision::allow},
               {"role:%(nope)s", Decision::deny},
               {"not role:%(nope)s", Decision::allow},
               {"role:50%", Decision::error}});
    const Policy policy = rules("{a: 'role:élan', b: 'role:ΔΙΑΧΕΙΡΙΣΤΗΣ'}");
    CHECK(policy.enforce("a", parse("{roles: [éLAN]}"), kTarget) == Decision::allow);
    CHECK(policy.enforce("a", parse("{roles: [elan]}"), kTarget) == Decision::deny);
    CHECK(policy.enforce("a", parse("{roles: [ÉLAN]}"), kTarget) == Decision::unknown);
    CHECK(policy.enforce("a", parse("{roles: [ÉLAN, élan]}"), kTarget) == Decision::allow);
    CHECK(policy.enforce("b", parse("{roles: [διαχειριστης]}"), kTarget) == Decision::unknown);
}

TEST_CASE("odd roles are taken as Python takes them") {
    const Policy policy = rules("a: role:a");
    CHECK(policy.enforce("a", parse("{}"), kTarget) == Decision::deny);
    CHECK(policy.enforce("a", parse("{roles: []}"), kTarget) == Decision::deny);
    CHECK(policy.enforce("a", parse("{roles: abc}"), kTarget) == Decision::allow);
    CHECK(policy.enforce("a", parse("{roles: {A: 1}}"), kTarget) == Decision::allow);
    CHECK(policy.enforce("a", parse("{roles: ~}"), kTarget) == Decision::error);
    CHECK(policy.enforce("a", parse("{roles: [a, 1]}"), kTarget) == Decision::error);
}

TEST_CASE("other kinds are looked up in the credentials, or are literals") {
    check_all({{"project_id:%(project_id)s", Decision::allow},
               {"project_id:%(owner)s", Decision::deny},
               {"project_id:p1", Decision::allow},
               {"project_id:P1", Decision::deny},
               {"user_id:'u1'", Decision::deny},
               {"is_admin:False", Decision::allow},
               {"nope:x", Decision::deny},
               {"token.project.id:p1", Decision::allow},
               {"token.roles.name:other", Decision::allow},
               {"token.roles.name:nobody", Decision::deny},
               {"list:a", Decision::allow},
               {"list:['b']", Decision::allow},
               {"none:None", Decision::allow},
               {"none.x:None", Decision::error},
               {"project_id.x:p1", Decision::error},
               {"'public':%(visibility)s", Decision::allow},
               {"\"public\":%(visibility)s", Decision::allow},
               {"True:%(truth)s", Decision::allow},
               {"None:%(null_value)s", Decision::allow},
               {"5:%(number)s", Decision::allow},
               {"0x5:%(number)s", Decision::unknown},
               {"5.0:%(number)s", Decision::deny},
               {"project_id.x:%(nope)s", Decision::deny}});
}

TEST_CASE("a check of an unusual kind or format may come to anything") {
    check_all({{"1abc:x", Decision::unknown},
               {":x", Decision::unknown},
               {"a..b:x", Decision::unknown},
               {"os-x:%(nope)s", Decision::unknown},
               {"not [1]:x", Decision::unknown},
               {"project_id:%(owner)d", Decision::unknown},
               {"role:%(role)r", Decision::unknown},
               {"http://h/%(owner)d", Decision::unknown},
               {"1abc:x and !", Decision::unknown},
               {"1abc:x or @", Decision::unknown},
               {"! and 1abc:x", Decision::deny},
               {"@ or 1abc:x", Decision::allow},
               {"1abc:x and role:50%", Decision::unknown}});
}

TEST_CASE("system stands for system_scope where that is set") {
    const Policy policy = rules("a: system:all");
    CHECK(policy.enforce("a", parse("{system_scope: all}"), kTarget) == Decision::allow);
    CHECK(policy.enforce("a", parse("{system_scope: all, system: x}"), kTarget) == Decision::allow);
    CHECK(policy.enforce("a", parse("{system_scope: ~, system: all}"), kTarget) == Decision::allow);
    CHECK(policy.enforce("a", parse("{system_scope: ~}"), kTarget) == Decision::deny);
}

TEST_CASE("a rule that is not defined is decided by the default rule, or denied") {
    CHECK(rules("{a: 'rule:b', b: '@'}").enforce("a", kMember, kTarget) == Decision::allow);
    CHECK(rules("{a: 'rule:b'}").enforce("a", kMember, kTarget) == Decision::deny);
    CHECK(rules("{a: 'rule:b', default: '@'}").enforce("a", kMember, kTarget) == Decision::allow);
    CHECK(rules("{default: '@'}").enforce("no such action", kMember, kTarget) == Decision::allow);
    CHECK(rules("{b: '@'}").enforce("a", kMember, kTarget) == Decision::deny);
    CHECK(Policy::load({}).enforce("a", kMember, kTarget) == Decision::deny);
}

TEST_CASE("a circle raises where it is entered") {
    CHECK(rules("{a: 'rule:b', b: 'rule:a'}").enforce("a", kMember, kTarget) == Decision::error);
    CHECK(rules("{a: '@ or rule:a'}").enforce("a", kMember, kTarget) == Decision::allow);
    CHECK(rules("{a: '! or rule:a'}").enforce("a", kMember, kTarget) == Decision::error);
    CHECK(rules("{default: 'rule:default'}").enforce("a", kMember, kTarget) == Decision::error);
    CHECK(rules("{default: 'rule:nope'}").enforce("a", kMember, kTarget) == Decision::error);
}

TEST_CASE("a remote check is unknown where its answer matters") {
    check_all({{"http://h/x", Decision::unknown},
               {"not https://h/x", Decision::unknown},
               {"opa:add_image", Decision::unknown},
               {"role:nobody or opa_filter:add_image", Decision::unknown},
               {"opas:add_image", Decision::deny},
               {"role:member or http://h/x", Decision::allow},
               {"http://h/x or role:member", Decision::allow},
               {"http://h/x and !", Decision::deny},
               {"http://h/x or 1abc:x", Decision::unknown},
               {"role:50% or http://h/x", Decision::error},
               {"http://h/%(project_id)s", Decision::unknown},
               {"http://h/%(nope)s", Decision::error},
               {"http://h/%", Decision::error}});
    CHECK(rules("{a: 'rule:b', b: 'http://h/%(nope)s'}").enforce("a", kMember, kTarget) == Decision::deny);
}

TEST_CASE("the older lists of lists are ORs of ANDs of single checks") {
    const auto decide_value = [](const std::string& value) {
        return rules("a: " + value).enforce("a", kMember, kTarget);
    };
    CHECK(decide_value("[]") == Decision::allow);
    CHECK(decide_value("[[]]") == Decision::deny);
    CHECK(decide_value("[[], ['role:member']]") == Decision::allow);
    CHECK(decide_value("[['role:member', 'role:admin'], ['role:reader']]") == Decision::allow);
    CHECK(decide_value("[['role:member', 'role:admin']]") == Decision::deny);
    CHECK(decide_value("['role:member']") == Decision::allow);
    CHECK(decide_value("['role:member or role:admin']") == Decision::deny);
    CHECK(decide_value("[['role:member', 1]]") == Decision::deny);
    CHECK(decide_value("{'role:member': 1}") == Decision::allow);
}

TEST_CASE("null, zero and false allow, though their authors hardly mean it") {
    for (const char* const value : {"~", "", "!", "0", "false", "0.0", "{}"}) {
        INFO(value);
        CHECK(rules(std::string("a: ") + value).enforce("a", kMember, kTarget) == Decision::allow);
    }
}

TEST_CASE("a rule of another type does not load, and the error says where and what to do") {
    for (const char* const value : {"1", "true", "1.5", "2001-01-01", "[1]", "!!binary YQ=="}) {
        INFO(value);
        CHECK_THROWS_AS(rules(std::string("a: ") + value), UsageError);
    }
    try {
        rules("ok: '@'\nadd_image: 12:30\n");
        FAIL("it loaded");
    } catch (const UsageError& error) {
        CHECK(std::string(error.what()) == "a rule is a check string, but this is an integer");
        CHECK(error.where() == "policy.yaml:2:12");
        CHECK(error.hint() == "put it in quotes: \"12:30\"");
        CHECK(error.excerpt() == "add_image: 12:30\n           ^");
    }
}

TEST_CASE("nesting ends where Python's does, and never crashes") {
    const std::string open(10'000, '(');
    const std::string close(10'000, ')');
    CHECK(decide(open + "role:member" + close) == Decision::allow);
    CHECK(decide(open + "role:member") == Decision::deny);
    std::string nots = "role:member";
    for (int i = 0; i < 300; ++i) nots.insert(0, "not ");
    CHECK(decide(nots) == Decision::allow);
    for (int i = 0; i < 40; ++i) nots.insert(0, "not ");
    CHECK(decide(nots) == Decision::error);
    for (int i = 0; i < 1000; ++i) nots.insert(0, "not ");
    CHECK_THROWS_AS(parse_check_string(nots), NestedTooDeep);
    std::string ors;
    for (int i = 0; i < 1000; ++i) ors += "(role:x or ";
    CHECK_THROWS_AS(parse_check_string(ors + "@" + std::string(1000, ')')), NestedTooDeep);
}

TEST_CASE("rules that name each other twice and more cost no exponential time") {
    std::string yaml = "r0: role:admin\n";
    for (int i = 1; i < 200; ++i) {
        const std::string before = "rule:r" + std::to_string(i - 1);
        yaml += "r" + std::to_string(i) + ": " + before + " or " + before + " or " + before + "\n";
    }
    CHECK(rules(yaml).enforce("r60", kMember, kTarget) == Decision::deny);
}

TEST_CASE("a tree can be written as oslo.policy's str() writes it") {
    CHECK(parse_check_string("role:a and not role:b or @").to_string() == "((role:a and not role:b) or @)");
    CHECK(parse_check_string("role:a or role:b and role:c and role:d").to_string() ==
          "(role:a or (role:b and role:c and role:d))");
    CHECK(parse_check_string("role:a or (role:b and role:c) and role:d").to_string() ==
          "(role:a or (role:b and role:c and role:d))");
    CHECK(parse_check_string("").to_string() == "@");
    CHECK(parse_check_string("a b").to_string() == "!");
    CHECK(parse_check_string("'x'").to_string() == "x");
    CHECK(parse_check_string("http://h/%(x)s or a.b:c").to_string() == "(http://h/%(x)s or a.b:c)");
}

}  // namespace
}  // namespace glance_audit::policy

#include <string>
#include <vector>

#include "scanner/base/error.hpp"
#include "scanner/policy/access/expectations.hpp"
#include "scanner/policy/rules/policy.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/policy_folder.hpp"

namespace glance_audit::policy {
namespace {

Policy load(const std::vector<std::filesystem::path>& paths) { return Policy::load({paths, ""}); }

UsageError failure_of(const std::vector<std::filesystem::path>& paths) {
    try {
        load(paths);
    } catch (const UsageError& error) {
        return error;
    }
    FAIL("the policies loaded");
    return {"", "", ""};
}

std::vector<CaseResult> run(const std::string& cases) {
    return run_expectations(Policy::load({{}, "Zed"}), text::SourceText("cases", cases));
}

UsageError failure_of_cases(const std::string& cases) {
    try {
        run(cases);
    } catch (const UsageError& error) {
        return error;
    }
    FAIL("the cases ran");
    return {"", "", ""};
}

TEST_CASE("a rule knows its file and line, and its check string as written") {
    const PolicyFolder folder;
    const auto path =
        folder.write("policy.yaml", "# ours\nadd_image:  role:a   or role:b\n  \nold: [[role:a, role:b], [role:c]]\n");
    const Policy policy = load({path});
    const EffectiveRule rule = policy.effective("add_image");
    CHECK(rule.check == "role:a   or role:b");
    CHECK(rule.from_file);
    CHECK(rule.location->file == path.string());
    CHECK(rule.location->line == 2);
    CHECK(policy.effective("old").check == "((role:a and role:b) or role:c)");
    CHECK(policy.actions() == std::vector<std::string>{"add_image", "old"});
}

TEST_CASE("JSON is read as JSON, with places") {
    const PolicyFolder folder;
    const Policy policy = load({folder.write("policy.json", "{\n\t\"a\":\t\"@\",\n\t\"\\u0062\": \"!\"\n}")});
    CHECK(policy.effective("a").check == "@");
    CHECK(policy.effective("b").location->line == 3);
}

TEST_CASE("an action without a rule shows the default rule, or that it is denied") {
    const PolicyFolder folder;
    const auto path = folder.write("policy.yaml", "a: '@'\ndefault: role:admin\n");
    CHECK(load({path}).effective("nope").check == "rule:default");
    CHECK(load({path}).effective("nope").location->line == 2);
    CHECK(load({folder.write("other.yaml", "a: '@'\n")}).effective("nope").check == "!");
}

TEST_CASE("files lie over each other in the order given; a directory is sorted, without dotfiles and subdirectories") {
    const PolicyFolder folder;
    const auto main = folder.write("policy.yaml", "a: '1:1'\nb: '1:1'\nc: '1:1'\n");
    folder.write("policy.d/20.yaml", "a: '20:20'\n");
    folder.write("policy.d/10.json", "{\"a\": \"10:10\", \"b\": \"10:10\"}");
    folder.write("policy.d/.hidden", "c: '2:2'\n");
    folder.write("policy.d/sub/30.yaml", "c: '3:3'\n");
    const Policy policy = load({main, folder.path() / "policy.d"});
    CHECK(policy.effective("a").check == "20:20");
    CHECK(policy.effective("b").check == "10:10");
    CHECK(policy.effective("c").check == "1:1");
    CHECK(load({folder.path() / "policy.d", main}).effective("a").check == "1:1");
}

TEST_CASE("definitions that others replace are remembered") {
    const PolicyFolder folder;
    const auto first = folder.write("1.yaml", "a: '@'\na: '!'\n");
    const auto second = folder.write("2.yaml", "a: role:x\n");
    const Policy policy = load({first, second});
    const std::vector<Location> overridden = policy.overridden("a");
    REQUIRE(overridden.size() == 2);
    CHECK(overridden[0].line == 1);
    CHECK(overridden[1].line == 2);
    CHECK(overridden[1].file == first.string());
    CHECK(policy.effective("a").location->file == second.string());
    CHECK(policy.overridden("b").empty());
}

TEST_CASE("what is no rules at all loads as nothing, what is no map does not load") {
    const PolicyFolder folder;
    for (const char* const content : {"", "# nothing\n", "[]", "{}", "0", "false", "''", "\xEF\xBB\xBF"}) {
        INFO(content);
        CHECK(load({folder.write("policy.yaml", content)}).actions().empty());
    }
    for (const char* const content : {"word", "[a]", "1", "- a: b\n", "a: b: c", "a: '@'\n---\nb: '@'\n", "a:\t'@'"}) {
        INFO(content);
        CHECK_THROWS_AS(load({folder.write("policy.yaml", content)}), UsageError);
    }
    const UsageError error = failure_of({folder.write("policy.yaml", "\n  word\n")});
    CHECK(std::string(error.what()) == "a policy file maps names to check strings, but this is a string");
    CHECK(error.where() == (folder.path() / "policy.yaml").string() + ":2:3");
}

TEST_CASE("a check string that is still to be filled in is an error") {
    const PolicyFolder folder;
    const UsageError error = failure_of({folder.write("policy.yaml", "a: '@'\nb: '{{ check_of_b }}'\n")});
    CHECK(error.what() == std::string("the check string of 'b' is still to be filled in"));
    CHECK(error.where().ends_with("policy.yaml:2:4"));
    CHECK(error.hint() == text::kTemplateHint);
}

TEST_CASE("a missing file is an error with the nearest name") {
    const PolicyFolder folder;
    folder.write("policy.yaml", "");
    CHECK(failure_of({folder.path() / "polcy.yaml"}).hint() ==
          "did you mean '" + (folder.path() / "policy.yaml").string() + "'?");
}

TEST_CASE("expectations are read from YAML, JSON arrays and NDJSON alike") {
    const std::string json =
        R"({"name": "n", "action": "publicize_image", "credentials": {"roles": ["admin"]}, "expect": "allow"})";
    for (const std::string& cases :
         {"- " + json + "\n- " + json + "\n", "[" + json + ",\t" + json + "]", json + "\n\n" + json + "\n"}) {
        INFO(cases);
        const std::vector<CaseResult> results = run(cases);
        REQUIRE(results.size() == 2);
        CHECK(results[1].name == "n");
        CHECK(results[1].decision == Decision::allow);
        CHECK(results[1].passed());
    }
}

TEST_CASE("a case lays its own rules over the policies, and only for itself") {
    const std::vector<CaseResult> results =
        run("- {policy: {publicize_image: '@'}, action: publicize_image, expect: allow}\n"
            "- {action: publicize_image, expect: deny}\n"
            "- {policy: {context_is_admin: 'role:x', new: 'rule:default'}, action: new, expect: allow}\n");
    for (const CaseResult& result : results) CHECK(result.passed());
    CHECK(results[2].line == 3);
    CHECK_FALSE(results[0].name);
}

TEST_CASE("rules of a case that do not load make it an error, and say why") {
    const std::vector<CaseResult> results =
        run("- {policy: {a: 1}, action: a, expect: error}\n- {policy: [x], action: a, expect: deny}\n");
    CHECK(results[0].passed());
    CHECK(results[0].problem == "a rule is a check string, but this is an integer");
    CHECK(results[1].decision == Decision::error);
    CHECK_FALSE(results[1].passed());
}

TEST_CASE("what is no case is an error with its place and the nearest word") {
    const UsageError misspelt = failure_of_cases("- {action: get_image, expect: deny}\n- {acton: a, expect: deny}\n");
    CHECK(std::string(misspelt.what()) == "a case has no 'acton'");
    CHECK(misspelt.where() == "cases:2:4");
    CHECK(misspelt.hint() == "did you mean 'action'?");
    CHECK(failure_of_cases("- {action: get_image, expect: maybe}").hint() == "one of allow, deny, unknown, error");
    CHECK(std::string(failure_of_cases("- {action: get_image}").what()) == "the case has no 'expect'");
    CHECK(std::string(failure_of_cases("- {action: on, expect: deny}").what()) ==
          "'action' is a boolean, but it is to be text");
    CHECK(std::string(failure_of_cases("- {action: get_image, expect: deny, target: x}").what()) ==
          "'target' is a string, but it is to be a map");
    CHECK(failure_of_cases("{\"action\": \"get_image\", \"expect\": \"deny\"}\n{oops}\n").where() == "cases:2:1");
    CHECK(failure_of_cases("{\"action\": \"get_image\", \"expect\": \"deny\"}\n{\"action\": 1, \"expect\": \"deny\"}\n")
              .where() == "cases:2:12");
    CHECK_THROWS_AS(run("word"), UsageError);
    CHECK_THROWS_AS(run(""), UsageError);
}

TEST_CASE("policies within other files are read, with their own lines") {
    const PolicyFolder folder;
    const auto check_of = [&](const std::string& text, const std::string& action) {
        const EffectiveRule rule = load({folder.write("a.yaml", text)}).effective(action);
        return rule.check + " at " + (rule.location ? std::to_string(rule.location->line) : "nowhere");
    };
    const std::string map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: p}\ndata:\n";
    CHECK(check_of(map + "  policy.yaml: |\n    # first\n    \"add_image\": \"role:x\"\n", "add_image") ==
          "role:x at 7");
    CHECK(check_of(map + "  glance-policy.json: '{\"add_image\": \"role:x\"}'\n", "add_image") == "role:x at 5");
    CHECK(check_of(map + "  a-policy.yaml: 'add_image: \"!\"'\n  b-policy.yaml: 'add_image: role:y'\n", "add_image") ==
          "role:y at 6");
    CHECK(check_of("apiVersion: v1\nkind: Secret\nstringData:\n  policy.yaml: 'add_image: role:x'\n", "add_image") ==
          "role:x at 4");
    CHECK(check_of("images: {a: b}\nconf:\n  policy:\n    add_image: role:x\n", "add_image") == "role:x at 4");
    CHECK(check_of("glance:\n  conf:\n    policy:\n      add_image: role:x\n", "add_image") == "role:x at 4");
    CHECK(check_of("debug: true\nglance_policy_overrides:\n  add_image: role:x\n", "add_image") == "role:x at 3");
    CHECK(check_of("parameter_defaults:\n  GlanceApiPolicies: {a: {key: add_image, value: role:x}}\n", "add_image") ==
          "role:x at 2");
    CHECK(check_of("glance::policy::policies:\n  a:\n    key: add_image\n    value: role:x\n", "add_image") ==
          "role:x at 3");
}

TEST_CASE("a file that is neither a policy file nor holds policies is refused") {
    const PolicyFolder folder;
    for (const char* text : {"apiVersion: v1\nkind: ConfigMap\ndata: {glance-api.conf: x}\n",
                             "apiVersion: v1\nkind: Secret\ndata: {policy.yaml: YTogYgo=}\n",
                             "apiVersion: apps/v1\nkind: Deployment\nspec: {}\n",
                             "images: {tags: {a: b}}\nreplicas: 3\n", "all: {hosts: {a: null}}\n"}) {
        CAPTURE(text);
        CHECK(failure_of({folder.write("a.yaml", text)}).where().ends_with("a.yaml:1:1"));
    }
    // oslo.policy loads these, and Glance asks for what they say.
    CHECK_NOTHROW(load({folder.write("a.yaml", "add_image: {}\n")}));
    CHECK_NOTHROW(load({folder.write("a.yaml", "kind: role:x\n")}));
    CHECK_NOTHROW(load({folder.write("a.yaml", "admin_or_owner: role:x\n")}));
}

TEST_CASE("cases that test nothing are refused") {
    CHECK(std::string(failure_of_cases("[]").what()) == "there is no case in this file");
    CHECK(failure_of_cases("- {action: add_imge, expect: deny}\n").hint() == "did you mean 'add_image'?");
    CHECK(failure_of_cases("- {action: launch_rocket, expect: deny}\n")
              .hint()
              .starts_with("`glance-audit policy matrix`"));
    CHECK_THROWS_AS(run_expectations(Policy::load({}), text::SourceText("c", "- {action: add_image, expect: deny}\n")),
                    UsageError);
    CHECK(
        run_expectations(Policy::load({}), text::SourceText("c", "- {action: x, policy: {x: '@'}, expect: allow}\n"))[0]
            .passed());
}

}  // namespace
}  // namespace glance_audit::policy

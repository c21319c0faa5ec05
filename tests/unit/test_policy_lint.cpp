#include <string>
#include <vector>

#include "scanner/policy/access/comparison.hpp"
#include "scanner/policy/access/lint.hpp"
#include "scanner/policy/language/check_parser.hpp"
#include "scanner/policy/rules/action_names.hpp"
#include "scanner/policy/rules/cycles.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/policy_folder.hpp"

namespace glance_audit::policy {
namespace {

using Names = std::vector<std::string>;

Policy with(const std::string& release, const std::string& file) {
    const PolicyFolder folder;
    return Policy::load({{folder.write("policy.yaml", file)}, release});
}

Form form_of(const std::string& yaml_value) {
    const Policy policy = with("none", "a: " + yaml_value + "\n");
    const CheckTree& tree = *policy.tree("a");
    CHECK((tree.form == Form::fine) == tree.flaw.empty());
    return tree.form;
}

TEST_CASE("a check string says in which form it is written") {
    for (const char* const fine : {"''", "'@'", "'!'", "role:a", "'not role:a'", "'(role:a OR role:b) and rule:c'",
                                   "[role:a]", "[[role:a, role:b], [role:c]]", "[[], [role:a]]"}) {
        INFO(fine);
        CHECK(form_of(fine) == Form::fine);
    }
    for (const char* const none : {"", "~", "!", "null", "[]", "{}", "no", "0", "0.0"}) {
        INFO(none);
        CHECK(form_of(none) == Form::no_value);
    }
    for (const char* const bad : {"' '", "()", "role:a role:b", "role:a or", "'and'", "(role:a", "role:a)", "[[]]",
                                  "not", "'role:a and and role:b'"}) {
        INFO(bad);
        CHECK(form_of(bad) == Form::unparsable);
    }
    for (const char* const quoted : {R"("'role:a'")", R"('role:a or "role:b"')", R"("''")"}) {
        INFO(quoted);
        CHECK(form_of(quoted) == Form::quoted);
    }
    for (const char* const word : {"member", "role:a or member", "not member", "[member]", "[[role:a, 1]]"}) {
        INFO(word);
        CHECK(form_of(word) == Form::not_a_check);
    }
}

TEST_CASE("a rule that cannot be parsed says so, whatever its parts are") {
    CHECK(parse_check_string("member or").flaw == "nothing follows its last operator");
    CHECK(parse_check_string("a b").flaw == "there is no operator between two of its checks");
    CHECK(parse_check_string("(role:a").flaw == "a parenthesis is never closed");
    CHECK(parse_check_string("role:a or 'b'").flaw == "the token 'b' is entirely in quotes");
}

TEST_CASE("cycles are found with a shortest way round, also through the default") {
    const auto found = cycles(with("none", "a: rule:b\nb: rule:c or rule:a\nc: rule:a\nd: rule:a\ne: rule:e\n"));
    CHECK(found.size() == 4);
    CHECK(found.at("a") == Names{"a", "b", "a"});
    CHECK(found.at("c") == Names{"c", "a", "b", "c"});
    CHECK(found.at("e") == Names{"e", "e"});
    CHECK(found.count("d") == 0);
    CHECK(cycles(with("none", "default: rule:gone\nx: rule:gone\n")).size() == 1);
    CHECK(cycles(with("none", "a: rule:gone\nb: rule:a or rule:a\n")).empty());
}

TEST_CASE("a cycle and a chain of many rules take no depth of the stack") {
    std::string chain;
    for (int i = 0; i < 50'000; ++i) chain += "r" + std::to_string(i) + ": rule:r" + std::to_string(i + 1) + "\n";
    CHECK(cycles(with("none", chain)).empty());
    const auto found = cycles(with("none", chain + "r50000: rule:r0\n"));
    CHECK(found.size() == 50'001);
    CHECK(found.at("r7").size() == kLongestCycle + 1);
}

TEST_CASE("references to rules that are not there are named once, in their order") {
    const Policy policy = with("none", "a: rule:z or rule:b or rule:y or rule:z\nb: '@'\n");
    CHECK(undefined_references(policy, *policy.tree("a")) == std::vector<std::string_view>{"z", "y"});
    const Policy zed = with("Zed", "a: rule:default or rule:nowhere\n");
    CHECK(undefined_references(zed, *zed.tree("a")) == std::vector<std::string_view>{"nowhere"});
}

TEST_CASE("checks that raise whatever the image is are told from those that are false") {
    CHECK(raising_check(parse_check_string("role:a or roles.x:y or role:50%")) == "roles.x:y");
    CHECK(raising_check(parse_check_string("role:50%")) == "role:50%");
    CHECK(raising_check(parse_check_string("roles.x:y")) == "roles.x:y");
    CHECK(raising_check(parse_check_string("http://h/%")) == "http://h/%");
    CHECK(raising_check(parse_check_string("or")) == "or");
    CHECK_FALSE(raising_check(parse_check_string("role:%(gone)s% or a.b:c or 'x':%(owner)s or http://h/")));
    CHECK_FALSE(raising_check(parse_check_string("1abc:x or [1]:% or role:%d")));
}

TEST_CASE("checks that are not read are named") {
    CHECK(unusual_check(parse_check_string("role:a or 1abc:x or os-x:y")) == "1abc:x");
    CHECK(unusual_check(parse_check_string("not (role:%d and [1]:x)")) == "role:%d");
    CHECK(unusual_check(parse_check_string("user_id:%(owner)d")) == "user_id:%(owner)d");
    CHECK(unusual_check(parse_check_string("https://h/%(x")) == "https://h/%(x");
    CHECK_FALSE(unusual_check(parse_check_string("role:50% or a.b:%(c)s or 'x':%% or http://h/ or rule:%d or word")));
    CHECK_FALSE(unusual_check(parse_check_string("1abc:x or")));
}

TEST_CASE("of several servers the one without TLS is named") {
    CHECK(asked_server(parse_check_string("https://a/ or http://b/ or http://c/")) == "http://b/");
    CHECK(asked_server(parse_check_string("https://a/")) == "https://a/");
    CHECK_FALSE(asked_server(parse_check_string("role:http")));
}

TEST_CASE("checks are the same if they are written alike but for parentheses, or allow at once") {
    const auto same = [](const char* a, const char* b) {
        return same_checks(parse_check_string(a), parse_check_string(b));
    };
    CHECK(same("role:a  OR (role:b)", "(role:a or role:b)"));
    CHECK(same("", "@ or role:a"));
    CHECK_FALSE(same("role:a or role:b", "role:b or role:a"));
    CHECK_FALSE(same("", "role:a"));
}

TEST_CASE("a default in a file decides what the release leaves to it") {
    CHECK(decided_by_default(with("Victoria", "add_image: role:a\n")) == 0);
    CHECK(decided_by_default(with("Train", "default: role:a\n")) == 0);
    CHECK(decided_by_default(with("2025.1", "default: role:a\n")) == 4);
    const std::size_t all = decided_by_default(with("Victoria", "default: role:a\n"));
    CHECK(all > 30);
    CHECK(decided_by_default(with("Victoria", "default: role:a\nadd_image: role:b\n")) == all - 1);
}

TEST_CASE("it is said whom the files let in beyond the defaults") {
    const auto more = [](const std::string& release, const std::string& file, const char* action) {
        const auto found = lets_in_more(Decider(with(release, file)), Decider(Policy::load({{}, release})), action);
        return found ? std::optional(found->who) : std::nullopt;
    };
    CHECK(more("2025.1", "add_image: ''\n", "add_image") == LetsInMore::anyone);
    CHECK(more("2025.1", "publicize_image: role:reader\n", "publicize_image") == LetsInMore::members);
    CHECK(more("2025.1", "delete_image: role:member\n", "delete_image") == LetsInMore::other_projects);
    CHECK(more("2025.1", "deactivate: role:operator\n", "deactivate") == LetsInMore::named);
    CHECK(more("2025.1", "deactivate: user_id:alice\n", "deactivate") == LetsInMore::named);
    CHECK_FALSE(more("2025.1", "deactivate: role:admin\n", "deactivate"));
    CHECK_FALSE(more("2025.1", "deactivate: http://h/\n", "deactivate"));
    CHECK_FALSE(more("Zed", "add_image: ''\n", "add_image"));
}

TEST_CASE("those whom the files name are named") {
    const auto named = [](const std::string& check) {
        const std::string file = "deactivate: '" + check + "'\n";
        return lets_in_more(Decider(with("2025.1", file)), Decider(Policy::load({{}, "2025.1"})), "deactivate")->named;
    };
    CHECK(named("role:operator") == "holders of role operator");
    CHECK(named("user_id:alice or role:operator") == "holders of role operator, or users with user_id alice");
}

TEST_CASE("a check that lets nobody in is found by release") {
    const auto because = [](const std::string& release, const std::string& file) {
        const Policy policy = with(release, file);
        const auto dead = dead_check(policy, *policy.tree("add_image"));
        return dead ? dead->check + ": " + dead->because : "";
    };
    CHECK(because("Zed", "add_image: 'role:x or tenant:%(owner)s'\n") ==
          "tenant:%(owner)s: Glance has not handed over this credential since Ussuri; project_id meant?");
    CHECK(because("Train", "add_image: 'tenant:%(owner)s'\n").empty());
    CHECK(because("Mitaka", "add_image: 'user_id:abc'\n") ==
          "user_id:abc: up to Mitaka Glance hands over roles, user and tenant alone; user meant?");
    CHECK(because("Zed", "add_image: 'not scope:x'\n") == "scope:x: Glance hands over no credential of this name");
    CHECK(because("Zed", "up: 'role:x'\nadd_image: 'role:up'\n") ==
          "role:up: it asks for a role, and a rule has this name; rule:up meant?");
    CHECK(because("Zed", "up: 'role:up'\nadd_image: 'role:up'\n").empty());
    CHECK(because("Zed", "add_image: 'role:anything'\n").empty());
    CHECK(because("Zed", "add_image: \"'public':%(visibility)s or True:%(protected)s\"\n").empty());
}

TEST_CASE("releases know the names that their defaults hold") {
    CHECK(is_known_to("Zed", "cache_image"));
    CHECK_FALSE(is_known_to("Xena", "cache_image"));
    CHECK(is_known_to("", "cache_image"));
    CHECK_FALSE(is_known_to("", "cache_imag"));
    CHECK(releases_that_ask_for("cache_image") == "Yoga and later");
    CHECK(releases_that_ask_for("copy_from") == "Kilo to Train");
    CHECK(releases_that_ask_for("add_image") == "every release");
    CHECK(releases_that_ask_for("cache_imag").empty());
    CHECK(names_known_to("Kilo").size() < names_known_to("").size());
}

}  // namespace
}  // namespace glance_audit::policy

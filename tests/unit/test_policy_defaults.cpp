#include <string>
#include <vector>

#include "scanner/base/error.hpp"
#include "scanner/formats/yaml/yaml.hpp"
#include "scanner/model/release.hpp"
#include "scanner/policy/access/audience.hpp"
#include "scanner/policy/rules/policy.hpp"
#include "scanner/policy/rules/release_defaults.hpp"
#include "scanner/policy/rules/rule_table.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/policy_folder.hpp"

namespace glance_audit::policy {
namespace {

// The policy of a release with one file over it; empty: none.
Policy with(const std::string& release, const std::string& file) {
    if (file.empty()) return Policy::load({{}, release});
    const PolicyFolder folder;
    return Policy::load({{folder.write("policy.yaml", file)}, release});
}

ClaimableBy audience(const std::string& release, const std::string& file, const std::string& action = "add_image") {
    return who_may(Decider(with(release, file)), action).group;
}

TEST_CASE("releases are known from Kilo on, in any case") {
    CHECK(kReleaseNames.front() == "Kilo");
    CHECK(kReleaseNames.back() == kNewestRelease.name);
    CHECK(canonical_release("zed") == "Zed");
    CHECK(canonical_release("NONE") == "none");
    CHECK_THROWS_AS(canonical_release("zet"), UsageError);
    CHECK(find_defaults("zed") == nullptr);
}

TEST_CASE("every release has defaults for the actions that decide who can take an ID") {
    for (const std::string_view release : kReleaseNames) {
        INFO(release);
        const Policy policy = Policy::load({{}, std::string(release)});
        for (const char* const action : {"default", "context_is_admin", "add_image", "publicize_image"}) {
            const EffectiveRule rule = policy.effective(action);
            INFO(action);
            CHECK(rule.action == action);
            CHECK(rule.check != "!");
            CHECK_FALSE(rule.from_file);
            CHECK_FALSE(rule.location);
        }
    }
}

TEST_CASE("without any policy file one rule decides up to Train, and the code from Ussuri on") {
    const auto open_to = [](const std::string& release, const std::string& action) {
        PolicyOptions options{.release = release};
        options.without_files = true;
        return who_may(Decider(Policy::load(options)), action).group;
    };
    CHECK(open_to("Mitaka", "publicize_image") == ClaimableBy::anyone);
    CHECK(open_to("Pike", "publicize_image") == ClaimableBy::anyone);
    CHECK(open_to("Queens", "add_image") == ClaimableBy::admins);
    CHECK(open_to("Train", "add_image") == ClaimableBy::admins);
    CHECK(open_to("Kilo", "publicize_image") == ClaimableBy::admins);
    CHECK(open_to("Ussuri", "publicize_image") == ClaimableBy::admins);
}

TEST_CASE("the shipped file counts up to Train, and only where no file is given") {
    CHECK(with("Mitaka", "").effective("default").check.empty());
    CHECK(with("Newton", "").effective("default").check == "role:admin");
    CHECK(with("Newton", "").effective("communitize_image").check == "rule:default");
    CHECK(with("Ocata", "").effective("communitize_image").check.empty());
    CHECK(with("Train", "a: '@'\n").effective("add_image").check == "!");
}

TEST_CASE("deprecated rules are ORed in until new defaults are enforced or the operator overrides") {
    CHECK(with("Ussuri", "").effective("add_image").check == "rule:default");
    CHECK(with("Wallaby", "").effective("add_image").check ==
          "(role:admin or (role:member and project_id:%(project_id)s)) or (rule:default)");
    CHECK(with("2023.1", "").effective("add_image").check ==
          "role:admin or (role:member and project_id:%(project_id)s and project_id:%(owner)s)");
    CHECK(with("Zed", "add_image: role:x\n").effective("add_image").check == "role:x");
    CHECK(with("Zed", "").effective("default").check == "@ or (role:admin)");
    CHECK(Policy::load({{}, "Zed", true}).effective("delete_image_location").check == "role:admin");
    CHECK(Policy::load({{}, "2024.1", false}).effective("delete_image_location").check ==
          "(rule:context_is_admin) or (rule:default)");
}

TEST_CASE(
    "an override of an old name replaces the renamed rule, unless it only refers to it or that is overridden too") {
    ReleaseDefaults defaults;
    defaults.registered = {{"new", "role:new", DefaultRule::Deprecated{"old", "role:old"}, {}}};
    const auto check_of_new = [&](const std::string& file, bool enforced, const std::string& on_top) {
        const text::SourceText source("policy.yaml", file);
        auto table = std::make_shared<RuleTable>(
            in_effect({.enforce_new_defaults = enforced, .enforce_scope = false}, nullptr), false);
        table->add_file_rules(read_rules(source, text::parse_yaml(source)));
        table->add_registered(defaults);
        const text::SourceText more("more", on_top);
        auto upper = std::make_shared<RuleTable>(std::shared_ptr<const RuleTable>(table));
        upper->add_file_rules(read_rules(more, text::parse_yaml(more)));
        return upper->rule("new")->whole_check();
    };
    CHECK(check_of_new("", false, "") == "(role:new) or (role:old)");
    CHECK(check_of_new("", true, "") == "role:new");
    CHECK(check_of_new("old: role:x", false, "") == "role:x");
    CHECK(check_of_new("old: role:x", true, "") == "role:x");
    CHECK(check_of_new("old: rule:new", true, "") == "role:new");
    CHECK(check_of_new("old: [[rule:new]]", false, "") == "(role:new) or (role:old)");
    CHECK(check_of_new("{old: role:x, new: role:y}", false, "") == "role:y");
    CHECK(check_of_new("", false, "old: role:z") == "role:z");
    CHECK(check_of_new("new: role:y", false, "old: role:z") == "role:y");
}

TEST_CASE("a token of the wrong scope is denied once scopes are enforced") {
    const Value system =
        Value::map({{"roles", Value::list({Value::string("admin")})}, {"system_scope", Value::string("all")}});
    const Value project = Value::map({{"roles", Value::list({Value::string("admin")})}, {"system_scope", {}}});
    const Value domain =
        Value::map({{"roles", Value::list({Value::string("admin")})}, {"domain_id", Value::string("default")}});
    CHECK(with("2023.1", "").enforce("publicize_image", domain, {}) == Decision::deny);
    CHECK(with("Zed", "").enforce("publicize_image", domain, {}) == Decision::allow);
    CHECK(with("Zed", "").enforce("publicize_image", system, {}) == Decision::allow);
    CHECK(with("2023.1", "").enforce("publicize_image", system, {}) == Decision::deny);
    CHECK(with("2023.1", "").enforce("publicize_image", project, {}) == Decision::allow);
    CHECK(with("2023.1", "").enforce("context_is_admin", system, {}) == Decision::allow);
    CHECK(Policy::load({{}, "2023.1", std::nullopt, false}).enforce("publicize_image", system, {}) == Decision::allow);
}

TEST_CASE("who may create an image, by release") {
    CHECK(audience("Kilo", "") == ClaimableBy::anyone);
    CHECK(audience("Train", "") == ClaimableBy::anyone);
    CHECK(audience("Ussuri", "") == ClaimableBy::anyone);
    CHECK(audience("Zed", "") == ClaimableBy::anyone);
    CHECK(audience("2023.1", "") == ClaimableBy::members);
    CHECK(audience("2026.1", "") == ClaimableBy::members);
    CHECK(audience("Zed", "", "publicize_image") == ClaimableBy::admins);
    CHECK(audience("2026.1", "", "communitize_image") == ClaimableBy::members);
    CHECK(audience("Zed", "default: role:admin\n") == ClaimableBy::members);
    CHECK(audience("none", "") == ClaimableBy::nobody);
}

TEST_CASE("who may, by the operator's check string") {
    const auto by = [](const std::string& check) { return audience("Zed", "add_image: \"" + check + "\"\n"); };
    CHECK(by("@") == ClaimableBy::anyone);
    CHECK(by("not role:guest") == ClaimableBy::anyone);
    CHECK(by("project_id:%(owner)s") == ClaimableBy::anyone);
    CHECK(by("role:image_creator") == ClaimableBy::custom);
    CHECK(by("role:member and role:image_creator") == ClaimableBy::custom);
    CHECK(by("role:member and not role:reader") == ClaimableBy::members);
    CHECK(by("project_id:abc") == ClaimableBy::custom);
    CHECK(by("token.project.domain.id:abc and role:member") == ClaimableBy::nobody);
    CHECK(by("roles:member") == ClaimableBy::members);
    CHECK(by("role:Admin") == ClaimableBy::admins);
    CHECK(by("roles:admin") == ClaimableBy::admins);
    CHECK(by("is_admin:True") == ClaimableBy::nobody);
    CHECK(by("role:admin and project_id:abc") == ClaimableBy::admins);
    CHECK(by("rule:context_is_admin") == ClaimableBy::admins);
    CHECK(by("!") == ClaimableBy::nobody);
    CHECK(by("role:50%") == ClaimableBy::nobody);
    CHECK(by("http://h/x") == ClaimableBy::unknown);
    CHECK(by("role:admin and http://h/x") == ClaimableBy::unknown);
    CHECK(by("role:member and http://h/x or role:admin") == ClaimableBy::unknown);
    CHECK(by("http://h/x or @") == ClaimableBy::anyone);
    CHECK(by("1abc:x") == ClaimableBy::unknown);
    CHECK(by("role:admin and 1abc:x") == ClaimableBy::unknown);
    CHECK(by("role:admin or role:nobody and 1abc:x") == ClaimableBy::unknown);
}

TEST_CASE("a credential counts in the releases that hand it over") {
    CHECK(audience("Train", "add_image: 'tenant:abc'\n") == ClaimableBy::custom);
    CHECK(audience("Ussuri", "add_image: 'tenant:abc'\n") == ClaimableBy::nobody);
    CHECK(audience("Mitaka", "add_image: 'project_id:abc'\n") == ClaimableBy::nobody);
    CHECK(audience("Newton", "add_image: 'project_id:abc'\n") == ClaimableBy::custom);
    CHECK(audience("Mitaka", "add_image: 'tenant:%(owner)s'\n") == ClaimableBy::anyone);
    CHECK(audience("Mitaka", "add_image: 'not project_id:abc'\n") == ClaimableBy::anyone);
}

TEST_CASE("policy_default_rule names the rule that decides where there is none") {
    const auto by = [](const std::string& name, const std::string& file) {
        const PolicyFolder folder;
        PolicyOptions options{.paths = {folder.write("policy.yaml", file)}, .release = "Zed"};
        options.switches.policy_default_rule = name;
        return who_may(Decider(Policy::load(options)), "add_image").group;
    };
    const std::string file = "everyone: '@'\nadd_image: 'rule:undefined'\ndefault: '!'\n";
    CHECK(by("everyone", file) == ClaimableBy::anyone);
    CHECK(by("default", file) == ClaimableBy::nobody);
    CHECK(by("", file) == ClaimableBy::nobody);
    CHECK(by("nowhere", file) == ClaimableBy::nobody);
    CHECK(by("add_image", "add_image: 'role:upload'\n") == ClaimableBy::custom);
}

TEST_CASE("from 2026.1 on a lone token denies instead of raising") {
    for (const std::string token : {"not", "and", "or", "(", "'quoted'"}) {
        CAPTURE(token);
        const std::string file = "x: \"" + token + "\"\nadd_image: 'not rule:x'\n";
        CHECK(audience("2025.2", file) == ClaimableBy::nobody);
        CHECK(audience("2026.1", file) == ClaimableBy::anyone);
    }
}

TEST_CASE("a role that is not an ordinary one is named") {
    const auto by = [](const std::string& check) {
        return in_words(who_may(Decider(with("Zed", "add_image: \"" + check + "\"\n")), "add_image"));
    };
    CHECK(by("role:upload") == "holders of role upload");
    CHECK(by("role:Upload or role:admin") == "holders of role upload");
    CHECK(by("role:upload or role:copy") == "holders of role copy or upload");
    CHECK(by("role:upload and role:copy") == "holders of roles copy and upload");
    CHECK(by("project_id:abc") == "users with project_id abc");
    CHECK(by("project_id:abc or role:upload") == "holders of role upload, or users with project_id abc");
    CHECK(by("project_id:abc and role:upload") == "holders of role upload with project_id abc");
    CHECK(by("role:a or role:b or role:c or role:d or role:e or role:f or role:g") ==
          "holders of role a, b, c, d, e and 2 more");
    CHECK(by("role:upload or role:member") == "members");
    CHECK(by("role:upload or http://h/x") == "users whom this audit cannot tell");
    CHECK(by("role:upload and not role:upload") == "nobody");
}

TEST_CASE("whoever context_is_admin takes in is an administrator, save ordinary roles and everyone") {
    CHECK(audience("Zed", "{context_is_admin: 'role:cloud_admin', add_image: 'role:cloud_admin'}") ==
          ClaimableBy::admins);
    CHECK(audience("Zed", "{context_is_admin: 'role:member', add_image: 'role:member'}") == ClaimableBy::members);
    CHECK(audience("Zed", "{context_is_admin: '@', add_image: 'role:x'}") == ClaimableBy::custom);
}

TEST_CASE("many names cost no long time") {
    std::string check = "role:r0";
    for (int i = 1; i < 5000; ++i) check += " and role:r" + std::to_string(i);
    CHECK(audience("Zed", "add_image: \"" + check + "\"\n") == ClaimableBy::custom);
    std::string wide = "role:r0";
    std::string rules = "add_image: rule:r0";
    for (int i = 1; i < 50000; ++i) {
        const std::string number = std::to_string(i);
        wide += " or role:r" + number + " or c" + number + ":x";
        rules += " and not rule:r" + number;
    }
    CHECK(audience("Zed", "add_image: \"" + wide + "\"\n") == ClaimableBy::custom);
    CHECK(audience("none", rules + "\ndefault: \"!\"\n") == ClaimableBy::nobody);
}

TEST_CASE("a credential below more levels than any token has is not read") {
    std::string path = "a";
    for (int i = 0; i < 100000; ++i) path += ".a";
    CHECK(audience("Zed", "add_image: " + path + ":x\n") == ClaimableBy::unknown);
    CHECK(audience("Zed", "add_image: a.b.c.d:x\n") == ClaimableBy::nobody);
}

}  // namespace
}  // namespace glance_audit::policy

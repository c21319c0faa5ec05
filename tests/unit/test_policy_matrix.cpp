#include <algorithm>
#include <string>
#include <vector>

#include "scanner/model/release.hpp"
#include "scanner/policy/access/action_table.hpp"
#include "scanner/policy/access/circumstances.hpp"
#include "scanner/policy/access/matrix.hpp"
#include "scanner/policy/rules/action_names.hpp"
#include "scanner/policy/rules/release_defaults.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/policy_folder.hpp"

namespace glance_audit::policy {
namespace {

Policy with(const std::string& release, const std::string& file, bool enforced = false) {
    const PolicyFolder folder;
    PolicyOptions options{.release = release,
                          .switches = {.enforce_new_defaults = enforced, .enforce_scope = enforced}};
    if (!file.empty()) options.paths = {folder.write("policy.yaml", file)};
    return Policy::load(options);
}

AccessOptions access(const std::string& release, const PolicySwitches& switches = {}) { return {release, switches}; }

PolicyMatrix::Cell cell(const PolicyMatrix::Row& row, const std::string& persona, const AccessOptions& options) {
    const auto columns = matrix_personas(options);
    const auto at = std::find_if(columns.begin(), columns.end(), [&](const Persona* p) { return p->name == persona; });
    return row.cells.at(static_cast<std::size_t>(at - columns.begin()));
}

Answer answer(const Policy& policy, const std::string& action, const std::string& persona,
              const AccessOptions& options) {
    return cell(matrix_row({policy, options}, action), persona, options).answer;
}

TEST_CASE("every action of every release is in the table of actions") {
    for (const std::string_view release : kReleaseNames) {
        for (const std::string_view action : names_known_to(release)) {
            INFO(release << " " << action);
            CHECK(find_action(action) != nullptr);
        }
    }
}

TEST_CASE("options that lift the owner check by release") {
    CHECK(owner_check_lifted_by("Victoria").empty());
    CHECK(owner_check_lifted_by("Zed") == std::vector<std::string>{"DEFAULT.enforce_secure_rbac"});
    CHECK(owner_check_lifted_by("2023.1") ==
          std::vector<std::string>{"oslo_policy.enforce_new_defaults", "oslo_policy.enforce_scope"});
    CHECK(owner_check_lifted_by("none").empty());
}

TEST_CASE("an open default is open to anyone, and Glance's own checks still count") {
    const AccessOptions zed = access("Zed");
    const Policy policy = with("Zed", "");
    CHECK(answer(policy, "add_image", "none", zed) == Answer::yes);
    CHECK(answer(policy, "publicize_image", "member", zed) == Answer::no);
    CHECK(answer(policy, "publicize_image", "admin", zed) == Answer::yes);
    CHECK(answer(policy, "delete_image", "member", zed) == Answer::yes);
    CHECK(answer(policy, "delete_image", "other-member", zed) == Answer::no);
    const PolicyMatrix::Cell anyone = cell(matrix_row({policy, zed}, "delete_image"), "none", zed);
    CHECK(anyone.answer == Answer::depends);
    CHECK(anyone.depends_on == "whose it is");
    const PolicyMatrix::Cell stranger = cell(matrix_row({policy, zed}, "get_image"), "other-member", zed);
    CHECK(stranger.answer == Answer::depends);
    CHECK(stranger.depends_on == "its visibility, whether it is shared with them");
}

TEST_CASE("the new defaults ask for a role, and the scope refuses a system token") {
    const AccessOptions access{"2025.1"};
    const Policy policy = with("2025.1", "", true);
    CHECK(answer(policy, "add_image", "none", access) == Answer::no);
    CHECK(answer(policy, "add_image", "reader", access) == Answer::no);
    CHECK(answer(policy, "add_image", "member", access) == Answer::yes);
    CHECK(answer(policy, "add_image", "admin", access) == Answer::yes);
    CHECK(answer(policy, "add_image", "system-admin", access) == Answer::no);
    CHECK(answer(policy, "stores_info_detail", "service", access) == Answer::yes);
    CHECK(answer(policy, "modify_member", "member", access) == Answer::yes);
}

TEST_CASE("a policy that opens a change does not reach past the database's own check") {
    const Policy policy = with("2025.1", "delete_image: ''\nadd_member: ''\n", true);
    CHECK(answer(policy, "delete_image", "other-member", access("2025.1")) == Answer::no);
    CHECK(answer(policy, "add_member", "other-member", access("2025.1")) == Answer::depends);
    const PolicySwitches off{.enforce_new_defaults = false, .enforce_scope = false};
    CHECK(answer(policy, "add_member", "other-member", access("2025.1", off)) == Answer::no);
    CHECK(answer(policy, "add_member", "other-member", access("Zed")) == Answer::no);
    CHECK(answer(policy, "add_member", "other-member", access("Zed", {.enforce_secure_rbac = true})) ==
          Answer::depends);
}

TEST_CASE("who is an administrator is what context_is_admin says") {
    const Policy policy = with("Zed", "context_is_admin: 'role:member'\ndelete_image: '@'\n");
    CHECK(answer(policy, "delete_image", "other-member", access("Zed")) == Answer::yes);
}

TEST_CASE("before Wallaby policies are told of no project_id") {
    const std::string file = "get_image: 'project_id:%(project_id)s'\nmodify_image: 'project_id:%(owner)s'\n";
    CHECK(answer(with("Victoria", file), "get_image", "member", access("Victoria")) == Answer::no);
    CHECK(answer(with("Victoria", file), "modify_image", "member", access("Victoria")) == Answer::yes);
    CHECK(answer(with("Zed", file), "get_image", "member", access("Zed")) == Answer::yes);
}

TEST_CASE("tenant is a credential up to Train, is_admin never") {
    CHECK(answer(with("Train", "add_image: 'tenant:%(owner)s'\n"), "add_image", "member", access("Train")) ==
          Answer::yes);
    CHECK(answer(with("Zed", "add_image: 'tenant:%(owner)s'\n"), "add_image", "member", access("Zed")) == Answer::no);
    CHECK(answer(with("Zed", "add_image: 'is_admin:True'\n"), "add_image", "admin", access("Zed")) == Answer::no);
}

TEST_CASE("roles that no persona has are named") {
    const auto words = [](const std::string& file, const std::string& action) {
        return matrix_row({with("Zed", file), access("Zed")}, action).in_words;
    };
    CHECK(words("publicize_image: 'role:admin or role:image_manager'\n", "publicize_image")
              .starts_with("Holders of role image_manager, and administrators, may "));
    CHECK(words("publicize_image: 'role:image_manager'\n", "publicize_image")
              .starts_with("Holders of role image_manager may "));
    CHECK(
        words("publicize_image: 'project_id:abc'\n", "publicize_image").starts_with("Users with project_id abc may "));
    CHECK(words("publicize_image: 'role:image_manager or role:member'\n", "publicize_image")
              .starts_with("Any project member may "));
    CHECK(words("publicize_image: 'role:admin'\n", "publicize_image").starts_with("An administrator may "));
    CHECK(words("publicize_image: '!'\n", "publicize_image").starts_with("Nobody may "));
}

TEST_CASE("a server's answer is unknown, a fault is an error") {
    const Policy policy =
        with("Zed", "add_image: 'http://h/x'\ncopy_image: 'role:50%'\ndelete_image: 'rule:delete_image'\n");
    CHECK(answer(policy, "add_image", "member", access("Zed")) == Answer::unknown);
    CHECK(answer(policy, "copy_image", "admin", access("Zed")) == Answer::error);
    CHECK(answer(policy, "delete_image", "owner", access("Zed")) == Answer::error);
    CHECK(answer(with("Zed", "add_image: '1abc:x'\n"), "add_image", "member", access("Zed")) == Answer::unknown);
    CHECK(matrix_row({policy, access("Zed")}, "add_image").in_words ==
          "It is not known who may create an image with an ID of their choice.");
}

TEST_CASE("without a token one only reads, and only where that is allowed") {
    const AccessOptions open = access("Zed", {.allow_anonymous_access = true});
    const Policy policy = with("Zed", "");
    CHECK(answer(policy, "get_image", "anonymous", open) == Answer::depends);
    CHECK(answer(policy, "add_image", "anonymous", open) == Answer::no);
    CHECK(matrix_personas(access("Zed")).front()->name == "none");
}

TEST_CASE("the smallest persona, in words") {
    const auto words = [](const std::string& release, const std::string& file, const std::string& action,
                          bool enforced) {
        return matrix_row({with(release, file, enforced), {release, {enforced, false}}}, action).in_words;
    };
    CHECK(words("Zed", "", "add_image", false) ==
          "Any authenticated user may create an image with an ID of their choice.");
    CHECK(words("2025.1", "", "add_image", true) ==
          "Any project member may create an image with an ID of their choice.");
    CHECK(words("2025.1", "", "publicize_image", true) == "An administrator may make an image public.");
    CHECK(words("2025.1", "", "delete_image", true) ==
          "Any project member may delete an image, if it is their project's.");
    CHECK(words("Zed", "add_image: '!'\n", "add_image", false) ==
          "Nobody may create an image with an ID of their choice.");
}

TEST_CASE("cells that the files change know the release's own answer") {
    const AccessOptions zed = access("Zed");
    PolicyMatrix matrix = policy_matrix({with("Zed", "add_image: 'role:admin'\n"), zed});
    mark_changes(matrix, policy_matrix({with("Zed", ""), zed}));
    const auto row =
        std::find_if(matrix.rows.begin(), matrix.rows.end(), [](const auto& r) { return r.action == "add_image"; });
    REQUIRE(row != matrix.rows.end());
    CHECK(cell(*row, "none", zed).by_default == Answer::yes);
    CHECK_FALSE(cell(*row, "admin", zed).by_default);
    CHECK(row->location.has_value());
}

TEST_CASE("of several releases the more open answer stays") {
    PolicyMatrix matrix = policy_matrix({with("2025.1", "", true), access("2025.1")});
    merge_more_open(matrix, policy_matrix({with("Zed", ""), access("Zed")}));
    const auto row =
        std::find_if(matrix.rows.begin(), matrix.rows.end(), [](const auto& r) { return r.action == "add_image"; });
    REQUIRE(row != matrix.rows.end());
    CHECK(cell(*row, "none", access("Zed")).answer == Answer::yes);
}

TEST_CASE("a release's matrix has its actions and those that the files name, without other rules") {
    const Policy policy = with("Zed", "zz: '@'\nadd_image_location: '@'\n");
    const std::vector<std::string> actions = matrix_actions(policy, "Zed");
    CHECK(actions.front() == "add_image");
    CHECK(actions.size() == names_known_to("Zed").size() + 1);
    CHECK(names_in_effect(policy, "Zed").back() == "zz");
    CHECK(matrix_actions(with("Train", "add_image: '@'\n"), "Train").size() == names_known_to("Train").size());
    CHECK(matrix_actions(with("none", "zz: '@'\nadd_image: '@'\n"), "none") ==
          std::vector<std::string>{"add_image", "zz"});
}

}  // namespace
}  // namespace glance_audit::policy

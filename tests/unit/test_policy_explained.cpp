#include <string>

#include "scanner/policy/access/explained.hpp"
#include "scanner/policy/access/matrix.hpp"
#include "scanner/policy/rules/action_names.hpp"
#include "tests/unit/catch.hpp"

namespace glance_audit::policy {
namespace {

Decider with(const std::string& release, const std::string& file) {
    PolicyOptions options{.release = release};
    if (!file.empty()) options.texts = std::vector<text::SourceText>{text::SourceText("policy.yaml", file)};
    return Decider(Policy::load(options));
}

Explained asked(const std::string& release, const std::string& file, const char* action, const char* persona,
                const GivenTarget& given = {}) {
    return explain(with(release, file), action, *find_persona(persona), given);
}

std::string sentence(const char* action, const char* persona, const GivenTarget& given = {},
                     const std::string& file = "") {
    return asked("Zed", file, action, persona, given).sentence;
}

TEST_CASE("a sentence says why the image matters to the decision") {
    CHECK(sentence("get_image", "other-member", {{"visibility", "public"}}) ==
          "A member of another project may see this image, because it is public.");
    CHECK(sentence("get_image", "other-member") ==
          "A member of another project may not see this image, because Glance hides it from them: it is another "
          "project's private image.");
    CHECK(sentence("get_image", "other-member", {{"visibility", "shared"}}) ==
          "A member of another project may not see this image, because Glance hides it from them: it is another "
          "project's shared image, of which their project is not a member.");
    CHECK(sentence("get_image", "other-member", {{"visibility", "shared"}, {"member_id", "project-of-the-user"}}) ==
          "A member of another project may see this image, because it is shared with their project.");
    CHECK(sentence("delete_image", "member") ==
          "A member of the project may delete this image, because it is their project's.");
}

TEST_CASE("a sentence says that Glance itself refuses what the policy allows") {
    const Explained found = asked("Zed", "", "delete_image", "other-member", {{"visibility", "public"}});
    CHECK(found.explanation.decision == Decision::deny);
    CHECK(found.explanation.because.back().rule == kGlanceItself);
    CHECK(found.sentence ==
          "A member of another project may not delete this image, because Glance itself asks that it be their "
          "project's, whatever the policy says.");
    CHECK(sentence("add_image", "anonymous") ==
          "Somebody without a token may not create an image with an ID of their choice, because without a token one "
          "only reads.");
}

TEST_CASE("where nothing about the image matters, no reason is made up") {
    CHECK(sentence("publicize_image", "member") == "A member of the project may not make an image public.");
    CHECK(sentence("add_image", "other-member") ==
          "A member of another project may create an image with an ID of their choice.");
}

TEST_CASE("what is not known, and what raises, is said with its check") {
    CHECK(sentence("get_image", "member", {}, "get_image: 'role:x or http://h/'\n") ==
          "Whether a member of the project may see this image is not known: \"http://h/\" cannot be decided here.");
    CHECK(sentence("get_image", "member", {}, "get_image: 'role:50%'\n") ==
          "Nobody gets an answer: \"role:50%\" raises an error (HTTP 500).");
}

TEST_CASE("from Zed on tasks_api_access decides what its siblings did") {
    CHECK(asked("Yoga", "get_task: '@'\n", "get_task", "member").explanation.decision == Decision::allow);
    CHECK(asked("Zed", "get_task: '@'\n", "get_task", "member").explanation.decision == Decision::deny);
    CHECK(asked("Zed", "tasks_api_access: '@'\n", "get_task", "member").explanation.decision == Decision::allow);
    const PolicyMatrix::Row row = matrix_row(with("Zed", ""), "add_task");
    CHECK(row.check == "role:admin");
    CHECK(row.in_words == "Glance asks tasks_api_access in place of add_task. An administrator may start a task.");
    CHECK(releases_that_ask_for("add_task") == "Kilo to Yoga");
    CHECK_FALSE(is_asked_for("Zed", "add_task"));
}

}  // namespace
}  // namespace glance_audit::policy

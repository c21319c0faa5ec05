#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "scanner/base/error.hpp"
#include "scanner/engine/rule_set.hpp"
#include "tests/unit/catch.hpp"

using namespace glance_audit;
using namespace glance_audit::engine;

namespace {

// A rule file in a folder of its own, gone with the object.
class RuleFileOnDisk {
public:
    explicit RuleFileOnDisk(const std::string& content) {
        std::string name = (std::filesystem::temp_directory_path() / "rule-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        folder_ = name;
        std::ofstream(path()) << content;
    }
    ~RuleFileOnDisk() { std::filesystem::remove_all(folder_); }
    RuleFileOnDisk(const RuleFileOnDisk&) = delete;
    RuleFileOnDisk& operator=(const RuleFileOnDisk&) = delete;
    std::filesystem::path path() const { return folder_ / "mine.yaml"; }

private:
    std::filesystem::path folder_;
};

constexpr const char* kRule = R"(id: test/mine
title: A rule
subject: image
severity: low
match: {state: live}
message: "{id} is live"
why: Because.
remedy: Do something.
)";

std::string error_of(const std::string& content) {
    const RuleFileOnDisk file(content);
    try {
        RuleSet::load({{file.path()}, {}, {}});
    } catch (const UsageError& error) {
        return std::string(error.what()) + " at " + error.where() + " [" + error.hint() + "]\n" + error.excerpt();
    }
    return "no error";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("the built-in rules load and are sorted") {
    const RuleSet rules = RuleSet::built_in();
    REQUIRE(rules.rules().size() >= 12);
    for (std::size_t i = 1; i < rules.rules().size(); ++i) CHECK(rules.rules()[i - 1].id < rules.rules()[i].id);
    CHECK(rules.find("ossn-0075/held-public-purgeable") != nullptr);
}

TEST_CASE("no built-in rule matches a plain live row, so that live rows need not be read") {
    const KnownFacts live{{Fact::state, number(State::live)},
                          {Fact::deleted_at, std::nullopt},
                          {Fact::doomed, 0},
                          {Fact::twins, 0},
                          {Fact::pinned, 0},
                          {Fact::purgeable, 0},
                          {Fact::inconsistency, number(Inconsistency::none)},
                          {Fact::conflicts, std::nullopt},  // of one target alone
                          {Fact::missing_in, std::nullopt},
                          {Fact::locations_shown, std::nullopt},  // without a configuration
                          {Fact::locations_changeable_by, std::nullopt},
                          {Fact::converts_images, std::nullopt},
                          {Fact::image_oldest_release, std::nullopt}};
    CHECK_FALSE(RuleSet::built_in().can_match(SubjectKind::image, live, 0));
}

TEST_CASE("a configuration that shows no locations costs no live row either") {
    const KnownFacts live{{Fact::state, number(State::live)},
                          {Fact::deleted_at, std::nullopt},
                          {Fact::doomed, 0},
                          {Fact::twins, 0},
                          {Fact::pinned, 0},
                          {Fact::purgeable, 0},
                          {Fact::inconsistency, number(Inconsistency::none)},
                          {Fact::conflicts, std::nullopt},
                          {Fact::missing_in, std::nullopt},
                          {Fact::locations_shown, 0},
                          {Fact::locations_changeable_by, number(ClaimableBy::nobody)},
                          {Fact::converts_images, 0},
                          {Fact::image_oldest_release, 0}};
    CHECK_FALSE(RuleSet::built_in().can_match(SubjectKind::image, live, 0));
    KnownFacts shown = live;
    for (KnownFact& fact : shown) {
        if (fact.fact == Fact::locations_shown) fact.number = 1;
    }
    CHECK(RuleSet::built_in().can_match(SubjectKind::image, shown, 0));
}

TEST_CASE("a user's rule joins the built-in ones") {
    const RuleFileOnDisk file(kRule);
    const RuleSet rules = RuleSet::load({{file.path()}, {}, {}});
    REQUIRE(rules.find("test/mine") != nullptr);
    CHECK(rules.rules().size() == RuleSet::built_in().rules().size() + 1);
    CHECK(RuleSet::load({{file.path().parent_path()}, {}, {}}).find("test/mine") != nullptr);
}

TEST_CASE("a file of id and severity changes the severity of a built-in rule") {
    const RuleFileOnDisk file("id: ossn-0075/id-twins\nseverity: [{when: {state: held}, is: low}, critical]\n");
    const RuleSet rules = RuleSet::load({{file.path()}, {}, {}});
    CHECK(rules.find("ossn-0075/id-twins")->severity == Severity::critical);
    CHECK(rules.find("ossn-0075/id-twins")->cases.at(0).severity == Severity::low);
    CHECK_FALSE(rules.find("ossn-0075/id-twins")->title.empty());
}

TEST_CASE("rules are chosen by glob, and a glob without a rule is a mistake") {
    CHECK(RuleSet::load({{}, {"ossn-0075/held-*"}, {"*/held-public"}}).rules().size() == 2);
    CHECK_THROWS_AS(RuleSet::load({{}, {"ossn-9999/*"}, {}}), UsageError);
    CHECK_THROWS_AS(RuleSet::load({{}, {}, {"ossn-0075/held-pubic"}}), UsageError);
}

TEST_CASE("a mistake in a rule file is shown with its place") {
    CHECK(error_of(kRule) == "no error");
    CHECK(error_of(replaced(kRule, "severity: low", "severity: lwo")).find("did you mean 'low'") != std::string::npos);
    CHECK(error_of(replaced(kRule, "severity: low", "severity: lwo")).find(":4:11") != std::string::npos);
    CHECK(error_of(replaced(kRule, "why:", "wyh:")).find("did you mean 'why'") != std::string::npos);
    CHECK(error_of(replaced(kRule, "title: A rule\n", "")).find("no 'title'") != std::string::npos);
    CHECK(error_of(replaced(kRule, "{id} is", "{nmae} is")).find("did you mean 'name'") != std::string::npos);
    CHECK(error_of(replaced(kRule, "{id} is", "{nmae} is")).find(":6:12") != std::string::npos);
    CHECK(error_of(replaced(kRule, "test/mine", "Mine")).find("not a rule ID") != std::string::npos);
    CHECK(error_of(replaced(kRule, "subject: image", "subject: imag")).find("did you mean 'image'") !=
          std::string::npos);
    CHECK(error_of("- a\n- b\n").find("a rule file is a map") != std::string::npos);
    CHECK(error_of("id: [").find("mine.yaml:") != std::string::npos);
    CHECK(error_of("id: ossn-0075/held-pubic\nseverity: low\n").find("did you mean 'ossn-0075/held-public'") !=
          std::string::npos);
    CHECK(error_of(std::string(kRule) + "cure: pni\n").find("did you mean 'pin'") != std::string::npos);
    CHECK(error_of(replaced(kRule, "severity: low", "severity: [{when: {state: held}, is: low}]"))
              .find("does not end with a plain severity") != std::string::npos);
}

TEST_CASE("two rules cannot have one ID") {
    const RuleFileOnDisk first(kRule);
    const RuleFileOnDisk second(kRule);
    CHECK_THROWS_AS(RuleSet::load({{first.path(), second.path()}, {}, {}}), UsageError);
}

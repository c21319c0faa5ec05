#include <set>

#include "scanner/engine/advisories.hpp"
#include "scanner/engine/rule_set.hpp"
#include "tests/unit/catch.hpp"

using namespace glance_audit::engine;

TEST_CASE("every folder of built-in rules is an advisory, and the reverse") {
    const RuleSet rules = RuleSet::built_in();
    std::set<std::string_view> folders;
    for (const Rule& rule : rules.rules()) folders.insert(find_advisory(folder_of(rule.id))->folder);
    CHECK(folders.size() == known_advisories().size());
    CHECK(find_advisory("somebody-elses") == nullptr);
}

TEST_CASE("an advisory has its number, its CVE and its link") {
    const Advisory* advisory = find_advisory("ossn-0075");
    REQUIRE(advisory != nullptr);
    CHECK(advisory->numbers == std::vector<std::string>{"OSSN-0075"});
    CHECK(advisory->cves == std::vector<std::string>{"CVE-2016-4383"});
    CHECK(advisory->links.front() == "https://wiki.openstack.org/wiki/OSSN/OSSN-0075");
    for (const Advisory& one : known_advisories()) {
        CHECK_FALSE(one.title.empty());
        CHECK_FALSE(one.about.empty());
        CHECK_FALSE(one.links.empty());
    }
}

TEST_CASE("a rule's folder is what stands before the slash") {
    CHECK(folder_of("ossn-0065/locations-open") == "ossn-0065");
}

#include "scanner/schedules/crontab.hpp"
#include "tests/unit/catch.hpp"

using namespace std::string_literals;
using namespace glance_audit;
using namespace glance_audit::sources;

namespace {

std::vector<ScheduledPurge> crontab(const std::string& text, const std::string& file = "crontab") {
    FoundPurges found;
    read_crontab(text::SourceText(file, text), found);
    return found.take();
}

// "when | user | command" of each purge.
std::string found(const std::string& text, const std::string& file = "crontab") {
    std::string out;
    for (const ScheduledPurge& found : crontab(text, file)) {
        out += (out.empty() ? "" : "; ") + found.when + " | " + found.purge.user + " | " +
               found.purge.text().substr(std::string("glance-manage db ").size());
    }
    return out;
}

}  // namespace

TEST_CASE("a crontab's entries are read with their times") {
    CHECK(found("17 3 * * * glance-manage db purge 30\n") == "17 3 * * * |  | purge --age_in_days 30");
    CHECK(found("  */15\t1-5  1,15 jan-mar  mon,FRI   glance-manage db purge") ==
          "*/15 1-5 1,15 jan-mar mon,FRI |  | purge");
    CHECK(found("@daily glance-manage db purge_images_table\n") == "@daily |  | purge_images_table");
    CHECK(found("-0 4 * * * glance-manage db purge\n") == "0 4 * * * |  | purge");
    CHECK(found("0 4 * * * glance-manage db purge\r\n@reboot glance-manage db purge 1\r\n") ==
          "0 4 * * * |  | purge; @reboot |  | purge --age_in_days 1");
    CHECK(found("0 0 6 * * * * glance-manage db purge") == "0 0 6 * * * * |  | purge");
    CHECK(found("30 0 6 * * 1-5 glance-manage db purge 7") == "30 0 6 * * 1-5 |  | purge --age_in_days 7");
    CHECK(found("0 1 * * * true\n0~59 2 * * * glance-manage db purge") == "0~59 2 * * * |  | purge");
}

TEST_CASE("comments, short lines and prose are no entries") {
    CHECK(found("# 0 4 * * * glance-manage db purge\n   #@daily glance-manage db purge\n").empty());
    CHECK(found("# until \\\n0 4 * * * glance-manage db purge\n") == "0 4 * * * |  | purge");
    CHECK(found("0 4 * * glance-manage db purge\n").empty());
    CHECK(found("the purge is glance-manage db purge so run glance-manage db purge\n").empty());
    CHECK(found("X=0 4 * * * glance-manage db purge\n").empty());
    CHECK(found("").empty());
    CHECK(found("\n\n@daily\n0 4 * * *\n").empty());
}

TEST_CASE("a sixth field is a user where the path or the line says so") {
    CHECK(found("0 4 * * * glance glance-manage db purge", "/etc/cron.d/glance") == "0 4 * * * | glance | purge");
    CHECK(found("0 4 * * * echo glance-manage db purge", "/etc/cron.d/glance") == "0 4 * * * | echo | purge");
    CHECK(found("@daily root /usr/bin/glance-manage db purge", "/etc/crontab") == "@daily | root | purge");
    CHECK(found("0 4 * * * glance-manage db purge", "/var/spool/cron/crontabs/glance") == "0 4 * * * | glance | purge");
    CHECK(found("0 4 * * * glance-manage db purge", "/var/spool/cron/kolla") == "0 4 * * * | kolla | purge");
    CHECK(found("0 4 * * * glance glance-manage db purge") == "0 4 * * * | glance | purge");
    CHECK(found("0 4 * * * root docker exec glance_api glance-manage db purge") == "0 4 * * * | root | purge");
    CHECK(found("0 4 * * * docker exec glance_api glance-manage db purge") == "0 4 * * * |  | purge");
    CHECK(found("0 4 * * * root sudo -u glance glance-manage db purge") == "0 4 * * * | glance | purge");
    CHECK(found("0 4 * * * echo glance-manage db purge").empty());
    CHECK(found("0 4 * * * root echo glance-manage db purge").empty());
}

TEST_CASE("variables of a crontab reach its commands") {
    CHECK(found("AGE=30\n0 4 * * * glance-manage db purge $AGE\n") == "0 4 * * * |  | purge --age_in_days 30");
    CHECK(found(" AGE = \"7\"\n0 4 * * * glance-manage db purge --age_in_days=$AGE") ==
          "0 4 * * * |  | purge --age_in_days 7");
    CHECK(found("AGE=1\n0 4 * * * glance-manage db purge $AGE\nAGE=2\n@daily glance-manage db purge $AGE") ==
          "0 4 * * * |  | purge --age_in_days 1; @daily |  | purge --age_in_days 2");
    CHECK(found("0 4 * * * glance-manage db purge $AGE\n") == "0 4 * * * |  | purge --age_in_days ? --max_rows ?");
    CHECK(found("0 4 * * * AGE=3; glance-manage db purge $AGE\n") == "0 4 * * * |  | purge --age_in_days 3");
}

TEST_CASE("a percent sign begins what the command reads") {
    CHECK(found("0 4 * * * glance-manage db purge 30%glance-manage db purge 1\n") ==
          "0 4 * * * |  | purge --age_in_days 30");
    CHECK(found("0 4 * * * bash%cd /%glance-manage db purge 7\n") == "0 4 * * * |  | purge --age_in_days 7");
    CHECK(found("0 4 * * * sleep `expr $RANDOM \\% 3600`; glance-manage db purge 7\n") ==
          "0 4 * * * |  | purge --age_in_days 7");
    CHECK(found("0 4 * * * mail -s purge root%glance-manage db purge has run\n").empty());
    CHECK(crontab("0 4 * * * bash%%%glance-manage db purge 7\n")[0].line == 1);
}

TEST_CASE("a purge in a crontab has a name and a line") {
    const auto purges = crontab(
        "#\nA=1\n0 4 * * * OS_PASSWORD=geheim glance-manage --x=geheim db purge \\\n --max_rows 5\n@daily "
        "glance-manage db purge\n");
    REQUIRE(purges.size() == 2);
    CHECK(purges[0].name == "0 4 * * * glance-manage db purge --max_rows 5");
    CHECK(purges[0].file == "crontab");
    CHECK(purges[0].line == 3);
    CHECK(purges[1].line == 5);
}

TEST_CASE("an anacrontab has a period, a delay and a name") {
    CHECK(found("START_HOURS_RANGE=3-22\n7 25 glance.weekly glance-manage db purge 30\n", "/etc/anacrontab") ==
          "anacron 7 25 |  | purge --age_in_days 30");
}

TEST_CASE("a script says by its folder when it runs") {
    FoundPurges found;
    read_script(text::SourceText("/etc/cron.daily/glance", "#!/bin/sh\nglance-manage db purge 30\n"), found);
    read_script(text::SourceText("/usr/local/bin/purge", "#!/bin/sh\nglance-manage db purge\n"), found);
    const std::vector<ScheduledPurge> purges = found.take();
    REQUIRE(purges.size() == 2);
    CHECK(purges[0].when == "cron.daily");
    CHECK(purges[0].line == 2);
    CHECK(purges[1].when == "unknown");
}

TEST_CASE("hostile crontabs end, and soon") {
    std::string much;
    for (int i = 0; i < 100'000; ++i)
        much += "V" + std::to_string(i) + "=purge\n* * * * * glance-manage $V1 $X purge\n";
    CHECK(found(much).empty());
    CHECK(found("* * * * * " + std::string(5'000'000, 'x') + " purge").empty());
    CHECK(found(std::string(1'000'000, '*')).empty());
    CHECK(found("0 4 * * * glance-manage db purge\0 7\n"s) == "0 4 * * * |  | purge --age_in_days 7");
    CHECK(found("0 4 * * * glance-manage db purge\0x\n"s).empty());
}

#include "scanner/schedules/purge.hpp"
#include "tests/unit/catch.hpp"

using namespace std::string_literals;
using namespace glance_audit::sources;

namespace {

// The purges of a script, as glance-manage would be called.
std::string found(const std::string& script, const ShellVariables& variables = ShellVariables()) {
    std::string out;
    for (const PurgeCommand& purge : find_purges(script, variables)) {
        if (!purge.runs) continue;
        out += (out.empty() ? "" : "; ") + purge.text().substr(std::string("glance-manage db ").size());
    }
    return out;
}

}  // namespace

TEST_CASE("the arguments of a purge are read in every form") {
    CHECK(found("glance-manage db purge") == "purge");
    CHECK(found("glance-manage db purge_images_table") == "purge_images_table");
    CHECK(found("glance-manage db purge --age_in_days 30 --max_rows 5") == "purge --age_in_days 30 --max_rows 5");
    CHECK(found("glance-manage db purge --age_in_days=30 --max_rows=-1") == "purge --age_in_days 30 --max_rows -1");
    CHECK(found("glance-manage db purge --age 3 --m=+7") == "purge --age_in_days 3 --max_rows 7");
    CHECK(found("glance-manage db purge --age 3 --age 4") == "purge --age_in_days 4");
    CHECK(found("glance-manage db purge 30 100") == "purge --age_in_days 30 --max_rows 100");
    CHECK(found("glance-manage db purge --max_rows 9 30") == "purge --age_in_days 30 --max_rows 9");
    CHECK(found("glance-manage --config-file /etc/db.conf --debug db purge 1") == "purge --age_in_days 1");
    CHECK(found("/usr/bin/glance-manage -d db purge") == "purge");
    CHECK(found("python3 -m glance.cmd.manage db purge 4") == "purge --age_in_days 4");
}

TEST_CASE("other commands are no purge") {
    CHECK(found("glance-manage db sync").empty());
    CHECK(found("nova-manage db purge --all; cinder-manage db purge 30").empty());
    CHECK(found("glance-manage db_purge 7; glance-manage db_purge_images_table").empty());
    CHECK(found("echo glance-manage db purge").empty());
    CHECK(found("grep -q 'glance-manage db purge' /var/log/x").empty());
    CHECK(found("logger \"now: glance-manage db purge\"").empty());
    CHECK(found("# glance-manage db purge").empty());
    CHECK(found("true # ; glance-manage db purge").empty());
    CHECK(found("X='glance-manage db purge'").empty());
    CHECK(found("").empty());
}

TEST_CASE("what every glance-manage refuses is no purge") {
    for (const char* arguments : {"--help",
                                  "-h",
                                  "--he",
                                  "--age_in_days=-1",
                                  "-- -1",
                                  "--max_rows=-2",
                                  "--age-in-days 3",
                                  "--max-rows=3",
                                  "--days 3",
                                  "-a 3",
                                  "1 2 3",
                                  "1 --age 1",
                                  "1 2 --max_rows 2",
                                  "--age_in_days soon",
                                  "--age_in_days=",
                                  "--age_in_days",
                                  "--max_rows --age 3",
                                  "30d",
                                  "\"\"",
                                  "1.5",
                                  "--age 99999999999999999999"}) {
        CAPTURE(arguments);
        CHECK(found("glance-manage db purge " + std::string(arguments)).empty());
    }
}

TEST_CASE("a purge is found through what is wrapped round it") {
    CHECK(found("sudo -u glance glance-manage db purge 1") == "purge --age_in_days 1");
    CHECK(found("su -s /bin/sh -c \"glance-manage db purge 2\" glance") == "purge --age_in_days 2");
    CHECK(found("docker exec -u glance glance_api glance-manage db purge 3") == "purge --age_in_days 3");
    CHECK(found("podman exec glance_api sh -c 'glance-manage db purge 4'") == "purge --age_in_days 4");
    CHECK(found("kubectl -n openstack exec deploy/glance-api -c glance-api -- glance-manage db purge 5") ==
          "purge --age_in_days 5");
    CHECK(found("env OS_X=1 nice -n 19 ionice -c 3 timeout 3h flock -n /run/x glance-manage db purge 6") ==
          "purge --age_in_days 6");
    CHECK(found("flock /run/lock -c 'glance-manage db purge 7'") == "purge --age_in_days 7");
    CHECK(found("bash -c \"sudo su - glance -c 'glance-manage db purge 8'\"") == "purge --age_in_days 8");
    CHECK(found("bash -c 'AGE=9 glance-manage db purge 9'") == "purge --age_in_days 9");
    CHECK(found("ssh controller 'cd /tmp && glance-manage db purge 10 >/dev/null 2>&1'") == "purge --age_in_days 10");
    CHECK(found("OUT=$(glance-manage db purge 11)") == "purge --age_in_days 11");
    CHECK(found("OUT=`glance-manage db purge 12`") == "purge --age_in_days 12");
    CHECK(found("echo \"glance-manage db purge 13\" | bash") == "purge --age_in_days 13");
    CHECK(found("bash <<< 'glance-manage db purge 14'") == "purge --age_in_days 14");
    CHECK(found("ssh x <<'END'\nglance-manage db purge 15\nEND\necho glance-manage") == "purge --age_in_days 15");
    CHECK(found("if pgrep -f 'glance-manage db purge'; then :; else glance-manage db purge 16; fi") ==
          "purge --age_in_days 16");
    CHECK(found("eval \"glance-manage db purge 17\"") == "purge --age_in_days 17");
    CHECK(found("docker exec -i \"$(docker ps -q -f \"name=glance api\")\" glance-manage db purge 18 </dev/null") ==
          "purge --age_in_days 18");
    CHECK(found("X=\"$(ssh db \"sudo sh -c 'glance-manage db purge 19'\")\"") == "purge --age_in_days 19");
    CHECK(found("cat <<E | mail root\nit isn't over\nE\nglance-manage db purge 20") == "purge --age_in_days 20");
    CHECK(found("(flock -n 9 || exit 1; glance-manage db purge 21) 9>/run/x") == "purge --age_in_days 21");
    CHECK(found("case $1 in a) glance-manage db purge 22;; b) glance-manage db purge 23;; esac") ==
          "purge --age_in_days 22; purge --age_in_days 23");
}

TEST_CASE("operators and redirections end the arguments") {
    CHECK(found("glance-manage db purge 30 100 2>&1 | logger -t purge") == "purge --age_in_days 30 --max_rows 100");
    CHECK(found("glance-manage db purge>>/var/log/30 2>/dev/null") == "purge");
    CHECK(found("glance-manage db purge 1&& glance-manage db purge_images_table 2;true 5") ==
          "purge --age_in_days 1; purge_images_table --age_in_days 2");
    CHECK(found("(glance-manage db purge 3)") == "purge --age_in_days 3");
    CHECK(found("glance-manage db purge 3 &>/tmp/7") == "purge --age_in_days 3");
    CHECK(found("glance-manage db purge \\\n  --age_in_days 30 \\\n  --max_rows 5") ==
          "purge --age_in_days 30 --max_rows 5");
    CHECK(found("glance-manage db purge --age_in_days '30' --max_rows \"1\"0") ==
          "purge --age_in_days 30 --max_rows 10");
}

TEST_CASE("variables of the same text are expanded, others are unknown") {
    CHECK(found("AGE=30; glance-manage db purge --age_in_days $AGE") == "purge --age_in_days 30");
    CHECK(found("AGE=30\nglance-manage db purge --age_in_days=\"${AGE}\"") == "purge --age_in_days 30");
    CHECK(found("ARGS='--age_in_days 3 --max_rows 4'; glance-manage db purge $ARGS") ==
          "purge --age_in_days 3 --max_rows 4");
    CHECK(found("CMD='glance-manage db purge 5'; $CMD; bash -c \"$CMD\"") ==
          "purge --age_in_days 5; purge --age_in_days 5");
    CHECK(found("AGE=5 bash -c 'glance-manage db purge $AGE'") == "purge --age_in_days 5");
    CHECK(found("glance-manage db purge ${AGE:-60} ${ROWS-8}") == "purge --age_in_days 60 --max_rows 8");
    CHECK(found("glance-manage db purge --age_in_days ${1:-60}") == "purge --age_in_days ?");
    CHECK(found("glance-manage db purge --age_in_days $AGE") == "purge --age_in_days ?");
    CHECK(found("glance-manage db purge --age_in_days=$(cat /etc/age)") == "purge --age_in_days ?");
    CHECK(found("glance-manage db purge $OPTIONS") == "purge --age_in_days ? --max_rows ?");
    CHECK(found("glance-manage db purge $AGE 100") == "purge --age_in_days ? --max_rows ?");
    CHECK(found("glance-manage db purge --max_rows $(cat rows) --age_in_days 3") ==
          "purge --age_in_days 3 --max_rows ?");
    CHECK(found("glance-manage db purge --age_in_days {{ age }} --max_rows 5") == "purge --age_in_days ? --max_rows 5");
    CHECK(found("glance-manage db purge --age_in_days {{ age | default(30) }}") == "purge --age_in_days ?");
    CHECK(found("glance-manage db purge --age_in_days={{ age }}") == "purge --age_in_days ?");
    CHECK(found("glance-manage db purge {{ options }}") == "purge --age_in_days ? --max_rows ?");
    CHECK(found("glance-manage db purge {{ never closed") == "");
    CHECK(found("A='--age 3'; A+=' --max 4'; glance-manage db purge $A") == "purge --age_in_days ? --max_rows ?");
    CHECK(found("AGE=${AGE:-30}; glance-manage db purge --age $AGE") == "purge --age_in_days 30");
    CHECK(found("export AGE=4 X; bash -c \"glance-manage db purge \\$AGE\"") == "purge --age_in_days 4");
    CHECK(found("glance-manage db purge --age_in_days '$AGE'") == "purge --age_in_days ?");
    CHECK(found("AGE=30; if x; then AGE=1; fi; glance-manage db purge $AGE") == "purge --age_in_days ? --max_rows ?");
    CHECK(found("glance-manage db purge $((30 * 6))") == "purge --age_in_days ? --max_rows ?");
    CHECK(found("echo '").empty());
}

TEST_CASE("a purge says where it stands and as whom it runs") {
    const auto purges = find_purges(
        "#!/bin/sh\nset -e\n\nsudo -u glance \\\n glance-manage db purge 1\n"
        "su - kolla -c 'true\nglance-manage db purge 2'\n"
        "su -s /bin/sh -c 'glance-manage db purge 3' nova\nsu-exec glance glance-manage db purge 4\n",
        ShellVariables());
    REQUIRE(purges.size() == 4);
    CHECK(find_purges("echo {{ a\n}}\nglance-manage db purge", ShellVariables())[0].line == 3);
    CHECK(purges[0].line == 4);
    CHECK(purges[0].user == "glance");
    CHECK(purges[1].user == "kolla");
    CHECK(purges[1].line == 7);
    CHECK(purges[2].user == "nova");
    CHECK(purges[2].line == 8);
    CHECK(purges[3].user == "glance");
}

TEST_CASE("hostile scripts end, and soon") {
    const std::string purge = "glance-manage db purge 1\n";
    std::string doubling = "A=xxxxxxxxxx\n";
    for (int i = 0; i < 1000; ++i) doubling += "A=$A$A\n";
    CHECK(found(doubling + purge) == "purge --age_in_days 1");
    for (const char* piece : {"$(", "`", "\"", "'", "${", "\"$(", "<<A ", "<<<", "\\", "((", "$'", "\"`", "a=$b;",
                              "'a purge' ", "glance-manage db ", "purge$(purge "}) {
        std::string much;
        for (int i = 0; i < 50'000; ++i) much += piece;
        CHECK(found(much).empty());
        CHECK(found(purge + much) == "purge --age_in_days 1");
    }
    CHECK(found("glance-manage db purge\0 1\n"s + std::string(1'000'000, 'x')) == "purge --age_in_days 1");
}

TEST_CASE("an action that is not known is the worst that it may be") {
    for (const char* script : {"glance-manage db $ACTION 3", "glance-manage db $(cat /etc/action) 3",
                               "glance-manage db {{ action }} 3", "glance-manage db \"${ACTION}\" 3"}) {
        CAPTURE(script);
        CHECK(found(script) == "purge_images_table --age_in_days 3");
    }
    CHECK(found("A=sync; glance-manage db $A").empty());
    CHECK(found("A=purge; glance-manage db $A 3") == "purge --age_in_days 3");
}

TEST_CASE("SQL that deletes images, among other tables or under another name") {
    const auto deletes = [](const std::string& sql) {
        const auto purges = find_purges("mysql glance -e '" + sql + "'", ShellVariables());
        return !purges.empty() && purges.front().runs;
    };
    for (const char* sql :
         {"DELETE FROM images", "DELETE i FROM images i WHERE i.deleted=1", "DELETE images FROM images",
          "DELETE m, i FROM images AS i LEFT JOIN image_members m ON m.image_id = i.id",
          "DELETE FROM i USING images AS i", "DELETE/**/FROM images", "DELETE QUICK FROM `glance`.`images` WHERE 1",
          "DROP TABLE images", "DROP TABLE IF EXISTS glance.images", "TRUNCATE images", "DELETE i.* FROM images i"}) {
        CAPTURE(sql);
        CHECK(deletes(sql));
    }
    for (const char* sql :
         {"DELETE t FROM image_tags t JOIN images i ON i.id = t.image_id", "SELECT * FROM images",
          "DELETE FROM image_tags WHERE image_id IN (SELECT id FROM images WHERE deleted)", "DROP TABLE image_cache",
          "DELETE FROM t USING image_tags AS t, images AS i WHERE i.id = t.image_id"}) {
        CAPTURE(sql);
        CHECK_FALSE(deletes(sql));
    }
}

TEST_CASE("variables that another file may set are not known") {
    CHECK(found("glance-manage db purge --age ${AGE:-30}") == "purge --age_in_days 30");
    CHECK(found(". /etc/purge.conf; glance-manage db purge --age ${AGE:-30}") == "purge --age_in_days ?");
    CHECK(found("AGE=30; read AGE < /etc/age; glance-manage db purge --age $AGE") == "purge --age_in_days ?");
    CHECK(found("AGE=30; eval AGE=2; glance-manage db purge --age $AGE") == "purge --age_in_days ?");
    CHECK(found("for AGE in 1 2; do glance-manage db purge --age $AGE; done") == "purge --age_in_days ?");
}

#include <filesystem>

#include "scanner/schedules/schedules.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/policy_folder.hpp"

using namespace std::string_literals;
using namespace glance_audit;
using namespace glance_audit::sources;
using Folder = policy::PolicyFolder;

namespace {

namespace fs = std::filesystem;

// "file:line when command" of each purge, files below the folder.
std::string found(const Folder& folder, const fs::path& path) {
    std::string out;
    for (const ScheduledPurge& purge : read_schedules({path}).purges) {
        out += (out.empty() ? "" : "; ") + fs::relative(purge.file, folder.path()).string() + ":" +
               std::to_string(purge.line) + " " + purge.when + " " +
               purge.purge.text().substr(std::string("glance-manage db ").size());
    }
    return out;
}
std::string found(const Folder& folder) { return found(folder, folder.path()); }

}  // namespace

TEST_CASE("a folder is read with all that is below it") {
    const Folder folder;
    folder.write("cron.d/glance", "0 4 * * * glance glance-manage db purge 1\n");
    folder.write("cron.daily/glance", "glance-manage db purge 2\n");
    folder.write("spool/cron/root", "0 5 * * * glance-manage db purge 3\n");
    folder.write("cron.d/.hidden", "0 4 * * * glance glance-manage db purge 4\n");
    folder.write("cron.d/glance~", "0 4 * * * glance glance-manage db purge 5\n");
    folder.write("cron.d/glance.rpmsave", "0 4 * * * glance glance-manage db purge 6\n");
    folder.write("bin/run", "#!/bin/sh\nglance-manage db purge 7\n");
    folder.write("readme.txt", "We run glance-manage db purge 8\n");
    CHECK(found(folder) ==
          "bin/run:2 unknown purge --age_in_days 7; cron.d/glance:1 0 4 * * * purge --age_in_days 1; "
          "cron.daily/glance:1 cron.daily purge --age_in_days 2; spool/cron/root:1 0 5 * * * purge --age_in_days 3");
    CHECK(read_schedules({folder.path(), folder.path() / "cron.d"}).files == 5);
}

TEST_CASE("a file that is named must be there, one in a folder may be missing") {
    const Folder folder;
    folder.write("glance", "0 4 * * * glance-manage db purge\n");
    CHECK_THROWS_AS(read_schedules({folder.path() / "glnce"}), UsageError);
    fs::create_symlink("nowhere", folder.path() / "gone");
    fs::create_symlink("loop", folder.path() / "loop");
    fs::create_symlink(folder.path(), folder.path() / "again");
    const Schedules schedules = read_schedules({folder.path()});
    CHECK(schedules.purges.size() == 1);
    CHECK(schedules.files == 1);
    REQUIRE(schedules.failures.size() == 2);
    CHECK(schedules.failures[0].where() == (folder.path() / "gone").string());
    CHECK(schedules.failures[1].where() == (folder.path() / "loop").string());
    folder.write("jobs.yaml", "kind: [CronJob\n");
    CHECK(read_schedules({folder.path()}).failures.size() == 3);
    CHECK_THROWS_AS(read_schedules({folder.path() / "jobs.yaml"}), UsageError);
}

TEST_CASE("a timer runs the purge of its service") {
    const Folder folder;
    folder.write("purge.timer", "[Timer]\nOnCalendar=daily\nOnBootSec=15min\n[Install]\nWantedBy=timers.target\n");
    folder.write("purge.service",
                 "[Service]\nType=oneshot\n# ExecStart=/usr/bin/glance-manage db purge 1\nUser=glance\n"
                 "ExecStart=-/usr/bin/glance-manage db purge \\\n  --age_in_days 30\n");
    CHECK(found(folder) == "purge.service:5 OnCalendar=daily, OnBootSec=15min purge --age_in_days 30");
    CHECK(found(folder, folder.path() / "purge.timer") == found(folder));
    CHECK(found(folder, folder.path() / "purge.service").empty());
    CHECK(read_schedules({folder.path()}).purges[0].purge.user == "glance");
    CHECK(read_schedules({folder.path()}).purges[0].name == "purge.timer, glance-manage db purge --age_in_days 30");
}

TEST_CASE("a timer names another service, an instance, or none that is there") {
    const Folder folder;
    folder.write("a.timer", "[Timer]\nUnit=b.service\nOnCalendar=Mon 03:00\n");
    folder.write("b.service", "[Service]\nExecStart=/bin/sh -c 'glance-manage db purge 1; true'\n");
    folder.write("c@x.timer", "[Timer]\nOnUnitActiveSec=1d\n");
    folder.write("c@.service", "[Service]\nExecStartPre=true\nExecStartPost=glance-manage db purge 2\n");
    folder.write("d.timer", "[Timer]\nOnCalendar=daily\n");
    folder.write("e.timer", "[Timer]\nUnit=../b.service\n");
    CHECK(found(folder) ==
          "b.service:2 OnCalendar=Mon 03:00 purge --age_in_days 1; "
          "c@.service:3 OnUnitActiveSec=1d purge --age_in_days 2");
    CHECK_THROWS_AS(read_schedules({folder.path() / "d.timer"}), UsageError);
    CHECK_THROWS_AS(read_schedules({folder.path() / "e.timer"}), UsageError);
}

TEST_CASE("drop-ins change a unit, and a mask takes it out") {
    const Folder folder;
    folder.write("lib/systemd/system/p.timer", "[Timer]\nOnCalendar=daily\n");
    folder.write("lib/systemd/system/p.service",
                 "[Service]\nEnvironment=\"AGE=30\" ROWS=5\nExecStart=glance-manage db purge ${AGE} $ROWS\n");
    CHECK(found(folder) == "lib/systemd/system/p.service:3 OnCalendar=daily purge --age_in_days 30 --max_rows 5");
    folder.write("etc/systemd/system/p.timer.d/time.conf", "[Timer]\nOnCalendar=\nOnCalendar=weekly\n");
    folder.write("etc/systemd/system/p.service.d/20.conf", "[Service]\nEnvironment=AGE=1\n");
    folder.write("etc/systemd/system/p.service.d/10.conf",
                 "[Service]\nExecStart=\nExecStart=@glance-manage x db purge $AGE\n");
    CHECK(found(folder) == "etc/systemd/system/p.service.d/10.conf:3 OnCalendar=weekly purge --age_in_days 1");
    folder.write("etc/systemd/system/p.service", "[Service]\nExecStart=true\n");
    folder.write("etc/systemd/system/p.service.d/10.conf", "");
    CHECK(found(folder).empty());
    fs::remove(folder.path() / "etc/systemd/system/p.service");
    CHECK_FALSE(found(folder).empty());
    fs::create_symlink("/dev/null", folder.path() / "etc/systemd/system/p.timer");
    CHECK(found(folder).empty());
    fs::remove(folder.path() / "etc/systemd/system/p.timer");
    folder.write("etc/systemd/system/p.service", "");
    CHECK(found(folder).empty());
}

TEST_CASE("a link that enables a timer leads to it") {
    const Folder folder;
    folder.write("lib/p.timer", "[Timer]\nOnCalendar=daily\n");
    folder.write("lib/p.service", "[Service]\nExecStart=glance-manage db purge\n");
    fs::create_directories(folder.path() / "etc/timers.target.wants");
    fs::create_symlink(folder.path() / "lib/p.timer", folder.path() / "etc/timers.target.wants/p.timer");
    fs::create_symlink("/nowhere/x.timer", folder.path() / "etc/timers.target.wants/x.timer");
    CHECK(found(folder, folder.path() / "etc") == "lib/p.service:2 OnCalendar=daily purge");
    CHECK(read_schedules({folder.path() / "etc"}).failures.empty());
}

TEST_CASE("hostile units end") {
    const Folder folder;
    folder.write("a.timer", "[Timer\n=\n\\\n" + std::string(1'000'000, '[') + "\nOnCalendar=x\\");
    folder.write("a.service", "[Service]\nExecStart=\0\nEnvironment=purge\nExecStart="s + std::string(1'000'000, '$'));
    folder.write("@.timer", "");
    folder.write(".d/x.conf", "x");
    folder.write("x.timer.d/.conf", "[Timer]\nUnit=x.timer\n");
    CHECK(found(folder).empty());
}

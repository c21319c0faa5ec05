#include <array>
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
        if (purge.purge.kind == PurgeCommandKind::unread) continue;
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
    folder.write("library.sh", "glance-manage db purge 9\n");
    CHECK(found(folder) ==
          "bin/run:2 unknown purge --age_in_days 7; cron.d/glance:1 0 4 * * * purge --age_in_days 1; "
          "cron.daily/glance:1 cron.daily purge --age_in_days 2; library.sh:1 unknown purge --age_in_days 9; "
          "spool/cron/root:1 0 5 * * * purge --age_in_days 3");
    CHECK(read_schedules({folder.path(), folder.path() / "cron.d"}).files == 6);
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

TEST_CASE("a script in a ConfigMap of another file is read, with the variables of whoever calls it") {
    const Folder folder;
    folder.write("configmap.yaml",
                 "kind: ConfigMap\nmetadata: {name: bin}\ndata:\n  purge.sh: |\n    #!/bin/sh\n"
                 "    exec glance-manage db purge_images_table --age_in_days $AGE --max_rows ${ROWS}\n");
    folder.write("env.yaml", "kind: ConfigMap\nmetadata: {name: ages}\ndata: {AGE: '60'}\n");
    folder.write("job.yaml",
                 "kind: CronJob\nmetadata: {name: p}\nspec: {schedule: '@daily', jobTemplate: {spec: {template: {spec:"
                 " {containers: [{command: [/tmp/purge.sh], envFrom: [{configMapRef: {name: ages}}]}]}}}}}\n");
    CHECK(found(folder) == "configmap.yaml:6 @daily purge_images_table --age_in_days 60 --max_rows ?");
    folder.write(
        "again.yaml",
        "kind: Deployment\nmetadata: {name: nanny}\nspec: {template: {spec: {containers: [{command: [dumb-init],"
        " env: [{name: COMMAND, value: bash /scripts/purge.sh}, {name: AGE, valueFrom: {configMapKeyRef: {name:"
        " ages, key: AGE}}}, {name: ROWS, value: '9'}]}]}}}\n");
    CHECK(found(folder) ==
          "configmap.yaml:6 always running purge_images_table --age_in_days 60 --max_rows 9; "
          "configmap.yaml:6 @daily purge_images_table --age_in_days 60 --max_rows ?");
}

TEST_CASE("what runs purges beside CronJobs is read") {
    const Folder folder;
    const auto only = [&](const std::string& text) {
        folder.write("a.yaml", text);
        return found(folder);
    };
    const std::string purge = "[glance-manage, db, purge_images_table]";
    const std::string pod = "{template: {spec: {containers: [{command: " + purge + "}]}}";
    CHECK(only("kind: StatefulSet\nspec: " + pod + "}") == "a.yaml:2 always running purge_images_table");
    CHECK(only("kind: DaemonSet\nspec: " + pod + "}") == "a.yaml:2 always running purge_images_table");
    CHECK(only("kind: Deployment\nspec: " + pod + ", replicas: 0}").empty());
    CHECK(only("kind: Job\nmetadata: {annotations: {helm.sh/hook: post-upgrade}}\nspec: " + pod + "}") ==
          "a.yaml:3 Helm hook post-upgrade purge_images_table");
    CHECK(
        only("kind: CronWorkflow\nspec: {schedules: ['1 2 * * *', '@weekly'], timezone: UTC, workflowSpec: {templates:"
             " [{container: {command: " +
             purge + "}}]}}") == "a.yaml:2 1 2 * * *, @weekly UTC purge_images_table");
    CHECK(only("kind: CronWorkflow\nspec: {schedule: '1 2 * * *', workflowSpec: {templates: [{script: {command: [sh],"
               " source: \"glance-manage db purge 3\"}}]}}") == "a.yaml:2 1 2 * * * purge --age_in_days 3");
    CHECK(only("- hosts: all\n  tasks:\n  - name: x\n    ansible.builtin.cron:\n      name: glance\n      minute: 5\n"
               "      job: glance-manage db purge 7\n") == "a.yaml:7 5 * * * * purge --age_in_days 7");
    CHECK(only("- cron: {special_time: daily, job: glance-manage db purge 7, state: absent}\n").empty());
    CHECK(only("- cron: {special_time: daily, job: glance-manage db purge 7}\n") ==
          "a.yaml:1 @daily purge --age_in_days 7");
    CHECK(only("- cron: name='a b' minute=5 job=\"glance-manage db purge {{ age }} 7\" user=x\n") ==
          "a.yaml:1 5 * * * * purge --age_in_days ? --max_rows ?");
    CHECK(only("- cron: name=x job='glance-manage db purge 7' disabled=yes\n").empty());
    CHECK(only("- command: {argv: [glance-manage, db, purge, '7']}\n") ==
          "a.yaml:1 when the playbook runs purge --age_in_days 7");
    CHECK(only("- shell: glance-manage db purge 7\n") == "a.yaml:1 when the playbook runs purge --age_in_days 7");
    CHECK(only("services:\n  g:\n    command: sh -c 'while :; do glance-manage db purge $$AGE; sleep 60; done'\n"
               "    environment: [AGE=4]\n") == "a.yaml:3 always running purge --age_in_days 4");
    CHECK(only("services:\n  g:\n    labels:\n      ofelia.job-exec.p.schedule: '@hourly'\n"
               "      ofelia.job-exec.p.command: glance-manage db purge 2\n") ==
          "a.yaml:5 @hourly purge --age_in_days 2");
    CHECK(only("services:\n  g:\n    labels: [ofelia.job-run.p.command=glance-manage db purge 2]\n") ==
          "a.yaml:3 unknown purge --age_in_days 2");
    CHECK(only("services:\n  g:\n    command: glance-manage db purge 2\n    deploy: {replicas: 0}\n").empty());
    CHECK(only("services:\n  g:\n    command: glance-manage db purge 2\n    deploy:\n      replicas: 0\n"
               "      labels: {swarm.cronjob.schedule: 0 5 * * *}\n") == "a.yaml:3 0 5 * * * purge --age_in_days 2");
    CHECK(only("kind: Glance\nspec: {dbPurge: {age: 9, schedule: '1 0 * * *'}}\n") ==
          "a.yaml:2 1 0 * * * purge --age_in_days 9");
    CHECK(only("kind: OpenStackControlPlane\nspec: {glance: {template: {dbPurge: {purgeImagesTable: true}}},"
               " nova: {template: {dbPurge: {age: 1}}}}\n") ==
          "a.yaml:2 unknown purge --age_in_days 30; a.yaml:2 unknown purge_images_table --age_in_days 30");
}

namespace {

// "file:line" of each mention that nobody understood.
std::string unread(const Folder& folder) {
    std::string out;
    for (const ScheduledPurge& purge : read_schedules({folder.path()}).purges) {
        if (purge.purge.kind != PurgeCommandKind::unread) continue;
        out += (out.empty() ? "" : " ") + fs::relative(purge.file, folder.path()).string() + ":" +
               std::to_string(purge.line);
    }
    return out;
}

}  // namespace

TEST_CASE("a job of Ofelia's file has the schedule and the user of its section") {
    const Folder folder;
    folder.write("config.ini",
                 "[global]\nx = y\n[job-exec \"a\"]\ncommand = glance-manage db purge 1\nschedule = @daily\nuser = u\n"
                 "[job-local \"b\"]\nschedule = 0 0 3 * * *\n; command = glance-manage db purge 2\n"
                 "[job-run \"c\"]\ncommand = sh -c 'glance-manage db purge 3'\n");
    CHECK(found(folder) == "config.ini:4 @daily purge --age_in_days 1; config.ini:11 unknown purge --age_in_days 3");
    const ScheduledPurge purge = read_schedules({folder.path()}).purges[0];
    CHECK(purge.name == "job a, glance-manage db purge --age_in_days 1");
    CHECK(purge.purge.user == "u");
}

TEST_CASE("a purge in YAML stands on the line of the file, however its text is written") {
    const Folder folder;
    const auto line = [&](const std::string& text) {
        folder.write("a.yaml", text);
        return found(folder);
    };
    const std::string purge = "glance-manage db purge";
    const std::string told = " when the playbook runs purge";
    CHECK(line("- shell: |\n    true\n    " + purge + "\n") == "a.yaml:3" + told);
    CHECK(line("- shell: |-\n    true\n    " + purge + "\n") == "a.yaml:3" + told);
    CHECK(line("- shell: >\n    glance-manage\n    db purge\n") == "a.yaml:2" + told);
    CHECK(line("- shell: \"true\\n" + purge + "\\n\"\n") == "a.yaml:1" + told);
    CHECK(line("- shell: \"true\\n" + purge + "\\n\"\n- shell: x\n- shell: y\n") == "a.yaml:1" + told);
}

TEST_CASE("a mention of a purge that nobody understood is found") {
    for (const auto& [name, text, expected] : std::vector<std::array<std::string, 3>>{
             {"a.py", "#!/usr/bin/python3\nimport subprocess\nsubprocess.run(['glance-manage', 'db', 'purge'])\n", "3"},
             {"a.ini", "[job \"p\"]\nschedule = @daily\ncommand = glance-manage db purge 30\n", "3"},
             {"a.yaml", "kind: Cloud\nspec: {glance: {x: y}, imagePurge: {dbPurge: {age: 1}}}\n", "2"},
             {"a.yaml", "- copy:\n    content: |\n      0 4 * * * glance glance-manage db purge\n", "3"},
             {"a.yaml", "images: {tags: {glance_db_purge: x}}\nmanifests: {cron_job_db_purge: true}\n", "2"},
             {".gitlab-ci.yml", "purge:\n  script: [glance-manage db purge]\n", "2"},
             {"a.yaml", "classes: ['glance::cron::db_purge']\n", "1"},
             {"a.service", "[Service]\nExecStart=/usr/bin/glance-manage db purge 30\n", "2"},
             {"values.yaml", "glance:\n  purge:\n    command: [db, purge_images_table]\n", "3"},
             {"a.yaml", "kind: ConfigMap\ndata:\n  x.sh: |\n    glance-manage db purge\n", "4"},
             {"a.pp", "class { 'glance::api': }\nexec { 'glance-manage db purge_images_table': }", "2"},
             {"purge.sql", "USE glance;\nDELETE FROM images WHERE deleted = 1;\n", "2"}}) {
        const Folder folder;
        folder.write(name, text);
        CHECK(unread(folder) == name + ":" + expected);
    }
}

TEST_CASE("a mention that is understood is no finding, whether it runs or not") {
    for (const auto& [name, text] : std::vector<std::array<std::string, 2>>{
             {"a", "# 0 4 * * * glance-manage db purge_images_table\n"},
             {"a", "0 4 * * * glance-manage db purge_images_table\n"},
             {"a", "0 4 * * * glance-manage db_purge_images_table\n"},
             {"a", "0 4 * * * glance-manage db purge_images_table --age_in_days soon\n"},
             {"a", "0 4 * * * grep -c 'glance-manage db purge_images_table' /var/log/x\n"},
             {"a.sh", "#!/bin/sh\nCOMMAND='glance-manage db purge_images_table'\n$COMMAND \\\n  --age_in_days 3\n"},
             {"a.sh", "#!/bin/sh\necho 'glance-manage db purge'\nnova-manage db purge --all\n"},
             {"a.yaml",
              "kind: CronJob\nspec: {suspend: true, jobTemplate: {spec: {template: {spec: {containers:\n"
              "  [{command: [glance-manage, db, purge_images_table]}]}}}}}\n"},
             {"readme.md", "We run glance-manage db purge_images_table.\n"},
             {"glance-purge.yaml", "kind: ServiceAccount\nmetadata: {name: glance-db-purge}\n"},
             {"glance.sql", "-- DELETE FROM images;\n"},
             {"glance.ini", "; glance-manage db purge\n"},
             {"a.groovy", "// glance-manage db purge\n"},
             {"glance.yaml", "manifests: {cron_job_db_purge: false}\n"},
             {"cinder.yaml", "endpoints: {image: {name: glance}}\nmanifests: {cron_db_purge: true}\n"},
             {"a.yaml", "- shell: >-\n    glance-manage\n    db purge\n    30\n"},
             {"glance.yaml", "kind: OpenStackControlPlane\nspec: {cinder: {template: {dbPurge: {age: 9}}}}\n"},
             {"nova.yaml", "kind: Nova\nspec: {dbPurge: {age: 9}}\n"}}) {
        const Folder folder;
        folder.write(name, text);
        CAPTURE(text);
        CHECK(unread(folder).empty());
    }
}

TEST_CASE("rows of images deleted by SQL are a purge of unknown age") {
    const Folder folder;
    for (const char* command :
         {"mysql --database='glance' --execute \"DELETE FROM images WHERE deleted_at IS NOT NULL;\"",
          "psql glance -c 'delete from only public.images'", "sqlite3 glance.sqlite 'DELETE FROM \"images\"'",
          "docker exec db sh -c \"mysql glance -e 'DELETE FROM images'\"",
          "mysql -e 'DELETE LOW_PRIORITY FROM `glance`.`images`'",
          "pt-archiver --source h=localhost,D=glance,t=images --purge --where deleted=1",
          "echo 'DELETE FROM images' | mysql glance", "echo -n \"DELETE FROM glance.images\" | sudo mariadb",
          "mariadb glance -e 'TRUNCATE TABLE images'"}) {
        folder.write("a", "15 3 * * 6 " + std::string(command) + "\n");
        const Schedules schedules = read_schedules({folder.path()});
        CAPTURE(command);
        REQUIRE(schedules.purges.size() == 1);
        CHECK(schedules.purges[0].purge.kind == PurgeCommandKind::sql);
        CHECK(schedules.purges[0].purge.age_in_days.given == PurgeArgument::Given::unknown);
    }
    for (const char* other : {"mysql shop -e 'DELETE FROM images'", "mysql glance -e 'DELETE FROM image_tags'",
                              "mysql glance -e 'SELECT * FROM images'", "mysqldump glance images"}) {
        folder.write("a", "15 3 * * 6 " + std::string(other) + "\n");
        CAPTURE(other);
        CHECK(read_schedules({folder.path()}).purges.empty());
    }
    folder.write("a.sh", "#!/bin/sh\nmysql glance <<SQL\nDELETE FROM images WHERE deleted = 1;\nSQL\n");
    CHECK(read_schedules({folder.path()}).purges.size() == 1);
}

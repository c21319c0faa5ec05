#include "scanner/schedules/kubernetes.hpp"
#include "tests/unit/catch.hpp"

using namespace std::string_literals;
using namespace glance_audit;
using namespace glance_audit::sources;

namespace {

std::vector<ScheduledPurge> kubernetes(const std::string& text) {
    const std::vector<YamlDocument> documents = yaml_documents(text::SourceText("jobs.yaml", text));
    KubernetesManifests manifests;
    FoundPurges found;
    for (const YamlDocument& document : documents) manifests.add(document);
    for (const YamlDocument& document : documents) manifests.find(document, found);
    return found.take();
}

// "when | name | line" of each purge.
std::string found(const std::string& text) {
    std::string out;
    for (const ScheduledPurge& purge : kubernetes(text)) {
        out += (out.empty() ? "" : "; ") + purge.when + " | " + purge.name + " | " + std::to_string(purge.line);
    }
    return out;
}

// A CronJob around the lines of one container.
std::string job(const std::string& container, const std::string& spec = "") {
    return "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: purge, namespace: openstack}\nspec:\n" + spec +
           "  schedule: '17 3 * * *'\n  jobTemplate:\n    spec:\n      template:\n        spec:\n"
           "          containers:\n          - name: purge\n" +
           container;
}

const std::string kName = "17 3 * * * | CronJob openstack/purge, glance-manage db ";

}  // namespace

TEST_CASE("a CronJob's command and arguments are read") {
    CHECK(found(job("            command: [glance-manage, db, purge_images_table, --age_in_days, '30']\n")) ==
          kName + "purge_images_table --age_in_days 30 | 12");
    CHECK(found(job("            command: [glance-manage]\n            args: [db, purge, --age_in_days=7]\n")) ==
          kName + "purge --age_in_days 7 | 12");
    CHECK(found(job("            args: [db, purge, 3]\n")) == kName + "purge --age_in_days 3 | 12");
    CHECK(found(job("            command: [/bin/sh, -c, 'set -e; glance-manage db purge 30 100 && true']\n")) ==
          kName + "purge --age_in_days 30 --max_rows 100 | 12");
    CHECK(found(job(
              "            command:\n            - bash\n            - -c\n            - |\n"
              "              set -ex\n\n              glance-manage db purge \\\n                --max_rows 5\n")) ==
          kName + "purge --max_rows 5 | 18");
    CHECK(found(job("            command: [echo, glance-manage, db, purge]\n")).empty());
    CHECK(found(job("            command: [glance-manage, db, sync]\n            # purge\n")).empty());
}

TEST_CASE("initContainers count, suspended jobs do not") {
    const std::string init =
        "kind: CronJob\nmetadata: {name: x}\nspec: {schedule: '@daily', jobTemplate: {spec: "
        "{template: {spec: {initContainers: [{command: [glance-manage, db, purge]}]}}}}}\n";
    CHECK(found(init) == "@daily | CronJob x, glance-manage db purge | 3");
    const std::string command = "            command: [glance-manage, db, purge]\n";
    CHECK(found(job(command, "  suspend: true\n")).empty());
    CHECK(found(job(command, "  suspend: false\n")) == kName + "purge | 13");
    CHECK(found(job(command, "  timeZone: Europe/Berlin\n")).starts_with("17 3 * * * Europe/Berlin | "));
    CHECK(found("kind: Job\nspec: {template: {spec: {containers: [{command: [glance-manage, db, purge]}]}}}") ==
          "once | Job , glance-manage db purge | 2");
}

TEST_CASE("variables of a container are expanded") {
    const std::string env =
        "            env:\n            - {name: AGE, value: '9'}\n"
        "            - {name: ROWS, valueFrom: {configMapKeyRef: {name: a, key: b}}}\n";
    CHECK(found(job(env + "            command: [glance-manage, db, purge, --age_in_days, $(AGE)]\n")) ==
          kName + "purge --age_in_days 9 | 15");
    CHECK(found(job(env + "            command: [sh, -c, 'glance-manage db purge $AGE --max_rows \"$ROWS\"']\n")) ==
          kName + "purge --age_in_days 9 --max_rows ? | 15");
    CHECK(found(job(env + "            command: [glance-manage, db, purge, --max_rows=$(ROWS)]\n")) ==
          kName + "purge --max_rows ? | 15");
    CHECK(found(job("            command: [glance-manage, db, purge, --age_in_days, $(NONE)]\n")) ==
          kName + "purge --age_in_days ? | 12");
}

TEST_CASE("many documents, lists and scripts of a ConfigMap are read") {
    const std::string command = "            command: [glance-manage, db, purge, 1]\n";
    CHECK(found("a: 1\n---\n" + job(command) + "--- # the second\n" + job(command) + "...\n---\n{}\n") ==
          kName + "purge --age_in_days 1 | 14; " + kName + "purge --age_in_days 1 | 27");
    std::string item = "- " + job(command);
    for (std::size_t at = item.find('\n'); at + 1 < item.size(); at = item.find('\n', at + 1))
        item.insert(at + 1, "  ");
    CHECK(found("kind: List\napiVersion: v1\nitems:\n" + item) == kName + "purge --age_in_days 1 | 15");
    CHECK(found(item) == kName + "purge --age_in_days 1 | 12");
    const std::string map =
        "kind: ConfigMap\nmetadata: {name: bin}\ndata:\n  db-purge.sh: |\n    #!/bin/bash\n"
        "    glance-manage db purge --age_in_days 60\n  other: '1'\n";
    CHECK(found(map + "---\n" + job("            command: [/tmp/db-purge.sh]\n")) ==
          kName + "purge --age_in_days 60 | 6");
    CHECK(found(map).empty());
    CHECK(
        found("{\"kind\": \"CronJob\", \"spec\": {\"schedule\": \"@hourly\", \"jobTemplate\": {\"spec\": {\"template\":"
              " {\"spec\": {\"containers\": [{\"args\": [\"db\", \"purge\"]}]}}}}}}") ==
        "@hourly | CronJob , glance-manage db purge | 1");
}

TEST_CASE("broken YAML is named with its line, and hostile YAML ends") {
    CHECK(found("kind: [not closed").empty());
    try {
        kubernetes("a: 1\n---\nb: 2\n---\n# purge\nkind: [CronJob\n");
        FAIL("no error");
    } catch (const UsageError& error) {
        CHECK(error.where().starts_with("jobs.yaml:"));
        CHECK(error.where().substr(std::string("jobs.yaml:").size(), 1) >= "6");
    }
    CHECK_THROWS_AS(kubernetes("purge: {{ .Values.purge }}\n"), UsageError);
    CHECK_THROWS_AS(kubernetes("purge: " + std::string(100'000, '[')), UsageError);
    CHECK_THROWS_AS(kubernetes("purge\0: x"s), UsageError);
    std::string documents;
    for (int i = 0; i < 50'000; ++i) documents += "---\nkind: CronJob\n";
    CHECK(found(documents).empty());
    for (const char* odd :
         {"kind: CronJob\nspec: [purge]", "kind: CronJob\nspec: {jobTemplate: purge}", "- - - purge",
          "kind: List\nitems: purge", "kind: [CronJob]\n# purge", "kind: ConfigMap\ndata: [purge]",
          "kind: CronJob\nspec: {jobTemplate: {spec: {template: {spec: {containers: {a: purge}}}}}}"}) {
        CHECK(found(odd).empty());
    }
}

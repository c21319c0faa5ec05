"""One case of a sample: does the rule find what the case says, and no more?"""

import cure_check
import glance_sample
from suite import Failed, expect_equal, expect_same_items


def check(scanner, rule, case):
    """Raises Failed if not, or if the cure does not mend what was found."""
    folder = scanner.new_folder()
    database = folder / "glance.sqlite"
    glance_sample.build_database(case, database)
    options = [*_other_targets(folder, case), *_options(folder, case),
               "--only", rule["id"]]
    config = (glance_sample.write_config(case, folder, database)
              if "config" in case else None)

    def scan():
        report = scanner.scan(database, options, config)
        findings = [finding for finding in report["findings"]
                    if finding["target"] == report["targets"][0]["name"]]
        for finding in findings:
            _forget_folder(finding, folder)
        return findings

    findings = scan()
    _expect_findings(rule, case, findings)
    cure_check.check(rule, findings, database, scan)


def _other_targets(folder, case):
    """The databases of the case's other targets."""
    paths = []
    for number, other in enumerate(case.get("other_targets", []), 1):
        paths.append(str(folder / f"other-{number}.sqlite"))
        glance_sample.build_database(
            {"now": case.get("now", glance_sample.DEFAULT_NOW)} | other,
            paths[-1])
    return paths


def _options(folder, case):
    options = ["--now", case.get("now", glance_sample.DEFAULT_NOW)]
    if "policy" in case:
        policy = folder / "policy.yaml"
        glance_sample.write_policy(case, policy)
        options += ["--policy", str(policy)]
    if "cron" in case:
        glance_sample.write_schedules(case, folder)
        options += ["--cron", str(folder / "cron")]
    if "release" in case:
        options += ["--release", case["release"]]
    if "age_in_days" in case:
        options += ["--age-in-days", str(case["age_in_days"])]
    return options


def _forget_folder(finding, folder):
    """Files are called by their folder, which is another one in each run."""
    finding["message"] = finding["message"].replace(
        f"{folder}/cron/", "").replace(f"{folder}/", "")
    if finding["subject"]["kind"] == "schedule":
        finding["subject"]["id"] = finding["subject"]["id"].replace(
            f"{folder}/cron/", "")


def _expect_findings(rule, case, findings):
    expect_same_items("findings",
                      [(finding["subject"]["id"], finding["severity"])
                       for finding in findings], _wanted(rule, case))
    for finding in findings:
        _expect_finding(rule, case, finding)


def _wanted(rule, case):
    """[(subject ID, severity)]; a list of IDs has the rule's own severity."""
    finds = case.get("finds", [])
    if isinstance(finds, dict):
        return list(finds.items())
    usual = rule["severity"]
    if isinstance(usual, list):
        usual = usual[-1]
    return [(subject, usual) for subject in finds]


def _expect_finding(rule, case, finding):
    expect_equal("rule", finding["rule"], rule["id"])
    expect_equal("kind", finding["subject"]["kind"], rule["subject"])
    words = list(case.get("says", []))
    if rule["subject"] != "database":
        words.append(finding["subject"]["id"])
    for word in words:
        if word not in finding["message"]:
            raise Failed(f"the message does not say {word!r}: "
                         f"{finding['message']!r}")

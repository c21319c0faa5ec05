#!/usr/bin/python3
"""Opens HTML reports of hostile, large, clean and broken clouds in Chromium.

    html_report.py BINARY [PATTERN]

BINARY is glance-audit; with PATTERN only tests whose names contain it run.
Needs Debian's chromium, chromium-driver and python3-selenium.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "samples"))

# pylint: disable=wrong-import-position
import chromium
import content_checks as content
import hostile_cloud
import look_checks as look
import size_checks as size
import use_checks as use
from report_page import ReportPage
from suite import Failed, Suite, expect_equal

LARGE = 120_000


class Scans:
    """Databases, and the reports that BINARY makes of them, in one folder."""

    def __init__(self, binary, folder):
        self.binary = binary
        # The target's name is the file's: it is hostile as well.
        self.folder = folder / "<i>&\"' \u202ereports"
        self.folder.mkdir()
        self.named = self.write("named.yaml", hostile_cloud.NAMED_RULE)
        self.reserving = self.write("reserving.yaml",
                                    hostile_cloud.RESERVING_RULE)
        self.policy = self.write("policy.yaml", hostile_cloud.POLICY)
        self.hostile = hostile_cloud.make_hostile(self.folder / "glance.sqlite")
        self.other = hostile_cloud.make_large(
            self.folder / "<img src=x onerror=pwned=13>'\".sqlite", 300)
        self.clean = hostile_cloud.make_clean(self.folder / "clean.sqlite")
        self.broken = hostile_cloud.make_broken(self.folder / "broken.sqlite")

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, "utf-8")
        return path

    def run(self, name, *arguments, code=0, fail_on="never"):
        """Scans; returns the HTML report's path and the JSON report."""
        html, as_json = (self.folder / f"{name}.{kind}"
                         for kind in ("html", "json"))
        done = subprocess.run(
            [self.binary, "scan", *map(str, arguments), "--quiet",
             "--now", hostile_cloud.NOW.isoformat() + "Z", "--fail-on", fail_on,
             "--report", f"html={html}", "--report", f"json={as_json}"],
            capture_output=True, text=True, errors="replace", check=False)
        if done.returncode != code:
            raise Failed(f"exit code {done.returncode}, not {code}: "
                         f"{done.stderr}")
        return html, json.loads(as_json.read_text("utf-8"))


class Tests:
    def __init__(self, suite, scans, pattern):
        self.suite = suite
        self.scans = scans
        self.pattern = pattern

    def test(self, name, check, *arguments, **options):
        if self.pattern in name:
            self.suite.run(name, lambda: check(*arguments, **options))

    def run(self):
        with chromium.chromium() as driver:
            driver.set_script_timeout(120)
            self.hostile(driver)
            self.two_targets(driver)
            self.clean(driver)
            self.broken(driver)
            self.large(driver)
        with chromium.chromium(javascript=False) as driver:
            self.no_javascript(driver)

    def scan_hostile(self, name="hostile", **options):
        return self.scans.run(name, self.scans.hostile,
                              "--rules", self.scans.named,
                              "--rules", self.scans.reserving,
                              "--policy", self.scans.policy, **options)

    def hostile(self, driver):
        path, report = self.scan_hostile()
        page = ReportPage(driver, path)
        for name, check, *arguments in (
                ("no request leaves the page", content.expect_no_request),
                ("nothing of a stranger runs",
                 content.expect_nothing_of_a_stranger_ran),
                ("counts equal the JSON's", content.expect_counts_as_in_json,
                 report),
                ("targets equal the JSON's", content.expect_targets_as_in_json,
                 report),
                ("audit equals the JSON's", content.expect_audit_as_in_json,
                 report),
                ("findings are grouped by rule", content.expect_grouped_by_rule,
                 report),
                ("quiet rules are named", content.expect_quiet_rules_named,
                 report),
                ("every finding equals the JSON's",
                 content.expect_findings_as_in_json, report),
                ("every opened finding equals the JSON's",
                 content.expect_details_as_in_json, report),
                ("a very long text is folded", content.expect_long_text_folded),
                ("the timeline's numbers hold", content.expect_timeline, report),
                ("words filter", use.expect_filters, report),
                ("severities filter", use.expect_severity_filter, report),
                ("pages turn", use.expect_pages, report),
                ("columns sort", use.expect_sorting, report)):
            self.test(name, check, page, *arguments)
        page = ReportPage(driver, path)
        self.test("commands are copied exactly", use.expect_copied, page, report)
        page = ReportPage(driver, path)
        self.test("the keyboard is enough", use.expect_keyboard, page)
        self.test("links lead to a rule and a finding", use.expect_linked, page,
                  report)
        page = ReportPage(driver, path, fragment="#" + report["findings"][-1][
            "fingerprint"])
        self.test("a link opens a finding at once", expect_equal, "focus",
                  page.run("return document.activeElement.dataset.finding"),
                  str(len(report["findings"]) - 1))
        page = ReportPage(driver, path)
        self.test("printing shows everything", look.expect_printed, page, report)
        self.test("contrast is enough in light and dark", look.expect_contrast,
                  page)
        self.test("nothing deceptive is displayed",
                  content.expect_nothing_deceptive_shown, page)
        self.test("the page fits from 360 to 1920 pixels", look.expect_fits, page)
        self.test("controls have names", look.expect_named_controls, page)
        self.test("motion can be reduced", look.expect_reduced_motion, page)
        self.test("still nothing of a stranger has run",
                  content.expect_nothing_of_a_stranger_ran, page)
        self.test("the browser enforces the policy",
                  content.expect_policy_forbids, page)
        again, _ = self.scan_hostile("again")
        self.test("the bytes are the same twice", expect_equal, "bytes",
                  again.read_bytes() == path.read_bytes(), True)

    def two_targets(self, driver):
        path, report = self.scans.run("two", self.scans.hostile,
                                      self.scans.other, code=1, fail_on="high")
        page = ReportPage(driver, path)
        self.test("two targets equal the JSON's",
                  content.expect_findings_as_in_json, page, report)
        self.test("two targets' counts", content.expect_targets_as_in_json, page,
                  report)
        self.test("exit code 1 is told", content.expect_audit_as_in_json, page,
                  report)
        self.test("rule and target filter", use.expect_choices, page, report)
        self.test("commands of two targets are not mixed",
                  use.expect_targets_not_mixed, page, report)
        self.test("two targets: nothing of a stranger runs",
                  content.expect_nothing_of_a_stranger_ran, page)

    def clean(self, driver):
        path, report = self.scans.run("clean", self.scans.clean, "--release",
                                      "none")
        page = ReportPage(driver, path)
        self.test("nothing found: no findings", expect_equal, "findings",
                  report["findings"], [])
        self.test("nothing found: said so", expect_equal, "headline",
                  page.texts(".headline"), ["Nothing found"])
        self.test("nothing found: the filter is gone", expect_equal, "displayed",
                  page.one("form.filter").is_displayed(), False)
        self.test("nothing found: targets equal the JSON's",
                  content.expect_targets_as_in_json, page, report)
        self.test("nothing found: every rule asked is named",
                  content.expect_quiet_rules_named, page, report)
        self.test("nothing found: nothing odd in the console", expect_equal,
                  "console", chromium.console(driver), [])

    def broken(self, driver):
        path, report = self.scans.run("broken", self.scans.clean,
                                      self.scans.broken, "--release", "none",
                                      code=3)
        page = ReportPage(driver, path)
        unread = [each for target in report["targets"]
                  for each in target["coverage"] if not each["complete"]]
        self.test("incomplete: audit equals the JSON's",
                  content.expect_audit_as_in_json, page, report)
        self.test("incomplete: told first", self.expect_incomplete, page, unread)
        self.test("incomplete: targets equal the JSON's",
                  content.expect_targets_as_in_json, page, report)
        self.test("incomplete: contrast", look.expect_contrast, page)

    @staticmethod
    def expect_incomplete(page, unread):
        if not unread:
            raise Failed("the broken database was read to its end")
        expect_equal("headline", page.texts(".headline"),
                     ["INCOMPLETE: 1 of 2 targets could not be read to the end"])
        expect_equal("title", page.driver.title.split()[0], "INCOMPLETE")
        told = page.plain_texts(".unread li")
        expect_equal("what was not read", len(told), len(unread))
        for text, each in zip(told, unread):
            if each["what"] not in text or each["error"] not in text:
                raise Failed(f"{each} is not in {text!r}")
        expect_equal("marked", page.texts("details.target .state"),
                     ["complete", "INCOMPLETE"])
        if "Nothing found" in page.one("body").text:
            raise Failed("an incomplete audit looks clean")

    def large(self, driver):
        database = hostile_cloud.make_large(self.scans.folder / "large.sqlite",
                                            LARGE)
        path, report = self.scans.run("large", database)
        total = len(report["findings"])
        page = ReportPage(driver, path)
        self.test("very many: enough for a trial", self.expect_many, total)
        self.test("very many: the file is small", size.expect_small, path, total)
        self.test("very many: the page is quick", size.expect_quick, page, total)
        self.test("very many: counts equal the JSON's",
                  content.expect_counts_as_in_json, page, report)
        self.test("very many: printing has its limit", self.expect_print_limit,
                  page, report)

    @staticmethod
    def expect_many(total):
        if total < 100_000:
            raise Failed(f"only {total} findings")

    @staticmethod
    def expect_print_limit(page, report):
        notes = look.expect_printed(page, report)
        if not all("not printed" in note for note in notes) or not notes:
            raise Failed(f"what is not printed is not told: {notes}")

    def no_javascript(self, driver):
        path, report = self.scan_hostile("plain", code=1, fail_on="high")
        page = ReportPage(driver, path)
        self.test("without JavaScript the summary is there",
                  look.expect_whole_without_javascript, page, report)


def main(arguments):
    if not arguments:
        sys.exit(__doc__.split("\n\n")[1].strip())
    suite = Suite()
    with tempfile.TemporaryDirectory(prefix="glance-audit-html-") as folder:
        scans = Scans(pathlib.Path(arguments[0]).resolve(), pathlib.Path(folder))
        Tests(suite, scans, "".join(arguments[1:2])).run()
    sys.exit(suite.report())


if __name__ == "__main__":
    main(sys.argv[1:])

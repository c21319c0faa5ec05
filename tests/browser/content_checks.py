"""The page says what the JSON report says, and nothing of a stranger runs."""

import collections
import json

import chromium
from suite import Failed, expect_equal

SEVERITIES = ("critical", "high", "medium", "low", "info")


def as_text(value):
    """A fact of the JSON report as people see it."""
    if value is None:
        return "none"
    return value if isinstance(value, str) else json.dumps(value)


def as_page_finding(finding):
    evidence = [{**each, "says": [list(pair) for pair in each["says"].items()]}
                for each in finding["evidence"]]
    return {
        "fingerprint": finding["fingerprint"], "rule": finding["rule"],
        "severity": finding["severity"], "target": finding["target"],
        "kind": finding["subject"]["kind"], "id": finding["subject"]["id"],
        "message": finding["message"], "evidence": evidence,
        "location": finding["location"],
        "facts": {name: as_text(value)
                  for name, value in finding["facts"].items()},
        "commands": finding["remedy"]["commands"],
    }


def expect_findings_as_in_json(page, report):
    got = page.findings()
    expect_equal("number of findings", len(got), len(report["findings"]))
    for number, finding in enumerate(report["findings"]):
        wanted = as_page_finding(finding)
        for key in wanted:
            expect_equal(f"finding {number}, {key}", got[number][key],
                         wanted[key])


def expect_counts_as_in_json(page, report):
    summary = report["summary"]
    shown = [int(text.replace(",", ""))
             for text in page.texts("button.count b")]
    expect_equal("severities", shown, [summary[name] for name in SEVERITIES])
    by_rule = {
        identifier: int(count.replace(",", "")) for identifier, count in zip(
            page.plain_texts("details.rule .rule-id"),
            page.texts("details.rule .shown-count"))}
    expect_equal("rules", by_rule, summary["by_rule"])


def expect_targets_as_in_json(page, report):
    wanted = []
    for target in report["targets"]:
        images = target["images"]
        whole = all(each["complete"] for each in target["coverage"])
        least = "" if whole else "\u2265 "
        wanted.append([target["name"], *(f"{least}{images[name]:,}" for name in (
            "total", "live", "held", "pinned", "freed"))])
        wanted.append([f"{each['rows']:,}" for each in target["coverage"]])
    page.run("for (const each of document.querySelectorAll('details.target'))"
             " each.open = true")
    got = page.run("""
        return [...document.querySelectorAll("details.target")].flatMap((t) => [
          [plain(t.querySelector("h3")),
           ...[...t.querySelectorAll(".images dd")].map((d) => d.textContent)],
          [...t.querySelectorAll(".coverage td:nth-child(2)")]
              .map((d) => d.textContent)]);""")
    expect_equal("targets", got, wanted)


def expect_audit_as_in_json(page, report):
    got = page.run("""
        return Object.fromEntries(
            [...document.querySelectorAll("#verdict dl > div")].map((pair) =>
              [pair.children[0].textContent, pair.children[1].innerText]));""")
    audit = report["audit"]
    expect_equal("exit code", got["Exit code"], str(audit["exit_code"]))
    expect_equal("complete", got["Audit"],
                 "complete" if audit["complete"] else "incomplete")
    expect_equal("fail on", got["Fails on"].split()[0], audit["fail_on"])
    expect_equal("now", got["As of"],
                 audit["now"].replace("T", " ").replace("Z", " UTC"))


def expect_grouped_by_rule(page, report):
    order = list(dict.fromkeys(f["rule"] for f in report["findings"]))
    expect_equal("order of rules",
                 page.plain_texts("details.rule .rule-id"), order)
    severities = collections.defaultdict(list)
    for finding in report["findings"]:
        if finding["severity"] not in severities[finding["rule"]]:
            severities[finding["rule"]].append(finding["severity"])
    shown = page.run("""
        return [...document.querySelectorAll("details.rule > summary")].map(
            (s) => [...s.querySelectorAll(".severity")].map((b) => b.innerText));
        """)
    expect_equal("severities of rules", shown, [severities[r] for r in order])
    texts = {rule["id"]: rule for rule in report["rules"]}
    expect_equal("titles",
                 page.plain_texts("details.rule > summary h3 > bdi:first-child"),
                 [texts[rule]["title"] for rule in order])


def expect_quiet_rules_named(page, report):
    quiet = [rule["id"] for rule in report["rules"]
             if rule["id"] not in report["summary"]["by_rule"]]
    expect_equal("rules that found nothing", page.plain_texts(".quiet li code"),
                 quiet)


def expect_details_as_in_json(page, report):
    """What an opened finding shows, text by text, for every finding."""
    for number, finding in enumerate(report["findings"]):
        got = page.run("""
            const made = detail(arguments[0]);
            for (const more of made.querySelectorAll(".more")) more.click();
            const facts = [...made.querySelectorAll(".facts dd")]
                .filter((dd) => dd.dataset.fact !== "id")
                .map((dd) => [dd.dataset.fact, dd.querySelector(".none")
                    ? {none: "none", empty: ""}[dd.textContent] : plain(dd)]);
            return {
              message: plain(made.querySelector(".message")),
              facts: Object.fromEntries(facts),
              commands: [...made.querySelectorAll(".command pre code")].map(plain),
              location: [...made.querySelectorAll(".location")].map(plain).join(),
            };""", number)
        wanted = as_page_finding(finding)
        where = finding["location"]
        expect_equal(f"finding {number}", got, {
            "message": wanted["message"], "facts": wanted["facts"],
            "commands": [each["text"] for each in wanted["commands"]],
            "location": f"In {where['file']}, line {where['line']}" if where
                        else ""})


def expect_long_text_folded(page):
    """A name of 100,000 characters is there, but only for who asks."""
    got = page.run("""
        for (let i = 0; i < findings.total; ++i) {
          if (factText(i, "name").length < 100000) continue;
          const made = detail(i);
          const before = made.querySelector(".message").textContent.length;
          made.querySelector(".message .more").click();
          return [before, made.querySelector(".message").textContent.length];
        }""")
    if not (got and got[0] < 3000 and got[1] > 100_000):
        raise Failed(f"characters before and after unfolding: {got}")


def expect_nothing_deceptive_shown(page):
    """No code point that hides or turns text is left in what is displayed."""
    found = page.run("""
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const found = [];
        while (walker.nextNode()) {
          const text = walker.currentNode;
          if (text.parentElement.closest("script, style")) continue;
          const shown = text.data.replaceAll("\\n", "");
          if (shown.search(deceptive) >= 0) found.push(text.data);
        }
        return found;""")
    expect_equal("texts with deceptive code points", found, [])
    if page.count(".chip") == 0:
        raise Failed("no label stands for any of them")


def expect_nothing_of_a_stranger_ran(page):
    expect_equal("window.pwned", page.run("return window.pwned"), None)
    expect_equal("elements made of data", page.run(
        "return document.querySelectorAll('img, iframe, object, embed, link,"
        " base, bdi b, bdi i, bdi svg').length"), 0)
    expect_equal("scripts", page.run("return document.scripts.length"), 2)
    expect_equal("attributes that CSP forbids", page.run("""
        return [...document.querySelectorAll("*")].flatMap((each) =>
            each.getAttributeNames().filter((n) => n === "style" || n.startsWith("on")));
        """), [])
    expect_equal("links", [address for address in page.run(
        "return [...document.links].map((link) => link.protocol)")
        if address not in ("https:", "http:", "file:")], [])
    expect_equal("console", chromium.console(page.driver), [])


def expect_no_request(page):
    requests = [address for address in chromium.requests(page.driver)
                if address != "about:blank"]
    expect_equal("requests", requests, [page.path.as_uri()])
    expect_equal("resources", page.run(
        "return performance.getEntriesByType('resource').length"), 0)


def expect_policy_forbids(page):
    """The Content-Security-Policy is there and the browser heeds it."""
    policy = page.run("return document.querySelector("
                      "'meta[http-equiv=Content-Security-Policy]').content")
    for part in ("default-src 'none'", "script-src 'sha256-", "base-uri 'none'",
                 "style-src 'sha256-", "form-action 'none'"):
        if part not in policy:
            raise Failed(f"{part} is not in {policy}")
    for part in ("unsafe", "http", "*", "data:"):
        if part in policy:
            raise Failed(f"{part} is in {policy}")
    violated = page.driver.execute_async_script("""
        const done = arguments[0];
        const violated = new Set();
        document.addEventListener("securitypolicyviolation",
                                  (event) => violated.add(event.effectiveDirective));
        const script = document.createElement("script");
        script.textContent = "window.injected = true";
        const style = document.createElement("style");
        style.textContent = "body { display: none }";
        const image = document.createElement("img");
        image.src = "data:image/gif;base64,R0lGODlhAQABAAAAACw=";
        document.body.append(script, style, image);
        document.body.setAttribute("onclick", "window.injected = true");
        document.body.click();
        setTimeout(() => done([...violated].sort()), 200);""")
    expect_equal("violations", violated,
                 ["img-src", "script-src-attr", "script-src-elem",
                  "style-src-elem"])
    expect_equal("injected", page.run("return window.injected"), None)
    chromium.console(page.driver)


def expect_timeline(page, report):
    """The picture's numbers, from the JSON report's facts."""
    now = report["audit"]["now"]
    held = {}
    for finding in report["findings"]:
        facts = finding["facts"]
        if (facts.get("state") == "held" and facts.get("reach") == "everyone"
                and facts.get("purgeable_on")):
            held[finding["subject"]["id"], finding["target"]] = \
                facts["purgeable_on"]
    already = sum(when < now for when in held.values())
    counts = [int(text.replace(",", "")) for text in page.run(
        "return [...document.querySelectorAll('figure td')]"
        ".map((cell) => cell.textContent)")]
    expect_equal("purgeable now", counts[0], already)
    expect_equal("in all", sum(counts), len(held))
    bars = page.run("return [...document.querySelectorAll('.timeline g title')]"
                    ".map((t) => Number(t.textContent.split(': ')[1].replaceAll(',', '')))")
    expect_equal("bars", bars, [count for count in counts if count > 0])

"""What readers see: contrast, narrow and wide screens, paper, no JavaScript."""

import base64
import pathlib
import re

import chromium
from suite import Failed, expect_equal

LOOK = pathlib.Path(__file__).with_name("look.js").read_text("utf-8")


def expect_contrast(page):
    for scheme in ("light", "dark"):
        chromium.emulate(page.driver, prefers_color_scheme=scheme)
        page.open_everything()
        expect_equal(f"faint texts, {scheme}",
                     page.run(LOOK + "return faintTexts()"), [])
        placeholder = page.run(LOOK + """
            const box = document.getElementById("words");
            return contrast(getComputedStyle(box, "::placeholder").color,
                            backgroundOf(box));""")
        if placeholder < 4.5:
            raise Failed(f"placeholder, {scheme}: {placeholder}")
    grounds = []
    for scheme in ("light", "dark"):
        chromium.emulate(page.driver, prefers_color_scheme=scheme)
        grounds.append(page.run(LOOK + "return luminance(channels("
                                "getComputedStyle(document.body).backgroundColor))"))
    if not grounds[0] > 0.8 > 0.1 > grounds[1]:
        raise Failed(f"light and dark grounds: {grounds}")


def expect_fits(page):
    try:
        for width in (360, 768, 1280, 1920):
            chromium.resize(page.driver, width, 800)
            page.open_everything()
            expect_equal(f"page's width at {width}", page.run(
                "return document.documentElement.scrollWidth"), width)
            expect_equal(f"too wide at {width}",
                         page.run(LOOK + "return tooWide()"), [])
            if width == 360:  # cards instead of tables
                expect_equal("boxes to be scrolled at 360",
                             page.run(LOOK + "return scrolling()"), [])
    finally:
        page.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def expect_reduced_motion(page):
    moving = ("return [...document.querySelectorAll('details')].filter((d) =>"
              " getComputedStyle(d.querySelector('summary'), '::before')"
              ".transitionDuration !== '0s').length")
    chromium.emulate(page.driver, prefers_reduced_motion="no-preference")
    if page.run(moving) == 0:
        raise Failed("nothing ever moves: the check would prove nothing")
    chromium.emulate(page.driver, prefers_reduced_motion="reduce")
    expect_equal("moving parts", page.run(moving), 0)


def expect_named_controls(page):
    """Every control has a name, every ID is one, headings do not skip."""
    page.open_everything()
    expect_equal("duplicate IDs", page.run(LOOK + "return duplicateIds()"), [])
    tree = page.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})
    controls = {"button", "combobox", "searchbox", "spinbutton", "link",
                "DisclosureTriangle", "table", "navigation", "region", "image",
                "search"}
    found, nameless = set(), []
    for node in tree["nodes"]:
        role = node.get("role", {}).get("value")
        if node["ignored"] or role not in controls:
            continue
        found.add(role)
        name = node.get("name", {}).get("value", "").strip()
        if not name and role != "table":
            nameless.append(node)
    expect_equal("controls without a name", nameless, [])
    missing = {"button", "combobox", "searchbox", "link", "image"} - found
    if missing:
        raise Failed(f"the tree has no {missing}")
    levels = page.run("return [...document.querySelectorAll('h1,h2,h3,h4,h5')]"
                      ".map((h) => Number(h.tagName[1]))")
    jumps = [pair for pair in zip(levels, levels[1:]) if pair[1] > pair[0] + 1]
    expect_equal("headings that skip a level", jumps, [])


def expect_printed(page, report, *, limit=1000):
    """Printing shows all findings of each rule, and leaves no trace."""
    page.run("""
        openAll(false);
        addEventListener("beforeprint", () => window.printed =
            [...document.querySelectorAll("details.rule")].map((rule) => [
              rule.open, rule.querySelectorAll(".printed tbody tr").length,
              rule.querySelector(".printed .note")?.textContent ?? ""]));""")
    before = page.run("return document.documentElement.outerHTML.length")
    pdf = base64.b64decode(page.driver.execute_cdp_cmd(
        "Page.printToPDF", {"printBackground": True})["data"])
    expect_equal("PDF", pdf[:5], b"%PDF-")
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
    counts = [count for count in (sum(
        f["rule"] == rule["id"] for f in report["findings"])
        for rule in report["rules"]) if count]
    printed = page.run("return window.printed")
    expect_equal("rows printed", sorted(rows for _, rows, _ in printed),
                 sorted(min(count, limit) for count in counts))
    expect_equal("rules open on paper", {each for each, _, _ in printed}, {True})
    if pages < sum(rows for _, rows, _ in printed) / 100:
        raise Failed(f"only {pages} pages")
    page.settle()
    expect_equal("page after printing", page.run(
        "return document.documentElement.outerHTML.length"), before)
    return [note for _, _, note in printed if note]


def expect_whole_without_javascript(page, report):
    """Verdict, counts, rules and coverage need no script."""
    expect_equal("filter", page.one("form.filter").is_displayed(), False)
    text = page.one("body").text
    for rule in report["rules"]:
        if rule["id"] in report["summary"]["by_rule"] and rule["id"] not in text:
            raise Failed(f"{rule['id']} is not named")
    for wanted in ("findings reach high", "without it", "What was read"):
        if wanted.lower() not in text.lower():
            raise Failed(f"{wanted!r} is not in the page")
    counts = [each.text for each in page.all("button.count b")]
    expect_equal("severities", counts, [f"{report['summary'][name]:,}" for name
                 in ("critical", "high", "medium", "low", "info")])
    rule = page.one("details.rule summary")
    rule.click()
    if not page.one("details.rule .about-rule").is_displayed():
        raise Failed("a rule cannot be opened")
    expect_equal("window.pwned", page.driver.execute_script(
        "return window.pwned"), None)

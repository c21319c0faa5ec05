"""What a reader does: filter, sort, page, open, copy, follow links, with keys."""

from selenium.webdriver.common.keys import Keys

from content_checks import as_text
from suite import Failed, expect_equal

BIG_RULE = "ossn-0075/held-public-purgeable"
PAGE_SIZE = 50


def of_rule(report, rule):
    return [f for f in report["findings"] if f["rule"] == rule]


def shown_rows(page, rule=BIG_RULE):
    """The fingerprints of the rows on display, in their order."""
    return page.run("""
        return [...document.querySelector(arguments[0])
            .querySelectorAll(".opener")].map((opener) =>
                fingerprintOf(Number(opener.dataset.finding)));""",
                    page.rule_details(rule))


def fingerprints(found):
    return [finding["fingerprint"] for finding in found]


def expect_matches(page, report, wanted, holds):
    """The number shown, and of each rule, are those for which `holds`."""
    found = [finding for finding in report["findings"] if holds(finding)]
    if not 0 < len(found) < len(report["findings"]):
        raise Failed(f"{wanted}: {len(found)} findings show nothing")
    shown = page.texts("#matches")[0]
    expect_equal(wanted, shown, f"{len(found):,} of "
                 f"{len(report['findings']):,} findings shown")
    with_findings = {finding["rule"] for finding in found}
    rules = [rule for rule in dict.fromkeys(
        finding["rule"] for finding in report["findings"])
        if rule in with_findings]
    expect_equal(f"{wanted}: rules", page.plain_texts(
        "details.rule:not([hidden]) .rule-id"), rules)
    expect_equal(f"{wanted}: counts", [int(text) for text in page.texts(
        "details.rule:not([hidden]) .shown-count")],
        [len([f for f in found if f["rule"] == rule]) for rule in rules])


def contains(finding, word):
    texts = [finding["subject"]["id"], finding["target"],
             *map(as_text, finding["facts"].values())]
    return any(word in text.lower() for text in texts)


def expect_filters(page, report):
    page.type_words("plain-7")
    expect_matches(page, report, "one word", lambda f: contains(f, "plain-7"))
    page.type_words("PLAIN-1 2025-0")
    expect_matches(page, report, "two words, one in capitals",
                   lambda f: contains(f, "plain-1") and contains(f, "2025-0"))
    page.type_words("</script>")
    expect_matches(page, report, "markup",
                   lambda f: contains(f, "</script>"))
    page.type_words("live-row-doomed no such text")
    expect_equal("no match", page.texts("#matches"),
                 [f"0 of {len(report['findings'])} findings shown"])
    expect_equal("no match: rules", page.count("details.rule:not([hidden])"), 0)
    page.one("#clear").click()
    page.settle()
    expect_equal("cleared", page.texts("#matches"),
                 [f"{len(report['findings'])} findings"])
    expect_equal("words cleared", page.run("return wordsInput.value"), "")


def expect_severity_filter(page, report):
    page.one("button.count.high").click()
    page.settle()
    expect_matches(page, report, "high", lambda f: f["severity"] == "high")
    expect_equal("pressed", page.one("button.count.high").get_attribute(
        "aria-pressed"), "true")
    page.one("button.count.low").click()
    page.settle()
    expect_matches(page, report, "high and low",
                   lambda f: f["severity"] in ("high", "low"))
    page.one("#clear").click()
    page.settle()


def expect_choices(page, report):
    page.choose("#rule", BIG_RULE)
    expect_matches(page, report, "rule", lambda f: f["rule"] == BIG_RULE)
    target = report["targets"][1]["name"]
    page.choose("#target", target)
    expect_matches(page, report, "rule and target", lambda f:
                   f["rule"] == BIG_RULE and f["target"] == target)
    page.one("#clear").click()
    page.settle()


def expect_pages(page, report):
    found = of_rule(report, BIG_RULE)
    page.open_rule(BIG_RULE)
    details = page.rule_details(BIG_RULE)
    page.one(f"{details} .pager button:last-of-type").click()
    page.settle()
    expect_equal("second page", shown_rows(page),
                 fingerprints(found[PAGE_SIZE:2 * PAGE_SIZE]))
    last = (len(found) - 1) // PAGE_SIZE
    number = page.one(f"{details} .pager input")
    number.send_keys(Keys.CONTROL, "a")
    number.send_keys("999", Keys.ENTER)
    page.settle()
    expect_equal("last page", shown_rows(page),
                 fingerprints(found[last * PAGE_SIZE:]))
    expect_equal("its range", page.texts(f"{details} .pager .range"),
                 [f"{last * PAGE_SIZE + 1}–{len(found)} of {len(found)}"])


def expect_sorted(page, report, column, key):
    """Sorts by a column both ways; what has no value comes last."""
    found = of_rule(report, BIG_RULE)
    page.open_rule(BIG_RULE)
    heading = f"//details[@id='rule:{BIG_RULE}']//th/button[text()='{column}']"
    for direction in ("ascending", "descending"):
        page.driver.find_element("xpath", heading).click()
        page.settle()
        with_value = sorted((f for f in found if key(f) is not None), key=key,
                            reverse=direction == "descending")
        shown = shown_rows(page)
        by_print = {f["fingerprint"]: f for f in found}
        expect_equal(f"{column} {direction}",
                     [key(by_print[each]) for each in shown],
                     [key(f) for f in with_value[:PAGE_SIZE]])
        expect_equal(f"aria-sort of {column}", page.run("""
            return [...document.querySelector(arguments[0]).querySelectorAll(
                "th[aria-sort]")].map((th) => [th.innerText.split(" ")[0].trim(), th.ariaSort]);
            """, page.rule_details(BIG_RULE)), [[column, direction]])
        if not page.has_focus("th[aria-sort] button"):
            raise Failed("sorting loses the keyboard's place")


def utf16(text):
    """Texts are sorted as JavaScript compares them."""
    return None if text is None else text.encode("utf-16-be", "surrogatepass")


def expect_sorting(page, report):
    expect_sorted(page, report, "name", lambda f: utf16(f["facts"]["name"]))
    expect_sorted(page, report, "deleted_at", lambda f: f["facts"]["deleted_at"])
    expect_sorted(page, report, "ID", lambda f: utf16(f["subject"]["id"]))


def expect_keyboard(page):
    """From the top to an opened finding without a mouse."""
    page.press(Keys.TAB)
    if not page.has_focus("a.skip"):
        raise Failed("the first Tab does not lead to the skip link")
    page.press(Keys.ENTER)
    expect_equal("skipped to", page.run("return document.activeElement.id"),
                 "findings")
    page.press("/")
    expect_equal("after /", page.run("return document.activeElement.id"),
                 "words")
    page.press("a/b")
    expect_equal("a slash is a letter in the box",
                 page.run("return wordsInput.value"), "a/b")
    page.press(Keys.ESCAPE)
    expect_equal("after Escape", page.run("return wordsInput.value"), "")
    for _ in range(30):
        page.press(Keys.TAB)
        if page.has_focus("details.rule > summary"):
            break
    else:
        raise Failed("Tab does not lead to a rule")
    expect_focus_is_visible(page)
    page.press(Keys.ENTER)
    expect_equal("rule opened", page.run(
        "return document.activeElement.parentElement.open"), True)
    for _ in range(30):
        page.press(Keys.TAB)
        if page.has_focus(".opener"):
            break
    else:
        raise Failed("Tab does not lead to a finding")
    expect_focus_is_visible(page)
    page.press(Keys.ENTER)
    expect_equal("finding opened", page.run("""
        const opener = document.activeElement;
        return [opener.ariaExpanded,
                opener.closest("tr").nextElementSibling.className];"""),
                 ["true", "opened"])
    page.press(Keys.ENTER)
    expect_equal("finding closed", page.run(
        "return [document.activeElement.ariaExpanded,"
        " document.querySelectorAll('tr.opened').length]"), ["false", 0])


def expect_focus_is_visible(page):
    outline = page.run("const style = getComputedStyle(document.activeElement);"
                       "return [style.outlineStyle, style.outlineWidth]")
    if outline[0] == "none" or outline[1] == "0px":
        raise Failed("the focus cannot be seen")


def expect_copied(page, report):
    """One command, by the clipboard and without one; then all of a rule."""
    found = of_rule(report, BIG_RULE)
    page.open_rule(BIG_RULE)
    details = page.rule_details(BIG_RULE)
    # Its ID has a quote in it: the command is not a simple one.
    odd = next(n for n, f in enumerate(report["findings"])
               if f["rule"] == BIG_RULE and f["subject"]["id"] == "o'brien")
    page.run("sections.get(findings.rule[arguments[0]]).list.reveal(arguments[0])"
             ".closest('tr').nextElementSibling.id = 'odd'", odd)
    wanted = report["findings"][odd]["remedy"]["commands"]
    for number, command in enumerate(wanted):
        page.all("#odd .command button")[number].click()
        page.settle()
        expect_equal("copied", page.clipboard(), command["text"])
    page.run("Object.defineProperty(navigator, 'clipboard', {value: "
             "{writeText: () => Promise.reject(new Error('denied'))}})")
    page.all("#odd .command button")[0].click()
    page.settle()
    expect_equal("copied without a clipboard", page.clipboard(),
                 wanted[0]["text"])
    for kind in ("sql", "sql-undo"):
        page.one(f"{details} [data-copy-all='{kind}']").click()
        page.settle()
        expect_equal(f"all {kind}", page.clipboard(), "\n".join(
            command["text"] for finding in found
            for command in finding["remedy"]["commands"]
            if command["kind"] == kind))
    page.type_words("plain-11")
    page.one(f"{details} [data-copy-all='sql']").click()
    page.settle()
    copied = page.clipboard().split("\n")
    expect_equal("all filtered", copied, [
        f["remedy"]["commands"][0]["text"] for f in found
        if contains(f, "plain-11")])


def expect_targets_not_mixed(page, report):
    """Commands for two databases are not copied together."""
    page.open_rule(BIG_RULE)
    details = page.rule_details(BIG_RULE)
    expect_equal("buttons", page.count(f"{details} [data-copy-all]"), 0)
    page.choose("#target", report["targets"][0]["name"])
    expect_equal("buttons for one target",
                 page.count(f"{details} [data-copy-all]"), 2)
    page.one("#clear").click()
    page.settle()


def expect_linked(page, report):
    """report.html#FINGERPRINT is one finding, opened; #RULE is a rule."""
    finding = of_rule(report, BIG_RULE)[-1]
    page.run("location.hash = arguments[0]", finding["fingerprint"])
    page.settle()
    expect_equal("focused", page.run(
        "return fingerprintOf(Number(document.activeElement.dataset.finding))"),
        finding["fingerprint"])
    expect_equal("opened", page.run(
        "return document.activeElement.ariaExpanded"), "true")
    rule = report["findings"][-1]["rule"]
    page.run("location.hash = arguments[0]", rule)
    page.settle()
    expect_equal("rule opened", page.run(
        "return document.querySelector(arguments[0]).open",
        page.rule_details(rule)), True)
    page.run("location.hash = '%E0%A4%A'")
    page.settle()

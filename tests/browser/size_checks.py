"""Very many findings. The limits are for slow machines; the figures are printed."""

from suite import Failed, expect_equal

MOST_BYTES_A_FINDING = 300
MOST_SECONDS_TO_OPEN = 20
MOST_MILLISECONDS = 2000
MOST_ELEMENTS = 3000


def at_most(what, got, limit):
    print(f"    {what}: {got:,.1f} (at most {limit:,})")
    if got > limit:
        raise Failed(f"{what}: {got}, more than {limit}")


def timed(page, script):
    return page.run(f"const began = performance.now(); {script};"
                    "return performance.now() - began")


def expect_small(path, findings):
    at_most("bytes a finding", path.stat().st_size / findings,
            MOST_BYTES_A_FINDING)


def expect_quick(page, findings):
    at_most("seconds to open", page.seconds_to_load, MOST_SECONDS_TO_OPEN)
    expect_equal("findings", page.run("return findings.total"), findings)
    page.run("while (makeSearchable(Infinity));")
    for words in ("debian", "deb 2025-1", "no such image"):
        at_most(f"ms to filter by {words!r}", timed(
            page, f"wordsInput.value = {words!r}; applyFilter()"),
            MOST_MILLISECONDS)
    page.run("clearFilter(); window.biggest = [...sections.values()].sort("
             "(a, b) => b.list.all.length - a.list.all.length)[0]")
    at_most("ms to open the largest rule", timed(
        page, "biggest.details.open = true; biggest.list.render()"),
        MOST_MILLISECONDS)
    for column in ("name", "deleted_at"):
        at_most(f"ms to sort by {column}", timed(page, f"""
            biggest.list.sortBy(biggest.list.layout.columns.find(
                (each) => each.name === "{column}"), true)"""),
            MOST_MILLISECONDS)
    at_most("elements in the page", page.count("*"), MOST_ELEMENTS)

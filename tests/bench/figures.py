"""What a benchmark prints: a figure a line, and the count of those that hold."""

passed = failed = 0


def check(name, holds, figure):
    global passed, failed
    print(f"figure: {name}: {figure}{'' if holds else '  (FALLS SHORT)'}", flush=True)
    if holds:
        passed += 1
    else:
        failed += 1


def check_ratio(name, found, limit, report_mib):
    """`found` is pairs.Figures, in seconds."""
    if found.ratio is None:
        print("two cores were not to be had: the processor time alone is judged")
        return
    check(name, found.ratio <= limit, f"{found.ratio:.2f} times, at most {limit} (median of {found.pairs} pairs, "
          f"{found.seconds:.3f} s / {found.bare_seconds:.3f} s; report of {report_mib:.0f} MiB)")


def finish():
    """The exit code."""
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0

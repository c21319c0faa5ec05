"""What a suite of the house prints: what is wrong, and the count of checks."""

passed = failed = 0


def check(name, problems):
    """`problems`: lines; none where all is well."""
    global passed, failed
    if problems:
        failed += 1
        print("FAILED", name)
        print("\n".join(f"    {problem}" for problem in problems), flush=True)
    else:
        passed += 1


def finish():
    """The exit code."""
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0

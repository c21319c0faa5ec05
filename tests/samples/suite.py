"""Counts tests, says which failed and why, and prints the last line."""


class Failed(Exception):
    """A test's expectation does not hold."""


def expect_equal(what, got, wanted):
    if got != wanted:
        raise Failed(f"{what}: got {got!r}, wanted {wanted!r}")


def expect_same_items(what, got, wanted):
    """Both hold the same items, in any order; says which differ."""
    missing = sorted(set(wanted) - set(got), key=repr)
    surplus = sorted(set(got) - set(wanted), key=repr)
    if missing or surplus or len(got) != len(wanted):
        raise Failed(f"{what}: missing {missing}, surplus {surplus}, "
                     f"{len(got)} instead of {len(wanted)}")


class Suite:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def run(self, name, test):
        """Runs a test; returns what it returns, or None if it fails.

        Whatever a test raises is its failure: the others still run.
        """
        try:
            result = test()
        except Exception as error:   # pylint: disable=broad-except
            self.failed += 1
            kind = "" if isinstance(error, Failed) else type(error).__name__
            print(f"FAILED {name}\n    {kind} {error}".replace("\n", "\n    "))
            return None
        self.passed += 1
        return result

    def report(self):
        """Prints the last line; returns the exit code."""
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0

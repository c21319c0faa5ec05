"""How many cases a suite makes up.

The runner says whether they are to be quick, usual or long; a suite that runs
alone is as usual.
"""

import os


def amount(quick, usual, long=None):
    """The one of the three that this run is to have; without `long`, a long
    run is as usual."""
    return {"quick": quick, "usual": usual,
            "long": usual if long is None else long}[
                os.environ.get("TESTS_AMOUNT", "usual")]

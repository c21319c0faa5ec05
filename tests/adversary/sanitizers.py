"""What sanitizers are not to say of the client libraries of databases, which are not ours."""

import os
import pathlib

# MariaDB's library forgets what it has read of an answer that it then finds damaged, and libpqxx the answer in which a
# connection was lost: some hundred bytes, once.
LEAKS = pathlib.Path(__file__).with_name("library_leaks.supp")


def of_libraries():
    """Variables for a run. The library asks for room for as many columns as the server announces: malloc() refuses too
    much, and the library copes; so is the sanitizer to do."""
    given = os.environ.get("ASAN_OPTIONS", "abort_on_error=1")
    return {"ASAN_OPTIONS": f"{given}:allocator_may_return_null=1",
            "LSAN_OPTIONS": f"suppressions={LEAKS}:print_suppressions=0"}

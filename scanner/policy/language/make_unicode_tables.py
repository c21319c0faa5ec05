#!/usr/bin/env python3
"""Writes unicode_tables.cpp: what Python's str methods say of every character, as tables of ranges.

    python3 scanner/policy/make_unicode_tables.py > scanner/policy/language/unicode_tables.cpp

The tables hold the Unicode version of the Python that runs this (14.0 for the 3.11 of Debian 12); the conformance test
compares them with the Python it runs under.
"""
import unicodedata

LAST = 0x10FFFF


def ranges(holds):
    found, start = [], None
    for code in range(LAST + 2):
        inside = code <= LAST and holds(chr(code))
        if inside and start is None:
            start = code
        elif not inside and start is not None:
            found.append((start, code - 1))
            start = None
    return found


def is_cased(char):
    """Python does not say it, but a capital sigma after a cased letter becomes a final sigma."""
    return (char + "Σ").lower().endswith("ς")


def is_case_ignorable(char):
    return ("a" + char + "Σ").lower().endswith("ς") and not is_cased(char)


def lower_runs():
    """(first, last, step, delta): every step-th code point from first to last is lowered by adding delta."""
    runs = []
    for code in range(LAST + 1):
        low = chr(code).lower()
        if low == chr(code) or len(low) > 1:
            continue
        delta = ord(low) - code
        if runs and runs[-1][3] == delta:
            first, last, step, _ = runs[-1]
            if code - last == step or (first == last and code - last == 2):
                runs[-1] = (first, code, code - last, delta)
                continue
        runs.append((code, code, 1, delta))
    return runs


def table(name, row_type, rows):
    print(f"constexpr {row_type} {name}[] = {{")
    line = "   "
    for row in rows:
        item = " {" + ", ".join(str(value) if value < 0 else hex(value) for value in row) + "},"
        if len(line + item) > 118:
            print(line)
            line = "   "
        line += item
    print(line)
    print("};\n")


def main():
    print(f"""// Made by make_unicode_tables.py from Unicode {unicodedata.unidata_version}.
#include "scanner/policy/language/unicode_tables.hpp"

namespace glance_audit::policy {{
namespace {{
""")
    start = ranges(str.isidentifier)
    only_continue = ranges(lambda char: ("a" + char).isidentifier() and not char.isidentifier())
    table("kNotPrintable", "CodeRange", ranges(lambda char: not char.isprintable()))
    table("kIdentifierStart", "CodeRange", start)
    table("kIdentifierContinue", "CodeRange", only_continue)
    table("kCased", "CodeRange", ranges(is_cased))
    table("kCaseIgnorable", "CodeRange", ranges(is_case_ignorable))
    table("kLower", "LowerRun", lower_runs())
    print("""}  // namespace

const UnicodeTables& unicode_tables() {
    static constexpr UnicodeTables kTables{kNotPrintable, kIdentifierStart, kIdentifierContinue, kCased, kCaseIgnorable,
                                           kLower};
    return kTables;
}

}  // namespace glance_audit::policy""")


main()

"""Texts that PyYAML or json.loads takes and glance-audit refuses, each with its reason.

Nobody writes them, libyaml reads them otherwise, and an error lets nobody in.
What is named here may be refused; it is never skipped, and where it is read,
the answer must be oslo.policy's.
"""

import re

HIDDEN = "a line break or byte order mark that editors do not show"
_FORMS = {
    HIDDEN: re.compile("[\x85\u2028\u2029]|(?<=.)\ufeff", re.S),
    "a surrogate by its number": re.compile(r"\\u[dD][89a-fA-F]"),
    "a directive other than %YAML 1.1 and 1.2": re.compile(r"(?m)^\ufeff?%(?!YAML 1\.[12]\b)"),
    "a colon with a bracket or a comma right behind": re.compile(r":[,?\[\]{}]"),
    "a '?' within brackets": re.compile(r"[\[{].*\?", re.S),
    "a number that no double holds": re.compile(r"1E400"),
    "a block text that begins with a tab": re.compile(r"[|>][^\n]*\n\s*\t"),
}


def reason(text):
    """Why `text` may be refused, or None."""
    return next((name for name, form in _FORMS.items() if form.search(text)), None)

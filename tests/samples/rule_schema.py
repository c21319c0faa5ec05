#!/usr/bin/python3
"""rules/rule.schema.json, the JSON Schema of a rule file, made from the facts.

    rule_schema.py            fails if the file is not what it should be
    rule_schema.py --update   writes it

The facts, their types, meanings and words are read from the table in
scanner/model/fact.cpp, so that an editor that knows the schema offers what
the program understands.
"""

import json
import pathlib
import re
import sys

TOP = pathlib.Path(__file__).parents[2]
FACTS = TOP / "scanner" / "model" / "fact.cpp"
RELEASES = TOP / "scanner" / "model" / "release.hpp"
SCHEMA = TOP / "rules" / "rule.schema.json"

SEVERITIES = ["critical", "high", "medium", "low", "info"]
CURES = ["pin", "reserve", "none"]
QUOTINGS = ["sqlite", "postgresql", "mariadb", "shell", "sql_time"]

# A file of these two keys alone gives a known rule another severity.
_CHANGES_A_SEVERITY = {"required": ["id", "severity"], "maxProperties": 2}

_TIME = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}([ Tt]|$)",
         "description": "RFC 3339, or a date."}
_VALUES = {"text": {"type": "string"}, "integer": {"type": "integer"},
           "boolean": {"type": "boolean"}, "time": _TIME}
_MATCHES = {"matches": {
    "description": "A regular expression (RE2), found anywhere in the text.",
    "type": "string"}}
_OPERATORS = {
    "text": _MATCHES,
    "word": {},
    "boolean": {},
    "integer": {"at_least": {"type": "integer"},
                "at_most": {"type": "integer"}},
    "time": {"before": _TIME,
             "older_than": {"description": "An age, such as 30d or 12h.",
                            "type": "string", "pattern": "^[0-9]+[smhdw]$"}},
}

_WORDS = re.compile(
    r"constexpr std::array<std::string_view, \d+> (k\w+)\{([^}]*)\};")
_FACT = re.compile(
    r"\{Fact::(\w+), k(Image|Policy|Database|Schedule|Config), \"(\w+)\","
    r" FactType::(\w+),"
    r"\s*((?:\"(?:[^\"\\]|\\.)*\"\s*)+)(?:,\s*(k\w+))?\}")
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')


def read_facts():
    """[(subject, name, type, meaning, words)], in the order of the table."""
    source = FACTS.read_text(encoding="utf-8")
    words = {name: _LITERAL.findall(body)
             for name, body in _WORDS.findall(source)}
    words["kReleaseNames"] = re.findall(
        r'\{\.name = "([^"]+)"', RELEASES.read_text(encoding="utf-8"))
    table = source[source.index("kFacts{{"):source.index("}};")]
    found = [(subject.lower(), name, kind,
              "".join(_LITERAL.findall(meaning)), words.get(list_name, []))
             for _, subject, name, kind, meaning, list_name
             in _FACT.findall(table)]
    if len(found) != table.count("{Fact::"):
        raise ValueError(f"{FACTS}: understood {len(found)} facts of "
                         f"{table.count('{Fact::')}")
    return found


def make_schema(facts):
    subjects = list(dict.fromkeys(fact[0] for fact in facts))
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A rule of glance-audit",
        "description": "Which facts are a risk, how bad, and what to do.",
        "type": "object",
        "additionalProperties": False,
        "properties": _properties(subjects),
        "if": _CHANGES_A_SEVERITY,
        "else": {
            "required": ["id", "title", "subject", "severity", "match",
                         "message", "why", "remedy"],
            "allOf": [_for_subject(subject, facts) for subject in subjects],
        },
        "definitions": _definitions(subjects, facts),
    }


def _properties(subjects):
    text = {"type": "string", "pattern": r"\S"}
    return {
        "id": {
            "description": "Folder and file name, without the ending.",
            "type": "string",
            "pattern": "^[a-z0-9._-]+/[a-z0-9._-]+$"},
        "title": {"description": "What was found, in half a line.", **text},
        "subject": {"description": "What the rule is about.",
                    "enum": subjects},
        "severity": {
            "description": "A word; or cases, of which the first that applies"
                           " holds, and a word for the rest.",
            "anyOf": [
                {"enum": SEVERITIES},
                {"type": "array", "minItems": 1,
                 "contains": {"enum": SEVERITIES},
                 "items": {"anyOf": [{"enum": SEVERITIES},
                                     {"type": "object"}]}},
            ]},
        "match": {"description": "The facts that make a finding."},
        "message": {"description": "One finding in a sentence or two: text"
                                   " with facts in braces."},
        "why": {"description": "The risk, for someone who has not heard of"
                               " it.", **text},
        "remedy": {"description": "What to do, in the right order.", **text},
        "cure": {"description": "Which commands the report prints.",
                 "enum": CURES},
        "references": {
            "description": "Where to read more.",
            "type": "array", "items": text},
        "show": {
            "description": "Facts for the report, beside those that match,"
                           " severity and message name."},
    }


def _for_subject(subject, facts):
    names = [name for of, name, *_ in facts if of == subject]
    match = {"$ref": f"#/definitions/{subject}_match"}
    template = {"$ref": f"#/definitions/{subject}_template"}
    then = {
        "severity": {"items": {"if": {"type": "object"},
                               "then": _severity_case(match, template)}},
        "match": match,
        "message": template,
        "show": {"type": "array", "items": {"enum": names}},
    }
    if subject != "image":
        then["cure"] = {"const": "none"}
    return {
        "if": {"properties": {"subject": {"const": subject}},
               "required": ["subject"]},
        "then": {"properties": then},
    }


def _severity_case(match, template):
    return {
        "required": ["when", "is"],
        "additionalProperties": False,
        "properties": {
            "when": {"description": "As in match.", "allOf": [match]},
            "is": {"enum": SEVERITIES},
            "say": {"description": "Added to the message where this applies.",
                    "allOf": [template]},
        },
    }


def _definitions(subjects, facts):
    definitions = {}
    for subject in subjects:
        own = [fact[1:] for fact in facts if fact[0] == subject]
        definitions[f"{subject}_match"] = _match(subject, own)
        definitions[f"{subject}_template"] = _template(own)
    for _, name, kind, _, words in facts:
        if words:
            definitions[name] = _condition(
                name, {"enum": words}, _OPERATORS[kind])
    for kind, value in _VALUES.items():
        definitions[kind] = _condition(kind, value, _OPERATORS[kind])
    return definitions


def _match(subject, facts):
    this = {"$ref": f"#/definitions/{subject}_match"}
    properties = {
        name: {"description": meaning, "allOf": [
            {"$ref": f"#/definitions/{name if words else kind}"}]}
        for name, kind, meaning, words in facts}
    properties["any"] = {"description": "At least one of these must hold.",
                         "type": "array", "minItems": 1, "items": this}
    properties["not"] = {"description": "This must not hold.",
                         "allOf": [this]}
    return {"type": "object", "minProperties": 1,
            "additionalProperties": False, "properties": properties}


def _condition(name, value, operators):
    """A value, a list of values, or operators of which all must hold."""
    this = {"$ref": f"#/definitions/{name}"}
    return {"anyOf": [
        value,
        {"type": "array", "minItems": 1, "items": value},
        {"type": "object", "minProperties": 1, "additionalProperties": False,
         "properties": {
             **operators, "not": this,
             "any": {"type": "array", "minItems": 1, "items": this},
             "exists": {"type": "boolean"}}},
    ]}


def _template(facts):
    names = "|".join(name for name, *_ in facts)
    piece = r"\{(" + names + r")(\|(" + "|".join(QUOTINGS) + r"))?\}"
    return {"type": "string",
            "pattern": r"^([^{}]|\{\{|\}\}|" + piece + ")*$"}


def as_text(schema):
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def check():
    """Raises ValueError if the file does not follow the table of facts."""
    if (SCHEMA.read_text(encoding="utf-8")
            != as_text(make_schema(read_facts()))):
        raise ValueError(f"{SCHEMA} does not follow {FACTS}: "
                         f"run {__file__} --update")


def main(arguments):
    if arguments == ["--update"]:
        SCHEMA.write_text(as_text(make_schema(read_facts())), encoding="utf-8")
    elif arguments:
        sys.exit(__doc__)
    else:
        check()


if __name__ == "__main__":
    main(sys.argv[1:])

"""Holds documents against a JSON Schema."""

import json
import pathlib

import jsonschema


def error_of(document, schema):
    """What is wrong with `document`, in a line; None if nothing is.

    The schema is one, or the path of one.
    """
    if isinstance(schema, pathlib.Path):
        schema = json.loads(schema.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    error = jsonschema.exceptions.best_match(
        jsonschema.Draft7Validator(schema).iter_errors(document))
    if error is None:
        return None
    where = "/".join(str(step) for step in error.absolute_path)
    return f"{where or 'the whole'}: {error.message}"

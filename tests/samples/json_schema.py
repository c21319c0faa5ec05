"""Holds documents against a JSON Schema."""

import functools
import json
import pathlib

import jsonschema


def error_of(document, schema):
    """What is wrong with `document`, in a line; None if nothing is.

    The schema is one, or the path of one.
    """
    text = schema.read_text(encoding="utf-8") if isinstance(schema, pathlib.Path) else json.dumps(schema)
    error = jsonschema.exceptions.best_match(_validator(text).iter_errors(document))
    if error is None:
        return None
    where = "/".join(str(step) for step in error.absolute_path)
    return f"{where or 'the whole'}: {error.message}"


@functools.cache
def _validator(text):
    schema = json.loads(text)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)

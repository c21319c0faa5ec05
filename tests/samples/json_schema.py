"""Holds documents against a JSON Schema."""

import functools
import json

import jsonschema


def error_of(document, schema_path):
    """What is wrong with `document`, in a line; None if nothing is."""
    error = jsonschema.exceptions.best_match(
        _validator(schema_path).iter_errors(document))
    if error is None:
        return None
    where = "/".join(str(step) for step in error.absolute_path)
    return f"{where or 'the whole'}: {error.message}"


@functools.cache
def _validator(schema_path):
    schema = json.loads(schema_path.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)

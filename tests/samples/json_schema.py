"""Holds documents against a JSON Schema."""

import json

import jsonschema


def error_of(document, schema_path):
    """What is wrong with `document`, in a line; None if nothing is."""
    schema = json.loads(schema_path.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    error = jsonschema.exceptions.best_match(
        jsonschema.Draft7Validator(schema).iter_errors(document))
    if error is None:
        return None
    where = "/".join(str(step) for step in error.absolute_path)
    return f"{where or 'the whole'}: {error.message}"

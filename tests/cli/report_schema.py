"""Where the JSON Schema of the report stands."""

import pathlib

SCHEMA = pathlib.Path(__file__).parents[2] / "reports" / "report.schema.json"

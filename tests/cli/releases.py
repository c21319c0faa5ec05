"""The releases that the program knows."""

import json


def releases(program):
    """Their names, oldest first, as rules may write them."""
    schema = json.loads(program.run("rules", "schema").text)
    return schema["definitions"]["config_newest_release"]["anyOf"][0]["enum"]

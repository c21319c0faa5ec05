"""The rooms of the house: which may use which.

`base <- model <- {formats, db, glance} <- {config, schedules, policy, sources} <- facts, engine <- audit <- app`.
A room may include every room of a layer below its own; rooms of one layer only where granted here.
"""

# from the ground up
LAYERS = [
    ["scanner/base"],
    ["scanner/model"],
    ["scanner/formats", "scanner/db", "scanner/glance"],
    ["scanner/config", "scanner/schedules", "scanner/policy", "scanner/sources"],
    ["scanner/facts", "scanner/engine"],
    ["scanner/audit"],
    ["scanner/app"],
]

# (room, room of the same layer it may include): why
GRANTS = {
    ("scanner/db", "scanner/formats"): "rows of a database are fields; COPY's text is a format",
    ("scanner/sources", "scanner/schedules"): "a snapshot carries the schedules along",
}

# reports are written from the vocabulary alone; the program chooses the writers
MORE = {"reports": {"scanner/base", "scanner/model"}}


def rooms():
    return [room for layer in LAYERS for room in layer] + ["reports"]


def room_of(path):
    return next((room for room in rooms() if path.startswith(room + "/")), None)


def may_include(room):
    """The rooms whose headers `room` may include, beside its own."""
    if room in MORE:
        return MORE[room]
    below = set()
    for layer in LAYERS:
        if room in layer:
            granted = {other for one, other in GRANTS if one == room}
            return below | granted | ({"reports"} if room == "scanner/app" else set())
        below |= set(layer)
    raise ValueError(room)

"""Commands beside `scan`, and several databases in one run."""

import json

from audit_program import PASSWORD, url
from incomplete import expect_no_password
from server_process import free_port
from world import expect

DATABASE = "commands"
# One of every state, and one that nobody has heard of.
RULES = ("ossn-0075/held-public-purgeable", "ossn-0075/live-row-doomed",
         "ossn-0075/id-twins", "ossn-0075/orphaned-children")
UNKNOWN = "11111111-2222-4333-8444-555555555555"


def tests(world):
    path = world.everywhere("wallaby_contract01", DATABASE, rows=700)
    for server in world.servers:
        yield (f"id, {server.engine}",
               lambda server=server: _id(world, server, path))
        yield (f"every writer, {server.engine}",
               lambda server=server: _writers(world, server))
    yield "three engines in one run", lambda: _together(world, path)
    yield "one of three fails", lambda: _one_fails(world, path)


def _id(world, server, path):
    """The same answers as on SQLite, in JSON and as a table."""
    findings = world.program.scan(path).report["findings"]
    ids = [next(finding["subject"]["id"] for finding in findings
                if finding["rule"] == rule) for rule in RULES]
    for image_id in ("a'b", "\\", "%", "\u00e9"):
        run = world.program.run("id", image_id, url(server, DATABASE))
        expect(run.code == 2, "it is no ID, and no image is called that", run)
    for image_id in (*ids, ids[0].upper(), ids[0].replace("-", ""), UNKNOWN):
        for kind in ("json", "table"):
            wanted, told = (_answer(world, image_id, source, kind)
                            for source in (path, url(server, DATABASE)))
            at = next((number for number, (one, other) in enumerate(zip(told, wanted)) if one != other), 0)
            expect(told == wanted, f"{image_id!r}: {told[max(0, at - 200):at + 300]!r}\nbut SQLite:"
                   f" {wanted[max(0, at - 200):at + 300]!r}")


def _answer(world, image_id, source, kind):
    run = world.program.run("id", image_id, source, "--report", kind, "--now",
                            "2026-01-02T03:04:05Z")
    expect(run.code in (0, 1), "it is not read", run)
    expect_no_password(run)
    text = run.out.decode()
    if kind == "json":
        return json.dumps(_bare(json.loads(text)), sort_keys=True)
    lines = text.split("\n")
    return "\n".join(line for line in lines if "UPDATE image" not in line
                     and "(Glance" not in line and DATABASE not in line)


def _bare(thing):
    """Without what tells the engines apart."""
    if isinstance(thing, list):
        return [_bare(part) for part in thing
                if not (isinstance(part, dict)
                        and str(part.get("kind", "")).startswith("sql"))]
    if isinstance(thing, dict):
        return {key: _bare(value) for key, value in thing.items() if key not in
                ("engine", "server_version", "target", "name", "fingerprint", "proof",
                 "source")}
    return thing


def _writers(world, server):
    """No format shows a password."""
    source = url(server, DATABASE)
    for kind in ("table", "json", "html"):
        run = world.program.run("scan", source, "--report", kind, "-v")
        expect(run.code in (0, 1) and run.out, f"{kind} fails", run)
        expect_no_password(run)


def _together(world, path):
    sources = [path, *(url(server, DATABASE) for server in world.servers)]
    run = world.program.scan(*sources)
    expect(run.code == 0, "one of them is not read", run)
    engines = [target["engine"] for target in run.report["targets"]]
    expect(engines == ["sqlite", "postgresql", "mariadb"], f"{engines}")
    alone = world.program.scan(path).report
    images = [target["images"] for target in run.report["targets"]]
    expect(all(one == alone["targets"][0]["images"] for one in images),
           f"they are not counted alike: {images}")
    expect_no_password(run)


def _one_fails(world, path):
    """The others stay whole."""
    good = [path, url(world.mariadb, DATABASE)]
    bad = url(world.postgres, DATABASE, port=free_port())
    whole = world.program.scan(*good)
    run = world.program.scan(good[0], bad, good[1])
    expect(run.code == 3, "that one failed is not told", run)
    expect(_image_findings(run) == _image_findings(whole),
           "the others are not whole", run)
    expect_no_password(run, PASSWORD)


def _image_findings(run):
    return sorted((finding["rule"], finding["target"], finding["subject"]["id"])
                  for finding in run.report["findings"]
                  if finding["subject"]["kind"] == "image")

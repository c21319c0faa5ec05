"""Policies, release and switch are taken along, and count unless the audit
says otherwise."""

from expect import expect_refused
from glance_database import build, edit
from suite import Failed, expect_equal
from taking import expect_same_report, refuse, take

_OPEN = 'add_image: ""\npublicize_image: "role:member"\n'
_CLOSED = '{"add_image": "role:admin"}\n'


def tests(program):
    for name, options in _ways(program):
        yield f"taken with {name}", lambda options=options: _taken_with(
            program, options)
    yield "schedules are taken along", lambda: _schedules(program)
    yield "a policy of the audit counts instead", lambda: _own_policy(program)
    yield "a release of the audit counts instead", lambda: _own_release(program)
    yield "a switch of the audit counts instead", lambda: _own_switch(program)
    yield "locations name the original file", lambda: _locations(program)
    yield "the files may be gone", lambda: _gone(program)
    yield "a policy that cannot be read", lambda: _unreadable(program)
    yield "a release that is none", lambda: expect_refused(
        refuse(program, build(program.new_folder()), "--release", "Zedd"),
        "Zedd", "Zed")
    yield "a snapshot of the snapshot keeps them", lambda: _kept(program)


def _file(program, text, name="policy.yaml"):
    path = program.new_folder() / name
    path.write_text(text, encoding="utf-8")
    return path


def _ways(program):
    folder = program.new_folder()
    for name, text in (("20.yaml", _OPEN), ("10.json", _CLOSED),
                       (".hidden", "add_image: 7")):
        (folder / name).write_text(text, encoding="utf-8")
    opened, closed = _file(program, _OPEN), _file(program, _CLOSED)
    return {
        "an open policy": ["--policy", opened],
        "a closed policy": ["--policy", closed],
        "two, one over the other": ["--policy", opened, "--policy", closed],
        "a folder of them": ["--policy", folder],
        "an empty folder": ["--policy", program.new_folder(), "--release",
                            "Queens"],
        "an empty file": ["--policy", _file(program, "")],
        "a release": ["--release", "queens"],
        "no release": ["--release", "none", "--policy", opened],
        "a switch": ["--release", "2025.1", "--enforce-new-defaults", "false"],
        "a byte order mark": ["--policy", _file(program, "\ufeff" + _OPEN)],
    }.items()


def _taken_with(program, options):
    path = build(program.new_folder())
    snapshot = take(program, path, *options)
    expect_same_report(program, path, snapshot, taken_with=options)
    expect_same_report(program, path, snapshot, "--age-in-days", "0",
                       taken_with=options)


def _schedules(program):
    """Crontabs good and bad; their secrets stay where they are."""
    folder = program.new_folder()
    (folder / "glance").write_text(
        "17 3 * * * glance glance-manage db purge --age_in_days 10\n"
        "0 4 * * * root PASSWORD=hunter2 glance-manage db purge_images_table"
        " --max_rows $ROWS\n", encoding="utf-8")
    (folder / "job.yaml").write_text("kind: [CronJob\n", encoding="utf-8")
    path = build(program.new_folder())
    for options in (["--cron", folder / "glance"], ["--cron", folder],
                    ["--cron", program.new_folder()]):
        snapshot = take(program, path, *options, promised=False)
        expect_same_report(program, path, snapshot, taken_with=options)
        again = take(program, snapshot)
        expect_same_report(program, path, again, taken_with=options)
        if b"hunter2" in snapshot.read_bytes():
            raise Failed("a password was taken along")
    expect_same_report(program, path, take(program, path, "--cron", folder,
                                           promised=False),
                       "--cron", folder / "glance")


def _own_policy(program):
    path = build(program.new_folder())
    snapshot = take(program, path, "--policy", _file(program, _OPEN))
    expect_same_report(program, path, snapshot, "--policy",
                       _file(program, _CLOSED))


def _own_release(program):
    path = build(program.new_folder())
    snapshot = take(program, path, "--release", "Queens")
    expect_same_report(program, path, snapshot, "--release", "Zed")


def _own_switch(program):
    path = build(program.new_folder())
    snapshot = take(program, path, "--release", "2025.1",
                    "--enforce-new-defaults", "true")
    expect_same_report(program, path, snapshot, "--enforce-new-defaults",
                       "false", taken_with=["--release", "2025.1"])


def _locations(program):
    policy = _file(program, _OPEN)
    snapshot = take(program, build(program.new_folder()), "--policy", policy)
    places = [(finding["location"]["file"], finding["location"]["line"])
              for finding in program.scan_json(
                  snapshot, "--only", "ossn-0075/*").report["findings"]
              if finding["location"]]
    expect_equal("places", sorted(places), [(str(policy), 1), (str(policy), 2)])


def _gone(program):
    policy = _file(program, _OPEN)
    path = build(program.new_folder())
    snapshot = take(program, path, "--policy", policy)
    wanted = program.scan_json(snapshot).out
    policy.unlink()
    path.unlink()
    expect_equal("report", program.scan_json(snapshot).out, wanted)


def _unreadable(program):
    path = build(program.new_folder())
    for text in ("add_image: 7\n", "add_image: [role:admin\n"):
        expect_refused(refuse(program, path, "--policy", _file(program, text)),
                       "policy.yaml:1:")
    expect_refused(refuse(program, path, "--policy", "/nonexistent.yaml"),
                   "no such file")


def _kept(program):
    path = build(program.new_folder())
    options = ["--policy", _file(program, _OPEN), "--release", "2025.1",
               "--enforce-new-defaults", "true"]
    again = take(program, take(program, path, *options))
    expect_same_report(program, path, again, taken_with=options)
    expect_equal("policies", edit(again, "SELECT text FROM snapshot_policies"),
                 [(_OPEN,)])

"""Policies, release and switches are taken along, and count unless the audit
says otherwise."""

import functools
import re

import digest
from expect import expect_refused
from glance_database import build, edit
from suite import Failed, expect_equal
from taking import expect_same_report, refuse, take

_OPEN = 'add_image: ""\npublicize_image: "role:member"\n'
_CLOSED = '{"add_image": "role:admin"}\n'
# A switch, and the group of glance-api.conf that it stands in.
_SWITCHES = {
    "enforce_new_defaults": "oslo_policy",
    "enforce_scope": "oslo_policy",
    "enforce_secure_rbac": "DEFAULT",
    "allow_anonymous_access": "DEFAULT",
}
# Changes by members, and shares: what the owner check is about.
_SHARING = 'add_member: ""\nadd_image: "role:member"\nget_image: ""\n'


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
    yield "a default rule of another name", lambda: _default_rule(program)
    yield "a release that is none", lambda: expect_refused(
        refuse(program, build(program.new_folder()), "--release", "Zedd"),
        "Zedd", "Zed")
    yield "a snapshot of the snapshot keeps them", lambda: _kept(program)
    yield from _switch_tests(program)
    for release in ("Mitaka", "Train", "Zed", None):
        yield f"a configuration without policy files, {release}", (
            lambda release=release: _without_files(program, release))


def _switch_tests(program):
    database = functools.cache(lambda: build(program.new_folder()))
    policy = _file(program, _SHARING)
    releases = [*_releases(program), "none", None]
    for switch, group in _SWITCHES.items():
        for value in ("true", "false"):
            made = functools.cache(functools.partial(
                _take_with_switch, program, database, policy, switch, value))
            for release in releases:
                yield f"{switch} {value}, {release}", (
                    lambda made=made, release=release: _same_in(
                        program, database(), *made(), release))
            yield f"{switch} {value}, from a configuration", (
                lambda switch=switch, group=group, value=value:
                _configured(program, switch, group, value))
        yield f"{switch} matters", lambda switch=switch: _matters(
            program, database(), policy, switch, releases)
        yield f"{switch}, a snapshot that says nothing of it", (
            lambda switch=switch: _older(program, database(), policy, switch))


def _releases(program):
    """All that the program knows, from its hint."""
    run = program.run("scan", "x.sqlite", "--release", "")
    return re.findall(r"[A-Z][a-z]+|\d{4}\.\d", run.errors.split("hint:")[1])


def _option(switch):
    return "--" + switch.replace("_", "-")


def _take_with_switch(program, database, policy, switch, value):
    options = ["--policy", policy, _option(switch), value]
    return take(program, database(), *options), options


def _same_in(program, database, snapshot, options, release):
    named = ["--release", release] if release else []
    expect_same_report(program, database, snapshot, *named, taken_with=options)


def _matters(program, database, policy, switch, releases):
    """In one release or other the switch changes the report."""
    for release in filter(None, releases):
        on, off = (program.scan_json(
            database, "--policy", policy, "--release", release,
            _option(switch), value).out for value in ("true", "false"))
        if on != off:
            return
    raise Failed("it changes nothing")


def _older(program, database, policy, switch):
    snapshot, _ = _take_with_switch(program, lambda: database, policy, switch,
                                    "true")
    edit(snapshot, "DELETE FROM snapshot_facts WHERE name = ?", switch)
    edit(snapshot, "UPDATE snapshot_facts SET rowid = (SELECT count(*) FROM"
         " snapshot_facts AS others WHERE others.rowid <="
         " snapshot_facts.rowid)")
    digest.seal(snapshot)
    expect_same_report(program, database, snapshot,
                       taken_with=["--policy", policy])


def _configuration(program, text, database):
    folder = program.new_folder()
    (folder / "policy.d").mkdir()
    path = folder / "glance-api.conf"
    path.write_text(f"{text}\n[database]\nconnection = sqlite:///{database}\n",
                    encoding="utf-8")
    return path


def _configured(program, switch, group, value):
    config = _configuration(program, f"[{group}]\n{switch} = {value}\n",
                            build(program.new_folder()))
    (config.parent / "policy.yaml").write_text(_SHARING, encoding="utf-8")
    for release in ("Xena", "Zed", "2023.1", "2025.1"):
        _same_policies(program, config, ["--release", release])


def _default_rule(program):
    """It lets everyone in, where the rule called default would not."""
    config = _configuration(
        program, "[oslo_policy]\npolicy_default_rule = everyone\n",
        build(program.new_folder()))
    (config.parent / "policy.yaml").write_text(
        "everyone: '@'\ndefault: '!'\nadd_image: 'rule:undefined'\n",
        encoding="utf-8")
    _same_policies(program, config, [])
    run = program.scan_json("--config-file", config)
    expect_equal("whom add_image lets in", [
        finding["facts"]["allowed_to"] for finding in _about_policies(
            run.report) if finding["rule"] ==
        "ossn-0075/create-open-to-anyone"], ["anyone"])


def _without_files(program, release):
    """Mitaka opens everything then; the matrix must say so here and there."""
    config = _configuration(
        program, "[oslo_policy]\npolicy_file = /nowhere.json\n"
        "policy_dirs = /nowhere.d\n", build(program.new_folder()))
    _same_policies(program, config, ["--release", release] if release else [],
                   promised=False)    # it warns of the file


def _same_policies(program, config, options, **settings):
    """Who may do what, and what is found of that. (A snapshot does not take
    the configuration along.)"""
    snapshot = program.new_folder() / "glance.snapshot"
    program.run("snapshot", "--config-file", config, "-o", snapshot, *options,
                **settings)
    for source in (snapshot, take(program, snapshot)):
        got, wanted = (program.scan_json(*where, *options, **settings).report
                       for where in ([source], ["--config-file", config]))
        expect_equal("policies", got["targets"][0]["policies"],
                     wanted["targets"][0]["policies"])
        expect_equal("findings", _about_policies(got), _about_policies(wanted))


def _about_policies(report):
    return [finding for finding in report["findings"]
            if finding["subject"]["kind"] == "policy"]


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
    expect_refused(refuse(program, path, "--policy", program.new_folder()), "no policies in this folder")
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

"""--config-file and --config-dir: the database and the policies of a
glance-api.conf, what wins, and no secret in any message."""

from expect import (expect_code, expect_complete, expect_no_words,
                    expect_refused, expect_words)
from glance_database import build, uuid
from suite import Failed, expect_equal

_SECRET = "s3cr3t"
_OPEN = "ossn-0075/create-open-to-anyone"
_POLICY = "add_image: '@'\n"
_CLOSED = "add_image: 'role:admin'\n"
# What oslo.config refuses: the content, the line, words of the message.
_BROKEN = [
    (f"[database\nconnection = {_SECRET}\n", 1, "bracket"),
    (f"[]\nconnection = {_SECRET}\n", 1, "no name"),
    (f"connection = {_SECRET}\n", 1, "precedes every section"),
    (f"[database]\n{_SECRET}\n", 2, "not an assignment"),
    (f"[database]\n= {_SECRET}\n", 2, "no key"),
    (f"[database]\n  {_SECRET}\n", 2, "continues nothing"),
    (f"[database]\n# x\n  {_SECRET}\n", 3, "continues nothing"),
    (f"[database]\nconnection = mysql://u:${_SECRET}@h/d\n", 2,
     "a dollar sign refers to"),
    (f"[database]\nconnection = ${{{_SECRET}.b}}\n", 2,
     "a dollar sign refers to"),
    ("[oslo_policy]\npolicy_file = $nosuch\n"
     "[database]\nconnection = sqlite:////x\n", 2, "$nosuch"),
    (f"[database]\nconnection = x$connection{_SECRET[:0]}\n", 2,
     "refers to itself"),
    ("[oslo_policy]\npolicy_file = $a.b\n"
     "[database]\nconnection = sqlite:////x\n", 2,
     "${a} where a dot follows"),
    ("[oslo_policy]\nenforce_scope = maybe\n"
     "[database]\nconnection = sqlite:////x\n", 2,
     "[oslo_policy] enforce_scope is not a boolean"),
]


def tests(program):
    for line in _tests_of_reading(program), _tests_of_policies(program):
        yield from line
    for number, (content, line, words) in enumerate(_BROKEN):
        yield f"mistake {number + 1}: {words}", (
            lambda content=content, line=line, words=words: _broken(
                program, content, line, words))
    yield "a file that is no UTF-8", lambda: _no_utf8(program)
    for name, arguments, words in _WRONG_USE:
        yield name, lambda arguments=arguments, words=words: expect_refused(
            program.scan(*arguments, cwd=_cloud(program)), *words)
    for number, url in enumerate(_SECRET_URLS):
        yield f"a password stays secret, {number + 1}", lambda url=url: (
            _secret(program, url))


_WRONG_USE = [
    ("SOURCE as well", ["glance.sqlite", "--config-file", "a.conf"],
     ["cannot both be given", "leave SOURCE out"]),
    ("--targets as well", ["--targets", "a.conf", "--config-file", "a.conf"],
     ["cannot both be given"]),
    ("an empty name of a file", ["--config-file", ""],
     ["--config-file", "empty"]),
    ("an empty name of a folder", ["--config-dir", ""],
     ["--config-dir", "empty"]),
    ("a missing file", ["--config-file", "no.conf"], ["no.conf"]),
    ("a missing folder", ["--config-dir", "nowhere"], ["nowhere"]),
    ("a file as a folder", ["--config-dir", "a.conf"], ["a.conf", "folder"]),
    ("no connection", ["--config-file", "empty.conf"],
     ["empty.conf", "[database] connection is not set"]),
    ("a report over the configuration",
     ["--config-file", "a.conf", "--report", "json=a.conf"], ["a.conf"]),
    ("a report over a file in the folder",
     ["--config-file", "a.conf", "--config-dir", ".", "--report",
      "json=empty.conf"], ["empty.conf"]),
    ("a report over the configuration's database",
     ["--config-file", "a.conf", "--report", "json=glance.sqlite"],
     ["glance.sqlite"]),
]
_SECRET_URLS = [
    f"postgresql://glance:{_SECRET}@127.0.0.1:1/glance",
    f"postgresql://glance:{_SECRET}@127.0.0.1:x/glance",
    f"mysql+pymysql://glance:{_SECRET}@127.0.0.1:1/glance?charst=utf8",
    f"nosuch://glance:{_SECRET}@127.0.0.1:1/glance",
    f"glance:{_SECRET}@127.0.0.1/glance",
    f"mysql://127.0.0.1:1/glance?password={_SECRET}",
]


def _cloud(program, **files):
    """A folder with glance.sqlite, an a.conf that names it, and `files`
    (a double underscore in a name stands for a dot, "D_" for "d/")."""
    folder = program.new_folder()
    path = build(folder)
    contents = {"a.conf": f"[database]\nconnection = sqlite:///{path}\n",
                "empty.conf": "[DEFAULT]\n"} | {
                    name.replace("D_", ".d/").replace("__", "."): content
                    for name, content in files.items()}
    for name, content in contents.items():
        place = folder / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(content.replace("{path}", str(path)))
    return folder


def _tests_of_reading(program):
    yield "the same report as of SOURCE", lambda: _same_as_source(program)
    yield "id", lambda: _id(program)
    yield "the last file wins", lambda: _reads(
        program, "--config-file", "wrong.conf", "--config-file", "a.conf",
        wrong__conf="[database]\nconnection = sqlite:////nowhere\n")
    yield "a file behind a folder wins", lambda: _reads(
        program, "--config-dir", "x.d", "--config-file", "a.conf",
        xD_1__conf="[database]\nconnection = sqlite:////nowhere\n")
    yield "a folder behind a file wins", lambda: _reads(
        program, "--config-file", "wrong.conf", "--config-dir", "x.d",
        wrong__conf="[database]\nconnection = sqlite:////nowhere\n",
        xD_2__conf="[database]\nconnection = sqlite:///{path}\n",
        xD_1__conf="[database]\nconnection = sqlite:////nowhere\n",
        xD_3__bak="[database]\nconnection = sqlite:////nowhere\n")
    yield "an old name, quotes and a reference", lambda: _reads(
        program, "--config-file", "old.conf",
        old__conf="[DEFAULT]\nsql_connection: \"sqlite:///$flavored{path}\"\n"
                  "flavored =\n")
    yield "parameters of the connection", lambda: _reads(
        program, "--config-file", "a.conf", "--config-file", "more.conf",
        more__conf="[database]\nconnection_parameters = timeout=30\n")
    yield "the environment wins", lambda: _environment(program)
    yield "--config_file", lambda: _reads(program, "--config_file", "a.conf")


def _tests_of_policies(program):
    yield "policy.yaml beside the file", lambda: _policy(
        program, "policy.yaml", policy__yaml=_POLICY)
    yield "policy.json beside the file", lambda: _policy(
        program, "policy.json", policy__json='{"add_image": "@"}')
    yield "policy.yaml before policy.json", lambda: _policy(
        program, "policy.yaml", "--release", "Zed",
        policy__json='{"add_image": "!"}', policy__yaml=_POLICY)
    yield "up to Victoria policy.json alone", lambda: _policy(
        program, "policy.json", "--release", "Victoria",
        policy__json='{"add_image": "@"}', policy__yaml=_CLOSED)
    yield "both, and no word of the release", lambda: _two_policies(program)
    yield "policy_file", lambda: _policy(
        program, "own.yaml", own__yaml=_POLICY, policy__yaml=_CLOSED,
        b__conf="[oslo_policy]\npolicy_file = own.yaml\n")
    yield "policy_file by its old name", lambda: _policy(
        program, "own.yaml", own__yaml=_POLICY,
        b__conf="[DEFAULT]\npolicy_file = own.yaml\n")
    yield "policy.d", lambda: _policy(
        program, "policy.d/1.yaml", policy__yaml=_CLOSED,
        policyD_1__yaml=_POLICY)
    yield "policy_dirs, the last wins", lambda: _policy(
        program, "two.d/1.yaml", oneD_9__yaml=_CLOSED, twoD_1__yaml=_POLICY,
        b__conf="[oslo_policy]\npolicy_dirs = one.d\npolicy_dirs = two.d\n")
    yield "a missing policy_file is worth a warning", lambda: (
        _missing_policy(program))
    yield "no policy file at all", lambda: _no_policy(program)
    yield "--policy wins", lambda: _policy(
        program, "mine.yaml", "--policy", "mine.yaml", policy__yaml=_CLOSED,
        mine__yaml=_POLICY)
    yield "policy test", lambda: _policy_test(program)
    yield "a warning of policy test", lambda: _warning(program)
    yield "policy_default_rule", lambda: _default_rule(program)
    yield "enforce_new_defaults", lambda: _new_defaults(program)


def _same_as_source(program):
    folder = _cloud(program)
    by_file = program.scan_json("--config-file", "a.conf", cwd=folder)
    by_source = program.scan_json("glance.sqlite", cwd=folder)
    expect_code(by_file, by_source.code)
    expect_equal("the report", [finding for finding in
                                by_file.report["findings"]
                                if finding["subject"]["kind"] != "config"],
                 by_source.report["findings"])


def _reads(program, *arguments, **files):
    run = program.scan_json(*arguments, cwd=_cloud(program, **files))
    expect_complete(run)
    expect_equal("target", run.report["targets"][0]["name"], "glance.sqlite")


def _environment(program):
    folder = _cloud(program, wrong__conf="[database]\nconnection = x\n")
    variables = {"OS_DATABASE__CONNECTION": f"sqlite:///{folder}/glance.sqlite"}
    run = program.scan_json("--config-file", "wrong.conf", cwd=folder,
                            env=program.environment(**variables))
    expect_complete(run)


def _id(program):
    folder = _cloud(program)
    run = program.run("id", uuid(1), "--config-file", "a.conf", cwd=folder)
    expect_complete(run)
    if "held" not in run.text:
        raise Failed(f"it does not say what the image is\n{run.text}")


def _policy(program, file, *arguments, **files):
    """The policy that opens add_image is found in `file`."""
    folder = _cloud(program, **files)
    also = ["--config-file", "b.conf"] if "b__conf" in files else []
    run = program.scan_json("--config-file", "a.conf", *also, *arguments,
                            cwd=folder, env=_home(program, folder))
    places = [finding["location"]["file"]
              for finding in run.report["findings"] if finding["rule"] == _OPEN]
    if len(places) != 1 or not places[0].endswith(file):
        raise Failed(f"add_image is open in {places}, wanted {file}\n{run}")


def _home(program, folder):
    """No policies of the user's own."""
    return program.environment(HOME=str(folder / "home"))


def _missing_policy(program):
    folder = _cloud(program, policy__yaml=_POLICY,
                    b__conf="[oslo_policy]\npolicy_file = no.yaml\n")
    run = program.scan_json("--config-file", "a.conf", "--config-file",
                            "b.conf", cwd=folder, promised=False)
    expect_complete(run)
    expect_words(run, "b.conf:2", "no.yaml", "goes on without it")
    expect_equal("open policies", [finding for finding in
                                   run.report["findings"]
                                   if finding["rule"] == _OPEN], [])


def _two_policies(program):
    folder = _cloud(program, policy__yaml=_POLICY, policy__json="{}")
    run = program.scan("--config-file", "a.conf", cwd=folder, promised=False)
    expect_complete(run)
    expect_words(run, "policy.yaml", "policy.json", "--release")


def _no_policy(program):
    folder = _cloud(program)
    run = program.scan_json("--config-file", "a.conf", cwd=folder,
                            env=_home(program, folder))
    expect_complete(run)  # and without a warning, as promised


def _policy_test(program):
    folder = _cloud(program, policy__yaml=_CLOSED, cases__yaml=(
        "- {action: add_image, credentials: {roles: [member]}, target: {},"
        " expect: deny}\n"))
    run = program.run("policy", "test", "cases.yaml", "--config-file",
                      "empty.conf", cwd=folder)
    expect_code(run, 0)
    opened = program.run("policy", "test", "cases.yaml", "--config-file",
                         "empty.conf", "--policy", "cases.yaml", cwd=folder)
    expect_code(opened, 2)  # it is no policy, so it was read


def _warning(program):
    folder = _cloud(program, b__conf="[oslo_policy]\npolicy_file = no.yaml\n",
                    cases__yaml="- {action: add_image, expect: deny}\n")
    run = program.run("policy", "test", "cases.yaml", "--config-file",
                      "b.conf", "--report", "json", "--release", "Zed",
                      cwd=folder, env=_home(program, folder), promised=False)
    expect_words(run, "b.conf:2", "no.yaml")
    expect_equal("what standard output begins with", run.out[:1], b"{")


# With the deprecated rule anyone may add an image; without it, members may.
_NEW_DEFAULTS = ("- {action: add_image, credentials: {roles: [x]},"
                 " target: {}, expect: %s}\n")


def _default_rule(program):
    for name, decision in {"everyone": "allow", "default": "deny",
                           "nowhere": "deny"}.items():
        folder = _cloud(
            program, cases__yaml="- {action: add_image, credentials: {},"
            f" target: {{}}, expect: {decision}}}\n",
            policy__yaml="everyone: '@'\ndefault: '!'\n"
            "add_image: 'rule:undefined'\n",
            b__conf=f"[oslo_policy]\npolicy_default_rule = {name}\n"
            "policy_file = policy.yaml\n")
        expect_code(program.run(
            "policy", "test", "cases.yaml", "--config-file", "b.conf",
            "--release", "Zed", cwd=folder, env=_home(program, folder)), 0)


def _new_defaults(program):
    for word, decision in {"false": "allow", "true": "deny"}.items():
        folder = _cloud(
            program, cases__yaml=_NEW_DEFAULTS % decision,
            b__conf=f"[oslo_policy]\nenforce_new_defaults = {word}\n")
        expect_code(program.run(
            "policy", "test", "cases.yaml", "--config-file", "b.conf",
            "--release", "Zed", cwd=folder, env=_home(program, folder)), 0)


def _broken(program, content, line, words):
    folder = _cloud(program, b__conf=content)
    run = program.scan("--config-file", "b.conf", cwd=folder)
    expect_refused(run, f"b.conf:{line}", words)
    expect_no_words(run, _SECRET)


def _no_utf8(program):
    folder = _cloud(program)
    (folder / "b.conf").write_bytes(b"[database]\nconnection = \xff\n")
    expect_refused(program.scan("--config-file", "b.conf", cwd=folder),
                   "b.conf:2", "UTF-8")


def _secret(program, url):
    folder = _cloud(program, b__conf=(
        f"[DEFAULT]\ntransport_url = rabbit://u:{_SECRET}@h\n"
        f"metadata_encryption_key = {_SECRET}\n"
        f"[database]\nconnection = {url}\n"
        f"connection_parameters = password={_SECRET}\n"))
    for arguments in (["scan"], ["id", uuid(1)]):
        run = program.run(*arguments, "--config-file", "b.conf", "-v",
                          "--timeout", "1", cwd=folder)
        if run.code not in (2, 3):
            raise Failed(f"wanted an error\n{run}")
        expect_no_words(run, _SECRET)

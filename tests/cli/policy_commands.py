"""`policy explain`, `matrix` and `effective`: what they answer, and mistakes."""

import json

import yaml

from expect import expect_code, expect_in_order, expect_refused, visible
from releases import releases
from suite import Failed, expect_equal

_ZED_ADD_IMAGE = ("role:admin or (role:member and project_id:%(project_id)s "
                  "and project_id:%(owner)s)")
_PERSONAS = ["none", "owner", "reader", "member", "other-member", "service",
             "admin", "system-admin"]


def tests(program):
    yield "test of nothing", lambda: _test_nothing(program)
    yield "policies within other files", lambda: _within(program)
    for name, test in [
            ("effective as YAML is what Glance reads", _effective_yaml),
            ("effective as JSON", _effective_json),
            ("effective names the deprecated rule", _effective_deprecated),
            ("effective --enforced", _effective_enforced),
            ("effective without defaults", _effective_none),
            ("effective of hostile names", _effective_hostile),
            ("effective of a configuration", _effective_configuration),
            ("matrix as a table", _matrix_table),
            ("matrix as JSON", _matrix_json),
            ("matrix with changes", _matrix_changes),
            ("matrix of switches", _matrix_switches),
            ("matrix with anonymous access", _matrix_anonymous),
            ("matrix where no policy file is found", _matrix_without_files),
            ("matrix of hostile names", _matrix_hostile),
            ("explain for a persona", _explain_persona),
            ("explain for credentials", _explain_credentials),
            ("explain for a target", _explain_target),
            ("explain where the check stands", _explain_place),
            ("explain agrees with matrix", _explain_agrees),
            ("explain says why", _explain_says),
            ("the newest release is assumed, and said", _assumed)]:
        yield name, lambda test=test: test(program)
    for name, arguments, words in _MISTAKES:
        yield f"mistake: {name}", lambda arguments=arguments, words=words: (
            expect_refused(program.run("policy", *arguments), *words))


_MISTAKES = [
    ("explain nothing", ["explain"], ["ACTION"]),
    ("explain for nobody", ["explain", "add_image"], ["--as", "--credentials"]),
    ("explain for two", ["explain", "add_image", "--as", "member",
                         "--credentials", "x"], ["either --as PERSONA or --credentials FILE"]),
    ("explain a mistyped action", ["explain", "add_imag", "--as", "member"],
     ["add_imag", "did you mean 'add_image'?"]),
    ("explain for a mistyped persona", ["explain", "add_image", "--as",
                                        "membre"], ["did you mean 'member'?"]),
    ("explain with a target that is none",
     ["explain", "add_image", "--as", "member", "--target", "visibility"],
     ["KEY=VALUE"]),
    ("explain with credentials that are not there",
     ["explain", "add_image", "--credentials", "/nowhere"], ["/nowhere"]),
    ("a release that is none", ["matrix", "--release", "Zet"], ["Zed"]),
    ("a file that is not there", ["effective", "/nowhere"], ["/nowhere"]),
    ("a format that is none", ["effective", "--report", "html"], ["yaml"]),
    ("no subcommand", [], ["explain"]),
]


def _write(program, text, name="policy.yaml"):
    path = program.new_folder() / name
    path.write_text(text, encoding="utf-8")
    return path


def _report(program, *arguments):
    run = program.run("policy", *arguments, "--report", "json")
    expect_code(run, 0)
    return run.report


def _effective(program, *arguments):
    return _report(program, "effective", *arguments)["effective"]


def _matrix(program, *arguments):
    return _report(program, "matrix", *arguments)


def _effective_yaml(program):
    path = _write(program, 'add_image: "role:member"\n')
    run = program.run("policy", "effective", path, "--release", "Zed")
    expect_code(run, 0)
    rules = yaml.safe_load(run.text)
    expect_equal("add_image", rules["add_image"], "role:member")
    expect_equal("publicize_image", rules["publicize_image"], "role:admin")
    expect_equal("the same as JSON", rules, {
        name: rule["check"] for name, rule in _effective(
            program, path, "--release", "Zed").items()})


def _effective_json(program):
    path = _write(program, "# ours\n\nadd_image: 'role:member'\nmine: '@'\n")
    rules = _effective(program, path, "--release", "zed")
    expect_equal("add_image", rules["add_image"],
                 {"check": "role:member", "from": "file", "file": str(path),
                  "line": 3})
    expect_equal("mine", rules["mine"]["from"], "file")
    expect_equal("copy_image", rules["copy_image"],
                 {"check": "role:admin", "from": "default", "file": None,
                  "line": None})


def _effective_deprecated(program):
    rule = _effective(program, "--release", "Zed")["add_image"]
    expect_equal("add_image", rule,
                 {"check": _ZED_ADD_IMAGE, "from": "default", "file": None,
                  "line": None, "or_deprecated": "rule:default"})
    enforced = _effective(program, "--release", "Zed",
                          "--enforce-new-defaults", "true")["add_image"]
    expect_equal("enforced", enforced.get("or_deprecated"), None)
    text = program.run("policy", "effective", "--release", "Zed").text
    expect_in_order(["# default of Zed; until enforce_new_defaults is on",
                     "rule:default", f'"add_image": "{_ZED_ADD_IMAGE}"'], text)


def _effective_enforced(program):
    rule = _effective(program, "--release", "Zed", "--enforced")["add_image"]
    expect_equal("add_image", rule["check"],
                 f"({_ZED_ADD_IMAGE}) or (rule:default)")


def _effective_none(program):
    path = _write(program, "add_image: [[role:a, role:b], [role:c]]\nb:\n")
    rules = _effective(program, path, "--release", "none")
    expect_equal("rules", {name: rule["check"] for name, rule in rules.items()},
                 {"add_image": "((role:a and role:b) or role:c)", "b": "@"})


def _effective_hostile(program):
    name = 'a"\n\u202e\u0085: x'
    path = _write(program, json.dumps({name: "role:\u202e\t'\"\\"}))
    run = program.run("policy", "effective", path, "--release", "none")
    expect_code(run, 0)
    expect_equal("read back", yaml.safe_load(run.text),
                 {name: "role:\u202e\t'\"\\"})
    if not all(visible(line) for line in run.text.splitlines()):
        raise Failed(f"something deceives: {run.text!r}")


def _effective_configuration(program):
    path = _write(program, "add_image: 'role:x'\n", "rules.yaml")
    config = path.with_name("glance-api.conf")
    config.write_text("[oslo_policy]\npolicy_file = rules.yaml\n"
                      "enforce_new_defaults = true\n", encoding="utf-8")
    rules = _effective(program, "--config-file", config, "--release", "Zed")
    expect_equal("add_image", rules["add_image"]["check"], "role:x")
    expect_equal("the switch", rules["get_image"].get("or_deprecated"), None)


def _matrix_table(program):
    run = program.run("policy", "matrix", "--release", "Zed")
    expect_code(run, 0)
    expect_in_order(["Who may do what in Glance Zed", "images", *_PERSONAS,
                     "add_image", "yes", "publicize_image", "-",
                     "delete_image, none: depends on whose it is"], run.text)
    if "*" in run.text:
        raise Failed("nothing differs from the defaults")


def _matrix_json(program):
    report = _matrix(program, "--release", "Zed")
    expect_equal("personas", [p["name"] for p in report["personas"]], _PERSONAS)
    for action, cells in report["matrix"].items():
        expect_equal(f"personas of {action}", list(cells), _PERSONAS)
        wrong = set(cells.values()) - {"yes", "no", "depends", "unknown",
                                       "error"}
        expect_equal(f"values of {action}", wrong, set())
        depends = {name for name, cell in cells.items() if cell == "depends"}
        expect_equal(f"what {action} depends on",
                     set(report["depends_on"].get(action, {})), depends)
        if not report["who_may"][action].endswith("."):
            raise Failed(f"no sentence: {report['who_may'][action]!r}")
    expect_equal("changes", report["by_default"], {})


def _matrix_changes(program):
    path = _write(program, "publicize_image: 'role:member'\n")
    report = _matrix(program, path, "--release", "Zed")
    expect_equal("changes", report["by_default"],
                 {"publicize_image": {"member": "no"}})
    text = program.run("policy", "matrix", path, "--release", "Zed").text
    expect_in_order(["publicize_image", "yes*", "yes", "* differs"], text)


def _matrix_switches(program):
    new = _matrix(program, "--release", "Zed", "--enforce-new-defaults",
                  "true")["matrix"]["add_image"]
    expect_equal("new defaults", new["none"] + new["member"], "noyes")
    scope = _matrix(program, "--release", "Zed", "--enforce-scope",
                    "true")["matrix"]["add_image"]
    expect_equal("scope", scope["system-admin"], "no")


def _matrix_anonymous(program):
    path = _write(program, "[DEFAULT]\nallow_anonymous_access = true\n",
                  "glance-api.conf")
    report = _matrix(program, "--config-file", path, "--release", "Zed")
    expect_equal("get_image", report["matrix"]["get_image"]["anonymous"],
                 "depends")
    expect_equal("add_image", report["matrix"]["add_image"]["anonymous"], "no")


def _matrix_without_files(program):
    path = _write(program, "[oslo_policy]\npolicy_file = /nowhere.json\n"
                  "policy_dirs = /nowhere.d\n", "glance-api.conf")
    for release, anyone in [("Mitaka", "yes"), ("Train", "no"), ("Zed", "no")]:
        run = program.run("policy", "matrix", "--config-file", path,
                          "--release", release, "--report", "json",
                          promised=False)    # it warns of the file
        expect_code(run, 0)
        cells = run.report["matrix"]["publicize_image"]
        expect_equal(release, (cells["none"], cells["admin"]), (anyone, "yes"))
    shipped = _matrix(program, "--release", "Mitaka")["matrix"]
    expect_equal("as shipped", shipped["publicize_image"]["none"], "no")


def _matrix_hostile(program):
    path = _write(program, json.dumps({"a\x1b[31m\u202e": "@", "b": "http:x"}))
    run = program.run("policy", "matrix", path, "--release", "none")
    expect_code(run, 0)
    if not all(visible(line) for line in run.text.splitlines()):
        raise Failed(f"something deceives: {run.text!r}")
    expect_equal("b", set(_matrix(program, path, "--release", "none")[
        "matrix"]["b"].values()), {"unknown"})


def _explain(program, *arguments):
    return _report(program, "explain", *arguments)


def _explain_persona(program):
    options = ["--release", "Zed", "--enforce-new-defaults", "true"]
    report = _explain(program, "add_image", "--as", "member", *options)
    expect_equal("decision", report["decision"], "allow")
    expect_equal("smallest", report["smallest_persona"], "member")
    expect_equal("because", [(step["check"], step["result"])
                             for step in report["because"]],
                 [("role:member", True), ("project_id:%(project_id)s", True),
                  ("project_id:%(owner)s", True)])
    denied = _explain(program, "add_image", "--as", "reader", *options)
    expect_equal("decision", denied["decision"], "deny")
    expect_equal("in words", denied["who_may"],
                 "Any project member may create an image with an ID of their "
                 "choice.")
    text = program.run("policy", "explain", "add_image", "--as", "member",
                       *options).text
    expect_in_order(["add_image as member: allow", "yes", "role:member",
                     "add_image, the release's default"], text)


def _explain_credentials(program):
    path = _write(program, "a: 'role:x and user_id:%(user_id)s'\n")
    token = _write(program, "roles: [X]\nuser_id: u1\n", "token.yaml")
    allowed = _explain(program, "a", path, "--release", "none",
                       "--credentials", token, "--target", "user_id=u1")
    expect_equal("decision", allowed["decision"], "allow")
    denied = _explain(program, "a", path, "--release", "none",
                      "--credentials", token, "--target", "user_id=u2")
    expect_equal("because", denied["because"][0]["check"],
                 "user_id:%(user_id)s")
    expect_equal("decision", denied["decision"], "deny")
    wrong = _write(program, "- roles\n", "token.yaml")
    expect_refused(program.run("policy", "explain", "a", path, "--release",
                               "none", "--credentials", wrong), "map", ":1:")


def _explain_target(program):
    options = ["--as", "other-member", "--release", "2025.1"]
    private = _explain(program, "get_image", *options)
    public = _explain(program, "get_image", *options, "--target",
                      "visibility=public")
    older = _write(program, "get_image: 'project_id:%(project_id)s'\n"
                   "add_image: 'tenant:%(owner)s'\n")
    for release, action, decision in [
            ("Victoria", "get_image", "deny"), ("Zed", "get_image", "allow"),
            ("Train", "add_image", "allow"), ("Zed", "add_image", "deny")]:
        expect_equal(f"{action} in {release}", _explain(
            program, action, older, "--as", "member", "--release",
            release)["decision"], decision)
    expect_equal("private", private["decision"], "deny")
    expect_equal("public", public["decision"], "allow")


def _explain_place(program):
    path = _write(program, "# a\nadd_image: 'rule:ours'\n\nours: 'role:o'\n")
    report = _explain(program, "add_image", path, "--as", "member",
                      "--release", "Zed")
    expect_equal("because", [
        (step["check"], step["result"], step["file"], step["line"])
        for step in report["because"]],
        [("rule:ours", False, str(path), 2), ("role:o", False, str(path), 4)])
    expect_equal("nobody", report["smallest_persona"], None)


def _explain_says(program):
    """In words of the case, and not of the action in general."""
    for arguments, words in [
            (["get_image", "--as", "other-member", "--target", "visibility=public"],
             "A member of another project may see this image, because it is public."),
            (["add_image", "--as", "reader"],
             "A reader of the project may not create an image with an ID of their choice."),
            (["publicize_image", "--as", "admin"],
             "An administrator may make an image public.")]:
        arguments = [*arguments, "--release", "2025.1"]
        expect_equal(f"{arguments}", _explain(program, *arguments)["sentence"], words)
        expect_in_order([words], program.run("policy", "explain", *arguments).text)


def _explain_agrees(program):
    """Where the matrix says a plain yes, the usual target is allowed too."""
    for release in ("Zed", "2025.1"):
        rows = _matrix(program, "--release", release)["matrix"]
        for action in ("add_image", "get_image", "publicize_image"):
            for persona, answer in rows[action].items():
                decision = _explain(program, action, "--as", persona,
                                    "--release", release)["decision"]
                if answer == "yes":
                    expect_equal(f"{release} {action} {persona}", decision,
                                 "allow")


def _assumed(program):
    for command in ("matrix", "effective"):
        text = program.run("policy", command).text
        if releases(program)[-1] not in text or "--release" not in text:
            raise Failed(f"policy {command} does not say which release")


def _test_nothing(program):
    cases = program.new_folder() / "cases.yaml"
    for text, options, words in [
            ("[]\n", ["--release", "Zed"], ["no case"]),
            ("- {action: add_image, expect: deny}\n", [], ["--release"]),
            ("- {action: add_imge, expect: deny}\n", ["--release", "Zed"],
             ["did you mean 'add_image'?", "cases.yaml:1:"])]:
        cases.write_text(text)
        expect_refused(program.run("policy", "test", cases, *options), *words)


def _within(program):
    """Those of a ConfigMap and of Helm's values; what holds none is refused."""
    path = program.new_folder() / "a.yaml"
    for text, line in [
            ("apiVersion: v1\nkind: ConfigMap\ndata:\n  policy.yaml: |\n"
             "    publicize_image: ''\n", 5),
            ("conf:\n  policy:\n    publicize_image: ''\n", 3)]:
        path.write_text(text)
        run = program.run("policy", "check", path, "--release", "2024.1",
                          "--report", "json")
        expect_code(run, 1)
        found = [finding["location"]["line"]
                 for finding in run.report["findings"]
                 if finding["rule"] == "ossn-0075/publicize-open"]
        expect_equal("lines", found, [line])
    path.write_text("apiVersion: v1\nkind: Service\nspec: {a: b}\n")
    expect_refused(program.run("policy", "check", path), "Kubernetes Service")

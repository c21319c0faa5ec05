"""Made-up configurations for oslo.config: files, folders, the environment; sensible ones and hostile ones."""

_BOOLEANS = ["true", "False", "TRUE", "yes", "no", "on", "off", "1", "0", "maybe", "", "tru e", "'true'", "$delayed_delete", "2"]
_NUMBERS = ["5", "0", "-1", "+7", "1_000", "_1", "1__0", "0x10", "1.5", "abc", "", "  12  ", "'9'", "00012", "$scrub_time", "- 1"]
_LISTS = ["[a, b]", "[]", "[ ]", "[,]", "a, b", "[a", "a]", "[a,,b]", "[a],", "[a],,,", "['a,b', c]", '["x", \'y\']', '["a, b]',
          "['a]", "[']", "[\"\"]", "[http, https]", "[$flavor, b]", "[[a], b]", "", "[\ta\t,b ]", "[a b]", "['a' b]", "['a', 'b]', c]"]
_PORTS = ["[80, 443]", "[]", "[80,]", "[80,,443]", "[+1, 1_0]", "[a]", "[80, a]", "80", "['80']", "[ 80 ]", "[-1]", "[0]", "[65535, 65536]"]
_TEXTS = ["sqlite:////tmp/glance.sqlite", "mysql+pymysql://glance:p%40w@db/glance?charset=utf8", "postgresql://u:p@h:5432/g",
          "", "'quoted'", '"quoted"', "'half", "half'", "'", '"', "\"a' ", "a=b:c", "a#b", "a ; b", "é 日本", "$flavor", "${flavor}x",
          "$$x", "\\$x", "$", "a$", "$1", "${", "${flavor", "$nosuch", "${no.such}", "${database.nosuch}", "${oslo_policy.policy_file}!",
          "${oslo_policy.policy_dirs}", "$hashing_algorithm$hashing_algorithm", "$flavor.", "${DEFAULT.flavor}", "$image_member_quota",
          "${DATABASE.connection}", "$delayed_delete", "$paste_deploy", "$$$flavor", "\\$$flavor", "\\\\$flavor", "${flavor }",
          "$FLAVOR", "$policy_file", "${paste_deploy.flavor}", "$property_protection_file", "$allowed_ports", "$connection",
          "${database.connection}", "${enabled_import_methods}", "policy.yaml", "custom.yaml", "/etc/glance/policy.json", "policy.d",
          "a\\", "%(x)s", "{x}", "\ufeffx", "x\u00a0", "\u3000x\u2003", "x\x1c", "a\x0bb", "tab\there", "[a]", "= =", ": :"]
_HOSTS = ["[a.example.org, 10.0.0.1]", "[::1]", "[a.]", "[a..b]", "[-a]", "[a-]", "[1.2.3]", "[a.1]", "[1.2.3.4.5]", "[]", "[a,]",
          "[a,,b]", "[a_b]", "[A-1.B]", "[fe80::1%eth0]", "['a']", "[a b]", "[.]", "[" + "a" * 63 + ".b]", "[" + "a" * 64 + "]",
          "[" + "a." * 126 + "b]", "[" + "a." * 127 + "b]", "[1.2.3.04]", "[::ffff:1.2.3.4]", "[a.b-]"]
_KINDS = {"boolean": _BOOLEANS, "count": _NUMBERS, "integer": _NUMBERS, "text_list": _LISTS, "host_list": _HOSTS,
          "port_list": _PORTS}

# group, name as written in files, kind
OPTIONS = [
    *[("DEFAULT", name, "boolean") for name in ("allow_anonymous_access", "delayed_delete", "enable_v1_api", "enforce_secure_rbac",
                                                "show_image_direct_url", "show_multiple_locations", "use_keystone_limits")],
    *[("DEFAULT", name, "text") for name in ("admin_role", "hashing_algorithm", "metadata_encryption_key",
                                             "property_protection_file", "sql_connection", "policy_file", "policy_dirs",
                                             "policy_default_rule")],
    ("DEFAULT", "scrub_time", "count"), ("DEFAULT", "image_member_quota", "integer"),
    ("DEFAULT", "enabled_import_methods", "text_list"),
    *[("database", name, "text") for name in ("connection", "connection", "connection", "connection_parameters", "sql_connection")],
    ("DATABASE", "connection", "text"), ("DATABASE", "sql_connection", "text"), ("sql", "connection", "text"),
    *[("oslo_policy", name, "boolean") for name in ("enforce_scope", "enforce_new_defaults")],
    *[("oslo_policy", name, "text") for name in ("policy_file", "policy_dirs", "policy_dirs", "policy_default_rule")],
    *[("import_filtering_opts", f"{word}_{what}", kind) for word in ("allowed", "disallowed")
      for what, kind in (("hosts", "host_list"), ("ports", "port_list"), ("schemes", "text_list"))],
    ("image_import_opts", "image_import_plugins", "text_list"), ("paste_deploy", "flavor", "text"), ("paste_deploy", "flavor", "text"),
    ("glance_store", "stores", "text"), ("default", "scrub_time", "count"),
]
_BAD_SECTIONS = ["[database", "[]", "[database] # x", "[[database]]", "[ database ]", "[DataBase]", "[oslo_policy ]", "[DEFAULT ]",
                 "[Default]", "database]", "[\tdatabase]", "[é]"]
_SIGNS = [" = "] * 10 + ["=", ":", " : ", " =", "= ", "\t=\t", "==", ":=", " ", "\u00a0=\u00a0"]
_COMMENTS = ["# comment", "; comment", "#", "  # an indented comment", "\t; indented", "# = x", "#[database]"]
_ODD_LINES = ["lonely", "= value", ": value", "   ", "\t", " \u00a0", "\u00a0indented = x", "key with blanks = 1", "'quoted' = x", "\\",
              "\x0c", "\x1f", "a\u2028b = c"]
_CONTINUATIONS = ["  more", "\tmore = x", "   [section]", "  # not a comment", " ", "\t", "  'quoted'", "  true", " $flavor", "  ]"]


def _value(random, kind):
    return random.choice(_KINDS.get(kind, _TEXTS) if random.random() < 0.9 else _TEXTS)


def _lines(random, oddness):
    """The lines of one file, most of them in a section."""
    lines = [] if random.random() < oddness / 3 else [f"[{random.choice(['DEFAULT', 'database'])}]"]
    for _ in range(random.randrange(1, 9)):
        group, name, kind = random.choice(OPTIONS)
        lines.append(f"[{group}]")
        for _ in range(random.choice([1, 1, 1, 2, 3])):
            sign = random.choice(_SIGNS) if random.random() < oddness * 2 else " = "
            lines.append(name + sign + _value(random, kind))
            while random.random() < 0.12:
                lines.append(random.choice(_CONTINUATIONS))
            if random.random() < 0.15:
                lines.append(random.choice(_COMMENTS + ["", ""]))
        if random.random() < oddness / 3:
            lines.append(random.choice(_ODD_LINES + _BAD_SECTIONS))
    return lines


def _content(random):
    oddness = random.choice([0, 0, 0.1, 0.4])
    end = random.choice(["\n"] * 6 + ["\r\n", "\r"])
    text = end.join(_lines(random, oddness)) + random.choice([end, end, ""])
    content = text.encode()
    if random.random() < oddness / 4:
        at = random.randrange(len(content) + 1)
        content = content[:at] + random.choice([b"\xff", b"\xc3", b"\x00", b"\xed\xa0\x80", b"\r", b"\n ", b"\n", b"\\"]) + content[at:]
    if random.random() < oddness / 8:
        content = b"\xef\xbb\xbf" + content
    return content


def _environment(random):
    variables = {}
    for _ in range(random.choice([0] * 8 + [1, 2])):
        group, name, kind = random.choice(OPTIONS)
        value = _value(random, kind).replace("\x00", "")
        variables[f"OS_{group.upper()}__{name.upper()}"] = value
    return variables


def make_case(random, folder):
    """Files in `folder`; {"inputs": [[path, is_directory]], "environment": …, "find": […]}."""
    inputs = []
    for number in range(random.choice([1, 1, 1, 2, 3])):
        if random.random() < 0.25:
            path = folder / f"dir{number}"
            path.mkdir()
            for name in random.sample(["10-b.conf", "2-a.conf", "Z.conf", "a.conf", ".hidden.conf", "a.conf.bak", "é.conf", "a b.conf"],
                                      random.randrange(4)):
                (path / name).write_bytes(_content(random))
            if random.random() < 0.03:
                (path / "folder.conf").mkdir()
        else:
            path = folder / f"file{number}.conf"
            path.write_bytes(_content(random))
        if random.random() < 0.01:
            path = folder / "missing"
        inputs.append([str(path), path.is_dir() or not path.exists()])
        if random.random() < 0.3:
            (path if path.is_dir() else folder).joinpath(random.choice(["policy.yaml", "policy.json", "custom.yaml"])).touch()
    return {"inputs": inputs, "environment": _environment(random), "find": ["policy.yaml", "policy.json", "custom.yaml", "policy.d",
                                                                         "/etc/passwd", "nosuch"]}

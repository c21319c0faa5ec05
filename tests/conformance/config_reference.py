"""What the real oslo.config makes of a configuration, with the real options of Glance, oslo.db and oslo.policy."""

import importlib.metadata
import logging
import os
import warnings

import oslo_policy.policy
from oslo_config import cfg
import glance.api.policy            # noqa: F401, registers oslo.policy's options and Glance's default for them
import glance.cmd.manage            # noqa: F401, registers oslo.db's
import glance.opts                  # noqa: F401, registers Glance's own

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

CONF = cfg.CONF
# Newer Glance leaves it to the enforcer to register oslo.policy's options.
oslo_policy.policy.Enforcer(CONF, policy_file="none")
# Gone from the Glance that Debian has; declared as they last were.
CONF.register_opts([cfg.BoolOpt("enable_v1_api", default=True),
                    cfg.StrOpt("admin_role", default="__NOT_A_ROLE_07697c71e6174332989d3d5f2a7d2e7c_NOT_A_ROLE__")])
# Former names that newer releases no longer take; declared as they last were.
_FORMER_NAMES = {
    ("database", "connection"): [("sql_connection", "DEFAULT"), ("sql_connection", "DATABASE"), ("connection", "sql")],
    ("oslo_policy", "policy_file"): [("policy_file", "DEFAULT")],
    ("oslo_policy", "policy_default_rule"): [("policy_default_rule", "DEFAULT")],
    ("oslo_policy", "policy_dirs"): [("policy_dirs", "DEFAULT")]}


def takes_former_names():
    return not _DECLARED_ANEW


_DECLARED_ANEW = []
for (_group, _name), _former in _FORMER_NAMES.items():
    _option_there = CONF._groups[_group]._opts[_name]["opt"]  # pylint: disable=protected-access
    if not _option_there.deprecated_opts:
        _DECLARED_ANEW.append(_name)
        _option_there.deprecated_opts = [cfg.DeprecatedOpt(name, group=group) for name, group in _former]
_RELEASES = {"25": "Zed", "30": "2025.1"}


def release():
    """The installed Glance's."""
    return _RELEASES[importlib.metadata.version("glance").split(".")[0]]


def is_registered(option):
    group, name = option.split(".", 1)
    options = CONF._opts if group == "DEFAULT" else CONF._groups[group]._opts  # pylint: disable=protected-access
    return name in options


def _plain(value):
    if isinstance(value, list):
        return ["" if item is None else str(item) for item in value]
    return value


def _option(name):
    group, option = name.split(".", 1)
    try:
        return {"value": _plain(getattr(CONF if group == "DEFAULT" else CONF[group], option))}
    except (cfg.Error, ValueError, AttributeError, RecursionError) as error:
        return {"error": type(error).__name__}


def answer(case, options):
    """As the probe's answer: {"options": …, "found": …} or {"error": …}."""
    arguments = [word for path, is_directory in case["inputs"]
                 for word in ("--config-dir" if is_directory else "--config-file", path)]
    before = dict(os.environ)
    os.environ.update(case["environment"])
    try:
        CONF(arguments, project="glance", default_config_files=[], default_config_dirs=[])
        found = [CONF.find_file(name) for name in case["find"]]
        return {"options": {name: _option(name) for name in options}, "found": found}
    except (cfg.Error, ValueError, OSError, SystemExit) as error:
        return {"error": f"{type(error).__name__}: {error}"}
    finally:
        os.environ.clear()
        os.environ.update(before)

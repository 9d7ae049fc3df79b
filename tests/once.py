"""Do once in a process what every app of it would do in the same way.

The app does these when it starts, once in a process; tests make thousands of apps in one. What is
remembered cannot change meanwhile, or is remembered by all that it follows from.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import count
from types import CodeType
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from werkzeug import security
from werkzeug.routing import Rule

from kiosk.content import load
from kiosk.content import service as content
from kiosk.content.yaml_tree import MOST_NODES, YamlTree
from kiosk.sealing import keys
from kiosk.shell import templates

RULE_PARTS = ("_parts", "_trace", "_converters", "arguments")
RULE_BUILDERS = ("_build", "_build_unknown")
"""What a rule of addresses compiles; all the same for all apps, whose converters are Flask's."""


class Compiled(BytecodeCache):
    """The templates compiled so far, for apps of the same addresses in the same language."""

    def __init__(self, alike: object) -> None:
        """Name the apps that this is for."""
        self._alike = alike

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template that was compiled before, where there is one of the same source."""
        bucket.code = COMPILED.get((self._alike, bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember a compiled template."""
        assert bucket.code is not None
        COMPILED[self._alike, bucket.key, bucket.checksum] = bucket.code


COMPILED: dict[tuple[object, str, str], CodeType] = {}


def remember(replace: Callable[[Any, str, Any], None]) -> None:
    """Let apps share what is alike in all of them; `replace` sets an attribute of an object."""
    replace(content, "bundled", cache(content.bundled))
    replace(templates, "_environment", _sharing(templates._environment))
    replace(load, "YamlTree", _read_once(YamlTree))
    replace(Rule, "compile", _remembering(Rule.compile))
    scripts = cache(ScriptDirectory)

    def from_config(config: Config) -> ScriptDirectory:
        place = config.get_main_option("script_location")
        return scripts(place)

    replace(ScriptDirectory, "from_config", from_config)


def _read_once(read: Callable[..., YamlTree]) -> Callable[[bytes, int], YamlTree]:
    held = cache(read)

    def tree(data: bytes, most_nodes: int = MOST_NODES) -> YamlTree:
        """Return what was read of the same file before, unless no more so much may be read."""
        found = held(data)
        return found if len(found.lines) <= most_nodes else read(data, most_nodes)

    return tree


class Salts:
    """The salts of passwords, all different within a test, and the same ones in each test."""

    def __init__(self) -> None:
        """Begin with the first."""
        self.begin()

    def begin(self) -> None:
        """Begin again with the first."""
        self._numbers = count()

    def next(self, length: int) -> str:
        """Return another salt of so many letters."""
        return f"{next(self._numbers):0{length}}"


SALTS = Salts()


def remember_words(replace: Callable[[Any, str, Any], None]) -> None:
    """Stretch each password and passphrase once: it is slow by intent, and most tests need one."""
    replace(security, "gen_salt", SALTS.next)
    replace(security, "_hash_internal", cache(security._hash_internal))
    replace(keys, "_stretch", cache(keys._stretch))


def _sharing(
    make: Callable[[Flask, templates.Language], Environment],
) -> Callable[[Flask, templates.Language], Environment]:
    def environment(app: Flask, language: templates.Language) -> Environment:
        made = make(app, language)
        rules = frozenset((each.rule, each.endpoint) for each in app.url_map.iter_rules())
        elsewhere = frozenset(app.extensions[templates.ELSEWHERE])
        alike = (language, app.config["IS_CENTRAL"], rules, elsewhere, app.root_path)
        made.bytecode_cache = Compiled(alike)
        return made

    return environment


def _remembering(compile_: Callable[[Rule], None]) -> Callable[[Rule], None]:
    held: dict[object, dict[str, Any]] = {}

    def compile_rule(rule: Rule) -> None:
        alike = (rule.rule, rule.subdomain, rule.merge_slashes, repr(rule.defaults))
        if alike not in held:
            compile_(rule)
            held[alike] = {name: getattr(rule, name) for name in RULE_PARTS}
            held[alike] |= {name: getattr(rule, name).__func__ for name in RULE_BUILDERS}
        for name in RULE_PARTS:
            setattr(rule, name, held[alike][name])
        for name in RULE_BUILDERS:
            setattr(rule, name, held[alike][name].__get__(rule, None))

    return compile_rule

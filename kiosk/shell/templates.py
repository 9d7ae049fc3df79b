"""Compile the templates once a language, with texts and addresses folded in.

`t("中文", "English")`, `url("quiz.start")` and `asset("base.css")` with constant arguments become
plain text when a template is compiled, so a page does not look them up again for each person.
Brings 15 % of the processor time of a question page, measured on the rounds of tests.bench.booth.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Literal

from flask import Flask
from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.visitor import NodeTransformer
from werkzeug.routing import BuildError

from kiosk import clock
from kiosk.sealing import passphrases

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
HTML_LANGUAGE = {"zh": "zh-Hans", "en": "en"}
EXTENSION = "kiosk.templates"
ELSEWHERE = "kiosk.elsewhere"
"""Names the endpoints that only the other kind of machine has, a booth or a central."""


class _Fold(NodeTransformer):
    """A visitor that puts values in place of constant names and of calls with constants."""

    def __init__(self, calls: dict[str, Callable[..., str]], names: dict[str, str]) -> None:
        self.calls = calls
        self.names = names

    def visit_Call(self, node: nodes.Call, *args: Any, **kwargs: Any) -> nodes.Node:
        self.generic_visit(node, *args, **kwargs)
        call = self.calls.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        if call is None or node.dyn_args or node.dyn_kwargs:
            return node
        try:
            values = [each.as_const() for each in node.args]
            named = {each.key: each.value.as_const() for each in node.kwargs}
        except nodes.Impossible:
            return node
        return nodes.Const(call(*values, **named), lineno=node.lineno)

    def visit_Name(self, node: nodes.Name, *_args: Any, **_kwargs: Any) -> nodes.Node:
        if node.ctx == "load" and node.name in self.names:
            return nodes.Const(self.names[node.name], lineno=node.lineno)
        return node


class _Templates(Environment):
    """The templates of one language."""

    fold: _Fold

    def compile(
        self,
        source: str | nodes.Template,
        name: str | None = None,
        filename: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        """Compile a template with its constant calls and names replaced by their values."""
        tree = self.parse(source, name, filename) if isinstance(source, str) else source
        return super().compile(self.fold.visit(tree), name, filename, *args, **kwargs)


def init_app(app: Flask) -> None:
    """Make one environment a language; templates are compiled when first used."""
    app.extensions[EXTENSION] = {each: _environment(app, each) for each in LANGUAGES}


def _environment(app: Flask, language: Language) -> Environment:
    addresses = app.url_map.bind("")
    static = Path(app.static_folder or "")

    def t(zh: str, en: str) -> str:
        """Say it in this environment's language."""
        return zh if language == "zh" else en

    def url(endpoint: str, **values: Any) -> str:
        """Return the address of a view; pages that only the other kind of machine has lead home."""
        try:
            address: str = addresses.build(endpoint, values)
        except BuildError:
            if not app.config["IS_CENTRAL"] and endpoint not in app.extensions[ELSEWHERE]:
                raise
            return "/"
        return address

    @cache
    def asset(name: str) -> str:
        """Return the address of a static file, with its content's hash where it is there."""
        file = static / name
        if not file.is_file():
            return f"/static/{name}"
        mark = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
        return f"/static/{name}?v={mark}"

    @cache
    def topic_drawing(topic: str) -> str:
        """Return the address of a topic's drawing; a pack may bring topics that have none."""
        own = f"drawings/topics/{topic}.svg"
        return asset(own if (static / own).is_file() else "drawings/topics.svg")

    environment = _Templates(
        loader=FileSystemLoader(app.root_path + "/../templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    names = {"lang": language, "html_lang": HTML_LANGUAGE[language]}
    calls: dict[str, Callable[..., str]] = {
        "t": t,
        "url": url,
        "asset": asset,
        "topic_drawing": topic_drawing,
    }
    environment.fold = _Fold(calls, names)
    environment.filters.update(
        to_minute=clock.to_minute,
        to_minute_short=clock.to_minute_short,
        time_of_day=clock.time_of_day,
    )
    environment.globals.update(**calls, **names, propose_passphrase=passphrases.propose)
    return environment

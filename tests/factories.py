"""Make the parts that tests need: pieces of a pack, records, and folders with faults."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text
from werkzeug.test import TestResponse

from kiosk.config import Settings
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.content.load import BUNDLED, Loaded, digest, load
from kiosk.content.pack import Card, Event, Item, Pack, ShowIf, Survey, Unit
from kiosk.content.parts import Option, Text
from kiosk.content.questions import Question, Source, Topic
from kiosk.journal import service as journal
from kiosk.journal.records import Record
from kiosk.storage.db import db

SITTING = "5" * 32
OTHER_SITTING = "6" * 32
FORM = "f" * 32


def words(zh: str = "字", en: str = "words") -> Text:
    """Say something in both languages."""
    return Text(zh=zh, en=en)


def option(name: str, **given: Any) -> Option:
    """Offer one answer."""
    return Option(id=name, text=words(f"选{name}", f"pick {name}"), **given)


def question(name: str, **given: Any) -> Question:
    """Ask one thing, whose right answer is `a`."""
    held: dict[str, Any] = {
        "prompt": words(f"问{name}", f"ask {name}"),
        "options": (option("a", is_right=True), option("b"), option("c")),
        "explanation": words("因为", "because"),
        "source": Source(title=words("法", "Law")),
        "audience": ("all",),
        "difficulty": 1,
    }
    return Question(id=name, **(held | given))


def topic(name: str, questions: Iterable[Question] = (), **given: Any) -> Topic:
    """Gather questions."""
    said = {"name": words(), "short": words(), "about": words(), "unit": "criminal"}
    return Topic(id=name, questions=tuple(questions), **(said | given))


def item(name: str, kind: str = "single", *options: str, **given: Any) -> Item:
    """Ask one thing of a survey; `show_if` is an item's id and the options that open this one."""
    condition = given.pop("show_if", None)
    if condition:
        given["show_if"] = ShowIf(item=condition[0], any_of=tuple(condition[1:]))
    made = [
        option(each, value=place if kind == "scale" else None)
        for place, each in enumerate(options, start=1)
    ]
    return Item(id=name, kind=kind, prompt=words(), options=tuple(made), **given)  # type: ignore[arg-type]


def survey(*items: Item, name: str = "test", place: str = "booth") -> Survey:
    """Ask people's opinion."""
    said = {"title": words(), "about": words(), "thanks": words()}
    return Survey(id=name, place=place, items=items, **said)  # type: ignore[arg-type]


def unit(unit_id: str = "criminal", **given: Any) -> Unit:
    """Name a department."""
    held = {"kind": "plaza", "name": words("刑侦", "CID"), "short": words(), "does": words()}
    return Unit(id=unit_id, **(held | given))


def event(bureau: str = "公安局") -> Event:
    """Name an Open Day."""
    return Event(id="test/2026", name=words(), theme=words(), bureau=words(bureau))


def card(**given: Any) -> Card:
    """Give one contact."""
    held = {"unit": "criminal", "post": words("岗", "desk"), "says": words(), "phone": "110"}
    return Card(id="card", **(held | given))


def with_pack(catalog: Catalog, **changed: Any) -> Catalog:
    """Return a catalog of the same pack with some fields changed."""
    fields = {name: getattr(catalog.pack, name) for name in Pack.__struct_fields__}
    return Catalog(Pack(**(fields | changed)), catalog.digest)


def put_on_screen(
    app: Flask, catalog: Catalog, images: dict[str, bytes] | None = None, **changed: Any
) -> Catalog:
    """Publish the pack with some fields changed, and show it; return its catalog."""
    pack, held = with_pack(catalog, **changed).pack, images or {}
    loaded = Loaded(pack, held, digest(pack, held), [])
    with db.transaction() as tx:
        content.publish(tx, loaded)
        content.show_latest(tx)
        content.hold(content.read_catalog(tx, loaded.digest))
    return content.current()


def pack_folder(tmp_path: Path) -> Path:
    """Copy the bundled pack to where a test may break it."""
    folder = tmp_path / "pack"
    shutil.copytree(BUNDLED, folder)
    return folder


def replace_once(file: Path, old: str, new: str) -> int:
    """Replace the first `old` in a file; return the line (from 1) on which it began."""
    held = file.read_text(encoding="utf-8")
    assert old in held, f"{old!r} is not in {file}"
    file.write_text(held.replace(old, new, 1), encoding="utf-8")
    return held[: held.index(old)].count("\n") + 1


def faults(folder: Path) -> list[str]:
    """Load a pack and return its errors as a terminal shows them."""
    return [str(problem) for problem in load(folder).errors]


def records(tx: Connection, kind: str | None = None) -> list[Record]:
    """Return the journal, or its records of one kind."""
    return [record for record in journal.walk(tx) if kind in (None, record.kind)]


def rows(tx: Connection, table: str) -> list[dict[str, Any]]:
    """Return every row of a table."""
    return [dict(row._mapping) for row in tx.execute(text(f"SELECT * FROM {table}"))]


def held_rows(table: str) -> list[dict[str, Any]]:
    """Return every row of a table, as committed by the app under test."""
    with db.engine.connect() as tx:
        return rows(tx, table)


def held_records(kind: str | None = None) -> list[Record]:
    """Return the journal, or its records of one kind, as committed by the app under test."""
    with db.engine.connect() as tx:
        return records(tx, kind)


def at(folder: Path, **given: Any) -> Settings:
    """Return settings with data in `folder`."""
    return Settings(data=folder, **given)


def search_for(client: FlaskClient, path: str, typed: str) -> TestResponse:
    """Look for words by a form, and follow it to the page that shows what was found."""
    return client.post(path, data={"words": typed}, follow_redirects=True)


def hidden(page: str, name: str) -> str:
    """Return the value of a page's hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no hidden field {name}"
    return unescape(found[1])

"""Read what a form of the editor sent into the plain data of a part.

A field's name in the form is its path: `options.0.text.zh`. What cannot be read as its type stays
as it was typed, so that the check names it and nothing that was typed is lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from kiosk import typed_text
from kiosk.content.pack import ShowIf
from kiosk.office.editor.fields import Field
from kiosk.office.editor.sections import Tree

WHOLE = re.compile(r"-?\d{1,9}")
MOST_ROWS = 40
BLANK_TEXT = {"zh": "", "en": ""}


Form = MultiDict[str, str]


def read(fields: tuple[Field, ...], form: Form, held: Mapping[str, Any], before: str = "") -> Tree:
    """Return the values of the fields. `held` is the part so far; `before` begins each name."""
    return {
        each.name: _read(each, form, held.get(each.name), before + each.name) for each in fields
    }


def blank(fields: tuple[Field, ...]) -> Tree:
    """Return a part of which nothing is filled in yet; its check says what is missing."""
    return {each.name: _empty(each) for each in fields}


def _empty(field: Field) -> Any:
    if not field.is_required:
        return list(field.default) if isinstance(field.default, tuple) else field.default
    if field.way == "part":
        return blank(field.fields)
    if field.way == "text":
        return dict(BLANK_TEXT)
    if field.way in ("rows", "texts", "words", "times", "choices", "references", "numbers"):
        return []
    return {"yes": False, "number": 0}.get(field.way, field.choices[0][0] if field.choices else "")


def _read(field: Field, form: Form, held: Any, name: str) -> Any:
    reader = READERS.get(field.way)
    if reader is not None:
        return reader(field, form, held, name)
    text = plain(form.get(name, ""))
    if field.way == "choice":
        known = {str(value): value for value, _ in field.choices}
        return known.get(text, text or field.default)
    if field.way == "number":
        return int(text) if WHOLE.fullmatch(text) else (text or field.default)
    return text or ("" if field.is_required else None)


def plain(text: str) -> str:
    """Return a short value in half-width letters and figures, as telephones and days need them."""
    return typed_text.one_line(unicodedata.normalize("NFKC", text))


def _text(field: Field, form: Form, _held: Any, name: str) -> Any:
    zh, en = (typed_text.one_line(form.get(f"{name}.{each}", "")) for each in ("zh", "en"))
    text = {"zh": zh, "en": en or zh}  # As a pack holds a text that is not translated yet.
    return text if any(text.values()) or field.is_required else None


def _texts(field: Field, form: Form, _held: Any, name: str) -> list[Any]:
    every = (_text(field, form, None, f"{name}.{n}") for n in range(MOST_ROWS))
    return [text for text in every if text and any(text.values())]


def _rows(field: Field, form: Form, held: Any, name: str) -> list[Any]:
    """Return the rows in the order that was given; a new row gets an id; empty ones go."""
    former = {row.get("id"): row for row in held or [] if isinstance(row, dict)}
    found: list[tuple[int, int, Tree]] = []
    for number in range(MOST_ROWS):
        own = f"{name}.{number}"
        if f"{own}.id" not in form or f"{own}.drop" in form:
            continue
        row = former.get(form.get(f"{own}.id", ""), {})
        values = read(field.fields, form, row, f"{own}.")
        if not row and not any(_says(each, values[each.name]) for each in field.fields):
            continue
        place = plain(form.get(f"{own}.order", ""))
        order = int(place) if WHOLE.fullmatch(place) else MOST_ROWS
        found.append((order, number, {"id": form.get(f"{own}.id", "")} | row | values))
    rows = [row for _, _, row in sorted(found, key=lambda each: each[:2])]
    for row in rows:
        row["id"] = row["id"] or free_id({each["id"] for each in rows} | set(former))
    return rows


def _says(field: Field, value: Any) -> bool:
    """Return True if somebody filled a field of a row in; a tick alone makes no row."""
    return not (isinstance(value, bool) or is_empty(value) or value == field.default)


def is_empty(value: Any) -> bool:
    """Return True if a value says nothing: no words, no number, nothing chosen."""
    if isinstance(value, dict):
        return all(is_empty(each) for each in value.values())
    return value in (None, "", [], ())


def free_id(taken: set[Any]) -> str:
    """Return the first letter, then the first number, that no row has as its id."""
    letters = (chr(code) for code in range(ord("a"), ord("z") + 1))
    numbers = (f"option-{number}" for number in range(1, 1000))
    return next(each for every in (letters, numbers) for each in every if each not in taken)


def cleared(fields: tuple[Field, ...], names: Collection[str], kind: Any) -> Tree:
    """Return the named fields without what they held, if the kind does not use them."""
    return {each.name: _empty(each) for each in fields if each.name in names and unused(each, kind)}


def unused(field: Field, kind: Any) -> bool:
    """Return True for a field that only other kinds of question use."""
    return bool(field.kinds) and kind not in field.kinds


def _part(field: Field, form: Form, held: Any, name: str) -> Any:
    if field.part is ShowIf:
        return _condition(form, name)
    values = read(field.fields, form, held or {}, f"{name}.")
    return None if is_empty(values) and not field.is_required else values


def _condition(form: Form, name: str) -> Any:
    """Return on which options of which earlier item another depends; each tick names both."""
    ticked = [each.partition(":")[::2] for each in form.getlist(f"{name}.any_of")]
    item = form.get(f"{name}.item", "") or next((each for each, _ in ticked), "")
    if not item:
        return None
    return {"item": item, "any_of": [option for each, option in ticked if each == item]}


def _words(_field: Field, form: Form, _held: Any, name: str) -> list[str]:
    return plain(form.get(name, "")).replace("、", " ").replace(",", " ").split()


def _choices(field: Field, form: Form, held: Any, name: str) -> list[Any]:
    known = {str(value): value for value, _ in field.choices}
    return _in_former_order([known.get(each, each) for each in form.getlist(name)], held)


def _numbers(_field: Field, form: Form, held: Any, name: str) -> list[Any]:
    ticked = [int(each) if WHOLE.fullmatch(each) else each for each in form.getlist(name)]
    return _in_former_order(ticked, held)


def _in_former_order(ticked: list[Any], held: Any) -> list[Any]:
    """Return what is ticked, in the order that it had, for the form has an order of its own."""
    former = list(held or [])
    return sorted(ticked, key=lambda each: former.index(each) if each in former else len(former))


def _sound(_field: Field, form: Form, held: Any, name: str) -> Any:
    """Return the recording that is there; a form only takes it away."""
    return None if f"{name}.drop" in form else held


def _yes(_field: Field, form: Form, _held: Any, name: str) -> bool:
    return name in form


READERS: dict[str, Callable[[Field, Form, Any, str], Any]] = {
    "text": _text,
    "texts": _texts,
    "rows": _rows,
    "part": _part,
    "words": _words,
    "times": _words,
    "choices": _choices,
    "references": _choices,
    "numbers": _numbers,
    "yes": _yes,
    "sound": _sound,
}

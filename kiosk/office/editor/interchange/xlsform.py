"""XLSForm: a survey as a workbook that ODK, Kobo and others make forms of.

What XLSForm has no place for stands in columns of its own, named as in a pack (`index`, `kind`);
other programs pass over them. A block is a group, named by its id (`block_about-you`).
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import xlsxwriter

from kiosk.content import pack, parts
from kiosk.office.editor.fields import Field, fields_of
from kiosk.office.editor.interchange.conditions import (
    write_exclusive,
    write_limits,
    write_relevant,
)
from kiosk.office.editor.interchange.letters import is_translated, words
from kiosk.office.editor.interchange.remarks import Remarks
from kiosk.office.editor.pair import Pair
from kiosk.office.editor.sections import Tree

CHINESE, ENGLISH = "中文 (zh)", "English (en)"
TYPES = {"single": "select_one", "scale": "select_one", "unit": "select_one"}
TYPES |= {"multiple": "select_multiple", "ranking": "rank", "number": "integer", "text": "text"}
UNITS = "units"
ABOUT, THANKS = "_about", "_thanks"
NATIVE = ("prompt", "options", "least", "most", "is_optional", "show_if", "order", "text")
"""Fields of an item or an option that XLSForm has columns of its own for."""
POINTS = "points"
"""XLSForm takes `value` for another word for `name`."""
PLAIN = ("choice", "yes", "number", "day", "word", "text")
RESERVED = {"meta"}
BLOCK = "block"
"""The column of the block that an item belongs to."""
BLOCK_GROUP = "block_"
"""Begins the name of a block's group; ids have no underscores, so that no item is named so."""
LIKERT, RANDOM = "likert", "randomize=true"
TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LABELS = (f"label::{CHINESE}", f"label::{ENGLISH}")
SURVEY = ("type", "name", *LABELS, "required", "relevant", "constraint", "appearance", "parameters")
CHOICES = ("list_name", "name", *LABELS)
Row = dict[str, str | int]


def own_columns(part: type[parts.Part]) -> dict[str, Field]:
    """Return the fields of an item or an option that XLSForm does not know, by their columns."""
    found = (each for each in fields_of(part) if each.way in PLAIN and each.name not in NATIVE)
    return {POINTS if each.name == "value" else each.name: each for each in found}


def name_of(id_: str) -> str:
    """Return an id as XML takes it for a name, which never begins with a figure."""
    return id_ if id_[:1].isalpha() and id_ not in RESERVED else f"_{id_}"


def write(survey: Tree, units: Iterable[Tree], remarks: Remarks) -> bytes:
    """Return a survey as a workbook; what it cannot hold is noted."""
    writer = _Writer(survey, list(units), remarks)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True} | TEXT_ONLY) as book:
        _sheet(book, "survey", SURVEY, writer.items())
        _sheet(book, "choices", CHOICES, writer.choices())
        _sheet(book, "settings", (), [writer.settings()])
    return file.getvalue()


def _sheet(book: Any, name: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    every = list(rows)
    headings = list(dict.fromkeys([*columns, *(key for row in every for key in row)]))
    sheet, head = book.add_worksheet(name), book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headings), 22)
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, head)
        for number, row in enumerate(every, start=1):
            if row.get(heading, "") != "":
                sheet.write(number, place, row[heading])


class _Writer:
    """The rows of a survey's sheets."""

    def __init__(self, survey: Tree, units: list[Tree], remarks: Remarks) -> None:
        self._survey, self._units, self._remarks = survey, units, remarks
        self._lists: dict[str, list[Tree]] = {}

    def settings(self) -> Row:
        survey = self._survey
        row: Row = {"form_title": survey["title"]["zh"], "form_id": survey["id"]}
        if is_translated(survey["title"]):
            row["title_en"] = survey["title"]["en"]
        return row | {"default_language": CHINESE, "place": survey.get("place", "")}

    def items(self) -> Iterator[Row]:
        yield {"type": "note", "name": ABOUT, **self._label(self._survey["about"])}
        by_id = {each["id"]: each for each in self._survey["items"]}
        for block, items in itertools.groupby(
            self._survey["items"], lambda each: each.get(BLOCK, "")
        ):
            rows = [self._item(each, by_id) for each in items]
            yield from self._group(block, rows) if block else rows
        yield {"type": "note", "name": THANKS, **self._label(self._survey["thanks"])}

    def _group(self, block: str, rows: list[Row]) -> Iterator[Row]:
        label = self._label(self._survey["blocks"][block])
        yield {"type": "begin_group", "name": f"{BLOCK_GROUP}{block}", **label}
        yield from rows
        yield {"type": "end_group"}

    def _item(self, item: Tree, by_id: dict[str, Tree]) -> Row:
        kind = TYPES[item["kind"]]
        row: Row = {"name": name_of(item["id"]), **self._label(item["prompt"])}
        row["type"] = f"{kind} {self._list(item)}" if kind not in ("integer", "text") else kind
        row["required"] = "" if item.get("is_optional") else "yes"
        show_if = item.get("show_if")
        if show_if:
            earlier = by_id.get(show_if["item"], {})
            row["relevant"] = write_relevant(show_if, earlier, name_of(show_if["item"]))
        alone = [each["id"] for each in item.get("options") or [] if each.get("is_exclusive")]
        if item["kind"] == "number":
            row["constraint"] = write_limits(item)
        elif alone and item["kind"] == "multiple":
            row["constraint"] = write_exclusive(alone)
        row["appearance"] = LIKERT if item["kind"] == "scale" else ""
        row["parameters"] = RANDOM if item.get("order") == "random" else ""
        if item.get(BLOCK):
            row[BLOCK] = item[BLOCK]
        return row | _own(item, own_columns(pack.Item))

    def _list(self, item: Tree) -> str:
        """Return the name of a list with the item's options; items may share one."""
        if item["kind"] == "unit":
            self._lists[UNITS] = [{"id": each["id"], "text": each["name"]} for each in self._units]
            return UNITS
        for name, options in self._lists.items():
            if options == item["options"]:
                return name
        name = name_of(item["id"])
        name = f"{name}_options" if name == UNITS else name
        self._lists[name] = item["options"]
        return name

    def choices(self) -> Iterator[Row]:
        columns = own_columns(parts.Option)
        for name, options in self._lists.items():
            for each in options:
                row: Row = {"list_name": name, "name": each["id"], **self._label(each["text"])}
                yield row | _own(each, columns)

    def _label(self, text: dict[str, str]) -> Row:
        shown = words(**text)
        if any("${" in each for each in shown.values()):
            reason = Pair("“${”写成了“$ {”", "“${” was written as “$ {”")
            remedy = Pair("XLSForm 用它引用别的题。", "In XLSForm it refers to another item.")
            self._remarks.lose(Pair(text["zh"][:20], text["zh"][:20]), reason, remedy)
            shown = {key: each.replace("${", "$ {") for key, each in shown.items()}
        english = shown["en"] if is_translated(shown) else ""
        return {f"label::{CHINESE}": shown["zh"], f"label::{ENGLISH}": english}


def _own(held: Tree, columns: dict[str, Field]) -> Row:
    """Return what columns of the pack's own say, where it is not what they say by themselves."""
    row: Row = {}
    for column, field in columns.items():
        value = held.get(field.name)
        if value in (None, field.default) and column != "kind":
            continue
        if isinstance(value, dict):
            row[column] = value["zh"]
            if is_translated(value):
                row[f"{column}_en"] = value["en"]
        else:
            row[column] = "yes" if value is True else value or ""
    return row

"""Test that a survey which changed over three versions of the pack shifts no column."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from typing import Any

import msgspec
import openpyxl
import pytest
from sqlalchemy import Connection

from kiosk.booth.survey.records import SURVEY, ItemAnswer, SurveySheet
from kiosk.content import service as content
from kiosk.content.load import Loaded, digest
from kiosk.content.pack import Item
from kiosk.content.parts import Option, Text
from kiosk.counts.filters import Filters
from kiosk.journal import service as journal
from kiosk.office.exports.formats import Export
from kiosk.office.exports.tables import open_table


def option(name: str, value: int | None = None) -> Option:
    return Option(id=name, text=Text(zh=f"选{name}", en=f"Choose {name}"), value=value)


def item(name: str, kind: Any, *options: Option, prompt: str = "") -> Item:
    words = prompt or f"问{name}"
    ends = {"least": 0, "most": 9} if kind == "number" else {}
    return Item(
        id=name, kind=kind, prompt=Text(zh=words, en=f"Ask {name}"), options=options, **ends
    )


POINTS = (option("low", 1), option("high", 2))
VERSIONS = [
    [
        item("safe", "scale", *POINTS, prompt="原来的问法"),
        item("worries", "multiple", option("fire"), option("theft")),
        item("often", "single", option("daily"), option("never")),
        item("first", "ranking", option("patrol"), option("talks")),
        item("gone", "number"),
    ],
    [
        item("often", "number"),
        item("safe", "scale", *reversed(POINTS), prompt="改过的问法"),
        item("worries", "multiple", option("fraud"), option("theft"), option("fire")),
        item("first", "ranking", option("talks"), option("patrol"), option("visits")),
    ],
    [
        item("new", "single", option("yes"), option("no")),
        item("worries", "multiple", option("fraud"), option("theft")),
        item("often", "number"),
        item("safe", "scale", *POINTS, prompt="改过的问法"),
    ],
]
ANSWERS = [
    {
        "safe": (["high"], 2),
        "worries": (["theft"], None),
        "often": (["daily"], None),
        "first": (["talks", "patrol"], None),
        "gone": ([], 7),
    },
    {
        "often": ([], 3),
        "safe": (["low"], 1),
        "worries": (["fire", "fraud"], None),
        "first": (["visits", "talks", "patrol"], None),
    },
    {"new": (["no"], None), "worries": ([], None), "often": ([], 5), "safe": (["high"], 2)},
]
EXPECTED = [
    {
        "safe": "选high",
        "worries.fire": False,
        "worries.theft": True,
        "often": "选daily",
        "first.1": "选talks",
        "first.2": "选patrol",
        "gone": 7,
    },
    {
        "safe": "选low",
        "worries.fire": True,
        "worries.theft": False,
        "worries.fraud": True,
        "often~number": 3,
        "first.1": "选visits",
        "first.2": "选talks",
        "first.3": "选patrol",
    },
    {
        "safe": "选high",
        "worries.theft": False,
        "worries.fraud": False,
        "often~number": 5,
        "new": "选no",
    },
]


def publish(tx: Connection, version: int, items: list[Item]) -> None:
    """Put a version on screen whose survey has these items alone."""
    bundled = content.bundled()
    pack = content.require_whole(bundled)
    changed = msgspec.structs.replace(pack.surveys[0], id="asked", items=tuple(items))
    pack = msgspec.structs.replace(pack, version=version, surveys=(changed,))
    content.publish(tx, Loaded(pack, {}, digest(pack, {}), []))
    content.show_latest(tx)


@pytest.fixture
def three(tx: Connection) -> Connection:
    """Give a booth where somebody answered each of three versions."""
    for version, (items, given) in enumerate(zip(VERSIONS, ANSWERS, strict=True), start=101):
        publish(tx, version, items)
        answers = [
            ItemAnswer(item=name, options=options, number=number)
            for name, (options, number) in given.items()
        ]
        sheet = SurveySheet(
            survey="asked",
            language="zh",
            is_elder=False,
            is_finished=True,
            about_unit=None,
            has_text=False,
            answers=answers,
        )
        journal.append(tx, SURVEY, sheet)
    return tx


def written(tx: Connection, form: str, *, is_long: bool = False, has_codes: bool = False) -> bytes:
    file = io.BytesIO()
    table = open_table(tx, "survey", Filters(), is_long=is_long)
    moment = datetime(2026, 12, 20, 9, 30).astimezone()
    Export(table, form, Filters(), moment, has_codes=has_codes).write_to(file, lambda _count: None)
    return file.getvalue()


def answered(line: dict[str, Any]) -> dict[str, Any]:
    """Return what was asked and answered, by the columns' ids without the survey's."""
    return {
        key.removeprefix("asked."): value
        for key, value in line.items()
        if key.startswith("asked.") and value is not None
    }


def test_each_answer_stands_in_the_column_of_its_question(three: Connection) -> None:
    lines = [json.loads(line) for line in written(three, "jsonl").splitlines()]
    assert [answered(line) for line in lines] == EXPECTED
    assert [line["pack"].split()[-1] for line in lines] == ["101", "102", "103"]


def test_csv_and_workbook_agree_and_no_two_columns_share_a_heading(three: Connection) -> None:
    rows = list(csv.reader(io.StringIO(written(three, "csv").decode("utf-8-sig"), newline="")))
    assert len(set(rows[0])) == len(rows[0])
    assert {len(row) for row in rows} == {len(rows[0])}
    book = openpyxl.load_workbook(io.BytesIO(written(three, "xlsx")))
    sheet = [
        ["" if cell is None else str(cell) for cell in row]
        for row in book["问卷"].iter_rows(values_only=True)
    ]
    place = rows[0].index("时间")
    for ours, theirs in zip(rows, sheet, strict=True):
        assert [*ours[:place], *ours[place + 1 :]] == [*theirs[:place], *theirs[place + 1 :]]


def test_renamed_questions_bear_their_newest_words(three: Connection) -> None:
    header = written(three, "csv").decode("utf-8-sig").splitlines()[0]
    assert "改过的问法" in header
    assert "原来的问法" not in header
    assert "问often（数字）" in header


def test_codes_and_codebook_name_the_same_columns_and_versions(three: Connection) -> None:
    data = written(three, "xlsx", has_codes=True)
    book = openpyxl.load_workbook(io.BytesIO(data))
    ids = [cell.value for cell in book["问卷"][1]]
    meanings = {row[0]: row for row in book["代码本"].iter_rows(min_row=2, values_only=True)}
    assert ids == list(meanings)
    assert meanings["asked.safe"][4] == "1=选low；2=选high"
    assert meanings["asked.gone"][5] == "pinghu 101"
    assert meanings["asked.often~number"][5] == "pinghu 102、pinghu 103"
    safe = [
        row[ids.index("asked.safe")] for row in book["问卷"].iter_rows(min_row=2, values_only=True)
    ]
    assert safe == [2, 1, 2]


def test_one_row_an_answer_names_question_and_option(three: Connection) -> None:
    lines = [json.loads(line) for line in written(three, "jsonl", is_long=True).splitlines()]
    held = {(line["seq"], line["item"], line["place"]): line for line in lines}
    assert len(held) == len(lines) == 17
    picked = [line["option"] for line in lines if line["item"] == "first"]
    assert picked == ["选talks", "选patrol", "选visits", "选talks", "选patrol"]
    assert [line["number"] for line in lines if line["item"] == "gone"] == [7]

"""Let others' software open what `demo` made: LibreOffice, pandas, pyreadstat, pyarrow."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas
import pyarrow.parquet
import pyreadstat
import pytest

from kiosk.accounts.accounts import note
from kiosk.config import Settings
from kiosk.counts.filters import Filters
from kiosk.office.exports.formats import Export
from kiosk.office.exports.tables import open_table
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.conftest import FULL
from tests.debian import convert
from tests.process import run

PEOPLE = "2000" if FULL else "150"
KINDS = ("quiz", "survey", "rating", "feedback", "visit", "card", "acts")
LONG = ("quiz", "survey")
SHAPES = [(kind, "responses") for kind in KINDS] + [(kind, "answers") for kind in LONG]
GUARD = re.compile("^'(?=[=+@-])")
TIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?")
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1"
"""Comma, double quote, UTF-8, the first sheet, cells as shown."""


@dataclass
class Booth:
    """Be a booth that simulated people have used; each file is exported once."""

    folder: Path
    made: dict[str, Path] = field(default_factory=dict)

    def export(self, kind: str, rows: str, form: str, *, has_codes: bool = False) -> Path:
        """Return the file of an export."""
        name = f"{kind}-{rows}{'-codes' if has_codes else ''}.{form}"
        if name not in self.made:
            with db.engine.connect() as tx:
                table = open_table(tx, kind, Filters(), is_long=rows == "answers")
                moment = datetime.now().astimezone()
                export = Export(table, form, Filters(), moment, has_codes=has_codes)
                export.write(self.folder / name, lambda _count: None)
            self.made[name] = self.folder / name
        return self.made[name]

    def cells(self, kind: str, rows: str, *, has_codes: bool = False) -> list[list[str]]:
        """Return the cells of our CSV, heads first, without the sign that guards a formula."""
        data = self.export(kind, rows, "csv", has_codes=has_codes).read_bytes()
        held = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert len(held) > 4, "too little to compare"
        return [[GUARD.sub("", cell) for cell in row] for row in held]


@pytest.fixture(scope="module")
def booth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Booth]:
    """Give a booth that simulated people have used."""
    folder = tmp_path_factory.mktemp("booth")
    made = run("demo", "--people", PEOPLE, "--seed", "5", data=folder / "data")
    assert made.returncode == 0, made.stderr
    with opened(Settings(data=folder / "data")):
        with db.transaction() as tx:
            for name in ("甲", "乙", "丙", "丁", "戊"):
                note(tx, name, "lock-names")
        yield Booth(folder)


@pytest.fixture(scope="module")
def sheets(booth: Booth, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Let a spreadsheet open every workbook, and write each as CSV."""
    books = [booth.export(kind, rows, "xlsx") for kind, rows in SHAPES]
    made = convert(books, AS_CSV, tmp_path_factory.mktemp("sheets"))
    return dict(zip([book.stem for book in books], made, strict=True))


@pytest.mark.parametrize(("kind", "rows"), SHAPES)
def test_a_spreadsheet_reads_from_the_workbook_what_stands_in_the_csv(
    booth: Booth, sheets: dict[str, Path], kind: str, rows: str
) -> None:
    made = sheets[f"{kind}-{rows}"].read_text(encoding="utf-8-sig")
    theirs = list(csv.reader(io.StringIO(made, newline="")))
    assert [[shown(cell) for cell in row] for row in theirs] == booth.cells(kind, rows)


@pytest.mark.parametrize(("kind", "rows"), SHAPES)
def test_pandas_reads_the_same_from_csv_and_json_lines(booth: Booth, kind: str, rows: str) -> None:
    plain = booth.export(kind, rows, "csv", has_codes=True)
    coded = pandas.read_csv(plain, dtype=str, keep_default_na=False)
    lines = booth.export(kind, rows, "jsonl", has_codes=True)
    read = pandas.read_json(lines, lines=True, dtype=False)
    assert list(coded.columns) == list(read.columns)
    assert len(coded) == len(read)
    for name in coded.columns:
        assert [shown(value) for value in read[name]] == [shown(value) for value in coded[name]], (
            name
        )


def shown(value: Any) -> str:
    """Return a value as text, whoever read it: truth as a number, times to the minute."""
    if value is None or value is pandas.NA or (isinstance(value, float) and value != value):
        return ""
    text = str(value)
    if text in ("True", "False"):
        return str(int(text == "True"))
    if TIME.fullmatch(text):
        return text[:16].replace("T", " ")
    return text.removesuffix(".0")


@pytest.mark.parametrize(("kind", "rows"), SHAPES)
def test_spss_gets_numbers_with_chinese_labels_and_the_same_values(
    booth: Booth, kind: str, rows: str
) -> None:
    heads, *cells = booth.cells(kind, rows)
    sav = booth.export(kind, rows, "sav")
    frame, about = pyreadstat.read_sav(str(sav), apply_value_formats=True)
    assert list(about.column_labels) == [head[:85] for head in heads]
    assert len(frame) == len(cells)
    for place, name in enumerate(frame.columns):
        theirs = [shown(value) for value in frame[name].astype(object)]
        assert theirs == [row[place] for row in cells], name
    labelled = [labels for labels in about.variable_value_labels.values() if labels]
    assert {0.0: "否", 1.0: "是"} in labelled or kind in ("card", "acts")


@pytest.mark.parametrize(("kind", "rows"), SHAPES)
def test_parquet_bears_types_labels_and_the_same_values(booth: Booth, kind: str, rows: str) -> None:
    heads, *cells = booth.cells(kind, rows, has_codes=True)
    table = pyarrow.parquet.read_table(booth.export(kind, rows, "parquet", has_codes=True))
    assert table.column_names == heads
    for place, each in enumerate(table.schema):
        theirs = [shown(value) for value in table.column(place).to_pylist()]
        assert theirs == [row[place] for row in cells], each.name
    labels = [each.metadata[b"label"].decode() for each in table.schema]
    assert labels == booth.cells(kind, rows)[0]
    types = {each.name: str(each.type) for each in table.schema}
    assert (types["seq"], types["made_at"]) == ("int64", "timestamp[ms]")

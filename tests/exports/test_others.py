"""Let others' software open what `demo` made: LibreOffice, pandas, pyreadstat, pyarrow."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pandas
import pyarrow.parquet
import pyreadstat
import pytest

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


@pytest.fixture(scope="module")
def booth(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a booth that simulated people have used."""
    data = tmp_path_factory.mktemp("booth") / "data"
    made = run("demo", "--people", PEOPLE, "--seed", "5", data=data)
    assert made.returncode == 0, made.stderr
    for name in ("甲", "乙", "丙", "丁", "戊"):
        words = ("staff", "add", name, "--role", "analyst", "--password", "a long password")
        assert run(*words, data=data).returncode == 0
    return data


def export(booth: Path, kind: str, rows: str, form: str, folder: Path, *more: str) -> Path:
    """Export by command; return the file."""
    out = folder / f"{kind}-{rows}.{form}"
    words = ("export", kind, "--rows", rows, "--format", form, "--out", str(out), *more)
    done = run(*words, data=booth)
    assert done.returncode == 0, done.stderr
    return out


def ours(booth: Path, kind: str, rows: str, folder: Path, *more: str) -> list[list[str]]:
    """Return the cells of our CSV, its heads first, without the sign that guards a formula."""
    data = export(booth, kind, rows, "csv", folder, *more).read_bytes()
    held = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(held) > 4, "too little to compare"
    return [[GUARD.sub("", cell) for cell in row] for row in held]


@pytest.mark.parametrize(("kind", "rows"), SHAPES)
def test_a_spreadsheet_reads_from_the_workbook_what_stands_in_the_csv(
    booth: Path, tmp_path: Path, kind: str, rows: str
) -> None:
    book = export(booth, kind, rows, "xlsx", tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    made = convert(book, AS_CSV, other).read_text(encoding="utf-8-sig")
    theirs = list(csv.reader(io.StringIO(made, newline="")))
    assert [[shown(cell) for cell in row] for row in theirs] == ours(booth, kind, rows, tmp_path)


@pytest.mark.parametrize(("kind", "rows"), SHAPES)
def test_pandas_reads_the_same_from_csv_and_json_lines(
    booth: Path, tmp_path: Path, kind: str, rows: str
) -> None:
    plain = export(booth, kind, rows, "csv", tmp_path, "--codes")
    coded = pandas.read_csv(plain, dtype=str, keep_default_na=False)
    lines = export(booth, kind, rows, "jsonl", tmp_path, "--codes")
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
    booth: Path, tmp_path: Path, kind: str, rows: str
) -> None:
    heads, *cells = ours(booth, kind, rows, tmp_path)
    sav = export(booth, kind, rows, "sav", tmp_path)
    frame, about = pyreadstat.read_sav(str(sav), apply_value_formats=True)
    assert list(about.column_labels) == [head[:85] for head in heads]
    assert len(frame) == len(cells)
    for place, name in enumerate(frame.columns):
        theirs = [shown(value) for value in frame[name].astype(object)]
        assert theirs == [row[place] for row in cells], name
    labelled = [labels for labels in about.variable_value_labels.values() if labels]
    assert {0.0: "否", 1.0: "是"} in labelled or kind in ("card", "acts")


@pytest.mark.parametrize(("kind", "rows"), SHAPES)
def test_parquet_bears_types_labels_and_the_same_values(
    booth: Path, tmp_path: Path, kind: str, rows: str
) -> None:
    heads, *cells = ours(booth, kind, rows, tmp_path, "--codes")
    table = pyarrow.parquet.read_table(export(booth, kind, rows, "parquet", tmp_path, "--codes"))
    assert table.column_names == heads
    for place, field in enumerate(table.schema):
        theirs = [shown(value) for value in table.column(place).to_pylist()]
        assert theirs == [row[place] for row in cells], field.name
    labels = [field.metadata[b"label"].decode() for field in table.schema]
    assert labels == ours(booth, kind, rows, tmp_path)[0]
    types = {field.name: str(field.type) for field in table.schema}
    assert (types["seq"], types["made_at"]) == ("int64", "timestamp[ms]")

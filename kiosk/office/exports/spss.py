"""Write exports for SPSS, with labels; its libraries are ones that a booth does without."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.counts.tables import Column, Table
from kiosk.office.exports.cells import NUMBERS, Memo, plain, turned
from kiosk.office.exports.libraries import need
from kiosk.office.exports.text import Progress

MOST_NAME, MOST_LABEL, MOST_VALUE_LABEL, MOST_STRING = 64, 255, 120, 32_767
"""Bytes that SPSS takes (IBM SPSS Statistics, "Variable names", "Value labels")."""
MOST_LABELLED = 1000
"""A column with more values, such as all options of all questions, is written as words."""
TRUTH = {0: "否", 1: "是"}


def write_sav(table: Table, path: Path, progress: Progress) -> None:
    """Write an SPSS file: codes as numbers with Chinese value labels. Holds all rows in memory.

    Raises Refused if its libraries are absent.
    """
    pyreadstat, pandas = need("sav", "pyreadstat", "pandas")
    numbers = [_numbers(column) for column in table.columns]
    makers = [
        _sav_maker(column, codes) for column, codes in zip(table.columns, numbers, strict=True)
    ]
    held: list[list[Any]] = [[] for _ in table.columns]
    count = 0
    for chunk in table.chunks:
        for values, column in zip(held, zip(*turned(chunk, makers), strict=True), strict=True):
            values += column
        count += len(chunk)
        progress(count)
    names = sav_names(table.columns)
    series = {
        name: pandas.Series(values, dtype=_sav_type(column, codes))
        for name, column, codes, values in zip(names, table.columns, numbers, held, strict=True)
    }
    labels = {
        name: dict(_words(column, codes))
        for name, column, codes in zip(names, table.columns, numbers, strict=True)
        if codes is not None or column.kind == "bool"
    }
    try:
        pyreadstat.write_sav(
            pandas.DataFrame(series),
            str(path),
            column_labels=[cut(column.label, MOST_LABEL) for column in table.columns],
            variable_value_labels=labels,
            variable_measure=dict.fromkeys(labels, "nominal"),
        )
        _require_whole(pyreadstat, path, count)
    except pyreadstat.ReadstatError as error:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error


def _require_whole(pyreadstat: Any, path: Path, count: int) -> None:
    """Raise OSError if a file ends before its last row: the library passes a full disk over."""
    _, told = pyreadstat.read_sav(str(path), metadataonly=True)
    if told.number_rows != count:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if count:
        last, _ = pyreadstat.read_sav(str(path), row_offset=count - 1, row_limit=1)
        if len(last) != 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def sav_names(columns: list[Column]) -> list[str]:
    """Return the columns' ids as SPSS takes them: letters, digits, dots; each name once."""
    names: list[str] = []
    for column in columns:
        plain_name = re.sub(r"[^A-Za-z0-9.]", "_", column.id).strip("._")[:MOST_NAME]
        name, number = plain_name, 1
        while name.lower() in {each.lower() for each in names}:
            number += 1
            name = f"{plain_name[: MOST_NAME - 4]}_{number}"
        names.append(name)
    return names


def _numbers(column: Column) -> Mapping[Any, int] | None:
    """Return the number of each code: a scale's own values, else from 1.

    None for words, and for what SPSS takes no labels of: too many, too long, or not all known.
    """
    if column.kind != "code" or column.is_open or len(column.values) > MOST_LABELLED:
        return None
    if any(len(word.encode()) > MOST_VALUE_LABEL for word in column.values.values()):
        return None
    own = column.codes
    if own and all(isinstance(own.get(raw), int) for raw in column.values):
        return own
    return {raw: number for number, raw in enumerate(column.values, start=1)}


def _words(column: Column, codes: Mapping[Any, int] | None) -> list[tuple[int, str]]:
    if codes is None:
        return list(TRUTH.items())
    return [(codes[raw], word) for raw, word in column.values.items()]


def _sav_maker(column: Column, codes: Mapping[Any, int] | None) -> Memo | None:
    if column.kind in NUMBERS:
        return None
    if column.kind == "bool":
        return Memo(lambda raw: None if raw is None else float(raw))
    if codes is not None:
        return Memo(lambda raw: None if raw is None else codes.get(raw))
    make = plain(column, has_codes=False)
    if column.kind == "time":
        return Memo(make)
    return Memo(lambda raw: cut(make(raw) or "", MOST_STRING))


def _sav_type(column: Column, codes: Mapping[Any, int] | None) -> str:
    if column.kind == "time":
        return "datetime64[us]"
    is_number = column.kind in (*NUMBERS, "bool") or codes is not None
    return "float64" if is_number else "object"


def cut(words: str, most: int) -> str:
    """Return words in at most so many bytes of UTF-8, no letter broken."""
    return words.encode()[:most].decode(errors="ignore")

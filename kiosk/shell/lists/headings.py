"""Find which column of a list holds what, by its headings in either language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.shell.spreadsheets.sheets import Value, column_letter
from kiosk.typed_text import one_line

IDENTITY = re.compile(
    r"身份证|证件|公民身份|身份号|护照|passport|identity|^id$|id号|idno|idnum|idcard"
)
"""Headings of identity numbers, which no list's reader ever reads."""
_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|〔.*?〕")
_MEANINGLESS = re.compile(r"[\s*:_./·-]")
_HAN = "[\u4e00-\u9fff]"
_BETWEEN = rf"(?<={_HAN})\s*(?=[a-z])|(?<=[a-z])\s*(?={_HAN})"
_PARTS = re.compile(rf"[/|／]+|{_BETWEEN}"), re.compile(rf"[\s/|／]+|{_BETWEEN}")
"""Between the two languages of a heading, which may have several words, or between all words."""
_JOINERS = {0x200C: None, 0x200D: None}
"""Invisible letters that texts may need, and headings do not."""
SHOWN_LETTERS = 24


@dataclass(frozen=True, kw_only=True)
class Column:
    """What a list may hold in one column: one field of its rows.

    `zh` and `en` are its usual headings, by which messages name it; `also` are others, with spaces
    between. `read` makes a value of a cell, or raises Refused without repeating the cell. A row
    heads a list only if every column that `must_stand` is there. A merged cell speaks for each of
    its rows where it `is_shared`; elsewhere it is refused.
    """

    zh: str
    en: str
    read: Callable[[Value], Any]
    also: str = ""
    must_stand: bool = False
    is_shared: bool = False


class Columns:
    """The columns of one kind of list, by the name of each field, and what is never read.

    A heading is looked for among the columns first; of others, those in which `never` is found
    are named as such, and no cell below them is looked at.
    """

    def __init__(self, fields: Mapping[str, Column], never: re.Pattern[str] = IDENTITY) -> None:
        """Index the headings. Raises ValueError if one would head two columns, or none must."""
        self.fields = fields
        self.never = never
        self.musts = [name for name, column in fields.items() if column.must_stand]
        if not self.musts:
            raise ValueError("no column must stand: any row would head a list")
        self._named: dict[str, str] = {}
        for name, column in fields.items():
            for alias in (column.zh, column.en, *column.also.split()):
                if self._named.setdefault(_plain(_narrow(alias)), name) != name:
                    raise ValueError(f"{alias} heads two columns")

    def field(self, words: str) -> str | None:
        """Return what a heading names, in one language or in both: 姓名, Name, 姓名 Name."""
        narrow = _BRACKETS.sub("", _narrow(words))
        if (field := self._named.get(_plain(narrow))) is not None:
            return field
        for between in _PARTS:
            parts = {self._named.get(_plain(part)) for part in between.split(narrow) if part}
            if len(parts) == 1 and None not in parts:
                return next(iter(parts))
        return None

    def is_never_read(self, words: str) -> bool:
        """Return True if a heading stands above what must not be read."""
        return self.never.search(_plain(_narrow(words))) is not None

    def count(self, row: Sequence[object]) -> int:
        """Return how many columns of such a list a row heads; 0 if one that must stand is not."""
        found = read_headings(row, self)
        return len(found.fields) if found else 0


@dataclass(frozen=True)
class Heading:
    """One column of a list, as its heading names it; `number` counts from 1."""

    number: int
    words: str

    def __str__(self) -> str:
        """Return the letter that a spreadsheet shows, and the heading."""
        letter = column_letter(self.number)
        return f"{letter}（{self.words}）" if self.words else letter


@dataclass(frozen=True)
class Headings:
    """Where each field stands, and which columns are left out."""

    fields: dict[str, Heading]
    never: tuple[Heading, ...]
    unknown: tuple[Heading, ...]
    again: tuple[Heading, ...]


def read_headings(row: Sequence[object], columns: Columns) -> Headings | None:
    """Return what the columns of a heading row hold; None if one that must stand is not there."""
    found = find_headings(row, columns)
    return found if all(name in found.fields for name in columns.musts) else None


def find_headings(row: Sequence[object], columns: Columns) -> Headings:
    """Return what a row heads, be it whole or not."""
    fields: dict[str, Heading] = {}
    never: list[Heading] = []
    unknown: list[Heading] = []
    again: list[Heading] = []
    for number, value in enumerate(row, start=1):
        words = one_line(value.translate(_JOINERS)) if isinstance(value, str) else ""
        if not words:
            continue
        heading = Heading(number, words[:SHOWN_LETTERS])
        field = columns.field(words)
        if field is None:
            (never if columns.is_never_read(words) else unknown).append(heading)
        elif field in fields:
            again.append(heading)
        else:
            fields[field] = heading
    return Headings(fields, tuple(never), tuple(unknown), tuple(again))


def _narrow(words: str) -> str:
    return unicodedata.normalize("NFKC", words).casefold()


def _plain(words: str) -> str:
    """Return a heading without the marks that do not change its meaning."""
    return _MEANINGLESS.sub("", words)

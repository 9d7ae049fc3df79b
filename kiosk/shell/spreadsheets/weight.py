"""How much a part of a workbook may hold: a small file may unpack to millions of elements."""

from __future__ import annotations

from collections.abc import Container
from contextlib import suppress
from typing import IO
from xml.parsers import expat

from kiosk.shell.spreadsheets.sheets import too_large

MOST_ELEMENTS = {"worksheet": 8_000_000, "sst": 1_000_000}
"""Elements of a sheet (50,000 rows of 60 cells have fewer), and of a table of texts."""
MOST_OF_OTHERS = 200_000
"""Elements of other parts."""
MOST_DEPTH, MOST_OF_TEXT, MOST_LETTERS = 100, 1_000_000, 40_000_000
"""Levels of a part, letters of one text, and of all texts of a part."""
BLOCK = 1 << 16


def weigh(source: IO[bytes], passed: Container[str] = ()) -> str:
    """Return the name of a part's root, empty where it is no XML, such as a picture.

    Raises Refused if it has more of anything than a list can have. Faulty XML is not reported
    here, since many parts are never read; the reader of a part reports it. If the root is among
    `passed`, the rest of the part is not looked at.
    """
    weight = _Weight()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = weight.start, weight.end
    parser.CharacterDataHandler = weight.text
    with suppress(expat.ExpatError):
        while (block := source.read(BLOCK)) and weight.root not in passed:
            parser.Parse(block, False)
    return weight.root


class _Weight:
    """What went by of a part."""

    def __init__(self) -> None:
        self.root = ""
        self._most = self._elements = self._depth = self._letters = self._before = 0

    def start(self, name: str, held: dict[str, str]) -> None:
        if not self.root:
            self.root = name
            self._most = MOST_ELEMENTS.get(name.rpartition(" ")[2], MOST_OF_OTHERS)
        self._elements += 1
        self._depth += 1
        self._before = self._letters
        self.text("".join(held.values()))
        if self._elements > self._most or self._depth > MOST_DEPTH:
            raise too_large()

    def end(self, _name: str) -> None:
        self._depth -= 1
        self._before = self._letters

    def text(self, text: str) -> None:
        self._letters += len(text)
        if self._letters > MOST_LETTERS or self._letters - self._before > MOST_OF_TEXT:
            raise too_large()

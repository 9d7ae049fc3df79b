"""A report as blocks, which Word and PDF are then made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from kiosk.office.activities.rules import plain

MOST_TEXT = 20_000


@dataclass(frozen=True)
class Heading:
    """The heading of a part, of level 1 (`一、…`) or 2 (`（一）…`); it never ends a page."""

    level: Literal[1, 2]
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. A `note` is smaller; a `quote` is what somebody else said."""

    text: str
    look: Literal["body", "note", "quote"] = "body"


@dataclass(frozen=True)
class Table:
    """Rows under heads that are repeated on each page. `widths` are shares of the line.

    Columns whose number is in `numbers` are set to the right.
    """

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Figure:
    """A drawing (PNG) with its caption below; `alt` describes it."""

    png: bytes
    caption: str
    alt: str


@dataclass(frozen=True)
class Picture:
    """A photo (JPEG) of some pixels."""

    jpeg: bytes
    width: int
    height: int
    caption: str
    alt: str


@dataclass(frozen=True)
class Photos:
    """Photos two by two, each with its caption."""

    pictures: Sequence[Picture]


Block = Heading | Paragraph | Table | Figure | Photos


@dataclass
class Document:
    """A report: title, what stands below it, the blocks, and who signs it when."""

    title: str
    language: str
    signer: str
    day: str
    mark: str = ""
    blocks: list[Block] = field(default_factory=list)
    _parts: int = 0
    _sections: int = 0

    def part(self, text: str) -> None:
        """Begin a numbered part."""
        self._parts += 1
        self._sections = 0
        number = self._parts
        is_zh = self.language == "zh"
        self.blocks.append(
            Heading(1, f"{numeral(number)}、{text}" if is_zh else f"{number}. {text}")
        )

    def section(self, text: str) -> None:
        """Begin a numbered section of the part."""
        self._sections += 1
        is_zh = self.language == "zh"
        number = f"（{numeral(self._sections)}）" if is_zh else f"{self._parts}.{self._sections} "
        self.blocks.append(Heading(2, number + text))

    def say(self, text: str, look: Literal["body", "note", "quote"] = "body") -> None:
        """Add paragraphs, one a line of the text."""
        for line in plain(text, MOST_TEXT).split("\n"):
            if line.strip():
                self.blocks.append(Paragraph(line.strip(), look))

    def table(
        self,
        title: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        numbers: set[int],
    ) -> None:
        """Add a table, numbered."""
        caption = self._caption(Table, "表", "Table", title)
        self.blocks.append(Table(caption, heads, rows, widths, frozenset(numbers)))

    def figure(self, png: bytes, title: str, alt: str) -> None:
        """Add a drawing, numbered."""
        self.blocks.append(Figure(png, self._caption(Figure, "图", "Figure", title), alt))

    def photos(self, pictures: Sequence[Picture]) -> None:
        """Add photos, where there are any."""
        if pictures:
            self.blocks.append(Photos(pictures))

    def _caption(self, kind: type[Table | Figure], zh: str, en: str, title: str) -> str:
        number = 1 + sum(isinstance(block, kind) for block in self.blocks)
        return f"{zh}{number} {title}" if self.language == "zh" else f"{en} {number}. {title}"


def numeral(number: int) -> str:
    """Return a number from 1 to 99 as Chinese writes it."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not tens:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")

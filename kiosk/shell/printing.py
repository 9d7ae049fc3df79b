"""PDF files of the templates in `templates/print`, set with the bundled fonts alone.

Typst is loaded with the first file instead of at each start.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kiosk.content.parts import Text
from kiosk.shell import qr
from kiosk.shell.paper import FONT, missing, printable

TEMPLATES = Path(__file__).parents[2] / "templates" / "print"
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Incomplete:
    """The code or number of a paper, and which texts have letters that the fonts do not have."""

    code: str
    fields: Text


@dataclass(frozen=True)
class Printed:
    """A PDF, and which papers have boxes in it."""

    data: bytes
    incomplete: list[Incomplete]


def pdf(template: str, data: Mapping[str, Any], *, is_tagged: bool = False) -> bytes:
    """Return a template's PDF; letters that the font does not have are boxes.

    `is_tagged` describes the pages for screen readers. The data stay in memory.
    """
    import typst  # Its library is 80 MB, which a booth that prints nothing need not map.

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONT.parent]
    )
    return typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=fonts,
        sys_inputs={"data": printable(json.dumps(data, ensure_ascii=False))},
        pdf_tags=is_tagged,
    )


def code(data: bytes, level: qr.Level = "M") -> list[str]:
    """Return the rows of a QR code as templates draw them: 1 is dark."""
    return ["".join("01"[is_dark] for is_dark in row) for row in qr.matrix(data, level)]


def incomplete(papers: Iterable[tuple[str, Mapping[Text, str]]]) -> list[Incomplete]:
    """Return the papers that have boxes, from the code and the named texts of each.

    The fields are named and not the letters, as texts may be sealed.
    """
    found = []
    for name, texts in papers:
        fields = [field for field, text in texts.items() if missing(text)]
        if fields:
            zh, en = "、".join(each.zh for each in fields), ", ".join(each.en for each in fields)
            found.append(Incomplete(name, Text(zh=zh, en=en)))
    return found


def chinese_day(day: str | None, *, is_short: bool = False) -> str:
    """Return a day such as `2026-12-20` with its weekday in Chinese; empty if it is left open."""
    if day is None:
        return ""
    held = date.fromisoformat(day)
    weekday = WEEKDAYS[held.weekday()]
    if is_short:
        return f"{held.month}月{held.day}日（周{weekday}）"
    return f"{held.year}年{held.month}月{held.day}日（星期{weekday}）"

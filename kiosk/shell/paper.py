"""Know what the bundled Chinese fonts hold, and where lines of Chinese and English may break."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import IO, Any

import pylopdf_fonts_zh_cn

FONT = Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSansSC-Regular.otf"
MISSING = "□"
"""Stands for a letter that the font does not have."""
_CLOSING, _OPENING = "，。、；：？！）”’」》〕…,.;:?!)%", "（“‘「《〔("
_PIECE = re.compile(
    rf"[{re.escape(_OPENING)}]*(?:[!-~\u00c0-\u024f]+|[^ ]?)[{re.escape(_CLOSING)}]* *"
)
"""What stays on one line: a word, or one Chinese letter, with the marks that belong to it."""
_SEGMENTED = 12
"""Format of a font's table of letters that covers all of Unicode."""


def printable(text: str) -> str:
    """Return text with a box in place of each letter that the font cannot draw."""
    for each in set(text):
        if not each.isspace() and ord(each) not in _letters():
            text = text.replace(each, MISSING)
    return text


@cache
def _letters() -> frozenset[int]:
    """Return the code points that the font draws, from its table `cmap` (ISO/IEC 14496-22)."""
    with FONT.open("rb") as font:
        (count,) = _numbers(font, 4, ">H")
        tables = {}
        for number in range(count):
            tag, _, offset, _ = _numbers(font, 12 + 16 * number, ">4sIII")
            tables[tag] = offset
        cmap = tables[b"cmap"]
        _, count = _numbers(font, cmap, ">HH")
        for number in range(count):
            _, _, offset = _numbers(font, cmap + 4 + 8 * number, ">HHI")
            if _numbers(font, cmap + offset, ">H") == (_SEGMENTED,):
                return _segments(font, cmap + offset)
    raise ValueError(FONT.name)  # pragma: no cover: it comes with the app.


def _segments(font: IO[bytes], start: int) -> frozenset[int]:
    *_, count = _numbers(font, start, ">HHIII")
    held = font.read(12 * count)
    return frozenset(
        letter
        for first, last, _ in struct.iter_unpack(">III", held)
        for letter in range(first, last + 1)
    )


def _numbers(font: IO[bytes], start: int, form: str) -> tuple[Any, ...]:
    font.seek(start)
    return struct.unpack(form, font.read(struct.calcsize(form)))


def broken(words: str, fits: Callable[[str], bool]) -> list[str]:
    """Break text into lines that fit; closing marks never begin one."""
    lines = [""]
    for piece in _pieces(words):
        if fits((lines[-1] + piece).rstrip()):
            lines[-1] += piece
            continue
        lines.append("")
        for part in [piece] if fits(piece.rstrip()) else piece:
            if not fits(lines[-1] + part.rstrip()):
                lines.append("")
            lines[-1] += part
    return [line.strip() for line in lines if line.strip()]


def _pieces(words: str) -> list[str]:
    return _PIECE.findall(" ".join(words.split()))

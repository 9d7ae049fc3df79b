"""Know what the bundled Chinese fonts hold, and where lines of Chinese and English may break."""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import IO, Any

import pylopdf_fonts_zh_cn

FONT = Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSansSC-Regular.otf"
SERIF = FONT.with_name("NotoSerifSC-Regular.otf")
"""What the text of reports is set in; some ten rare letters stand in one of the two alone."""
MISSING = "□"
"""Stands for a letter that the fonts do not have."""
_VARIANTS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
"""Choose the shape of the letter before them, and are seen only through it."""
_CLOSING, _OPENING = "，。、；：？！）”’」》〕…,.;:?!)%", "（“‘「《〔("
_PIECE = re.compile(
    rf"[{re.escape(_OPENING)}]*(?:[!-~\u00c0-\u024f]+|[^ ]?)[{re.escape(_CLOSING)}]* *"
)
"""What stays on one line: a word, or one Chinese letter, with the marks that belong to it."""
_SEGMENTED = 12
"""Format of a font's table of letters that covers all of Unicode."""


def printable(text: str) -> str:
    """Return text as the fonts draw it: a box for each letter that they do not have.

    What is invisible itself, such as the joints of an emoji, leaves nothing behind.
    """
    text = unicodedata.normalize("NFC", text)
    for each in set(text):
        if _is_unseen(each):
            text = text.replace(each, "")
    for each in missing(text):
        text = text.replace(each, MISSING)
    return text


def missing(text: str) -> str:
    """Return the letters of a text that the fonts do not have, each once, in their order."""
    letters = dict.fromkeys(unicodedata.normalize("NFC", text))
    return "".join(
        each
        for each in letters
        if not (each.isspace() or _is_unseen(each) or ord(each) in _letters())
    )


def _is_unseen(letter: str) -> bool:
    is_mark = unicodedata.category(letter) in ("Cc", "Cf") and not letter.isspace()
    return is_mark or any(ord(letter) in variants for variants in _VARIANTS)


@cache
def _letters() -> frozenset[int]:
    """Return the code points that both fonts draw."""
    return _drawn(FONT) & _drawn(SERIF)


def _drawn(path: Path) -> frozenset[int]:
    """Return the code points that a font draws, from its table `cmap` (ISO/IEC 14496-22)."""
    with path.open("rb") as font:
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
    raise ValueError(path.name)  # pragma: no cover: it comes with the app.


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

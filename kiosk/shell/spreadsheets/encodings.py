"""Find in which encoding a CSV file was saved, and refuse one of two encodings by its row."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from kiosk.errors import Refused

MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",  # Begins as UTF-16 does, so it is looked for before.
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
"""Marks of byte order, by which a file says its encoding; some programs leave them out."""
MARK = "\ufeff"
_HAN = "[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
_SURELY = re.compile(f"{_HAN}[\x20-\x7e]*{_HAN}")
"""Two Chinese letters: hardly any line of GB18030 reads as such in UTF-8."""
_ALONE = re.compile("(?<![A-Za-z])[\u3400-\u9fff](?![A-Za-z])")
"""A Chinese letter outside of Latin words; within one it may be what GB18030 makes of ü: M黮ler."""
LEAST_LINES = 2
"""A single line of GB18030 may look like UTF-8 by chance."""


def decoded(data: bytes) -> str:
    """Return the text of a CSV file, without marks of byte order. Raises Refused, by row."""
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return _sound(data.removeprefix(mark), encoding)
    if b"\0" in data:
        encoding = max(MARKS.values(), key=lambda each: _line_ends(data, each))
        if not _line_ends(data, encoding):
            raise _unreadable()
        return _sound(data, encoding)
    # Copying several files into one leaves a mark within the text.
    lines = [line.removeprefix(codecs.BOM_UTF8) for line in data.split(b"\n")]
    _refuse_mixture(lines)
    whole = b"\n".join(lines)
    if _read(whole, "utf-8") is not None:
        return _sound(whole, "utf-8")
    _refuse_unreadable(lines)
    return _sound(whole, "gb18030")


def _read(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _sound(data: bytes, encoding: str) -> str:
    text = _read(data, encoding)
    if text is None or "\0" in text:
        raise _unreadable()
    return text.replace(MARK, "")


def _unreadable() -> Refused:
    return Refused(
        "读不出这个文件的文字；请在 Excel 里另存为 .xlsx，或“CSV UTF-8”再载入。",
        "The text of this file cannot be read; in Excel, save it as .xlsx or “CSV UTF-8”.",
    )


def _line_ends(data: bytes, encoding: str) -> int:
    """Count the ends of lines, if the file were in this encoding; read wrongly it has none."""
    text = _read(data, encoding) or "\0"
    return 0 if "\0" in text else text.count("\n") + text.count("\r")


def _refuse_mixture(lines: list[bytes]) -> None:
    """Raise Refused where some lines are UTF-8 and others GB18030, as after pasting with tools.

    Read as one of them, names of the other lines would be garbled without a word.
    """
    texts = {number: _read(line, "utf-8") for number, line in _telling(lines)}
    others = [number for number, text in texts.items() if text is None]
    read = {number: text for number, text in texts.items() if text is not None}
    if others and (len(read) >= LEAST_LINES or any(map(_SURELY.search, read.values()))):
        # The fewer are named: those are the ones that somebody pasted.
        raise _other_encoding(others if len(others) <= len(read) else list(read))


def _telling(lines: list[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines whose encoding matters, each with its number."""
    for number, line in enumerate(lines, start=1):
        if not line.isascii():
            yield number, line


def _refuse_unreadable(lines: list[bytes]) -> None:
    """Raise Refused where lines of a file in GB18030 are in neither encoding."""
    texts = [(number, _read(line, "gb18030")) for number, line in _telling(lines)]
    others = [number for number, text in texts if text is None]
    if not any(text and _ALONE.search(text) for _, text in texts):
        others = [number for number, _ in texts]
    if others:
        raise _other_encoding(others)


def _other_encoding(rows: list[int]) -> Refused:
    return Refused(
        f"第 {rows[0]} 行的编码和其他行不同，或读不出来（共 {len(rows)} 行）；请在 Excel 里打开，"
        "改正乱码，再另存为 .xlsx。",
        f"Row {rows[0]} is in another encoding than the rest, or in none that is known "
        f"({len(rows)} rows); open the file in Excel, mend what is garbled, and save it as .xlsx.",
    )

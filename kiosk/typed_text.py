"""Typed and pasted text without what cannot be seen, and the form in which texts are compared.

People paste from Word, Excel, web pages and telephones. A tab between two figures, or the soft end
of a line, is invisible too, but without it 12 and 5 people become 125.
"""

from __future__ import annotations

import re
import unicodedata

_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
"""Ends of lines, of Word (soft ones), of Macs and of mainframes."""
_JOINERS = "\u200c\u200d"
"""Joiners: they tie the parts of an emoji together, or keep letters of some scripts apart."""
_BLANK = "\u2800\u3164\u115f\u1160\uffa0"
"""Letters of other scripts that show nothing."""
_SEEN = r"[!-~\u00b7-\u024f\u2010-\u2027\u2030-\u205e\u3001-\u312f\u3190-\u9fff\uff01-\uff9f]+"
_TIDY = re.compile(f"{_SEEN}(?: {_SEEN})*")
"""Lines of which nothing needs tidying: 47,000 texts of a pack are tidied 1 s faster so."""
_NONE = (0xFFFE, 0xFFFF)
"""The last two code points of each plane are no letters; no XML file takes them."""


_ACCENTS = (range(0x300, 0x370), range(0x1AB0, 0x1B00), range(0x1DC0, 0x1E00))
_VARIANTS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
"""Choose one of several shapes of the letter before them."""
_MARKS = "ʹʺʻʼʽꞏꞌ\u119e"
"""Apostrophes and middle dots that Unicode takes for letters."""
_PLAIN = {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe"}
"""Letters whose strokes Unicode does not take apart; ß is unfolded as a matter of case."""


class _Compared(dict[int, str]):
    """What each letter counts for in a comparison, found when it first comes up."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        is_mark = unicodedata.category(letter)[0] in "PSZC" or letter in _MARKS + _BLANK
        is_mark = is_mark or any(code in each for each in (*_ACCENTS, *_VARIANTS))
        self[code] = "" if is_mark else _PLAIN.get(letter, letter)
        return self[code]


_COMPARED = _Compared()


def comparable(text: str) -> str:
    """Return words as they are compared: without case, width, accents, spaces, dots, other marks.

    Letters that only look alike, such as 吉 and 𠮷, stay apart; so do traditional and simplified
    ones.
    """
    return unicodedata.normalize("NFKD", text).casefold().translate(_COMPARED)


def as_seen(text: str) -> str:
    """Return words without what eyes and programs pass over: case, width and spaces."""
    return "".join(one_line(unicodedata.normalize("NFKC", text)).casefold().split())


def lines(text: str) -> str:
    """Return text of many lines, tidied: gaps within a line become one space."""
    tidied = (_spaced(line) for line in _LINE_END.split(text))
    return "\n".join(tidied).strip("\n")


def one_line(text: str) -> str:
    """Return text tidied on one line."""
    if _TIDY.fullmatch(text):
        return text
    return _spaced(_LINE_END.sub(" ", text))


def _spaced(line: str) -> str:
    return " ".join("".join(map(_visible, line)).split())


def _visible(letter: str) -> str:
    """Return a letter, a space for what parts others unseen, nothing for other invisible marks.

    Letters that this Python, or any font, does not know stay: they may be part of a name.
    """
    if letter.isalnum() or letter in _JOINERS:
        return " " if letter in _BLANK else letter
    kind = unicodedata.category(letter)
    if kind in ("Zs", "Zl", "Zp", "Cc") or letter in _BLANK:
        return " "
    is_none = (
        kind in ("Cf", "Cs") or ord(letter) & 0xFFFF in _NONE or 0xFDD0 <= ord(letter) <= 0xFDEF
    )
    return "" if is_none else letter

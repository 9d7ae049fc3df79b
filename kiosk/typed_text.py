"""Typed and pasted text without what cannot be seen; what stood apart never grows together.

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
_NONE = (0xFFFE, 0xFFFF)
"""The last two code points of each plane are no letters; no XML file takes them."""


def lines(text: str) -> str:
    """Return text of many lines, tidied: gaps within a line become one space."""
    tidied = (_spaced(line) for line in _LINE_END.split(text))
    return "\n".join(tidied).strip("\n")


def one_line(text: str) -> str:
    """Return text tidied on one line."""
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

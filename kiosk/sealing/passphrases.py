"""Passphrases: how long they must be, and proposals that people can remember.

A proposal is five common Chinese words, to be typed by their pinyin, since browsers take no Chinese
in password fields. The words are those of the on-screen keyboard, drawn at random: 12 bits
each, 60 in all: at a tenth of a second for each guess, thousands of millions of years on one core.
"""

from __future__ import annotations

import re
import secrets
from functools import cache
from typing import NamedTuple

from kiosk.config import ROOT
from kiosk.errors import Refused

LEAST = 12
"""Characters of a new passphrase; shorter ones of former versions still open."""
WORDS, COMMONEST = 5, 4096
"""Words of a proposal, and how many of the commonest ones it is drawn from."""
LIST = ROOT / "static" / "keyboard" / "pinyin.txt"
_SYLLABLE = re.compile(r"([a-z]+) (\S+)")
_PAIR = re.compile(r"[\u4e00-\u9fff]{2}")
UNFIT = frozenset("死杀毒尸奸赌妓娼嫖淫尿屎")
"""Characters of words that nobody wants to write on a form."""


class Proposal(NamedTuple):
    """A passphrase to take: the words to remember, and what to type."""

    words: str
    typed: str


def check(passphrase: str) -> None:
    """Raise Refused if a new passphrase is too short."""
    if len(passphrase) < LEAST:
        raise Refused(
            f"口令至少要 {LEAST} 个字符；几个词最好记，页面上有现成的。",
            f"The passphrase needs at least {LEAST} characters; a few words are easy to keep, and "
            "the page proposes some.",
        )


def propose() -> Proposal:
    """Return five words drawn at random, with their pinyin."""
    words = [secrets.choice(_words()) for _ in range(WORDS)]
    return Proposal(" ".join(word for word, _ in words), " ".join(typed for _, typed in words))


@cache
def _words() -> list[tuple[str, str]]:
    """Return the commonest words of two characters that are read in one way only, each once."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    readings: dict[str, set[str]] = {}
    for line in lines:
        if found := _SYLLABLE.fullmatch(line):
            for character in found[2]:
                readings.setdefault(character, set()).add(found[1])
    by_typed: dict[str, str] = {}
    for line in lines:
        if not line[:1].isdigit():
            continue
        for word in line.split()[1:]:
            read = [readings.get(character, set()) for character in word]
            is_fit = _PAIR.fullmatch(word) and not UNFIT & set(word)
            if is_fit and all(len(each) == 1 for each in read):
                by_typed.setdefault("".join(next(iter(each)) for each in read), word)
            if len(by_typed) == COMMONEST:
                return [(word, typed) for typed, word in by_typed.items()]
    return [(word, typed) for typed, word in by_typed.items()]

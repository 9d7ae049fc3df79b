"""The names by which cells refer to other parts: people write 刑侦大队, a pack holds its id."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from functools import lru_cache

from kiosk.errors import Refused
from kiosk.office.editor.sections import SECTIONS, Tree, parts, title

_WITH_ID = re.compile(r"(.*)\(([a-z0-9-]+)\)", re.DOTALL)
CLOSE = 0.5
"""How like a name must be, from 0 to 1, to be offered in the place of one that is not there."""


class Names:
    """The names of a manuscript's parts, those of rows that are being read included."""

    def __init__(self, tree: Tree) -> None:
        """Take the parts of every list that other parts may name."""
        self._titles: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._others: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._shown: dict[str, dict[str, str]] = defaultdict(dict)
        self.areas: dict[str, list[Tree]] = {}
        """The areas of each scene, which a question's dangers name."""
        for of in SECTIONS.values():
            if of.is_list and of.within is None:
                for each in parts(tree, of):
                    self.add(of.name, each)

    def add(self, section: str, held: Tree) -> None:
        """Take a part; one that has another name now is found by both."""
        own, name = str(held.get("id", "")), title(held)
        if section == "scenes":
            self.areas[own] = held.get("areas") or []
        self._shown[section][own] = name
        self._titles[section][squeezed(name)].add(own)
        for field in ("name", "short", "title"):
            words = held.get(field)
            for text in words.values() if isinstance(words, dict) else ():
                self._others[section][squeezed(str(text))].add(own)
        self._others[section][squeezed(own)].add(own)

    def shown(self, section: str, own: str | None) -> str:
        """Return the name by which a cell refers to a part; with its id where two have it."""
        if own is None:
            return ""
        name = self._shown[section].get(own)
        for words in (name, f"{name}（{own}）") if name else ():
            if self._found(section, words) == {own}:
                return words
        return own

    def every(self, section: str) -> list[str]:
        """Return the names of all parts of a section."""
        return [self.shown(section, own) for own in self._shown[section]]

    def find(self, section: str, text: str) -> str:
        """Return the id of the part that a cell names. Raises Refused."""
        found = self._found(section, text)
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise _ambiguous(text, [self.shown(section, own) for own in sorted(found)])
        raise self._unknown(section, text)

    def _found(self, section: str, text: str) -> set[str]:
        """Return the ids of the parts that a text may mean."""
        plain = squeezed(text)
        named = self._titles[section].get(plain, set())
        with_id = _WITH_ID.fullmatch(plain)
        if len(named) != 1 and with_id and with_id[2] in self._shown[section]:
            return {with_id[2]}
        return named or self._others[section].get(plain, set())

    def _unknown(self, section: str, text: str) -> Refused:
        of, every = SECTIONS[section], self.every(section)
        close = difflib.get_close_matches(text, every, n=1, cutoff=CLOSE)
        if close:
            zh, en = f"是不是“{close[0]}”？", f"is it “{close[0]}”?"
        else:
            zh = f"请写“{of.zh}”表里的名称，如 {'、'.join(every[:3])}"
            en = f"write a name from the sheet {of.zh} ({of.en}), such as {', '.join(every[:3])}"
        return Refused(f"没有“{text}”；{zh}", f"there is no “{text}”; {en}")


def _ambiguous(text: str, every: list[str]) -> Refused:
    return Refused(
        f"有 {len(every)} 个都叫“{text}”；请连编号一起写：{'、'.join(every)}",
        f"{len(every)} are called “{text}”; write the id with it: {', '.join(every)}",
    )


@lru_cache(maxsize=20_000)
def squeezed(text: str) -> str:
    """Return a name in plain small letters, without spaces and invisible characters."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in plain if unicodedata.category(each)[0] not in "CZ")

"""What a file could not bring, or could not hold: where, why, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.office.editor.pair import Pair

MOST_PLACES = 12
"""Places that one remark names; of the rest it gives the number."""


@dataclass(frozen=True)
class Remark:
    """One reason, with all the places of a file that it holds for.

    A part that `is_refused` was not taken; otherwise it was, but something of it was lost.
    """

    places: tuple[Pair, ...]
    reason: Pair
    remedy: Pair
    is_refused: bool

    @property
    def where(self) -> Pair:
        """Return the places, the first of them by name."""
        named, rest = self.places[:MOST_PLACES], len(self.places) - MOST_PLACES
        zh = "、".join(each.zh for each in named)
        en = ", ".join(each.en for each in named)
        more = Pair(f" 等 {len(self.places)} 处", f" and {rest} more") if rest > 0 else Pair("", "")
        return Pair(zh + more.zh, en + more.en)

    def lines(self, file: str) -> tuple[str, str]:
        """Return the remark as a terminal shows it, Chinese first."""
        mark = Pair("没有收下", "refused") if self.is_refused else Pair("提醒", "note")
        zh = f"{file} {self.where.zh}：{mark.zh}：{self.reason.zh}。{self.remedy.zh}"
        return zh, f"{file} {self.where.en}: {mark.en}: {self.reason.en}. {self.remedy.en}"


@dataclass
class Remarks:
    """The remarks on a file, gathered as it is read or written."""

    found: dict[tuple[Pair, Pair, bool], list[Pair]] = field(default_factory=dict)

    def refuse(self, place: Pair, reason: Pair, remedy: Pair) -> None:
        """Note that a part was not taken."""
        self._add(place, reason, remedy, is_refused=True)

    def lose(self, place: Pair, reason: Pair, remedy: Pair) -> None:
        """Note that a part was taken without something."""
        self._add(place, reason, remedy, is_refused=False)

    def _add(self, place: Pair, reason: Pair, remedy: Pair, *, is_refused: bool) -> None:
        places = self.found.setdefault((reason, remedy, is_refused), [])
        if place not in places[-1:]:
            places.append(place)

    def all(self) -> list[Remark]:
        """Return the remarks, refusals first."""
        every = [
            Remark(tuple(places), reason, remedy, is_refused)
            for (reason, remedy, is_refused), places in self.found.items()
        ]
        return sorted(every, key=lambda each: not each.is_refused)


def at_line(number: int) -> Pair:
    """Return the place of a line."""
    return Pair(f"第 {number} 行", f"line {number}")

"""Find rows that stand in a list twice, or in what this laptop holds already."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable
from typing import TypeVar

from kiosk.shell.lists.reader import ListRow, RowList
from kiosk.shell.lists.remarks import Remark

T = TypeVar("T")
Key = Callable[[T], Hashable]
"""Return by what a row is known again: two that agree in it are the same one."""


def take_held(found: RowList[T], key: Key[T], held: Container[Hashable]) -> list[ListRow[T]]:
    """Take those rows out of a list whose keys are held already; return them."""
    already = [row for row in found.rows if key(row.value) in held]
    found.rows = [row for row in found.rows if key(row.value) not in held]
    return already


def refuse_repeats(found: RowList[T], key: Key[T], zh: str, en: str) -> None:
    """Refuse rows whose key a row above has, also one on a sheet before.

    `zh` and `en` say so, with `{place}` for where the former row stands.
    """
    first: dict[Hashable, ListRow[T]] = {}
    for row in found.rows:
        former = first.setdefault(key(row.value), row)
        if former is not row:
            place_zh, place_en = place(former)
            said = zh.format(place=place_zh), en.format(place=place_en)
            found.refusals.append(Remark(row.sheet, row.row, "", *said))
    found.rows = list(first.values())


def place(row: ListRow[T]) -> tuple[str, str]:
    """Return where a row stands, in both languages; the sheet is left out for CSV."""
    return f"{row.sheet} 第 {row.row} 行".strip(), f"{row.sheet} row {row.row}".strip()

"""Make lists of belongings as offices send them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.outreach import lists

HEADINGS = ("编号", "物品", "领取人", "单位", "种类", "案号", "电话", "日期", "时间", "备注")


def row(own: str, what: str, claimant: str, **given: str) -> tuple[str, ...]:
    """Return one row; what is not given is left empty."""
    names = ("unit", "category", "case", "phone", "day", "time", "note")
    return (own, what, claimant, *(given.get(name, "") for name in names))


def workbook(rows: Iterable[Sequence[object]]) -> bytes:
    """Return an XLSX file with one sheet."""
    return lists.workbook(rows, HEADINGS)

"""Make lists of belongings as offices send them."""

from __future__ import annotations

import io
import random
from collections.abc import Iterable, Sequence

from PIL import Image

from tests.outreach import lists

HEADINGS = ("编号", "物品", "领取人", "单位", "种类", "案号", "电话", "日期", "时间", "备注")


def row(own: str, what: str, claimant: str, **given: str) -> tuple[str, ...]:
    """Return one row; what is not given is left empty."""
    names = ("unit", "category", "case", "phone", "day", "time", "note")
    return (own, what, claimant, *(given.get(name, "") for name in names))


def workbook(rows: Iterable[Sequence[object]]) -> bytes:
    """Return an XLSX file with one sheet."""
    return lists.workbook(rows, HEADINGS)


def photo(seed: int = 1, side: int = 700) -> bytes:
    """Return a picture as a telephone takes it, no two parts of which are alike."""
    noise = random.Random(seed).randbytes(side * side * 3)
    held = io.BytesIO()
    Image.frombytes("RGB", (side, side), noise).save(held, "JPEG", exif=b"Exif\0\0secret place")
    return held.getvalue()

"""Make lists of places as offices send them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook

HEADINGS = ("地址", "社区", "类别", "单位名称", "备注")


def workbook(rows: Iterable[Sequence[object]], headings: Sequence[object] = HEADINGS) -> bytes:
    """Return an XLSX file with one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "走访"
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def text(rows: Iterable[Sequence[object]], headings: Sequence[object] = HEADINGS) -> bytes:
    """Return a CSV file as Excel saves it in China."""
    lines = [headings, *rows]
    return "\n".join(",".join(str(each) for each in line) for line in lines).encode("gb18030")

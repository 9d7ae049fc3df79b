"""Rows copied from a spreadsheet and pasted into a page, as the file of one sheet."""

from __future__ import annotations

import csv
import io

from kiosk.errors import Refused
from kiosk.office.editor.sections import Section
from kiosk.office.editor.workbook.columns import Column, by_heading, columns, normal, widths

NOT_PASTED = ("en", "id", "parent")
OF_OURS = (
    *("voice", "reviewed_by", "reviewed_on", "review_due", "is_placeholder", "is_confirmed"),
    "picture_alt",
)
"""Columns that a bureau's own table hardly has; whoever has them pastes their headings as well."""


def columns_pasted(of: Section) -> list[Column]:
    """Return the columns that pasted rows are taken for, in order, where no headings come along."""
    return [
        each
        for each in columns(of, widths(of, []))
        if each.way not in NOT_PASTED and each.key[0] not in OF_OURS and not _is_extra(each)
    ]


def _is_extra(column: Column) -> bool:
    """Return True for pictures that a part may do without."""
    return column.way == "picture" and not column.is_required


def as_csv(of: Section, pasted: str) -> bytes:
    """Return pasted rows as CSV with headings. Raises Refused if nothing was pasted."""
    rows = [line.rstrip("\r").split("\t") for line in pasted.split("\n") if line.strip()]
    if not rows:
        raise Refused("请先把几行贴进来。", "Paste some rows first.")
    known = by_heading(of)
    if not any(normal(cell) in known for cell in rows[0]):
        rows.insert(0, [each.label.zh for each in columns_pasted(of)])
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()

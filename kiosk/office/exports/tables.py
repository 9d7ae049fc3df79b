"""Open the table of each kind of record, as an export needs it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from kiosk.content import editions
from kiosk.counts.filters import Filters
from kiosk.counts.tables import EXPORTS, ExportKind, Table
from kiosk.errors import Refused, Unknown
from kiosk.sealing.opening import Opener
from kiosk.typed_text import as_seen

OF_ALL_EVENTS = "acts"
"""The kind that central exports of all events together: most acts belong to none."""


def require(kind: str, *, is_long: bool, is_private: bool) -> ExportKind:
    """Return a kind. Raises Unknown, and Refused if it has no such form or nothing sealed."""
    if kind not in EXPORTS:
        raise Unknown(
            f"没有 {kind} 这一类；可选：{'、'.join(EXPORTS)}。",
            f"There is no kind {kind}; choose from {', '.join(EXPORTS)}.",
        )
    found = EXPORTS[kind]
    if is_long and found.answers is None:
        raise Refused(
            f"“{found.zh}”只有一种排法，没有“一行一个答案”。",
            f"{found.en} come one row each; there is no form with one row an answer.",
        )
    if is_private and (is_long or not found.has_sealed):
        raise Refused(
            "这一类（或这种排法）没有密封内容。",
            "This kind, or this form of it, holds nothing sealed.",
        )
    return found


def open_table(
    tx: Connection,
    kind: str,
    filters: Filters,
    opener: Opener | None = None,
    *,
    is_long: bool = False,
) -> Table:
    """Return the table of one kind: a row a response, or, `is_long`, a row an answer.

    Raises Unknown, and Refused if there is no such form or nothing is sealed.
    """
    found = require(kind, is_long=is_long, is_private=opener is not None)
    if opener and opener.event is not None:
        filters = replace(filters, event=opener.event)  # each event has a desk key of its own
    packs = editions.packs(tx)
    if is_long and found.answers:
        return _numbered(found.answers(tx, filters, packs))
    more: dict[str, Any] = {"opener": opener} if found.has_sealed else {}
    return _numbered(found.responses(tx, filters, packs, **more))


def _numbered(table: Table) -> Table:
    """Return a table whose headings each stand once, though a pack may ask two things alike."""
    zh, en = (
        _once(each.label for each in table.columns),
        _once(each.english for each in table.columns),
    )
    columns = [
        replace(column, label=label, english=english)
        for column, label, english in zip(table.columns, zh, en, strict=True)
    ]
    return replace(table, columns=columns)


def _once(labels: Iterable[str]) -> list[str]:
    """Return each label, with `（2）` behind the second of those that look alike."""
    given: list[str] = []
    taken: set[str] = set()
    for label in labels:
        own, number = label, 1
        while label and as_seen(own) in taken:
            number += 1
            own = f"{label}（{number}）"
        taken.add(as_seen(own))
        given.append(own)
    return given

"""The privacy receipt of a sitting in memory, for as long as somebody may look at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kiosk import clock
from kiosk.booth.checkin import rules
from kiosk.booth.checkin.records import Head
from kiosk.booth.checkin.service import CheckedIn
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Slot
from kiosk.content.parts import Text
from kiosk.sealing import erasure
from kiosk.shell.sitting_store import SittingStore


@dataclass(frozen=True, kw_only=True)
class CheckInReceipt:
    """What a guest is shown once. The withdrawal code stands nowhere else in clear."""

    visit: str
    withdrawal: str | None
    people: int
    under_14: int
    heads: list[tuple[str, int]]
    slot: Slot | None
    is_waiting: bool
    surname: str
    has_name: bool
    has_phone: bool
    has_organisation: bool
    is_repeat: bool
    until: date

    @property
    def scan(self) -> str:
        """Return what the badge's QR code holds."""
        return rules.BADGE + self.visit


RECEIPTS: SittingStore[CheckInReceipt] = SittingStore()


def make(
    catalog: Catalog,
    done: CheckedIn,
    row: Any,
    heads: Sequence[Head],
    surname: str = "",
) -> CheckInReceipt:
    """Return the receipt of a check-in; `row` is its visit as it stands."""
    return CheckInReceipt(
        visit=done.visit,
        withdrawal=done.withdrawal,
        people=done.people,
        under_14=row.under_14,
        heads=[(head.kind, head.people) for head in heads],
        slot=catalog.slots.get(done.state.slot) if done.state.slot else None,
        is_waiting=done.state.status == "waiting",
        surname=surname if row.has_name else "",
        has_name=row.has_name,
        has_phone=row.has_phone,
        has_organisation=row.has_organisation,
        is_repeat=done.is_repeat,
        until=kept_until(catalog, clock.today()),
    )


def keep(sitting: str, receipt: CheckInReceipt) -> None:
    """Hold a sitting's receipt; a form sent again leaves the receipt of its first time."""
    held = RECEIPTS.get(sitting)
    if not (held and receipt.is_repeat and held.visit == receipt.visit):
        RECEIPTS.keep(sitting, receipt)


def kept_until(catalog: Catalog, today: date) -> date:
    """Return the day by which what was sealed today is erased."""
    ends_on = catalog.pack.event.ends_on
    begins = date.fromisoformat(ends_on) if ends_on else today
    return begins + erasure.KEEP


def written(day: date) -> Text:
    """Write a day out in both languages."""
    return Text(
        zh=f"{day.year} 年 {day.month} 月 {day.day} 日",
        en=f"{day.day} {day:%B %Y}",
    )

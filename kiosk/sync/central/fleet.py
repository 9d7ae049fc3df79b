"""The devices of a central: what each stated and what is held of it, in counts and one word."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

import msgspec
from sqlalchemy import Connection, func, select

from kiosk import clock
from kiosk.content import editions
from kiosk.counts import choices
from kiosk.errors import Refused, Unknown
from kiosk.journal.this_device import DEMO
from kiosk.sealing import identity
from kiosk.sync.central.comparison import SHORT, JournalStatus, journals_by_device, of_device
from kiosk.sync.format.models import Device, Quarantined

Word = Literal["forked", "behind", "silent", "revoked", "closed", "complete"]
WORDS: tuple[Word, ...] = ("forked", "behind", "revoked", "silent", "closed", "complete")
"""From the one that wants a look first to the one that wants none."""


@dataclass(frozen=True, kw_only=True)
class DeviceStatus:
    """One device as central sees it. Times are UTC texts; `quarantined` are those not released."""

    device: str
    event: str | None
    events: list[str]
    unit: str | None
    booth: str | None
    app: str | None
    pack: str | None
    enrolled_at: str
    seen_at: str | None
    clock_offset: int | None
    is_revoked: bool
    revoked: str | None
    closed: str | None
    quarantined: int
    is_over: bool
    journals: list[JournalStatus] = field(default_factory=list)

    @property
    def held(self) -> int:
        """Count the stated records that are held."""
        return sum(each.held for each in self.journals)

    @property
    def stated(self) -> int:
        """Count the records that the device stated."""
        return sum(each.stated for each in self.journals)

    @property
    def missing(self) -> int:
        """Count the stated records that are not held, and those of a copy not appended again."""
        lacking = sum(each.stated - each.held + len(each.forks) for each in self.journals)
        unsent = sum(each.is_forked and not each.forks for each in self.journals)
        return lacking + unsent

    @property
    def lost(self) -> int:
        """Count the records that the device lost before they came here."""
        return sum(each.lost for each in self.journals)

    @property
    def is_whole(self) -> bool:
        """Return True if all that the device ever stated is held, and none in quarantine."""
        satisfied = all(each.is_satisfied for each in self.journals)
        return bool(self.journals) and satisfied and not self.quarantined

    @property
    def word(self) -> Word:
        """Return one word for the state of the device."""
        if self.closed is not None:
            return "closed"
        if self.is_revoked:
            return "revoked"
        if any(each.is_forked for each in self.journals):
            return "forked"
        if self.journals and not self.is_whole:
            return "behind"
        return "complete" if self.is_whole and self.is_over else "silent"

    @property
    def name(self) -> str:
        """Return how people call it: its booth, and the beginning of its id."""
        return f"{self.booth or '?'} ({self.device[:SHORT]})"


def list_devices(tx: Connection, event: str | None = None) -> list[DeviceStatus]:
    """Return every device, or those of an event; those that want a look come first."""
    statuses = _statuses(tx, None, event)
    return sorted(
        statuses, key=lambda each: (WORDS.index(each.word), each.booth or "", each.device)
    )


def find_one(tx: Connection, device: str) -> DeviceStatus:
    """Return one device. Raises Unknown."""
    found = _statuses(tx, device, None)
    if not found:
        raise Unknown(f"没有终端 {device[:36]}。", f"There is no device {device[:36]}.")
    return found[0]


def find_by_words(tx: Connection, words: str) -> str:
    """Return the id of the device that `words` name: the id's beginning, or the booth's name.

    Raises Unknown, and Refused where several could be meant.
    """
    rows = tx.execute(select(Device.device, Device.booth)).all()
    words = words.strip()
    meant = [row for row in rows if words and (row.device.startswith(words) or row.booth == words)]
    if not meant:
        raise Unknown(
            f"没有终端 {words[:36]}；用 central devices 查看全部终端。",
            f"There is no device {words[:36]}; central devices lists them all.",
        )
    if len(meant) > 1:
        several = ", ".join(sorted(row.device[: 2 * SHORT] for row in meant))
        raise Refused(
            f"{words} 可能是几台终端中的一台，请写出编号的开头：{several}。",
            f"{words} could be one of several; give the beginning of its id: {several}.",
        )
    device: str = meant[0].device
    return device


def events(tx: Connection) -> list[str]:
    """Name the events of all devices, the one with the newest data first, the demo's after others.

    An event at which nothing was done yet comes last, so that no page opens on it.
    """
    told = tx.execute(select(Device.events)).scalars()
    names = sorted({event for text in told for event in _read_events(text)})
    newest = {event: choices.last_made_at(tx, event) or "" for event in names}
    latest_first = sorted(newest, key=lambda event: newest[event], reverse=True)
    return sorted(latest_first, key=lambda event: (not newest[event], event == DEMO))


def booths(tx: Connection) -> list[str]:
    """Return the booths where devices last said to stand."""
    query = select(Device.booth).where(Device.booth.is_not(None)).distinct()
    return sorted(booth for booth in tx.execute(query).scalars() if booth)


def events_here(tx: Connection) -> list[str] | None:
    """Return `events` where this is a central, None at a booth."""
    return events(tx) if identity.is_central(tx) else None


def booths_here(tx: Connection) -> list[str] | None:
    """Return `booths` where this is a central, None at a booth."""
    return booths(tx) if identity.is_central(tx) else None


def _read_events(text: str) -> list[str]:
    return msgspec.json.decode(text, type=list[str])


def _statuses(tx: Connection, device: str | None, event: str | None) -> list[DeviceStatus]:
    """Look devices up: all, one, or those of an event and those that named none yet."""
    query = select(Device).order_by(Device.device)
    rows = tx.execute(query.where(Device.device == device) if device else query).all()
    held = [(row, _read_events(row.events)) for row in rows]
    if event is not None:
        held = [(row, of) for row, of in held if event in of or not of]
    journals, quarantined = journals_by_device(tx, device), _quarantined(tx, device)
    ends = editions.event_ends(tx)
    return [
        DeviceStatus(
            **{name: row._mapping[name] for name in _COLUMNS},
            events=of,
            quarantined=quarantined.get(row.device, 0),
            is_over=_is_over(row.seen_at, [event] if event else of, ends),
            journals=journals.get(row.device, []),
        )
        for row, of in held
    ]


_COLUMNS = (
    *("device", "event", "unit", "booth", "app", "pack", "enrolled_at", "seen_at"),
    *("clock_offset", "is_revoked", "revoked", "closed"),
)


def _is_over(seen_at: str | None, of: list[str], ends: dict[str, date]) -> bool:
    """Return True if a device was heard after the end of its events, as far as that is known."""
    days = [ends[event] for event in of if event in ends]
    if seen_at is None:
        return False
    if not days:
        return True
    end = datetime.combine(max(days) + timedelta(days=1), time()).astimezone()
    return seen_at >= clock.stamp(end)


def _quarantined(tx: Connection, device: str | None) -> dict[str, int]:
    query = select(Quarantined.device, func.count()).where(
        Quarantined.released.is_(None), *of_device(Quarantined, device)
    )
    rows = tx.execute(query.group_by(Quarantined.device)).all()
    return {of: count for of, count in rows}  # noqa: C416 - mypy takes rows for more than pairs.

"""The device itself: its identity, and where it stands.

A journal is (device, epoch). The epoch is new at install and after a restore, so that two copies
of one laptop never write the same place of the same journal.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, insert, select, update

from kiosk.errors import Refused
from kiosk.journal import service
from kiosk.journal.kinds import Kind
from kiosk.journal.models import Desk, StoredRecord
from kiosk.journal.records import Payload

DEMO = "demo"
"""The event of simulated people; kept apart from every real event."""


class EpochOpened(Payload, frozen=True):
    """Why a journal begins, and which one went before (null at install)."""

    reason: str
    former_epoch: str | None = None
    former_seq: int | None = None
    former_digest: str | None = None


class PlaceSet(Payload, frozen=True):
    """Where staff set the desk up."""

    event: str
    unit: str | None
    booth: str


EPOCH = Kind(name="epoch", version=1, payload=EpochOpened)
PLACE = Kind(name="place", version=1, payload=PlaceSet)


@dataclass(frozen=True)
class Place:
    """Which laptop this is, where it stands, and which pack it shows."""

    device: str
    epoch: str
    event: str
    unit: str | None
    booth: str
    pack: str
    is_set_up: bool

    @property
    def is_demo(self) -> bool:
        """Return True if the people here are simulated."""
        return self.event == DEMO


def place(tx: Connection) -> Place | None:
    """Return where this desk stands, or None before the first start."""
    columns = [getattr(Desk, name) for name in Place.__annotations__]
    row = tx.execute(select(*columns)).first()
    return Place(*row) if row else None


def event(tx: Connection) -> str:
    """Return the event at which this desk stands, empty before the first start."""
    here = place(tx)
    return here.event if here else ""


def install(
    tx: Connection,
    *,
    event: str,
    unit: str | None,
    booth: str,
    pack: str,
    is_set_up: bool = False,
) -> None:
    """Give the laptop its device id and open its first journal."""
    device, epoch = service.new_id(), service.new_id()
    row = {"id": 1, "device": device, "epoch": epoch, "event": event, "unit": unit}
    tx.execute(insert(Desk), row | {"booth": booth, "pack": pack, "is_set_up": is_set_up})
    service.append(tx, EPOCH, EpochOpened(reason="install"))


def open_epoch(tx: Connection, reason: str, after: tuple[str, int] | None = None) -> None:
    """Begin a new journal whose first record names the former one and the reason.

    `after` is the former journal and its last record that counts; by default the whole present one.
    """
    desk = tx.execute(select(Desk.device, Desk.epoch)).one()
    epoch, seq = after or (desk.epoch, None)
    query = (
        select(StoredRecord.seq, StoredRecord.digest)
        .where(StoredRecord.device == desk.device, StoredRecord.epoch == epoch)
        .order_by(StoredRecord.seq.desc())
    )
    if seq is not None:
        query = query.where(StoredRecord.seq <= seq)
    last = tx.execute(query.limit(1)).first()
    tx.execute(update(Desk).values(epoch=service.new_id()))
    service.append(
        tx,
        EPOCH,
        EpochOpened(
            reason=reason,
            former_epoch=epoch,
            former_seq=last.seq if last else 0,
            former_digest=last.digest.hex() if last else None,
        ),
    )


def first_fault(tx: Connection) -> str | None:
    """Return where this desk's own row is not as the journal's last record, None if it is.

    Every change of it is a record, made in the same transaction.
    """
    here = place(tx)
    if here is None:
        return None
    query = (
        select(StoredRecord.event, StoredRecord.unit, StoredRecord.booth)
        .where(
            StoredRecord.device == here.device,
            StoredRecord.epoch == here.epoch,
            StoredRecord.kind.in_([EPOCH.name, PLACE.name]),
        )
        .order_by(StoredRecord.seq.desc())
    )
    last = tx.execute(query.limit(1)).first()
    if last and tuple(last) == (here.event, here.unit, here.booth):
        return None
    return "本机的活动、单位或展位名称与流水不符 / event, unit or booth differ from the journal"


def last_made_at(tx: Connection) -> str:
    """Return when the last record of the present journal was made; "" without one.

    Simulated people live on the event's days: their records say nothing of the clock.
    """
    here = place(tx)
    if here is None or here.is_demo:
        return ""
    query = select(StoredRecord.made_at).where(
        StoredRecord.device == here.device, StoredRecord.epoch == here.epoch
    )
    return tx.execute(query.order_by(StoredRecord.seq.desc()).limit(1)).scalar() or ""


def ended(tx: Connection, reason: str | None = None) -> dict[str, int]:
    """Return this device's journals that another one follows, with the last record that counts.

    With a `reason`, only those that were followed for it.
    """
    return {
        each.former_epoch: each.former_seq or 0
        for each in _opened(tx).values()
        if each.former_epoch and reason in (None, each.reason)
    }


def lineage(tx: Connection) -> list[str]:
    """Return the epochs that lead to the present one, oldest first; empty before the first start.

    The order is the journals' own: a clock that was set back does not change it.
    """
    opened, here = _opened(tx), place(tx)
    epochs: list[str] = []
    epoch = here.epoch if here else None
    while epoch and epoch not in epochs:
        epochs.append(epoch)
        epoch = opened[epoch].former_epoch if epoch in opened else None
    return epochs[::-1]


def _opened(tx: Connection) -> dict[str, EpochOpened]:
    """Return how each journal of this device begins, by its epoch."""
    query = (
        select(StoredRecord.epoch, StoredRecord.body)
        .join(Desk, Desk.device == StoredRecord.device)
        .where(StoredRecord.kind == EPOCH.name, StoredRecord.seq == 1)
    )
    rows = tx.execute(query)
    return {epoch: msgspec.json.decode(body, type=EpochOpened) for epoch, body in rows}


def set_place(tx: Connection, *, event: str, unit: str | None, booth: str) -> None:
    """Set event, unit and booth. Raises Refused if demo and real data would mix."""
    refuse_mixing(tx, event)
    tx.execute(update(Desk).values(event=event, unit=unit, booth=booth, is_set_up=True))
    service.append(tx, PLACE, PlaceSet(event=event, unit=unit, booth=booth))


def refuse_mixing(tx: Connection, event: str) -> None:
    """Raise Refused if the folder holds records of demo and `event` is real, or the reverse."""
    held = select(StoredRecord.event)
    query = held.where(StoredRecord.event != DEMO if event == DEMO else StoredRecord.event == DEMO)
    if tx.execute(query.limit(1)).first():
        raise Refused(
            "演示数据与真实数据不能放在同一个数据文件夹；请用 --data 另选一个空文件夹。",
            "Demo data and real data cannot share a data folder; choose an empty one with --data.",
        )

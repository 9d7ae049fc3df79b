"""What central tells the booths of feedback: how each piece stands, and the released answers.

Only somebody who has the code of a piece can work out its mark, and open its answer.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, delete, insert, select

from kiosk.booth.feedback import owners_view, states
from kiosk.booth.feedback.models import CodeUse, Feedback, FeedbackState, Told
from kiosk.booth.feedback.owners_view import OwnersView
from kiosk.journal.bulletin import Section
from kiosk.journal.models import StoredRecord, same_record

AT_ONCE = 200


def tell(tx: Connection, event: str) -> bytes:
    """Return how each piece of an event that has a code stands, in the order of their marks."""
    erased = set(
        tx.execute(
            select(CodeUse.mark).where(CodeUse.event == event, CodeUse.act == "erase")
        ).scalars()
    )
    texts = _released(tx, event)
    query = states.with_states().where(Feedback.event == event, Feedback.mark.is_not(None))
    lines = [
        owners_view.of_piece(
            row,
            texts.get((row.device, row.form, row.released)),
            is_erased=row.mark in erased,
        )
        for row in tx.execute(query.order_by(Feedback.mark, Feedback.made_at))
    ]
    return msgspec.msgpack.encode(lines)


def _released(tx: Connection, event: str) -> dict[tuple[str, str, str | None], bytes]:
    """Return what releases sealed, as far as it was not erased, by device, form and tap."""
    query = (
        select(FeedbackState, StoredRecord.sealed)
        .join(StoredRecord, same_record(FeedbackState, StoredRecord))
        .where(
            FeedbackState.event == event,
            FeedbackState.act == "release",
            StoredRecord.sealed.is_not(None),
            states.is_rightful(FeedbackState),
        )
    )
    return {(row.of_device, row.form, row.tap): row.sealed for row in tx.execute(query)}


def keep(tx: Connection, event: str, told: bytes) -> None:
    """Keep at a booth what central told, in place of what it told before; write what differs."""
    lines = {line.mark: line for line in msgspec.msgpack.decode(told, type=list[OwnersView])}
    query = select(Told).where(Told.event == event)
    held = {row.mark: owners_view.of_told(row) for row in tx.execute(query)}
    old = [mark for mark, line in held.items() if lines.get(mark) != line]
    for begin in range(0, len(old), AT_ONCE):
        marks = Told.mark.in_(old[begin : begin + AT_ONCE])
        tx.execute(delete(Told).where(Told.event == event, marks))
    new = [
        {"event": event} | msgspec.structs.asdict(line)
        for mark, line in lines.items()
        if held.get(mark) != line
    ]
    if new:
        tx.execute(insert(Told), new)


def forget(tx: Connection, event: str) -> None:
    """Drop what bulletins said about an event, when all that is sealed of it is erased."""
    tx.execute(delete(Told).where(Told.event == event))


SECTION = Section("feedback", tell, keep)

"""What a person has tapped so far, answer by answer, until it becomes a record.

A draft ends in one of two ways: the person finishes (the feature appends its record and drops the
draft), or the sitting ends, the power fails, nobody comes back: then the feature's closer turns it
into an unfinished record. Drafts hold taps only, never personal data or typed text.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection, Select, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from kiosk import clock
from kiosk.journal.models import Draft
from kiosk.storage.db import Prepared, db, is_server

Closer = Callable[[Connection, str, str], None]
"""Take the transaction, the sitting and the draft's state; append the unfinished record."""

CLOSERS: dict[str, Closer] = {}
_committed: dict[tuple[str, str], str] = {}
_one = (Draft.sitting == bindparam("of_sitting"), Draft.kind == bindparam("of_kind"))
_load = Prepared(select(Draft.state).where(*_one))
_new = insert(Draft)  # SQLite knows the same ON CONFLICT.
_save = Prepared(
    _new.on_conflict_do_update(
        index_elements=["sitting", "kind"],
        set_={"state": _new.excluded.state, "changed_at": _new.excluded.changed_at},
    ),
    ("sitting", "kind", "state", "changed_at"),
)
_drop = Prepared(delete(Draft).where(*_one))


def register(kind: str, closer: Closer) -> None:
    """Register how a draft of `kind` becomes an unfinished record."""
    CLOSERS[kind] = closer


def load(tx: Connection, sitting: str, kind: str) -> str | None:
    """Return the state of a sitting's draft as `tx` sees it, or None."""
    row = _load.run(tx, {"of_sitting": sitting, "of_kind": kind}).fetchone()
    return row[0] if row else None


def peek(sitting: str, kind: str) -> str | None:
    """Return the committed state of a sitting's draft, or None, for a page that only shows it.

    What this process committed it remembers: a page that reads no database gives up its turn to
    no other thread. Brings 14 % of the processor time of a question page, measured on the rounds of
    tests.bench.booth. Not so on a server, where another
    process may have committed since.
    """
    held = _committed.get((sitting, kind))
    return held if held is not None else load(db.reader(), sitting, kind)


def save(tx: Connection, sitting: str, kind: str, state: str) -> None:
    """Keep the state of a sitting's draft in place of the one before."""
    changed_at = clock.stamp(clock.now())
    row = {"sitting": sitting, "kind": kind, "state": state, "changed_at": changed_at}
    _save.run(tx, row)
    if not is_server(tx.dialect):
        db.after_commit(tx, lambda: _committed.update({(sitting, kind): state}))


def drop(tx: Connection, sitting: str, kind: str) -> None:
    """Forget a draft that became a record."""
    _drop.run(tx, {"of_sitting": sitting, "of_kind": kind})
    db.after_commit(tx, lambda: _committed.pop((sitting, kind), None))


def close(tx: Connection, sitting: str, kind: str) -> None:
    """Turn one draft into an unfinished record, where there is one."""
    state = load(tx, sitting, kind)
    if state is not None:
        CLOSERS[kind](tx, sitting, state)
        drop(tx, sitting, kind)


def close_sitting(tx: Connection, sitting: str) -> None:
    """Close every draft of a sitting that ends."""
    for kind in CLOSERS:
        close(tx, sitting, kind)


def close_idle(tx: Connection, idle: timedelta) -> int:
    """Close the drafts untouched for `idle`, of whatever sitting; return how many."""
    before = clock.stamp(clock.now() - idle)
    return _close(tx, select(Draft.sitting, Draft.kind).where(Draft.changed_at <= before))


def close_all(tx: Connection) -> int:
    """Close every draft, whatever the clock says of its age; return how many."""
    return _close(tx, select(Draft.sitting, Draft.kind))


def _close(tx: Connection, which: Select[str, str]) -> int:
    held = tx.execute(which).all()
    for sitting, kind in held:
        close(tx, sitting, kind)
    return len(held)

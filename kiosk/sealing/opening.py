"""Open what desks sealed, with a key that is held in memory."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, select

from kiosk.errors import NotAllowed
from kiosk.journal.models import StoredRecord, same_record
from kiosk.journal.sealed_box import unseal
from kiosk.sealing.desk_keys import Ring

NOT_OPENED = "（还打不开：请先在那台终端解锁一次，再同步）"
"""Stands for sealed text of a desk that has not given its key to central yet."""


class NotOpened(dict[str, str]):
    """Texts that cannot be opened yet: each of them says so."""

    def get(self, _name: str, _default: object = None) -> str:
        """Return the same words, whatever was asked for."""
        return NOT_OPENED


class Opener:
    """What opens sealed parts with a key in memory: at a booth those of one event, by its desk key.

    At central it is the privacy key, and opens what desks that gave theirs have sealed, of every
    event (`event` is None).
    """

    def __init__(self, tx: Connection, event: str | None, private: bytes) -> None:
        """Keep the opened private key for as long as this object lives."""
        self.event = event
        self._tx = tx
        self._private = private
        self._ring = Ring(tx, private) if event is None else None

    def read(self, row: Any) -> dict[str, str]:
        """Return what was sealed with the record of a read row; empty if erased.

        Raises NotAllowed at a desk where it was sealed to another key.
        """
        query = select(StoredRecord.sealed).where(same_record(StoredRecord, row))
        sealed = self._tx.execute(query).scalar()
        if not sealed:
            return {}
        if self._ring is None:
            return _texts(self._private, sealed)
        for private in self._ring.of(row.device, row.event):
            with suppress(NotAllowed):
                return _texts(private, sealed)
        return NotOpened()


def _texts(private: bytes, sealed: bytes) -> dict[str, str]:
    held: dict[str, str] = json.loads(unseal(private, sealed))
    return held

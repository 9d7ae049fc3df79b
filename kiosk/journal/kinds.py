"""Register the kinds of records, and how each becomes rows of the read tables.

A feature says once how its record becomes rows; a booth uses it when it appends, central when it
takes a bundle in, and `journal rebuild` at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from kiosk.journal.records import Payload, Record

Rows = Iterable[tuple[str, dict[str, Any]]]
"""Pairs of a read table's name and a row, without the columns that name the record."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of record.

    `project` gives the rows of a record (`tables` names the tables it may use). `whole_minutes`
    cuts the time down, so that an anonymous answer is not tied to a face by its second;
    `whole_days` cuts it to the beginning of the local day.
    """

    name: str
    version: int
    payload: type[Payload]
    project: Callable[[Record, Any], Rows] = lambda _record, _payload: ()
    tables: tuple[str, ...] = ()
    whole_minutes: bool = False
    whole_days: bool = False

    def rows(self, record: Record) -> Rows:
        """Return the read rows of `record`; raises msgspec.ValidationError on a foreign body."""
        return self.project(record, msgspec.json.decode(record.body, type=self.payload))


KINDS: dict[tuple[str, int], Kind] = {}


def register(*kinds: Kind) -> None:
    """Make kinds known; the same kind may be registered again."""
    for kind in kinds:
        KINDS[kind.name, kind.version] = kind


def known(record: Record) -> Kind | None:
    """Return the kind of `record`, or None if it is newer than this app."""
    return KINDS.get((record.kind, record.version))


def read_tables() -> list[str]:
    """Name every read table of every kind, once each."""
    return list(dict.fromkeys(table for kind in KINDS.values() for table in kind.tables))

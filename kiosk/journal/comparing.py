"""Compare the read tables with the journal: each record is projected again, as `rebuild` does.

Figures, lists and exports come from the read tables, which no chain covers: a bit that flips there
changes what is shown, and the database is whole all the same. Records are taken in chunks, each
with all rows between its first and last place, so that rows without a record are found as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import Connection, bindparam, select, tuple_

from kiosk.journal import kinds, service
from kiosk.journal.kinds import Rows
from kiosk.journal.records import Record
from kiosk.storage.db import Base, Prepared

CHUNK = 4000
"""Records compared at a time."""
KEY = ("device", "epoch", "seq")
Key = tuple[str, str, int]
Row = tuple[Any, ...]
Origin = tuple[str, tuple[str, int, bytes] | None]
START: Key = ("", "", 0)


class ReadTables:
    """The rows that records make, beside those that are stored; a chunk of records at a time."""

    def __init__(self, tx: Connection) -> None:
        """Start before the first record of the first journal."""
        self._tx = tx
        self._after = self._last = START
        self._count = 0
        self._seen: set[Origin] = set()
        self._expected: dict[str, list[Row]] = {name: [] for name in kinds.read_tables()}
        self._forms = {n: (*_form(n), held.append) for n, held in self._expected.items()}

    def check(self, record: Record) -> str | None:
        """Take the next record; return the first fault of its chunk once that is full."""
        fault = self._add(record)
        self._last = record.device, record.epoch, record.seq
        self._count += 1
        if fault is None and self._count % CHUNK == 0:
            fault = self._compare(self._last)
        return fault

    def finish(self) -> str | None:
        """Return the first fault of the last chunk, or of rows behind the last record."""
        return self._compare(self._last) or self._compare(None)

    def _add(self, record: Record) -> str | None:
        """Make the rows of a record; return a fault if it cannot be read, None otherwise."""
        kind = kinds.known(record)
        if kind is None or not self._stands_here(record):
            return None
        try:
            self._expect(record, kind.rows(record))
        except Exception as error:  # Whatever a changed body leads a kind to do.
            return f"{_name(_key(record))}: 记录读不懂 / the record cannot be read ({error})"
        return None

    def _stands_here(self, record: Record) -> bool:
        """Return True if a record's rows belong to it, and not to where it stood before."""
        if record.origin is None:
            return True
        origin = record.device, record.origin
        is_first = origin not in self._seen and not service.stands_first(self._tx, record)
        self._seen.add(origin)
        return is_first

    def _expect(self, record: Record, rows: Rows) -> None:
        key = _key(record)
        place = key + _place(record)
        for table, row in rows:
            has_place, take, add = self._forms[table]
            add((place if has_place else key) + take(row))

    def _compare(self, last: Key | None) -> str | None:
        """Return the first difference up to the record `last`, or to the end; None if all agree."""
        for name, expected in self._expected.items():
            stored = _stored(self._tx, name, self._after, last)
            # One record's rows may come in another order than their table's; no key is held twice.
            if expected != stored and (
                len(expected) != len(stored) or set(expected) != set(stored)
            ):
                return _first_difference(name, expected, stored)
            expected.clear()
        if last is not None:
            self._after = last
        return None


_key: Callable[[Record], Key] = attrgetter(*KEY)
_place: Callable[[Record], Row] = attrgetter(*service.READ_COLUMNS)


@cache
def columns(table: str) -> tuple[str, ...]:
    """Name a read table's columns: key, place where it has one, then the others in their order."""
    names = Base.metadata.tables[table].c.keys()
    lead = [*KEY, *(service.READ_COLUMNS if "made_at" in names else ())]
    return (*lead, *(name for name in names if name not in lead))


@cache
def _form(table: str) -> tuple[bool, Callable[[dict[str, Any]], Row]]:
    """Return whether a table's rows hold their place, and what takes their other values."""
    has_place = "made_at" in columns(table)
    rest = columns(table)[3 + has_place * len(service.READ_COLUMNS) :]
    if len(rest) == 1:
        return has_place, lambda row: (row[rest[0]],)
    return has_place, itemgetter(*rest)


@cache
def _query(table: str, *, is_last: bool) -> Prepared:
    """Select a table's rows behind one place, and up to another unless they are the last."""
    c = Base.metadata.tables[table].c
    place = tuple_(c.device, c.epoch, c.seq)
    after = tuple_(*(bindparam(f"after_{name}", type_=c[name].type) for name in KEY))
    upto = tuple_(*(bindparam(f"upto_{name}", type_=c[name].type) for name in KEY))
    query = select(*(c[name] for name in columns(table))).where(place > after)
    return Prepared(query if is_last else query.where(place <= upto))


def _stored(tx: Connection, table: str, after: Key, last: Key | None) -> list[Row]:
    """Return the rows that are stored between two places, the first one not included."""
    values = dict(zip(map("after_{}".format, KEY), after, strict=True))
    if last is not None:
        values |= dict(zip(map("upto_{}".format, KEY), last, strict=True))
    rows: list[Row] = _query(table, is_last=last is None).run(tx, values).fetchall()
    return rows


def _first_difference(table: str, expected: list[Row], stored: list[Row]) -> str:
    """Return what differs first, in words."""
    wanted, found = _sorted(expected), _sorted(stored)
    pairs = zip(wanted, found, strict=False)
    place = next((n for n, (one, other) in enumerate(pairs) if one != other), None)
    if place is None:
        place = min(len(wanted), len(found))
    one = wanted[place] if place < len(wanted) else None
    other = found[place] if place < len(found) else None
    if one is None or (other is not None and other[:3] < one[:3]):
        assert other is not None
        return f"{_name(other)}: {table} 里有一行没有记录 / a row of {table} has no record"
    if other is None or one[:3] < other[:3]:
        return f"{_name(one)}: {table} 里少一行 / a row of {table} is missing"
    names = [n for n, a, b in zip(columns(table), one, other, strict=True) if a != b]
    return (
        f"{_name(one)}: {table}.{names[0]} 与记录不符，journal rebuild 可修复 / "
        f"{table}.{names[0]} differs from the record; journal rebuild mends it"
    )


def _sorted(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: tuple((value is None, str(value)) for value in row))


def _name(row: Row) -> str:
    return f"{row[0]} / {row[1]} / {row[2]}"

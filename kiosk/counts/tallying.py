"""Count what came since, behind taps and bundles, which wait for one short stretch at most.

Records are counted a stretch at a time, in transactions of their own. What lands before a place
that was counted already (a gap that closed, a record that was lost and came again) makes its
journal be counted again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from kiosk.counts.models import Tallied, TalliedSitting, Tally, TallyWord
from kiosk.counts.tally import MEASURES, PEOPLE, PEOPLE_KINDS, PLACE, SUMS
from kiosk.journal.models import StoredRecord
from kiosk.journal.sittings import PHONE
from kiosk.storage.db import Prepared, is_server, take_turn

STEP = 2000
"""Records counted in one transaction, so that a booth's taps hardly wait for it."""
HOUR, ON_THE_HOUR = 13, ":00:00.000000Z"
"""How many letters of a time tell its hour, and what follows them in that hour's own time."""
WORDS = "tally words"
Journal = tuple[str, str]


@dataclass(frozen=True)
class Stretch:
    """The records of one journal that are counted next."""

    device: str
    epoch: str
    first: int
    last: int


def behind(tx: Connection) -> list[Stretch]:
    """Return what is not counted yet, cut into stretches, journal by journal."""
    return [
        Stretch(device, epoch, first, min(first + STEP - 1, last))
        for device, epoch, last, upto in tx.execute(_ENDS)
        for first in range((upto or 0) + 1, last + 1, STEP)
    ]


def extent(tx: Connection) -> int:
    """Return how many records there are to be counted, with those that are."""
    return sum(last for _, _, last, _ in tx.execute(_ENDS))


def _ends() -> Select[Any]:
    """Select each journal with its last record, and how far it is counted.

    It leaps from key to key, and so reads three entries of the index a journal, and no record.
    """
    held, c = aliased(StoredRecord), StoredRecord
    devices = select(func.min(c.device).label("device")).cte("devices", recursive=True)
    following = select(func.min(held.device)).where(held.device > devices.c.device)
    devices = devices.union_all(
        select(following.scalar_subquery()).where(devices.c.device.is_not(None))
    )
    first = select(func.min(c.epoch)).where(c.device == devices.c.device)
    journals = (
        select(devices.c.device, first.scalar_subquery().label("epoch"))
        .where(devices.c.device.is_not(None))
        .cte("journals", recursive=True)
    )
    j = journals.c
    later = select(func.min(held.epoch)).where(held.device == j.device, held.epoch > j.epoch)
    journals = journals.union_all(
        select(j.device, later.scalar_subquery()).where(j.epoch.is_not(None))
    )
    j = journals.c
    last = select(func.max(c.seq)).where(c.device == j.device, c.epoch == j.epoch)
    return (
        select(j.device, j.epoch, last.scalar_subquery().label("last"), Tallied.upto)
        .outerjoin(Tallied, and_(Tallied.device == j.device, Tallied.epoch == j.epoch))
        .where(j.epoch.is_not(None))
        .order_by(j.device, j.epoch)
    )


_ENDS = _ends()


def count_on(tx: Connection, stretch: Stretch) -> None:
    """Add the records of a stretch to the counts, unless they were counted meanwhile."""
    take_turn(tx, _turn(stretch.device))
    upto = tx.execute(select(Tallied.upto).where(*_of(Tallied, stretch))).scalar()
    # Another process may have counted this stretch since it was planned; adding it twice would
    # count people twice.
    if (upto or 0) != stretch.first - 1:
        return
    # A journal that is not noted is new, or was forgotten because a late record landed before a
    # counted place: then what was counted of it goes, and counting begins at its first record.
    if upto is None:
        _drop(tx, (stretch.device, stretch.epoch))
        tx.execute(insert(Tallied).values(device=stretch.device, epoch=stretch.epoch, upto=0))
    for measure in MEASURES.values():
        part = measure.rows.where(
            *_of(measure.of, stretch), measure.of.seq.between(stretch.first, stretch.last)
        )
        _add(tx, measure.name, stretch, part)
    _add(tx, PEOPLE, stretch, _newcomers(stretch))
    _note_sittings(tx, stretch)
    tx.execute(update(Tallied).where(*_of(Tallied, stretch)).values(upto=stretch.last))


def _of(table: Any, stretch: Stretch) -> tuple[ColumnElement[bool], ...]:
    return table.device == stretch.device, table.epoch == stretch.epoch


def _add(tx: Connection, measure: str, stretch: Stretch, rows: Select[Any]) -> None:
    """Sum rows up by hour and place, and add them to what was counted before."""
    c = rows.subquery().c
    hour = func.substr(c.made_at, 1, HOUR).concat(ON_THE_HOUR)
    keys = [
        c.event,
        func.coalesce(c.unit, ""),
        c.booth,
        c.pack,
        hour,
        func.coalesce(c.about_unit, ""),
        c.about,
        c.value,
    ]
    sums = [func.count(), func.sum(c.total), func.sum(c.out_of)]
    fixed = [literal(each) for each in (measure, stretch.device, stretch.epoch)]
    grouped = select(*fixed, *keys, *sums).group_by(*keys)
    writer: Any = postgresql.insert if is_server(tx.dialect) else sqlite.insert
    statement = writer(Tally).from_select(
        ["measure", "device", "epoch", *PLACE, "about", "value", *SUMS], grouped
    )
    more = {name: getattr(Tally, name) + statement.excluded[name] for name in SUMS}
    tx.execute(statement.on_conflict_do_update(index_elements=_KEY, set_=more))


_KEY = [*("measure", "device", "epoch"), *PLACE, "about", "value"]


def _at_the_screen(stretch: Stretch) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on records that show that a person was there.

    Those with a sealed part have a sitting of their own, and would count the person twice.
    """
    return (
        *_of(StoredRecord, stretch),
        StoredRecord.seq.between(stretch.first, stretch.last),
        StoredRecord.kind.in_(sorted(PEOPLE_KINDS)),
        StoredRecord.sealed_digest.is_(None),
    )


def _newcomers(stretch: Stretch) -> Select[Any]:
    """Select the sittings that begin in a stretch, by the hour and place of their first record."""
    known = select(TalliedSitting.sitting).where(
        TalliedSitting.device == stretch.device, TalliedSitting.sitting == StoredRecord.sitting
    )
    return (
        select(
            *(
                func.min(getattr(StoredRecord, name)).label(name)
                for name in ("event", "unit", "booth", "pack", "made_at")
            ),
            literal("").label("about_unit"),
            # The screen is counted as it was before there were phones: by no word.
            case((func.min(StoredRecord.sitting).startswith(PHONE), PHONE), else_="").label(
                "about"
            ),
            *(cast(0, BigInteger).label(name) for name in ("value", "total", "out_of")),
        )
        .where(*_at_the_screen(stretch), ~known.exists())
        .group_by(StoredRecord.sitting)
    )


def _note_sittings(tx: Connection, stretch: Stretch) -> None:
    begun = (
        select(literal(stretch.device), StoredRecord.sitting, literal(stretch.epoch))
        .where(*_at_the_screen(stretch))
        .distinct()
    )
    writer: Any = postgresql.insert if is_server(tx.dialect) else sqlite.insert
    names = ["device", "sitting", "epoch"]
    tx.execute(writer(TalliedSitting).from_select(names, begun).on_conflict_do_nothing())


_forget_mark = Prepared(
    delete(Tallied).where(
        Tallied.device == bindparam("device"),
        Tallied.epoch == bindparam("epoch"),
        Tallied.upto >= bindparam("first"),
    )
)


def landed(tx: Connection, firsts: dict[Journal, int]) -> None:
    """Hear that rows were written of journals, from these records on.

    A journal that was counted beyond loses its mark, and is counted again.
    """
    for (device, epoch), first in firsts.items():
        take_turn(tx, _turn(device))
        _forget_mark.run(tx, {"device": device, "epoch": epoch, "first": first})


def forget(tx: Connection) -> None:
    """Drop all counts; what is held is counted again."""
    for table in (Tally, Tallied, TalliedSitting):
        tx.execute(delete(table))


def compare(tx: Connection) -> str | None:
    """Count everything again beside what is held; return a sentence where that differs, or None.

    What it counted is taken back.
    """
    counted = tx.execute(select(Tallied.device, Tallied.epoch, Tallied.upto)).all()
    held = _all_counts(tx)
    savepoint = tx.begin_nested()
    try:
        forget(tx)
        for device, epoch, upto in sorted(counted):
            for first in range(1, upto + 1, STEP):
                count_on(tx, Stretch(device, epoch, first, min(first + STEP - 1, upto)))
        again = _all_counts(tx)
    finally:
        savepoint.rollback()
    if held == again:
        return None
    return (
        "计数与记录不符；journal rebuild 可修复 / "
        "the counts differ from the records; journal rebuild mends them"
    )


def _all_counts(tx: Connection) -> set[tuple[Any, ...]]:
    return {tuple(row) for row in tx.execute(select(*Tally.__table__.columns))}


def _drop(tx: Connection, journal: Journal) -> None:
    """Drop the counts of one journal."""
    device, epoch = journal
    for table in (Tally, TalliedSitting):
        tx.execute(delete(table).where(table.device == device, table.epoch == epoch))


def _turn(device: str) -> str:
    return f"tally {device}"


def are_new(tx: Connection, words: Mapping[str, Mapping[str, str]]) -> bool:
    """Return True if the packs' words, by subject and id, are others than those counted by."""
    rows = tx.execute(select(TallyWord.subject, TallyWord.id, TallyWord.word))
    return _flat(words) != {(row.subject, row.id): row.word for row in rows}


def learn(tx: Connection, words: Mapping[str, Mapping[str, str]]) -> bool:
    """Take the packs' words by subject and id; where they are new, drop all counts and say so."""
    take_turn(tx, WORDS)
    if not are_new(tx, words):
        return False
    rows = [
        {"subject": subject, "id": key, "word": word}
        for (subject, key), word in _flat(words).items()
    ]
    tx.execute(delete(TallyWord))
    tx.execute(insert(TallyWord), rows)
    forget(tx)
    return True


def _flat(words: Mapping[str, Mapping[str, str]]) -> dict[tuple[str, str], str]:
    return {(subject, key): word for subject, held in words.items() for key, word in held.items()}

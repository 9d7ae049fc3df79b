"""Read passports, and stamp them once a stop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, select, union

from kiosk import clock
from kiosk.booth.stamps import code, passports
from kiosk.booth.stamps.models import Stamp, StampBrought
from kiosk.booth.stamps.records import KIND, StampGiven
from kiosk.content import stamp_rule
from kiosk.content.catalog import Catalog
from kiosk.content.stamps import StampStop
from kiosk.errors import Refused
from kiosk.journal import earned, this_device
from kiosk.journal import service as journal
from kiosk.sealing import booth_keys, identity

AT_SCREEN = ("round", "survey")
GOOD_FOR = timedelta(days=7)
"""How long a passport counts where the event has no last day yet."""


@dataclass(frozen=True)
class Passport:
    """A passport as this booth knows it.

    `marks` name the stops that stamped it, those of other editions of the pack among them; `stops`
    are the ids of those that the pack on screen has.
    """

    letters: str
    number: str
    marks: frozenset[bytes]
    stops: tuple[str, ...]

    @property
    def spaced(self) -> str:
        """Return its letters as people read them."""
        return passports.spaced(self.letters)


def event_of(tx: Connection) -> str:
    """Return the event at which this booth stands."""
    here = this_device.place(tx)
    assert here is not None
    return here.event


def new(tx: Connection, catalog: Catalog) -> Passport:
    """Return a new passport, without a stamp."""
    return _known(tx, catalog, passports.new(), ())


def read(tx: Connection, catalog: Catalog, texts: Sequence[str]) -> Passport:
    """Return the passport whose codes were scanned or typed, with what this booth knows of it.

    Several codes of one passport add up: each may hold the stamps of another round of booths.
    Raises BadPassport.
    """
    event, keys = event_of(tx), booth_keys.known(tx)
    readings = [
        code.read(text, event=event, today=clock.today(), keys=keys) for text in texts if text
    ]
    if not readings:
        raise code.NO_PASSPORT
    if len({reading.letters for reading in readings}) > 1:
        raise code.BadPassport(
            "这是两本不同的护照，章不能合在一起；请一本一本来。",
            "These are two passports, whose stamps do not add up; take one at a time.",
        )
    marks = frozenset().union(*(reading.marks for reading in readings))
    return _known(tx, catalog, readings[-1].letters, marks)


def _known(tx: Connection, catalog: Catalog, letters: str, marks: Iterable[bytes]) -> Passport:
    """Return a passport with the stamps of its codes and of this booth's journal."""
    number = passports.number_of(letters, event_of(tx))
    query = union(
        select(Stamp.stop).where(Stamp.passport == number),
        select(StampBrought.stop).where(StampBrought.passport == number),
    )
    here = {stamp_rule.mark(stop) for stop in tx.execute(query).scalars()}
    every = frozenset(marks) | here
    stops = tuple(name for name in catalog.stamp_stops if stamp_rule.mark(name) in every)
    return Passport(letters, number, every, stops)


def again(tx: Connection, catalog: Catalog, held: Passport) -> Passport:
    """Return a passport with what was stamped here since."""
    return _known(tx, catalog, held.letters, held.marks)


def stops_here(tx: Connection, catalog: Catalog) -> list[StampStop]:
    """Return the stops whose stamp this booth gives."""
    here = this_device.place(tx)
    return stamp_rule.stops_here(catalog, here.unit if here else None)


def earned_here(tx: Connection, sitting: str | None, catalog: Catalog) -> list[StampStop]:
    """Return the stops of this booth whose stamp a sitting has earned and not used yet."""
    held = earned.earned(tx, sitting) if sitting else {}
    return [
        stop
        for stop in stops_here(tx, catalog)
        if stop.earned_by in AT_SCREEN and held.get(stop.earned_by, "used") is None
    ]


def stamp_earned(tx: Connection, sitting: str, catalog: Catalog, held: Passport) -> Passport:
    """Stamp a passport with all that a sitting has earned; what was used before stamps no other."""
    for stop in earned_here(tx, sitting, catalog):
        held = stamp(tx, catalog, held, stop)
        earned.use(tx, sitting, stop.earned_by, held.number)
    return held


def stamp_by_staff(
    tx: Connection, catalog: Catalog, held: Passport, stop_id: str, *, by: str
) -> Passport:
    """Stamp a passport whose holder took part or came by. Raises Refused for other stops."""
    identity.device_key(tx)
    stops = {each.id: each for each in stops_here(tx, catalog)}
    if stop_id not in stops:
        raise Refused("本展位不盖这个章。", "This booth does not give that stamp.")
    return stamp(tx, catalog, held, stops[stop_id], by=by)


def stamp(
    tx: Connection, catalog: Catalog, held: Passport, stop: StampStop, *, by: str | None = None
) -> Passport:
    """Stamp a passport, once a stop; return it as it is then.

    The record has a sitting of its own, so that no passport is tied to anonymous answers.
    """
    held = again(tx, catalog, held)
    if stop.id in held.stops:
        return held
    rule, carried = catalog.pack.stamps, list(held.stops)
    is_full = stamp_rule.is_full(rule, [*carried, stop.id])
    given = StampGiven(
        passport=held.number,
        stop=stop.id,
        earned_by=stop.earned_by,
        carried=carried,
        is_full=is_full and not stamp_rule.is_full(rule, carried),
        by=by,
    )
    journal.append(tx, KIND, given)
    return again(tx, catalog, held)


def code_of(tx: Connection, catalog: Catalog, held: Passport) -> str:
    """Return the digits that a passport's code holds now, signed if it has a stamp."""
    if not held.marks:
        return code.bare(held.letters)
    return code.signed(
        held.letters,
        held.marks,
        event=event_of(tx),
        last_day=last_day(catalog),
        key=identity.device_key(tx),
    )


def last_day(catalog: Catalog) -> date:
    """Return the last day on which a passport counts that is signed now."""
    ends_on = catalog.pack.event.ends_on
    return date.fromisoformat(ends_on) if ends_on else clock.today() + GOOD_FOR


def take(tx: Connection, sitting: str, catalog: Catalog, texts: Sequence[str]) -> Passport:
    """Take the passport of these codes, or a new one without any, and stamp what was earned.

    Raises BadPassport.
    """
    identity.device_key(tx)  # Made here if need be: pages that only read sign by it.
    held = read(tx, catalog, texts) if texts else new(tx, catalog)
    return stamp_earned(tx, sitting, catalog, held)

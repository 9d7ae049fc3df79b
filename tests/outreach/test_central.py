"""Two tablets' outreach reaches a central, on SQLite and PostgreSQL, and adds up there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from nacl.public import PrivateKey
from sqlalchemy import Connection

from kiosk import clock
from kiosk.booth.outreach import answers, erasing, report, states, tables
from kiosk.booth.outreach.records import PLACE, STEP, PlaceStep
from kiosk.booth.outreach.report import Counted, Progress
from kiosk.booth.outreach.rules import START
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.content.editions import Known
from kiosk.counts.filters import Filters
from kiosk.counts.rebuild import rebuild
from kiosk.counts.tables import Table
from kiosk.journal import service, verify
from kiosk.journal.service import new_id
from kiosk.sealing import erasure
from kiosk.sealing.opening import NOT_OPENED, Opener
from tests.factories import records, rows
from tests.outreach.rounds import address, answered, listed, step
from tests.sync.centrals import (
    DATABASES,
    at_central,
    enrolled,
    opening_central_on,
)
from tests.sync.laptops import EVENT, Laptop, Store, blank, sync_all

NOON = datetime(2026, 12, 20, 4, 0, tzinfo=UTC)
DAY_APART = timedelta(days=1)
REQUEST = "路灯不亮"
PLACES, SHEETS = 6, 5
"""Places that each tablet lists, and answers that enter its journal."""
TABLES = ("outreach_place", "outreach_step", "outreach_sheet", "outreach_answer")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with tables only, made once."""
    return blank(tmp_path_factory.mktemp("blank"))


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Return the bundled pack."""
    loaded = content.bundled()
    assert loaded.pack is not None
    return Catalog(loaded.pack, loaded.digest)


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, prepared: Path, tmp_path: Path) -> Iterator[Store]:
    """Give a central with a privacy key, on either database; its own desk is at another event."""
    with opening_central_on(request, prepared, tmp_path / "central") as store:
        yield store


@pytest.fixture
def tablets(tmp_path: Path, empty: Path, store: Store, catalog: Catalog) -> Iterator[list[Laptop]]:
    """Give two tablets after a round each; the second one's clock is a day ahead."""
    held = [enrolled(tmp_path / f"{name}.db", empty, store) for name in ("east", "west")]
    for number, tablet in enumerate(held):
        with clock.pretend(NOON + number * DAY_APART):
            tablet.work(lambda tx, number=number: walk(tx, catalog, number))  # type: ignore[misc]
    yield held
    for tablet in held:
        tablet.close()


def walk(tx: Connection, catalog: Catalog, number: int) -> None:
    """Call at six places of one community: three talked, one refused, one absent, one left."""
    community = ("新华社区", "城南社区")[number]
    first = 100 * number
    kinds = ("household", "household", "firm", "household", "household", "victim")
    places = listed(
        tx, [address(first + n, kind, community) for n, kind in enumerate(kinds, start=1)]
    )
    for place in places[:3]:
        step(tx, catalog, place, "arrive")
        step(tx, catalog, place, "survey")
        step(tx, catalog, place, "done")
    step(tx, catalog, places[3], "refuse")
    step(tx, catalog, places[4], "absent")
    step(tx, catalog, places[4], "date", day=clock.today() + timedelta(days=2))
    step(tx, catalog, places[5], "arrive")
    step(tx, catalog, places[5], "request", text=f"{REQUEST}{number}", unit="traffic")
    for _ in range(SHEETS):
        answered(tx, catalog, "home", ("very", "not")[number], "fraud")
    answers.release(tx)


Rows = list[dict[str, Any]]


def places(tx: Connection, catalog: Catalog, opener: Opener | None = None) -> Rows:
    """Return the export of places."""
    known = Known([catalog], catalog)
    return read(tables.places(tx, Filters(event=EVENT), known, opener))


def sheets(tx: Connection, catalog: Catalog) -> Rows:
    """Return the export of answers."""
    return read(tables.answers(tx, Filters(event=EVENT), Known([catalog], catalog)))


def read(table: Table) -> Rows:
    """Return the rows of an export by the ids of their columns, in any order."""
    names = [column.id for column in table.columns]
    found = [dict(zip(names, row, strict=True)) for chunk in table.chunks for row in chunk]
    assert len(found) == table.count
    return sorted(found, key=str)


def counted(at: Laptop | Store, catalog: Catalog) -> dict[str, Counted]:
    """Return what people answered, as one of the machines counts it."""
    return at.work(lambda tx: report.counted(tx, EVENT, catalog.door_surveys))


def whole(at: Laptop | Store) -> Progress:
    """Return the progress of all places, as one of the machines counts it."""
    return at.work(lambda tx: report.figures(tx, EVENT)).whole


def held(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of outreach at central."""
    return {
        name: sorted(store.work(lambda tx, name=name: rows(tx, name)), key=str)  # type: ignore[misc]
        for name in TABLES
    }


def test_centrals_figures_are_the_sum_of_the_tablets(
    tablets: list[Laptop], store: Store, catalog: Catalog
) -> None:
    sync_all(store, tablets)
    total = Progress()
    for tablet in tablets:
        total.add(whole(tablet))
    assert (total.planned, total.done, total.refused) == (12, 6, 2)
    assert (total.absent, total.again, total.asked, total.requests) == (2, 2, 6, 2)
    assert whole(store) == total
    there = store.work(lambda tx: report.figures(tx, EVENT))
    own = [each.work(lambda tx: report.figures(tx, EVENT)) for each in tablets]
    assert there.by_community == own[0].by_community | own[1].by_community
    for kind, progress in there.by_kind.items():
        parts = Progress()
        for figures in own:
            parts.add(figures.by_kind[kind])
        assert progress == parts
    assert sum(each.planned for each in there.by_kind.values()) == 2 * PLACES
    home = counted(store, catalog)["home"]
    assert home.sheets == sum(counted(each, catalog)["home"].sheets for each in tablets) == 10
    assert home.options == {
        ("safe", "very"): SHEETS,
        ("safe", "not"): SHEETS,
        ("worry", "fraud"): 2 * SHEETS,
    }
    assert store.work(verify.verify) is None


def test_exports_at_central_hold_the_rows_of_both_and_the_privacy_key_alone_opens_addresses(
    tablets: list[Laptop], store: Store, catalog: Catalog
) -> None:
    sync_all(store, tablets)
    for make, many in ((places, 2 * PLACES), (sheets, 4 * SHEETS)):
        act = partial(make, catalog=catalog)
        there = store.work(act)
        assert there == sorted((row for each in tablets for row in each.work(act)), key=str)
        assert len(there) == many
        assert not {"address", "note", "request"} & set(there[0])
    opened = store.work(lambda tx: places(tx, catalog, at_central(tx)))
    assert {row["address"] for row in opened} == {
        address(100 * number + n).address for number in (0, 1) for n in range(1, PLACES + 1)
    }
    assert {row["note"] for row in opened} == {"二楼"}
    assert {row["request"] for row in opened} - {None} == {f"{REQUEST}0", f"{REQUEST}1"}

    other = bytes(PrivateKey.generate())
    closed = store.work(lambda tx: places(tx, catalog, Opener(tx, None, other)))
    assert {row["address"] for row in closed} == {NOT_OPENED}
    everything = store.work(lambda tx: b"".join(each.body for each in records(tx)))
    sealed = store.work(lambda tx: b"".join(each.sealed or b"" for each in records(tx)))
    for words in (address().address[:4], REQUEST):
        assert words.encode() not in everything + sealed


def test_what_arrives_backwards_one_by_one_twice_or_late_is_there_once(
    tablets: list[Laptop], store: Store, catalog: Catalog
) -> None:
    for tablet in tablets:
        store.take(tablet.statement())
    bundles = [each for tablet in tablets for each in tablet.bundles(most=1)]
    late, early = bundles[::7], [each for n, each in enumerate(bundles) if n % 7]
    for each in reversed(early):
        store.take(each)
    assert 0 < whole(store).planned < 2 * PLACES
    for each in (*late, *bundles):
        store.take(each)
    first = held(store)
    assert [len(first[name]) for name in TABLES] == [12, 28, 10, 20]
    total = whole(tablets[0])
    total.add(whole(tablets[1]))
    assert whole(store) == total
    sync_all(store, tablets)
    for each in bundles:
        store.take(each)
    assert held(store) == first
    store.work(lambda tx: rebuild(tx))
    assert held(store) == first
    assert counted(store, catalog)["home"].sheets == 2 * SHEETS
    assert [each.missing for each in tablets] == [0, 0]


def test_clocks_a_day_apart_leave_each_tablet_its_own_day_and_order(
    tablets: list[Laptop], store: Store, catalog: Catalog
) -> None:
    with clock.pretend(NOON + 2 * DAY_APART):
        tablets[0].work(lambda tx: undo_last(tx, catalog))
    with clock.pretend(NOON - 2 * DAY_APART):  # This one's clock was set back meanwhile.
        tablets[1].work(lambda tx: undo_last(tx, catalog))
    sync_all(store, tablets)
    found = store.work(lambda tx: states.current(tx, EVENT))
    assert len(found) == 2 * PLACES
    for tablet in tablets:
        own = tablet.work(lambda tx: states.current(tx, EVENT))
        assert {place: found[place].tap for place in own} == {
            place: each.tap for place, each in own.items()
        }
    assert whole(store).requests == 0
    days = {row["device"]: row["made_at"][:10] for row in held(store)["outreach_sheet"]}
    local = [clock.local(days[each.device] + "T16:00:00.000000Z").date() for each in tablets]
    assert local[1] - local[0] == DAY_APART


def undo_last(tx: Connection, catalog: Catalog) -> None:
    """Take back the request that was noted."""
    step(tx, catalog, _asking(tx), "undo")


def test_no_tablet_speaks_about_anothers_place(tablets: list[Laptop], store: Store) -> None:
    (place,) = tablets[0].work(lambda tx: [rows(tx, "outreach_place")[0]])
    forged = PlaceStep(
        of_device=tablets[0].device,
        place=place["place"],
        number=99,
        tap=new_id(),
        act="refuse",
        actor="nobody",
        undoes=None,
        state=START,
    )
    tablets[1].work(lambda tx: service.append(tx, STEP, forged))
    sync_all(store, tablets)
    assert len(held(store)["outreach_step"]) == 29
    assert whole(store).done == 6


def test_one_place_erased_at_its_tablet_is_erased_at_central_also_what_comes_late(
    tablets: list[Laptop], store: Store
) -> None:
    late = tablets[0].bundles()

    erased = tablets[0].work(_asking)
    tablets[0].work(lambda tx: erasing.erase(tx, states.find(tx, erased)))
    sync_all(store, tablets)
    for each in late:
        store.take(each)
    sealed = store.work(lambda tx: [each for each in records(tx, PLACE.name) if each.sealed])
    assert len(sealed) == 2 * PLACES - 1
    assert not any(erased.encode() in each.body for each in sealed)
    steps = store.work(lambda tx: [each for each in records(tx, STEP.name) if each.sealed])
    assert {each.device for each in steps} == {tablets[1].device}
    assert whole(store).planned == 2 * PLACES
    store.work(lambda tx: erasure.erase_event(tx, EVENT))
    for each in late:
        store.take(each)
    left = store.work(lambda tx: [each for each in records(tx) if each.sealed])
    assert not [each for each in left if each.event == EVENT]


def _asking(tx: Connection) -> str:
    """Return the place at which a request was noted."""
    (found,) = {row["place"] for row in rows(tx, "outreach_step") if row["request"]}
    return str(found)

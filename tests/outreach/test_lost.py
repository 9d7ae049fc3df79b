"""A tablet is lost with calls on it: its backup goes on elsewhere, and central misses nothing."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from kiosk.booth.outreach import answers, report, states
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.journal import verify
from kiosk.sealing import keys
from kiosk.sealing.opening import Opener
from kiosk.startup import make_desk_key
from kiosk.storage.db import db
from kiosk.sync.booth import outbox
from tests.conftest import PASSPHRASE
from tests.factories import rows
from tests.outreach.rounds import address, answered, listed, now, step
from tests.process import run
from tests.sync.laptops import EVENT
from tests.sync.sites import Site, enroll, found_central, take_in

REQUEST = "路灯不亮"


def before_backup(tx: Connection, catalog: Catalog) -> list[str]:
    """List four places, call at two, and ask at doors; return the places' ids."""
    places = listed(tx, [address(number) for number in range(1, 5)])
    step(tx, catalog, places[0], "arrive")
    step(tx, catalog, places[0], "request", text=REQUEST, unit="traffic")
    step(tx, catalog, places[0], "done")
    step(tx, catalog, places[1], "arrive")
    for _ in range(3):
        answered(tx, catalog, "home", "very")
    return places


def after_backup(tx: Connection, catalog: Catalog, places: list[str]) -> list[bytes]:
    """Call at the next places and sync; return the last bundles of the tablet that is lost."""
    step(tx, catalog, places[1], "refuse")
    step(tx, catalog, places[2], "absent")
    return list(outbox.bundles(tx))


def going_on(tx: Connection, catalog: Catalog, places: list[str]) -> list[bytes]:
    """Go on with the places on the other laptop; return its bundles."""
    step(tx, catalog, places[1], "done")
    step(tx, catalog, places[3], "refuse")
    for _ in range(2):
        answered(tx, catalog, "home", "not")
    assert answers.release(tx) == 5
    return list(outbox.bundles(tx))


def test_what_a_lost_tablet_backed_up_goes_on_elsewhere_and_what_it_sent_is_at_central(
    tmp_path: Path,
) -> None:
    tablet = Site(tmp_path / "tablet", desk_passphrase=PASSPHRASE)
    central = found_central(Site(tmp_path / "central", role="central"))
    with tablet.open():
        make_desk_key(tablet.settings)
        catalog = content.current()
        with db.transaction() as tx:
            places = before_backup(tx, catalog)
    enroll(tablet, central)
    backup = tmp_path / "noon.backup"
    assert run("backup", str(backup), data=tmp_path / "tablet").returncode == 0
    sent = tablet.do(lambda tx: after_backup(tx, catalog, places))

    other = Site(tmp_path / "other", desk_passphrase=PASSPHRASE)
    done = run("restore", str(backup), data=tmp_path / "other", stdin=f"{PASSPHRASE}\n")
    assert done.returncode == 0, done.stderr
    with other.open():
        reader = db.reader()
        held = [now(reader, place) for place in places]
        assert [each.status for each in held] == ["done", "here", "open", "open"]
        assert answers.waiting(reader) == 3
        opener = Opener(reader, EVENT, keys.open_key(reader, EVENT, PASSPHRASE))
        found = [opener.read(states.find(reader, place))["address"] for place in places]
        assert found == [address(number).address for number in range(1, 5)]
        asked = next(
            each
            for each in states.history(reader, states.find(reader, places[0]))
            if each.tap == held[0].request
        )
        assert opener.read(asked) == {"request": REQUEST}
        assert verify.verify(reader) is None

    sent += other.do(lambda tx: going_on(tx, catalog, places))

    def check(tx: Connection) -> None:
        for each in sent:
            take_in(tx, each)
        current = states.current(tx, EVENT)
        statuses = [current[place].status for place in places]
        assert statuses == ["done", "done", "absent", "refused"]  # The third came by the lost one.
        whole = report.figures(tx, EVENT).whole
        assert (whole.planned, whole.done, whole.refused, whole.absent) == (4, 2, 1, 1)
        assert report.counted(tx, EVENT, catalog.door_surveys)["home"].sheets == 5
        assert len({row["epoch"] for row in rows(tx, "outreach_step")}) == 2
        assert verify.verify(tx) is None

    central.do(check)

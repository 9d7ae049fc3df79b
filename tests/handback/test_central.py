"""Central names what two desks without a network both handed out, counts it once, and opens it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import TypeVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from nacl.public import PrivateKey
from sqlalchemy import Connection, update

from kiosk import clock
from kiosk.accounts import accounts
from kiosk.booth.handback import report
from kiosk.config import Settings
from kiosk.content import service as content
from kiosk.counts import rebuild
from kiosk.counts.filters import Filters
from kiosk.journal import verify
from kiosk.journal.models import DeskKey
from kiosk.sealing import desk_keys, identity, keys
from kiosk.startup import opened
from kiosk.storage.db import db
from kiosk.sync.central import intake
from tests.conftest import PASSPHRASE, Browser
from tests.exports.test_pages import export
from tests.factories import records, rows
from tests.handback.desks import CLAIMANT, PHONE, WHAT, add, item, step
from tests.staff.test_pages import PASSWORD, words
from tests.sync.laptops import EVENT, Laptop, Store, blank

T = TypeVar("T")
NOON = datetime(2026, 12, 20, 4, tzinfo=UTC)
OUT = ("check", "read", "sign", "hand")
STEPS: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "zhongdai/001": (OUT, OUT),
    "zhongdai/002": (OUT, ()),
    "zhongdai/003": ((*OUT, "undo"), OUT),
    "zhongdai/004": ((*OUT, "photo"), OUT),
    "zhongdai/005": (("stay",), OUT),
    "zhongdai/006": (("stay",), ("stay",)),
    "zhapu/007": ((), ("check",)),
    "zhapu/008": ((*OUT, "undo", "undo", "sign", "hand"), ()),
}
"""What was done at the first and at the second desk, which both hold all of it."""
GIVEN = {"stay": {"reason": "absent"}, "photo": {"photo": b"some JPEG"}}


class Center(Store):
    """Be central with its pages, on whichever database."""

    def __init__(self, app: Flask) -> None:
        """Be made of an app whose context is open."""
        self.app = app
        self.verify_key = self.work(lambda tx: bytes(identity.central_key(tx).verify_key))
        self.box_key = self.work(lambda tx: bytes(identity.box(tx).public_key))

    def work(self, act: Callable[[Connection], T]) -> T:
        """Do one piece of work in one transaction."""
        with db.transaction() as tx:
            return act(tx)

    def take(self, data: bytes) -> bytes:
        """Take a bundle in; return the receipt."""
        opened_ = intake.open_for_intake(db.reader(), data)
        return self.work(lambda tx: intake.take_in(tx, opened_))

    def enter(self, name: str) -> FlaskClient:
        """Return the browser of somebody who signed in."""
        self.app.test_client_class = Browser
        client = self.app.test_client()
        answer = client.post("/staff/sign-in", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 303
        return client


class Day:
    """Two desks without a network that hold one list, whose clocks are a day apart."""

    def __init__(self, folder: Path, center: Center) -> None:
        """Let both take their steps, and bring their bundles to central."""
        empty = blank(folder)
        self.center = center
        self.desks = [self._desk(folder / f"{name}.db", empty) for name in ("one", "two")]
        for desk, category in zip(self.desks, ("other", "vehicle"), strict=True):
            items = [item(number, category=category, case="A-17") for number in STEPS]
            desk.work(lambda tx, items=items: add(tx, content.current(), items))  # type: ignore[misc]
        for number, taken in STEPS.items():
            for place, acts in enumerate(taken):
                self.take(place, number, acts)
        self.bundles = [each for desk in self.desks for each in desk.bundles(most=9)]
        for desk in reversed(self.desks):
            desk.sync(center)

    def _desk(self, file: Path, empty: Path) -> Laptop:
        laptop, private = Laptop.new(file, empty), PrivateKey.generate()
        self.center.enrol(laptop)
        public, privacy = bytes(private.public_key), self.center.work(_privacy_key)
        laptop.work(lambda tx: tx.execute(update(DeskKey).values(public=public)))
        given = {"privacy_key": privacy, "box_key": self.center.box_key}
        laptop.work(lambda tx: desk_keys.give(tx, EVENT, bytes(private), **given))
        return laptop

    def take(self, place: int, number: str, acts: Sequence[str]) -> None:
        """Take steps at a desk, a minute each; the second desk's clock is a day slow."""
        for minute, act in enumerate(acts):
            moment = NOON + timedelta(days=-place, minutes=minute)
            actor, given = ("li", "wang")[place], GIVEN.get(act, {})
            with clock.pretend(moment):
                self.desks[place].work(
                    lambda tx, act=act, actor=actor, given=given: step(  # type: ignore[misc]
                        tx, content.current(), act, number, actor=actor, **given
                    )
                )


def _privacy_key(tx: Connection) -> bytes:
    public = keys.public_key_of(tx, keys.PRIVACY)
    assert public
    return public


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def day(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """Give a day after which all bundles reached a central, on either database."""
    folder, address = tmp_path_factory.mktemp("day"), ""
    if request.param == "postgresql":
        address = request.getfixturevalue("postgres").create_database()
    settings = Settings(data=folder / "central", role="central", database=address)
    with opened(settings) as app:
        with db.transaction() as tx:
            keys.make_key(tx, keys.PRIVACY, PASSPHRASE)
            for role in ("analyst", "privacy"):
                accounts.add(tx, role, role, PASSWORD, actor="terminal")
        held = Day(folder, Center(app))
        yield held
        for desk in held.desks:
            desk.close()


def figures(day: Day) -> str:
    """Return the figures page of the event, as central shows it to an analyst."""
    answer = day.center.enter("analyst").get(f"/staff/handback-figures?event={EVENT}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def doubles(page: str) -> dict[str, list[str]]:
    """Return what a page says of what was handed out twice: numbers, and the hands of each."""
    _, _, rest = page.partition('id="doubles"')
    found = re.findall(r'row">([^<]+)</th>\s*<td>(.*?)</td>', rest.partition("</table>")[0], re.S)
    return {number: unescape(hands).split("<br>") for number, hands in found}


def at(moment: datetime) -> str:
    return clock.local(clock.stamp(moment)).strftime("%Y-%m-%d %H:%M")


def test_the_page_names_each_double_with_both_booths_times_and_accounts(day: Day) -> None:
    first, second = at(NOON + timedelta(minutes=3)), at(NOON + timedelta(days=-1, minutes=3))
    both = [f"two · {second} · wang", f"one · {first} · li"]
    page = figures(day)
    assert doubles(page) == {"zhongdai/001": both, "zhongdai/004": both}  # Not the photo's time.
    for secret in (WHAT, CLAIMANT, PHONE, "A-17"):
        assert secret not in page


def test_what_several_desks_hold_counts_once(day: Day) -> None:
    text = words(figures(day))
    for name, n in (("清单上", 8), ("已发还", 6), ("今天不发还", 1), ("待领取", 1)):
        assert re.search(rf"{name}\s+{n}\s", text), name
    found = day.center.work(lambda tx: report.figures(tx, EVENT))
    assert found.whole == day.center.work(lambda tx: report.progress(tx, Filters(event=EVENT)))
    assert found.by_unit["zhongdai"] == report.Progress(6, 5, 1)
    assert found.by_unit["zhapu"] == report.Progress(2, 1, 0)
    assert sum(each.listed for each in found.by_kind.values()) == 8
    assert dict(found.reasons) == {"absent": 1}


def test_the_export_has_a_row_for_each_desk_and_texts_for_the_privacy_key_alone(day: Day) -> None:
    client = day.center.enter("privacy")
    closed = export(client, "handback", "csv", event=EVENT).decode("utf-8-sig")
    held = list(csv.DictReader(io.StringIO(closed)))
    assert len(held) == 2 * len(STEPS)
    assert not any(secret in closed for secret in (WHAT, CLAIMANT, PHONE, "A-17"))
    assert sum("已发还" in row.values() for row in held) == 8
    asked = {"kind": "handback", "format": "csv", "unsealed": "yes", "reason": "核对"}
    assert client.post("/staff/exports", data=asked).status_code == 403
    unlock = {"passphrase": PASSPHRASE, "reason": "核对"}
    assert client.post("/staff/unlock", data=unlock).status_code == 303
    shown = export(client, "handback", "csv", event=EVENT, unsealed="yes", reason="核对").decode()
    for secret in (WHAT, CLAIMANT, PHONE, "A-17"):
        assert shown.count(secret) == 2 * len(STEPS)


def test_a_bundle_that_comes_twice_changes_nothing(day: Day) -> None:
    def held(tx: Connection) -> object:
        tables = ("belonging", "belonging_step", "belonging_proof")
        return [rows(tx, table) for table in tables], len(records(tx)), report.figures(tx, EVENT)

    before = day.center.work(held)
    for each in (*day.bundles, *reversed(day.bundles)):
        day.center.take(each)
    assert day.center.work(held) == before
    assert day.center.work(verify.verify) is None


def test_an_undo_that_comes_later_leaves_no_double_and_a_rebuild_says_the_same(day: Day) -> None:
    day.take(1, "zhongdai/001", ["undo"])
    day.desks[1].sync(day.center)
    assert list(doubles(figures(day))) == ["zhongdai/004"]
    before = day.center.work(lambda tx: report.figures(tx, EVENT))
    assert before.whole == report.Progress(8, 6, 1)
    day.center.work(lambda tx: rebuild.rebuild(tx, lambda _count: None))
    assert day.center.work(lambda tx: report.figures(tx, EVENT)) == before

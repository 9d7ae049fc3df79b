"""A central of the former release keeps what it cannot read yet, and reads it after its update."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from kiosk.booth.survey.records import SCREENED, SURVEY, ItemAnswer, ScreenedSheet, SurveySheet
from kiosk.journal import kinds, service, verify
from kiosk.journal.records import Record
from kiosk.storage.db import db
from kiosk.sync.central import fleet
from tests.factories import held_records, held_rows
from tests.sync.sites import Site, enroll, found_central, packed, take_home, take_in

ANSWERS = [ItemAnswer(item="safe", options=["very"], number=5)]
SHEET = {
    "survey": "satisfaction",
    "language": "zh",
    "is_elder": False,
    "is_finished": True,
    "about_unit": None,
    "has_text": False,
    "answers": ANSWERS,
}


@pytest.fixture
def sites(tmp_path: Path) -> tuple[Site, Site]:
    """Give a booth whose people answered both kinds of survey, and a central that knows it."""
    centre = found_central(Site(tmp_path / "central", role="central"))
    booth = Site(tmp_path / "booth")
    enroll(booth, centre)
    booth.do(answer)
    return booth, centre


def answer(tx: Connection) -> None:
    """Answer a survey that screens nobody, and twice one that does."""
    service.append(tx, SURVEY, SurveySheet(**SHEET))
    service.append(tx, SCREENED, ScreenedSheet(**SHEET, is_counted=True))
    service.append(tx, SCREENED, ScreenedSheet(**SHEET, is_counted=False))


@contextmanager
def of_former_release(centre: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Open a central whose program knows surveys of version 1 only."""
    with centre.open(), monkeypatch.context() as former:
        former.delitem(kinds.KINDS, (SCREENED.name, SCREENED.version))
        yield


def take_all(bundles: list[bytes]) -> list[bytes]:
    receipts = []
    for data in bundles:
        with db.transaction() as tx:
            receipts.append(take_in(tx, data))
    return receipts


def surveys(records: list[Record]) -> list[tuple[int, bytes, bytes]]:
    """Return the version, the body and the digest of each response, in order."""
    found = [each for each in records if each.kind == SURVEY.name]
    return [(each.version, each.body, each.digest) for each in found]


def counted() -> list[bool]:
    """Return of each response in the read table whether it counts."""
    query = text("SELECT is_counted FROM survey_response ORDER BY seq")
    return [bool(each) for each in db.reader().execute(query).scalars()]


def test_a_survey_of_version_2_is_kept_unread_and_taken_in_after_the_update(
    sites: tuple[Site, Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    booth, centre = sites
    with booth.open():
        made = surveys(held_records())
    assert [version for version, _, _ in made] == [1, 2, 2]
    bundles = packed(booth)
    with of_former_release(centre, monkeypatch):
        receipts = take_all(bundles)
        assert surveys(held_records()) == made
        assert held_rows("quarantined") == []
        assert [(row["kind"], row["version"]) for row in held_rows("unread")] == [("survey", 2)] * 2
        assert counted() == [True]
        (status,) = fleet.list_devices(db.reader())
        assert (status.missing, status.is_whole) == (0, True)
    for data in receipts:
        outcome = booth.do(lambda tx, data=data: take_home(tx, data)).outcome
        assert (outcome.quarantined, outcome.forked) == (0, 0)
    assert packed(booth) == [], "the booth need not send it again"
    with centre.open():
        assert held_rows("unread") == []
        assert counted() == [True, True, False]
        assert surveys(held_records()) == made
    assert centre.do(verify.verify) is None


def test_what_is_sent_again_meanwhile_is_there_once(
    sites: tuple[Site, Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    booth, centre = sites
    bundles = packed(booth)
    with of_former_release(centre, monkeypatch):
        take_all(bundles)
        take_all(bundles)
        assert len(held_rows("unread")) == 2
    with centre.open():
        take_all(bundles)
        assert counted() == [True, True, False]

"""A full quarantine is shown page by page, and one device cannot fill central's disk by it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select

from kiosk.errors import Refused
from kiosk.sync.central import quarantine, set_aside
from kiosk.sync.format.bundle import UnfitRecord
from kiosk.sync.format.models import Device, Quarantined
from tests.sync.bundles.write import DEVICE, EPOCH, KEY, header, records
from tests.sync.sites import Site, found_central

MANY = 2000
HEAVY = b'{"body":"' + b"x" * 20_000 + b'"}'


@pytest.fixture
def centre(tmp_path: Path) -> Site:
    """Give a central with 2,000 heavy records in quarantine."""
    site = found_central(Site(tmp_path / "central", role="central"))

    def fill(tx: Connection) -> None:
        row = {"device": DEVICE, "key": bytes(KEY.verify_key), "is_revoked": False}
        tx.execute(insert(Device), row | {"enrolled_at": "2026-01-01T00:00:00Z", "events": "[]"})
        set_aside.quarantine(tx, header(records()), unfit(1, MANY))

    site.do(fill)
    return site


def unfit(first: int, count: int) -> list[UnfitRecord]:
    return [UnfitRecord(seq, HEAVY, None, "unreadable") for seq in range(first, first + count)]


def test_a_page_of_the_quarantine_stays_light_and_every_record_is_on_one(centre: Site) -> None:
    first = centre.do(lambda tx: quarantine.read_page(tx, 1))
    assert (first.count, first.pages, len(first.records)) == (MANY, 40, 50)
    assert sum(len(each.text) for each in first.records) < 250_000
    seen = {
        each.seq
        for page in range(1, 41)
        for each in centre.do(lambda tx, page=page: quarantine.read_page(tx, page)).records
    }
    assert seen == set(range(1, MANY + 1))
    assert centre.do(lambda tx: quarantine.read_page(tx, 10**9)).page == 40
    assert centre.do(lambda tx: quarantine.read_page(tx, -3, DEVICE)).page == 1


def test_a_device_that_sends_nonsense_for_ever_is_refused_in_words(centre: Site) -> None:
    def more(tx: Connection) -> None:
        set_aside.quarantine(tx, header(records()), unfit(MANY + 1, set_aside.MOST_OF_DEVICE))

    with pytest.raises(Refused, match="quarantine"):
        centre.do(more)
    held = select(Quarantined.seq).where(Quarantined.epoch == EPOCH)
    assert len(centre.do(lambda tx: tx.execute(held).all())) == MANY

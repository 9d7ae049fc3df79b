"""Entries and their photos reach central like every record, and are changed there too."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sqlalchemy import Connection

from kiosk.office.activities import report, service
from kiosk.shell.picture import PHOTO, Picture
from kiosk.sync.booth import outbox
from kiosk.sync.format import bundle
from tests.activity.test_service import ENTRY, EVENT, save
from tests.sync.booths import Center, join
from tests.sync.booths import send as send_to
from tests.sync.sites import Site, enroll, found_central, packed, send

PHOTOS = 12


def heavy(number: int) -> Picture:
    """Return a picture as heavy as any may be; what it shows is nothing."""
    return Picture(random.Random(number).randbytes(PHOTO.most_bytes), 1600, 1200)


def tell(tx: Connection) -> None:
    """Write an entry with as many photos as it takes, some of them changed."""
    save(tx)
    for number in range(PHOTOS):
        service.add_photo(tx, ENTRY, heavy(number), f"photo\t{number}\\", "li")
    first, second = report.photos(tx, ENTRY)[:2]
    service.change_photo(tx, ENTRY, first.photo, "remove", "", "li")
    service.change_photo(tx, ENTRY, second.photo, "save", "说明", "li")


def told(tx: Connection) -> list[tuple[str, str]]:
    """Return the captions and pictures of the entry."""
    return [
        (each.caption, report.picture(tx, each.photo).hex())
        for each in report.photos_shown(tx, ENTRY)
    ]


def expected() -> list[tuple[str, str]]:
    captions = ["说明", *(f"photo\t{number}\\" for number in range(2, PHOTOS))]
    return [
        (caption.replace("\t", " "), heavy(number + 1).jpeg.hex())
        for number, caption in enumerate(captions)
    ]


@pytest.fixture
def booth(tmp_path: Path) -> Site:
    """Give a booth that told of an activity."""
    site = Site(tmp_path / "booth")
    site.do(tell)
    return site


def test_photos_pass_bundles_and_central_shows_the_same(booth: Site, tmp_path: Path) -> None:
    centre = found_central(Site(tmp_path / "centre", role="central"))
    enroll(booth, centre)
    bundles = packed(booth)
    assert len(bundles) > 1
    assert max(map(len, bundles)) <= bundle.MOST_BYTES
    send(booth, centre)
    assert booth.do(outbox.waiting).missing == 0
    assert booth.do(told) == centre.do(told) == expected()
    assert centre.do(lambda tx: report.entries(tx, EVENT)) == booth.do(
        lambda tx: report.entries(tx, EVENT)
    )


def test_a_central_on_postgresql_takes_photos_in(booth: Site, centre: Center) -> None:
    join(booth, centre)
    send_to(booth)
    assert centre.held(booth) == booth.records
    query = (
        "SELECT count(*), count(*) FILTER (WHERE has_picture) FROM activity_photo WHERE device = %s"
    )
    assert centre.run(query, booth.device) == [(PHOTOS + 2, PHOTOS)]
    query = "SELECT place, officers, is_removed FROM activity WHERE device = %s"
    assert centre.run(query, booth.device) == [("中心广场", 12, False)]


def test_what_central_changed_stands_there_over_what_the_booth_told(
    booth: Site, tmp_path: Path
) -> None:
    centre = found_central(Site(tmp_path / "centre", role="central"))
    enroll(booth, centre)
    send(booth, centre)
    centre.do(lambda tx: save(tx, base=1, actor="office", place="改正的地点"))
    assert centre.do(lambda tx: report.find(tx, ENTRY).told.place) == "改正的地点"
    with pytest.raises(service.Stale):
        centre.do(lambda tx: save(tx, base=1, place="又改"))

"""Test that central knows by when to erase an event whose pack only a booth has published."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec

from kiosk import clock
from kiosk.booth.feedback.records import KIND, FeedbackGiven
from kiosk.content import service as content
from kiosk.content.load import Loaded, digest
from kiosk.journal import service
from kiosk.sealing import due, erasure
from tests.sync.sites import Site, enroll, found_central, send

EVENT = "village-fair/2026"
LAST_DAY = clock.today() + timedelta(days=10)
"""In the future: a booth erases by itself what is due."""


def own_pack() -> Loaded:
    """Return the bundled pack for an event of a booth's own, which ends on a day."""
    bundled = content.bundled()
    pack = content.require_whole(bundled)
    event = msgspec.structs.replace(pack.event, id=EVENT, ends_on=LAST_DAY.isoformat())
    pack = msgspec.structs.replace(pack, event=event)
    return Loaded(pack, bundled.images, digest(pack, bundled.images), [])


def given() -> FeedbackGiven:
    """Return feedback with a text, which is sealed."""
    return FeedbackGiven(
        kind="praise",
        about_unit=None,
        chips=[],
        has_text=True,
        has_contact=False,
        language="zh",
        form="f" * 32,
    )


def test_central_erases_by_the_end_of_an_event_that_only_a_booths_own_pack_tells(
    tmp_path: Path,
) -> None:
    central = found_central(Site(tmp_path / "central", role="central"))
    booth = Site(tmp_path / "booth")
    booth.do(lambda tx: content.publish(tx, own_pack()))
    booth.do(lambda tx: service.append(tx, KIND, given(), sealed=b"sealed words", event=EVENT))
    enroll(booth, central)
    send(booth, central)
    for site in (booth, central):
        [sealed] = [each for each in site.do(due.listed) if each.event == EVENT]
        assert sealed.records == 1
        assert sealed.due == LAST_DAY + erasure.KEEP
    assert (EVENT, LAST_DAY + erasure.KEEP) in central.do(due.due_days)

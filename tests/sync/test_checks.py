"""Test that `journal verify` sees by the receipts what the chain alone cannot show."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, func, insert, select

from kiosk.booth.survey.models import Rating
from kiosk.journal.models import StoredRecord
from kiosk.storage import head
from kiosk.sync.format.models import ReceiptedJournal
from tests.process import run
from tests.sync.sites import Site, enroll, found_central, send


@pytest.fixture
def central(tmp_path: Path) -> Site:
    """Give a central without a process."""
    return found_central(Site(tmp_path / "central", role="central"))


@pytest.fixture
def booth(tmp_path: Path, central: Site) -> Site:
    """Give an enrolled booth with two records, its place and a rating."""
    site = Site(tmp_path / "booth")
    site.rate(5)
    enroll(site, central)
    return site


def verdict(site: Site) -> tuple[int, str]:
    """Return exit code and words of `journal verify`."""
    done = run("journal", "verify", data=site.settings.data)
    return done.returncode, done.stdout + done.stderr


def cut_tail(site: Site, records: int) -> None:
    """Lose the last records with their rows, as a file from before them would."""

    def cut(tx: Connection) -> None:
        last = tx.execute(select(func.max(StoredRecord.seq))).scalar_one()
        for table in (Rating, StoredRecord):
            tx.execute(delete(table).where(table.seq > last - records))

    site.do(cut)


def test_a_tail_that_was_cut_off_together_with_the_head_is_seen_once_central_has_receipted_it(
    booth: Site, central: Site
) -> None:
    booth.rate(1, 2, 3)
    cut_tail(booth, 1)
    code, said = verdict(booth)
    assert (code, "1 confirmed records are missing" in said) == (1, True)
    head.forget(booth.settings.database_file)
    assert verdict(booth)[0] == 0, "without the head nothing but a receipt can tell"
    booth.rate(3)
    send(booth, central)
    assert verdict(booth)[0] == 0
    total = booth.records
    cut_tail(booth, 2)
    head.forget(booth.settings.database_file)
    code, said = verdict(booth)
    assert code == 1
    assert f"records {total - 1} to {total} are missing" in said


def test_a_journal_put_in_the_place_of_another_is_seen(
    booth: Site, central: Site, tmp_path: Path
) -> None:
    other = booth.clone(tmp_path / "other")
    booth.rate(1, 2, 3)
    other.rate(4, 4, 4, 5)
    send(booth, central)
    receipted = booth.do(
        lambda tx: [dict(row._mapping) for row in tx.execute(select(ReceiptedJournal.__table__))]
    )
    assert receipted
    other.do(lambda tx: tx.execute(insert(ReceiptedJournal), receipted))
    code, said = verdict(other)
    assert code == 1
    assert "another journal was put in its place" in said
    assert verdict(booth)[0] == 0

"""A journal that was cut, or written again with a chain that holds, is not what was signed."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, delete, select, update

from kiosk.booth.survey.models import Rating
from kiosk.journal import service, this_device
from kiosk.journal.models import StoredRecord
from kiosk.journal.records import GENESIS, Record, chain_digest
from kiosk.storage import head
from kiosk.sync.booth import anchors
from tests.process import BoothProcess, run
from tests.sync.sites import Site, enroll, found_central, send


@pytest.fixture
def booth(tmp_path: Path) -> Site:
    """Give a booth with three ratings."""
    site = Site(tmp_path / "booth")
    site.rate(1, 2, 3)
    return site


@pytest.fixture
def central(tmp_path: Path) -> Site:
    """Give a central."""
    return found_central(Site(tmp_path / "central", role="central"))


def sign(site: Site) -> None:
    """Sign the head, as a booth that serves does every minute."""
    with site.open():
        anchors.sign_head()


def verdict(site: Site) -> tuple[int, str]:
    done = run("journal", "verify", data=site.settings.data)
    return done.returncode, done.stdout + done.stderr


def rewrite(site: Site) -> None:
    """Turn every rating into five stars and chain the journal again, as a knowing hand could."""

    def change(tx: Connection) -> None:
        here = this_device.place(tx)
        assert here is not None
        previous = GENESIS
        for record in service.stretch(tx, here.device, here.epoch, 1, 10**6):
            body = record.body
            if record.kind == "rating":
                body = msgspec.json.encode(msgspec.json.decode(body) | {"value": 5})
            changed = msgspec.structs.replace(record, body=body)
            previous = chain_digest(previous, changed)
            put(tx, changed, previous)
        tx.execute(update(Rating).values(value=5))

    site.do(change)
    head.forget(site.settings.database_file)


def put(tx: Connection, record: Record, digest: bytes) -> None:
    of_record = (StoredRecord.epoch == record.epoch, StoredRecord.seq == record.seq)
    tx.execute(update(StoredRecord).where(*of_record).values(body=record.body, digest=digest))


def cut(site: Site) -> None:
    """Take the last rating away, and the head that would tell."""

    def last_away(tx: Connection) -> None:
        last = tx.execute(select(StoredRecord.seq).order_by(StoredRecord.seq.desc())).scalar()
        for table in (Rating, StoredRecord):
            tx.execute(delete(table).where(table.seq == last))

    site.do(last_away)
    head.forget(site.settings.database_file)


@pytest.mark.parametrize("harm", [rewrite, cut])
def test_a_journal_changed_by_hand_is_seen_once_its_head_was_signed(booth: Site, harm) -> None:  # type: ignore[no-untyped-def]
    harm(booth)
    code, said = verdict(booth)
    assert (code, "not anchored" in said) == (0, True), "the chain alone cannot tell"
    booth.rate(4, 4)
    sign(booth)
    assert verdict(booth)[0] == 0
    harm(booth)
    if harm is rewrite:
        assert booth.ratings == [5] * 5
    code, said = verdict(booth)
    assert code == 1
    assert "not what this device signed" in said


@pytest.mark.parametrize("harm", [rewrite, cut])
def test_nor_can_this_laptop_forge_what_central_has_signed(  # type: ignore[no-untyped-def]
    booth: Site, central: Site, harm
) -> None:
    enroll(booth, central)
    send(booth, central)
    code, said = verdict(booth)
    assert code == 0
    assert f"to record {booth.records} by central’s receipt" in said
    harm(booth)
    sign(booth)  # Whoever has the database has the device's key.
    booth.do(lambda tx: tx.exec_driver_sql("DELETE FROM held"))
    code, said = verdict(booth)
    assert code == 1
    assert "not what central's receipt signed" in said


def test_a_booth_signs_as_it_starts_and_a_changed_anchor_counts_for_nothing(booth: Site) -> None:
    with BoothProcess(booth.settings.data) as process:
        process.terminate()
    code, said = verdict(booth)
    assert code == 0
    assert "by this device’s signature" in said
    path = booth.settings.database_file.with_suffix(anchors.SUFFIX)
    whole = path.read_bytes()
    for changed in (whole.replace(b'"seq":', b'"seq":1'), b"[" * 9000, b"", whole[:-9]):
        path.write_bytes(changed)
        code, said = verdict(booth)
        assert (code, "not anchored" in said) == (0, True)


def test_a_restored_booth_is_not_taken_for_a_cut_one(booth: Site, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    assert run("backup", str(backup), data=booth.settings.data).returncode == 0
    booth.rate(4, 5)
    sign(booth)
    assert run("restore", str(backup), data=booth.settings.data).returncode == 0
    sign(booth)
    code, said = verdict(booth)
    assert code == 0, said

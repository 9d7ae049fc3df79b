"""A stick brings every record exactly once, whatever happens to it."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest
from nacl.exceptions import CryptoError
from nacl.public import SealedBox

from kiosk.errors import KioskError, Refused, StorageFailed
from kiosk.storage.db import db
from kiosk.sync.booth import outbox
from kiosk.sync.format import bundle
from kiosk.sync.stick import at_booth, at_central, files, invitations
from kiosk.sync.stick.at_central import StickImport
from tests import launch
from tests.sync.sites import Site


def laptop(folder: Path, central_site: Site, target: Path, *values: int) -> Site:
    """Give an enrolled laptop with some ratings."""
    made = central_site.do(lambda tx: invitations.make(tx, 1))
    invitations.write(target, made)
    site = Site(folder)
    site.rate(*values)
    with site.open():
        invitations.join(target)
    return site


def export(site: Site, target: Path, *, everything: bool = False) -> int:
    with site.open():
        return at_booth.export(db.reader(), target, everything=everything).records


def take_in(central_site: Site, target: Path) -> StickImport:
    with central_site.open():
        return at_central.import_stick(target)


def take_home(site: Site, target: Path) -> int:
    """Take the receipts home; return how many records central still lacks."""
    with site.open():
        return at_booth.take_receipts(site.settings, target).waiting.missing


def test_a_stick_enrols_brings_the_records_and_takes_the_receipts_home(
    tmp_path: Path, central_site: Site, target: Path
) -> None:
    site = laptop(tmp_path / "a", central_site, target, 1, 2, 3)
    assert export(site, target) == site.records
    report = take_in(central_site, target)
    (brought,) = report.devices.values()
    assert (brought.held, brought.stated) == (site.records, site.records)
    assert not report.failed
    assert take_home(site, target) == 0
    assert export(site, target) == 0, "nothing is missing any more"
    assert len(list(target.rglob("*.bundle"))) == 1, "only a statement is left on it"
    assert central_site.ratings == [1, 2, 3]


def test_what_comes_twice_counts_once_and_receipts_may_be_taken_again(
    tmp_path: Path, central_site: Site, target: Path
) -> None:
    site = laptop(tmp_path / "a", central_site, target, 4, 5)
    export(site, target)
    first, again = take_in(central_site, target), take_in(central_site, target)
    assert next(iter(first.devices.values())).stored == site.records
    assert next(iter(again.devices.values())).duplicate == site.records
    assert [take_home(site, target), take_home(site, target)] == [0, 0]
    export(site, target, everything=True)
    take_in(central_site, target)
    assert central_site.ratings == [4, 5]


def test_two_laptops_write_to_one_stick_at_once(
    tmp_path: Path, central_site: Site, target: Path
) -> None:
    sites = [laptop(tmp_path / name, central_site, target, *[5] * 40) for name in ("a", "b")]
    words = ["sync", "export", str(target), "--data"]
    running = [launch.start([*words, str(site.settings.data)]) for site in sites]
    assert [each.wait() for each in running] == [0, 0]
    report = take_in(central_site, target)
    assert not report.failed
    assert {device: each.held for device, each in report.devices.items()} == {
        site.device: site.records for site in sites
    }
    assert [take_home(site, target) for site in sites] == [0, 0]


def test_two_laptops_never_take_the_same_invitation(
    tmp_path: Path, central_site: Site, target: Path
) -> None:
    made = central_site.do(lambda tx: invitations.make(tx, 1))
    invitations.write(target, made)
    first, second = Site(tmp_path / "a"), Site(tmp_path / "b")
    with first.open():
        invitations.join(target)
    with second.open(), pytest.raises(Refused, match="no unused invitation"):
        invitations.join(target)


def test_a_receipt_for_another_laptop_is_left_to_it(
    tmp_path: Path, central_site: Site, target: Path
) -> None:
    one, other = (laptop(tmp_path / name, central_site, target, 3) for name in ("a", "b"))
    export(one, target)
    take_in(central_site, target)
    with other.open(), pytest.raises(Refused, match="1 for others"):
        at_booth.take_receipts(other.settings, target)
    (receipt,) = target.rglob("*.receipt")
    receipt.rename(receipt.with_name(f"{other.device}.receipt"))
    with other.open(), pytest.raises(Refused, match="not this one"):
        at_booth.take_receipts(other.settings, target)
    assert other.do(outbox.waiting).missing == other.records


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_stick_that_fails_half_way_leaves_no_half_file_and_says_what_is_on_it(
    tmp_path: Path, central_site: Site, target: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    site = laptop(tmp_path / "a", central_site, target, *[4] * 30)
    plain, calls = os.fsync, []

    def fail(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 3:  # A file takes two: its own, and its folder's.
            raise OSError(number, os.strerror(number))
        plain(handle)

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "fsync", fail)
        with pytest.raises(StorageFailed) as error:
            export(site, target)
    assert "the booth keeps them all" in error.value.en
    assert list(target.rglob("*.part")) == list(target.rglob(".*.part")) == []
    assert not take_in(central_site, target).failed
    export(site, target)
    take_in(central_site, target)
    assert take_home(site, target) == 0
    assert len(central_site.ratings) == 30


def test_a_stick_pulled_out_while_it_is_written_does_no_harm(
    tmp_path: Path, central_site: Site, target: Path
) -> None:
    site = laptop(tmp_path / "a", central_site, target, *[4] * 400)
    away = tmp_path / "away"
    words = ["sync", "export", str(target), "--data", str(site.settings.data)]
    writer = launch.start(words)
    while not list(target.rglob("*.part")) and writer.poll() is None:
        time.sleep(0.001)
    target.rename(away)
    assert writer.wait() in (0, 1)
    away.rename(target)
    if list(target.rglob("*.bundle")):
        assert not take_in(central_site, target).failed
    export(site, target)
    take_in(central_site, target)
    assert take_home(site, target) == 0
    assert len(central_site.ratings) == 400


def test_damaged_foreign_and_huge_files_are_named_and_the_others_taken(
    tmp_path: Path, central_site: Site, target: Path
) -> None:
    site = laptop(tmp_path / "a", central_site, target, 2)
    export(site, target, everything=True)
    folder = target / files.FOLDER
    whole = max(folder.glob("*.bundle"), key=lambda path: path.stat().st_size)
    (folder / "cut.bundle").write_bytes(whole.read_bytes()[:-9])
    (folder / "nonsense.bundle").write_bytes(b"not a bundle at all")
    huge = folder / "huge.bundle"
    with huge.open("wb") as file:
        file.truncate(2 * 2**30)
    report = take_in(central_site, target)
    assert {name for reason in report.failed.reasons.values() for name in reason.names} == {
        "cut.bundle",
        "huge.bundle",
        "nonsense.bundle",
    }
    assert next(iter(report.devices.values())).held == site.records


def test_nobody_but_central_reads_what_is_on_a_stick(
    tmp_path: Path, central_site: Site, target: Path
) -> None:
    site = laptop(tmp_path / "a", central_site, target, 5)
    export(site, target)
    for path in target.rglob("*.bundle"):
        data = path.read_bytes()
        assert bundle.MAGIC not in data
        with pytest.raises(CryptoError):
            SealedBox(files.identity.PrivateKey.generate()).decrypt(data[files.HEAD :])
    foreign = Site(tmp_path / "foreign", role="central")
    assert take_in(foreign, target).failed
    assert foreign.ratings == []


def test_a_clone_heals_by_a_receipt_on_a_stick(
    tmp_path: Path, central_site: Site, target: Path
) -> None:
    site = laptop(tmp_path / "a", central_site, target, 1)
    export(site, target)
    take_in(central_site, target)
    take_home(site, target)
    clone = site.clone(tmp_path / "clone")
    site.rate(2, 2)
    clone.rate(3)
    for each in (site, clone, clone):
        export(each, target)
        take_in(central_site, target)
        take_home(each, target)
    assert central_site.ratings == [1, 2, 2, 3]
    assert take_home(clone, target) == 0


def test_a_booth_that_is_not_enrolled_says_what_to_do(tmp_path: Path, target: Path) -> None:
    site = Site(tmp_path / "a")
    with site.open(), pytest.raises(KioskError, match="not enrolled"):
        at_booth.export(db.reader(), target)
    assert list(target.iterdir()) == []

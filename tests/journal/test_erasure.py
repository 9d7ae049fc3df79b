"""Test that what is erased stays erased: in the chain, after a restore, and by the right date."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from flask import Flask
from sqlalchemy import Connection

from kiosk import clock
from kiosk.booth.checkin import invitations, withdrawal
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.counts.rebuild import rebuild
from kiosk.errors import NotAllowed, Refused
from kiosk.journal import sealed_box, this_device, verify
from kiosk.journal import service as journal
from kiosk.sealing import erasure, keys, scrub
from kiosk.sealing.erasure import Run
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.checkin.people import check_in, party
from tests.conftest import PASSPHRASE
from tests.factories import at, held_records, held_rows, records
from tests.journal.test_storage import command

EVENT = "pinghu/2026"


@pytest.fixture
def names(catalog: Catalog, sealing: None) -> None:
    """Check three parties in with names, and invite one."""
    with db.transaction() as tx:
        for name in "㐂䶮堃":
            check_in(tx, catalog, party(name=name, phone="13800000000"))
        invitations.add(tx, [invitations.Guest(name="㐂䶮", phone="13900000000")])


def sealed(tx: Connection) -> list[int]:
    return [record.seq for record in records(tx) if record.sealed is not None]


def run_of(tx: Connection, seq: int) -> Run:
    here = this_device.place(tx)
    assert here is not None
    return Run(device=here.device, epoch=here.epoch, first=seq, last=seq)


def test_erased_record_keeps_its_digest_and_the_chain_holds(names: None) -> None:
    with db.transaction() as tx:
        first, *others = sealed(tx)
        [digest] = [each.sealed_digest for each in records(tx) if each.seq == first]
        erasure.erase(tx, run_of(tx, first), "withdrawal")
        assert sealed(tx) == others
        assert verify.verify(tx) is None
        [row] = held_rows_of(tx, "erased_seal")
        assert row["digest"] == digest
        rebuild(tx)
        assert len(held_rows_of(tx, "erased_seal")) == 1


def test_erasure_of_an_earlier_version_names_places_and_is_understood(names: None) -> None:
    with db.transaction() as tx:
        first, *others = sealed(tx)
        run = run_of(tx, first)
        former = erasure.Erased(runs=[run], reason="withdrawal")
        assert erasure.erase_again(tx, [former]) == 1
        assert sealed(tx) == others
        [row] = held_rows_of(tx, "erased_run")
        assert (row["first"], row["last"]) == (first, first)


def test_what_was_sealed_once_is_erased_wherever_a_copy_of_it_stands(names: None) -> None:
    with db.transaction() as tx:
        first, *others = sealed(tx)
        [record] = [each for each in records(tx) if each.seq == first]
        again = journal.append_again(tx, record)
        erasure.erase(tx, run_of(tx, first), "withdrawal")
        assert sealed(tx) == others
        assert again.seq not in others
        assert verify.verify(tx) is None


def held_rows_of(tx: Connection, table: str) -> list[dict[str, object]]:
    return [dict(row._mapping) for row in tx.exec_driver_sql(f"SELECT * FROM {table}")]


def test_erasing_an_event_takes_names_list_and_key_but_not_the_figures(names: None) -> None:
    with db.transaction() as tx:
        assert erasure.erase_event(tx, EVENT) == 3
        assert sealed(tx) == []
        assert held_rows_of(tx, "invitation") == []
        assert len(held_rows_of(tx, "visit")) == 3
        assert verify.verify(tx) is None
        with pytest.raises(Refused, match="no passphrase yet"):
            keys.open_key(tx, EVENT, PASSPHRASE)
        assert erasure.sealed_events(tx) == []


def test_other_events_names_stay(names: None, catalog: Catalog) -> None:
    with db.transaction() as tx:
        this_device.set_place(tx, event="pinghu/2027", unit=None, booth="1")
        keys.make_key(tx, "pinghu/2027", PASSPHRASE)
        check_in(tx, catalog, party(name="喆"))
        this_device.set_place(tx, event=EVENT, unit=None, booth="1")
        check_in(tx, catalog, party(name="㐂"))
        assert erasure.erase_event(tx, EVENT) == 4
        [left] = [record for record in records(tx) if record.sealed is not None]
        assert left.event == "pinghu/2027"
        private = keys.open_key(tx, "pinghu/2027", PASSPHRASE)
        assert left.sealed is not None
        assert "喆" in sealed_box.unseal(private, left.sealed).decode()


def test_new_key_of_an_erased_event_is_its_own_and_stays(names: None, catalog: Catalog) -> None:
    with db.transaction() as tx:
        erasure.erase_event(tx, EVENT)
        keys.make_key(tx, EVENT, PASSPHRASE)
        check_in(tx, catalog, party(name="喆"))
        erasures = [erased(each.body) for each in records(tx, "erasure")]
        assert erasure.erase_again(tx, erasures) == 0
        assert len(sealed(tx)) == 1
        keys.open_key(tx, EVENT, PASSPHRASE)


def erased(body: bytes) -> erasure.Erased:
    return msgspec.json.decode(body, type=erasure.Erased)


@pytest.mark.parametrize("years", [0, 73])
def test_clock_alone_erases_nothing(years: int) -> None:
    today = clock.now().astimezone().date()
    wrong = clock.now() + timedelta(days=365 * years + 3)
    with clock.pretend(wrong), pytest.raises(Refused, match="Nothing was erased"):
        erasure.check_date(today, today, may_be_early=True)


def test_erasing_early_needs_to_be_meant() -> None:
    today = clock.now().astimezone().date()
    due = today + timedelta(days=1)
    with pytest.raises(Refused, match="erase early"):
        erasure.check_date(today, due, may_be_early=False)
    erasure.check_date(today, due, may_be_early=True)
    erasure.check_date(today, today, may_be_early=False)


def test_day_counts_from_the_end_of_the_event_or_else_from_the_first_name() -> None:
    held = erasure.SealedEvent(EVENT, 1, date(2026, 12, 20), True)
    assert held.due(None) == date(2027, 1, 19)
    assert held.due(date(2026, 12, 22)) == date(2027, 1, 21)
    assert erasure.SealedEvent(EVENT, 0, None, True).due(None) is None


def prepare_names(data: Path, copy: Path) -> tuple[str, list[bytes]]:
    """Check three parties in, back up, and withdraw the first; return its code, what was sealed."""
    with opened(at(data)):
        with db.transaction() as tx:
            keys.make_key(tx, EVENT, PASSPHRASE)
            catalog = content.current()
            codes = [check_in(tx, catalog, party(name=name)).withdrawal for name in "㐂䶮堃"]
            invitations.add(tx, [invitations.Guest(name="㐂䶮", phone="13900000000")])
        bytes_held = [each.sealed for each in held_records("visit") if each.sealed]
    assert command("backup", copy, data=data).exit_code == 0
    assert codes[0]
    return codes[0], bytes_held


def found_in(data: Path, sought: bytes) -> list[str]:
    return [file.name for file in data.rglob("*") if file.is_file() and sought in file.read_bytes()]


def withdraw(data: Path, code: str) -> None:
    with opened(at(data)):
        with db.transaction() as tx:
            assert withdrawal.withdraw(tx, code)
        assert scrub.scrub(at(data))


@pytest.mark.parametrize("former", ["whole", "missing", "damaged"])
def test_restore_brings_back_nobody_who_withdrew(data: Path, tmp_path: Path, former: str) -> None:
    copy = tmp_path / "copy.db"
    code, (first, second, third) = prepare_names(data, copy)
    withdraw(data, code)
    if former == "missing":
        (data / "kiosk.db").unlink()
    if former == "damaged":
        (data / "kiosk.db").unlink()
        (data / "kiosk.db").write_bytes(b"")
    result = command("restore", copy, data=data, stdin=f"{PASSPHRASE}\n")
    assert "stay erased" in result.output
    assert found_in(data, first) == []
    assert "kiosk.db" in found_in(data, second)
    assert "kiosk.db" in found_in(data, third)
    assert command("journal", "verify", data=data).exit_code == 0


def test_restore_brings_no_erased_event_back_with_its_key_and_list(
    data: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    _, held = prepare_names(data, copy)
    with opened(at(data)):
        with db.transaction() as tx:
            erasure.erase_event(tx, EVENT)
        scrub.scrub(at(data))
    assert command("restore", copy, data=data, stdin=f"{PASSPHRASE}\n").exit_code == 0
    with opened(at(data)):
        assert held_rows("desk_key") == []
        assert held_rows("invitation") == []
        assert verify.verify(db.reader()) is None
    for each in held:
        assert found_in(data, each) == []


def test_second_restore_of_the_oldest_backup_brings_nothing_back_either(
    data: Path, tmp_path: Path
) -> None:
    empty, copy = tmp_path / "empty.db", tmp_path / "copy.db"
    assert command("backup", empty, data=data).exit_code == 0
    code, (first, *_) = prepare_names(data, copy)
    withdraw(data, code)
    for file in (empty, copy):
        assert command("restore", file, data=data, stdin=f"{PASSPHRASE}\n").exit_code == 0
        assert found_in(data, first) == []


def test_nothing_erased_means_restore_keeps_every_name(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    _, held = prepare_names(data, copy)
    result = command("restore", copy, data=data, stdin=f"{PASSPHRASE}\n")
    assert "stay erased" not in result.output
    for each in held:
        assert "kiosk.db" in found_in(data, each)


def test_wrong_words_still_open_nothing(app: Flask, names: None) -> None:
    with pytest.raises(NotAllowed):
        keys.open_key(db.reader(), EVENT, "wrong words")


def test_an_event_has_a_key_only_while_its_key_is_held_or_was_given(names: None) -> None:
    assert [(each.event, each.has_key) for each in erasure.sealed_events(db.reader())] == [
        (EVENT, True)
    ]
    with db.transaction() as tx:
        keys.destroy(tx, EVENT)
    [held] = erasure.sealed_events(db.reader())
    assert (held.event, held.records, held.has_key) == (EVENT, 3, False)

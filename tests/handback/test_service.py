"""Test that a belonging is handed out once, signed, and that every step can be taken back."""

from __future__ import annotations

import json
import threading

import msgspec
import pytest
from flask import Flask
from sqlalchemy import Connection

from kiosk.booth.handback import report, service, states
from kiosk.booth.handback.records import KIND, STEP, BelongingStep
from kiosk.booth.handback.service import Order, Overtaken
from kiosk.content.catalog import Catalog
from kiosk.counts.filters import Filters
from kiosk.counts.rebuild import rebuild
from kiosk.errors import KioskError, Refused, Unknown
from kiosk.journal import sealed_box, this_device
from kiosk.journal import service as journal
from kiosk.journal.service import new_id
from kiosk.journal.taps import Reopen
from kiosk.journal.verify import verify
from kiosk.sealing import erasure, keys
from kiosk.storage.db import db
from tests.conftest import PASSPHRASE
from tests.factories import FORM, held_rows, records, rows
from tests.handback.desks import (
    CLAIMANT,
    DOT,
    NAME,
    NUMBER,
    PHONE,
    WHAT,
    add,
    hand_back,
    item,
    step,
)

EVENT = "pinghu/2026"
pytestmark = pytest.mark.usefixtures("sealing")


@pytest.fixture
def tx(tx: Connection, catalog: Catalog) -> Connection:
    """Stand at a desk with one belonging to hand back."""
    this_device.set_place(tx, event=EVENT, unit="zhongdai", booth="Z-1")
    add(tx, catalog, [item()])
    return tx


def status(tx: Connection, number: str = NUMBER) -> str | None:
    """Return how a belonging stands."""
    found: str | None = service.find(tx, number).status
    return found


def test_a_belonging_is_checked_read_aloud_signed_and_handed_back(
    tx: Connection, catalog: Catalog
) -> None:
    assert status(tx) is None
    for act, after in (
        ("check", "checked"),
        ("read", "read"),
        ("sign", "signed"),
        ("hand", "handed"),
    ):
        step(tx, catalog, act)
        assert status(tx) == after
    last = states.history(tx, *_key(tx))[-1]
    assert states.state_of(tx, last).proofs == ("case-receipt", "identity-card")
    assert report.progress(tx, Filters(event=EVENT)) == report.Progress(1, 1, 0)
    assert rebuild(tx)
    assert verify(tx) is None
    assert status(tx) == "handed"


def _key(tx: Connection) -> tuple[str, str, str]:
    row = service.find(tx, NUMBER)
    return row.device, row.event, row.number


def test_a_list_loaded_again_adds_only_what_is_new(tx: Connection, catalog: Catalog) -> None:
    assert add(tx, catalog, [item(), item("zhongdai/018"), item("zhongdai/018")]) == 1
    assert service.numbers_here(tx) == {NUMBER, "zhongdai/018"}
    with pytest.raises(Refused, match="no such kind"):
        add(tx, catalog, [item("zhongdai/019", category="dragon")])


@pytest.mark.parametrize("act", ["read", "sign", "hand"])
def test_no_step_is_skipped(tx: Connection, catalog: Catalog, act: str) -> None:
    with pytest.raises(Refused, match="Waiting"):
        step(tx, catalog, act)
    assert status(tx) is None


def test_the_form_of_a_step_counts_once(tx: Connection, catalog: Catalog) -> None:
    step(tx, catalog, "check", tap=FORM)
    order = Order(act="check", tap=FORM, seen="", actor="boss", proofs=["letter"])
    assert not service.take_step(tx, catalog, order, NUMBER)
    assert len(rows(tx, "belonging_step")) == 1


def test_who_saw_an_older_state_is_told_what_happened(tx: Connection, catalog: Catalog) -> None:
    step(tx, catalog, "check")
    with pytest.raises(Overtaken, match=r"boss changed it at .*: claimant checked"):
        step(tx, catalog, "stay", seen="", reason="absent")
    with pytest.raises(Reopen):
        step(tx, catalog, "read", seen=new_id())


def test_a_claimant_is_checked_by_what_the_pack_lists(tx: Connection, catalog: Catalog) -> None:
    with pytest.raises(Refused, match="tick what you looked at"):
        step(tx, catalog, "check", proofs=[])
    with pytest.raises(Refused, match="options shown"):
        step(tx, catalog, "check", proofs=["a-smile"])


@pytest.mark.parametrize("signature", [DOT, "[]", "", "[[[1,1]]]", json.dumps([[[0, 0]] * 900])])
def test_a_dot_is_no_signature(tx: Connection, catalog: Catalog, signature: str) -> None:
    for act in ("check", "read"):
        step(tx, catalog, act)
    with pytest.raises(Refused, match=r"too short|not arrive"):
        step(tx, catalog, "sign", signature=signature)
    assert status(tx) == "read"


@pytest.mark.parametrize(
    "signature",
    [
        *("{", "7", "null", "[7]", "[[7]]", "[[[1]]]", "[[[1.5,2],[900,300]]]", "[[[true,2]]]"),
        *("[[[0,0],[1001,0]]]", "[[[0,-1],[900,0]]]", "[" * 40_000, "[[[0,0],[NaN,0]]]"),
        json.dumps([[[0, 0], [900, 300]] * 2000]),
    ],
)
def test_nonsense_is_no_signature(tx: Connection, catalog: Catalog, signature: str) -> None:
    for act in ("check", "read"):
        step(tx, catalog, act)
    with pytest.raises(Refused):
        step(tx, catalog, "sign", signature=signature)
    assert status(tx) == "read"


def test_a_signature_is_sealed_and_the_desk_key_opens_it(tx: Connection, catalog: Catalog) -> None:
    hand_back(tx, catalog)
    [signed] = [each for each in records(tx, STEP.name) if each.sealed]
    assert msgspec.json.decode(signed.body, type=BelongingStep).act == "sign"
    assert signed.sealed is not None
    private = keys.open_key(tx, EVENT, PASSPHRASE)
    held = json.loads(sealed_box.unseal(private, signed.sealed))
    assert json.loads(held["signature"]) == json.loads(NAME)


def test_what_stays_has_a_reason_and_may_be_handed_back_after_all(
    tx: Connection, catalog: Catalog
) -> None:
    with pytest.raises(Refused, match="choose a reason"):
        step(tx, catalog, "stay")
    with pytest.raises(Refused, match="options shown"):
        step(tx, catalog, "stay", reason="rain")
    step(tx, catalog, "stay", reason="absent")
    assert report.progress(tx, Filters(event=EVENT)) == report.Progress(1, 0, 1)
    hand_back(tx, catalog)
    assert report.progress(tx, Filters(event=EVENT)) == report.Progress(1, 1, 0)


def test_undo_goes_back_step_by_step_and_leaves_a_trace(tx: Connection, catalog: Catalog) -> None:
    hand_back(tx, catalog)
    for after in ("signed", "read", "checked", "waiting"):
        step(tx, catalog, "undo")
        assert status(tx) == after
    with pytest.raises(Refused, match="nothing to undo"):
        step(tx, catalog, "undo")
    acts = [each.act for each in states.history(tx, *_key(tx))]
    assert acts == ["check", "read", "sign", "hand", *["undo"] * 4]
    hand_back(tx, catalog)
    assert status(tx) == "handed"


def test_another_events_belonging_is_not_found(tx: Connection) -> None:
    for number in ("zhongdai/999", "zhongdai/017\0", ""):
        with pytest.raises(Unknown):
            service.find(tx, number)
    this_device.set_place(tx, event="pinghu/2027", unit="zhongdai", booth="Z-1")
    with pytest.raises(Unknown):
        service.find(tx, NUMBER)


def test_two_screens_at_once_hand_it_out_once(app: Flask, catalog: Catalog) -> None:
    with db.transaction() as tx:
        this_device.set_place(tx, event=EVENT, unit="zhongdai", booth="Z-1")
        add(tx, catalog, [item()])
        for act in ("check", "read"):
            step(tx, catalog, act)
        seen = step(tx, catalog, "sign")
    gate, told = threading.Barrier(2), []

    def desk() -> None:
        with app.app_context():
            gate.wait()
            try:
                with db.transaction() as tx:
                    step(tx, catalog, "hand", seen=seen)
            except KioskError as error:
                told.append(error)

    threads = [threading.Thread(target=desk) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [type(each) for each in told] == [Overtaken]
    assert [row["act"] for row in held_rows("belonging_step")].count("hand") == 1


def test_two_desks_that_handed_out_the_same_are_named(tx: Connection, catalog: Catalog) -> None:
    hand_back(tx, catalog)
    other = new_id()
    for record in [*records(tx, "belonging"), *records(tx, STEP.name)]:
        kind = KIND if record.kind == "belonging" else STEP
        payload = msgspec.json.decode(record.body, type=kind.payload)
        of_other = msgspec.structs.replace(record, device=other)
        journal.store_rows(tx, of_other, kind.project(of_other, payload))
    assert report.progress(tx, Filters(event=EVENT)) == report.Progress(1, 1, 0)
    [hands] = report.figures(tx, EVENT).doubles.values()
    assert [(each.booth, each.actor) for each in hands] == [("Z-1", "boss")] * 2


def test_names_and_signatures_stand_nowhere_in_the_open_and_are_erased(
    tx: Connection, catalog: Catalog
) -> None:
    hand_back(tx, catalog)
    held = records(tx)
    for record in held:
        for text in (CLAIMANT, PHONE, WHAT, "[400,300]"):
            assert text.encode() not in record.body
            assert text.encode() not in (record.sealed or b"")
    assert sum(record.sealed is not None for record in held if "belonging" in record.kind) == 2
    assert erasure.erase_event(tx, EVENT) == 2
    assert not any(record.sealed for record in records(tx) if "belonging" in record.kind)
    assert verify(tx) is None
    assert status(tx) == "handed"

"""Test that places and steps are records, that a form counts once, and that undo leaves a trace."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Connection

from kiosk.booth.outreach import service, states
from kiosk.content.catalog import Catalog
from kiosk.counts.rebuild import rebuild
from kiosk.errors import Refused, Unknown
from kiosk.journal import verify
from kiosk.journal.service import new_id
from kiosk.sealing import erasure, keys
from kiosk.sealing.opening import Opener
from tests.conftest import PASSPHRASE
from tests.factories import records, rows
from tests.outreach.rounds import STREET, address, listed, now, step

pytestmark = pytest.mark.usefixtures("sealing")


def test_an_address_is_sealed_and_nowhere_else(tx: Connection) -> None:
    (place,) = listed(tx, [address(3)])
    (record,) = records(tx, "outreach-place")
    assert STREET.encode() not in record.body
    assert json.loads(record.body) == {
        "place": place,
        "kind": "household",
        "community": "新华社区",
    }
    row = states.find(tx, place)
    key = keys.open_key(tx, row.event, PASSPHRASE)
    held = Opener(tx, row.event, key).read(row)
    assert held == {"address": "解放西路3号", "note": "二楼"}


def test_without_a_key_nothing_is_listed(tx: Connection) -> None:
    keys.destroy(tx, records(tx)[-1].event)
    with pytest.raises(Refused):
        listed(tx, [address()])
    assert not records(tx, "outreach-place")


def test_a_whole_call_is_a_record_a_step(tx: Connection, catalog: Catalog) -> None:
    (place,) = listed(tx, [address()])
    step(tx, catalog, place, "arrive")
    step(tx, catalog, place, "survey")
    step(tx, catalog, place, "points", points=("doors", "fraud"))
    step(tx, catalog, place, "request", text="路灯不亮", unit="traffic")
    step(tx, catalog, place, "assign", unit="criminal")
    step(tx, catalog, place, "leaflet")
    step(tx, catalog, place, "card")
    step(tx, catalog, place, "done")
    held = now(tx, place)
    assert (held.status, held.calls, held.points, held.unit) == (
        "done",
        1,
        ["fraud", "doors"],
        "criminal",
    )
    assert held.is_asked
    assert held.has_leaflet
    assert held.has_card
    found = records(tx, "outreach-step")
    assert [each.sealed is not None for each in found].count(True) == 1
    assert not any("路灯".encode() in each.body for each in found)
    before = rows(tx, "outreach_step")
    assert rebuild(tx)
    assert rows(tx, "outreach_step") == before
    assert verify.verify(tx) is None


def test_a_form_sent_twice_counts_once(tx: Connection, catalog: Catalog) -> None:
    (place,) = listed(tx, [address()])
    tap = new_id()
    assert step(tx, catalog, place, "arrive", tap=tap)
    assert not step(tx, catalog, place, "arrive", tap=tap)
    assert len(records(tx, "outreach-step")) == 1


def test_whoever_saw_less_is_told_who_did_what(tx: Connection, catalog: Catalog) -> None:
    (place,) = listed(tx, [address()])
    step(tx, catalog, place, "absent")
    with pytest.raises(Refused, match=r"desk-2 .*nobody there"):
        step(tx, catalog, place, "arrive", seen="")
    assert now(tx, place).status == "absent"


def test_undoing_is_one_more_step_until_nothing_is_left(tx: Connection, catalog: Catalog) -> None:
    (place,) = listed(tx, [address()])
    step(tx, catalog, place, "arrive")
    step(tx, catalog, place, "leaflet")
    step(tx, catalog, place, "undo")
    assert not now(tx, place).has_leaflet
    assert now(tx, place).status == "here"
    step(tx, catalog, place, "undo")
    assert now(tx, place).status == "open"
    assert len(records(tx, "outreach-step")) == 4
    with pytest.raises(Refused, match="nothing to undo"):
        step(tx, catalog, place, "undo")


def test_what_is_not_to_be_had_is_refused(tx: Connection, catalog: Catalog) -> None:
    (place,) = listed(tx, [address()])
    with pytest.raises(Unknown):
        states.find(tx, new_id())
    step(tx, catalog, place, "arrive")
    with pytest.raises(Refused):
        step(tx, catalog, place, "request", text=" ")
    with pytest.raises(Refused):
        step(tx, catalog, place, "request", text="x", unit="nobody")
    with pytest.raises(Refused):
        step(tx, catalog, place, "points", points=("wages",))
    with pytest.raises(Refused):
        service.read_act("burn")


def test_after_erasing_no_address_or_request_is_left(tx: Connection, catalog: Catalog) -> None:
    (place,) = listed(tx, [address()])
    step(tx, catalog, place, "arrive")
    step(tx, catalog, place, "request", text="路灯不亮")
    event = states.find(tx, place).event
    assert erasure.erase_event(tx, event) == 2
    assert all(each.sealed is None for each in records(tx, "outreach-place"))
    assert now(tx, place).status == "here"

"""Test a laptop's identity, its place, and that demo and real data never mix."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import Connection

from kiosk.errors import Refused
from kiosk.journal import this_device, verify
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.factories import at, records


def test_new_epoch_names_the_former_its_length_its_digest_and_the_reason(tx: Connection) -> None:
    last = records(tx)[-1]
    this_device.open_epoch(tx, "restore")
    here = this_device.place(tx)
    assert here is not None
    assert here.device == last.device
    assert here.epoch != last.epoch
    [opening] = [record for record in records(tx) if record.epoch == here.epoch]
    assert opening.seq == 1
    assert json.loads(opening.body) == {
        "reason": "restore",
        "former_epoch": last.epoch,
        "former_seq": last.seq,
        "former_digest": last.digest.hex(),
    }
    assert verify.verify(tx) is None


def test_place_is_set_and_recorded(tx: Connection) -> None:
    this_device.set_place(tx, event="pinghu/2026", unit="criminal", booth="A-3")
    here = this_device.place(tx)
    assert here is not None
    assert (here.unit, here.booth, here.is_set_up) == ("criminal", "A-3", True)
    assert json.loads(records(tx, "place")[0].body)["booth"] == "A-3"


def test_real_folder_refuses_demo(tx: Connection) -> None:
    with pytest.raises(Refused, match="cannot share a data folder"):
        this_device.set_place(tx, event=this_device.DEMO, unit=None, booth="1")
    here = this_device.place(tx)
    assert here is not None
    assert not here.is_demo


def test_demo_folder_refuses_a_real_event(tmp_path: Path) -> None:
    with opened(at(tmp_path), event=this_device.DEMO):
        with pytest.raises(Refused), db.transaction() as tx:
            this_device.set_place(tx, event="pinghu/2026", unit=None, booth="1")
        here = this_device.place(db.reader())
        assert here is not None
        assert here.is_demo


def test_two_laptops_have_nothing_in_common(tmp_path: Path) -> None:
    places = []
    for name in ("one", "two"):
        with opened(at(tmp_path / name)):
            places.append(this_device.place(db.reader()))
    one, two = places
    assert one is not None
    assert two is not None
    assert one.device != two.device
    assert one.epoch != two.epoch

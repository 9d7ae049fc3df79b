"""Test the exports: addresses for openers alone, and nothing by which rows could be joined."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection

from kiosk.booth.outreach import answers, states
from kiosk.content.catalog import Catalog
from kiosk.counts.filters import Filters
from kiosk.office.exports.tables import open_table
from kiosk.sealing import keys
from kiosk.sealing.opening import Opener
from tests.conftest import PASSPHRASE
from tests.outreach.rounds import address, answered, listed, step

pytestmark = pytest.mark.usefixtures("sealing")


def exported(tx: Connection, kind: str, opener: Opener | None = None) -> list[dict[str, Any]]:
    table = open_table(tx, kind, Filters(), opener=opener)
    names = [column.id for column in table.columns]
    rows = [dict(zip(names, row, strict=True)) for chunk in table.chunks for row in chunk]
    assert len(rows) == table.count
    return rows


def test_a_place_is_a_row_with_how_it_stands(tx: Connection, catalog: Catalog) -> None:
    first, second = listed(tx, [address(3), address(9, "firm")])
    step(tx, catalog, first, "arrive")
    step(tx, catalog, first, "points", points=("fraud", "doors"))
    step(tx, catalog, first, "request", text="路灯不亮", unit="traffic")
    one, two = exported(tx, "outreach")
    assert (one["kind"], one["status"], one["points"], one["assigned"]) == (
        "household",
        "here",
        2,
        "traffic",
    )
    assert one["has_request"]
    assert (two["kind"], two["status"], two["calls"]) == ("firm", "open", 0)
    assert not {"address", "note", "request", "place"} & set(one)
    event = states.find(tx, second).event
    opened = exported(tx, "outreach", Opener(tx, event, keys.open_key(tx, event, PASSPHRASE)))
    assert [row["address"] for row in opened] == ["解放西路3号", "解放西路9号"]
    assert [row["request"] for row in opened] == ["路灯不亮", None]


def test_answers_share_no_value_with_a_place_but_where_and_which_day(
    tx: Connection, catalog: Catalog
) -> None:
    (place,) = listed(tx, [address(3)])
    step(tx, catalog, place, "absent")
    for _ in range(5):
        answered(tx, catalog, "home", "very", "fraud")
    answers.release(tx)
    found = exported(tx, "outreach-answer")
    assert len(found) == 10
    assert {row["item"] for row in found} == {"safe", "worry"}
    (row,) = exported(tx, "outreach")
    allowed = {"device", "epoch", "event", "unit", "booth"}
    assert {name for name in row if name in found[0] and row[name] == found[0][name]} <= allowed
    assert len({each["made_at"] for each in found}) == 1

"""Test outreach in the activity report, and that simulated staff call at places."""

from __future__ import annotations

from datetime import datetime
from random import Random

import pytest
from flask import Flask
from sqlalchemy import Connection

from kiosk.booth.outreach import report, states
from kiosk.content.catalog import Catalog
from kiosk.office.demo import callers
from kiosk.office.reports.build import build
from kiosk.office.reports.document import Heading, Paragraph, Table
from kiosk.office.reports.request import Language, ReportRequest
from tests.factories import records
from tests.outreach.rounds import address, listed, step


@pytest.mark.usefixtures("sealing")
@pytest.mark.parametrize(
    ("language", "title", "kind", "said"),
    [
        ("zh", "走访情况", "家庭", "计划走访3处，已上门2处"),
        ("en", "Outreach", "Household", "Of 3 places"),
    ],
)
def test_the_report_has_a_part_with_two_tables(
    tx: Connection, catalog: Catalog, language: Language, title: str, kind: str, said: str
) -> None:
    first, second, _ = listed(tx, [address(1), address(2), address(3, "firm", "城南社区")])
    step(tx, catalog, first, "arrive")
    step(tx, catalog, first, "done")
    step(tx, catalog, second, "refuse")
    event = states.find(tx, first).event
    made = build(tx, ReportRequest(event=event, language=language), is_central=False)
    assert any(isinstance(each, Heading) and title in each.text for each in made.blocks)
    assert any(isinstance(each, Paragraph) and said in each.text for each in made.blocks)
    tables = [each for each in made.blocks if isinstance(each, Table) and title in each.caption]
    assert [list(row) for row in tables[0].rows][1] == [kind, "2", "1", "1", "0", "0"]
    assert [row[0] for row in tables[1].rows] == ["城南社区", "新华社区"]


def test_a_report_without_places_has_no_such_part(tx: Connection) -> None:
    event = records(tx)[-1].event
    made = build(tx, ReportRequest(event=event), is_central=False)
    assert not any(isinstance(each, Heading) and "走访" in each.text for each in made.blocks)


def test_simulated_staff_call_at_most_places_and_keep_no_address(
    app: Flask, tx: Connection, catalog: Catalog
) -> None:
    random = Random(7)
    for _ in range(60):
        callers.call(tx, catalog, random)
    found = report.figures(tx, None).whole
    assert found.planned == 60
    assert 30 < found.done < 55
    assert found.refused + found.absent > 3
    assert 0 < found.asked <= found.done
    counted = report.counted(tx, None, catalog.door_surveys)
    assert counted["home"].sheets >= 5
    assert all(each.sealed is None for each in records(tx))
    assert datetime.fromisoformat(records(tx, "outreach-sheet")[0].made_at).second == 0

"""The overview opens on the newest data: the last day at a booth, the latest event at central."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import clock
from kiosk.accounts import accounts
from kiosk.journal import this_device
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.conftest import Browser
from tests.staff.test_pages import rate, read, sign_in
from tests.sync.sites import Site, add_ratings, enroll, send

PASSWORD = "one long password"


def day_shown(page: str) -> list[str]:
    """Return the first and the last day of the form."""
    return re.findall(r'id="(?:since|until)"[^>]*\svalue="([^"]*)"', page)


def event_shown(page: str) -> str:
    found = re.search(r'<option value="([^"]*)"\s+selected', page)
    assert found
    return found[1]


def rate_at(site: Site, event: str, day: str) -> None:
    """Let two people rate at an event on a day."""
    with clock.pretend(datetime.fromisoformat(f"{day}T10:00").astimezone()):
        site.do(lambda tx: this_device.set_place(tx, unit=None, booth="A1", event=event))
        site.do(lambda tx: add_ratings(tx, (4, 5)))


def test_booth_opens_on_the_last_day_that_has_records(client: FlaskClient, app: Flask) -> None:
    sign_in(client)
    for day in ("2026-12-20", "2026-12-18"):
        with clock.pretend(datetime.fromisoformat(f"{day}T10:00").astimezone()):
            rate(app, [5])
    assert day_shown(read(client, "/staff/")) == ["2026-12-20"] * 2


@pytest.fixture
def analyst(tmp_path: Path) -> Iterator[FlaskClient]:
    """Give an analyst's browser at a central of three booths and three events."""
    central = Site(tmp_path / "central", role="central")
    with central.open():
        pass
    for name, event, day in (
        ("east", "aaa/2026", "2026-12-18"),
        ("west", "aaa/2026", "2026-12-19"),
        ("north", "zzz/2026", "2026-12-20"),
    ):
        booth = Site(tmp_path / name)
        rate_at(booth, event, day)
        if name == "north":
            booth.do(
                lambda tx: this_device.set_place(tx, unit=None, booth="A1", event="later/2027")
            )
        enroll(booth, central)
        send(booth, central)
    with opened(central.settings) as app:
        with db.transaction() as tx:
            accounts.add(tx, "li", "analyst", PASSWORD, actor="terminal")
        app.test_client_class = Browser
        client = app.test_client()
        client.post("/staff/sign-in", data={"name": "li", "password": PASSWORD})
        yield client


def test_central_opens_on_the_last_day_of_the_event_with_the_newest_data(
    analyst: FlaskClient,
) -> None:
    page = read(analyst, "/staff/")
    assert event_shown(page) == "zzz/2026"
    assert day_shown(page) == ["2026-12-20"] * 2
    offered = re.findall(r'<option value="([^"/]+/\d+)"', page)
    assert offered == ["zzz/2026", "aaa/2026", "later/2027", "pinghu/2026"]


def test_central_opens_another_event_on_its_own_last_day(analyst: FlaskClient) -> None:
    page = read(analyst, "/staff/?event=aaa/2026")
    assert event_shown(page) == "aaa/2026"
    assert day_shown(page) == ["2026-12-19"] * 2

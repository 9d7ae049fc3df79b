"""A page opens at once, tells how far counting is, and shows all figures in the end."""

from __future__ import annotations

import re
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.content import service as content
from kiosk.counts import tallying
from kiosk.errors import StorageFailed
from kiosk.office.demo.people import Crowd
from kiosk.office.overview import views
from kiosk.storage.db import db
from tests.journal.counts import by_rows, by_tally
from tests.staff.test_pages import read, sign_in, words

PEOPLE = re.compile(r'data-figure="people">([\d,]+)<')
MOST_SECONDS = 60


def come(people: int, seed: int = 11) -> None:
    """Let so many people come; others by another seed."""
    crowd = Crowd(content.current(), seed)
    with db.transaction() as tx:
        for _ in range(people):
            crowd.next_person(tx)


def test_overview_counts_on_in_the_background_and_shows_all_in_the_end(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallying, "STEP", 1)
    monkeypatch.setattr(views, "A_MOMENT", 0.0)
    come(60)
    sign_in(client)
    page, seen, deadline = read(client, "/staff/"), 0, time.monotonic() + MOST_SECONDS
    while "data-uncounted" in page:
        assert time.monotonic() < deadline
        seen += 1
        page = read(client, "/staff/")
    assert seen
    assert by_tally(db.reader()) == by_rows(db.reader())
    people = by_tally(db.reader())["people", "", 0, "n"]
    assert PEOPLE.findall(page) == [str(people)]


def test_full_disk_leaves_the_figures_that_were_counted_before_and_says_so(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    come(20)
    sign_in(client)
    before = PEOPLE.findall(read(client, "/staff/"))
    come(5, seed=12)

    def fail(*_args: object, **_more: object) -> int:
        raise StorageFailed("磁盘已满。", "The disk is full.")

    monkeypatch.setattr(views, "show_on", fail)
    page = read(client, "/staff/")
    assert "磁盘已满" in words(page)
    assert PEOPLE.findall(page) == before
    monkeypatch.undo()
    assert PEOPLE.findall(read(client, "/staff/")) != before

"""Test that 20,000 addresses are read, listed, opened and searched in time."""

from __future__ import annotations

import time

import pytest
from flask import Flask

from kiosk.accounts.sessions import Session
from kiosk.booth.outreach import book, service
from kiosk.booth.outreach.listing import reader
from kiosk.content.catalog import Catalog
from kiosk.journal import this_device
from kiosk.sealing import keys
from kiosk.storage.db import db
from tests.conftest import PASSPHRASE
from tests.outreach.lists import workbook

MANY, LOAD_SECONDS, SEARCH_SECONDS = 20_000, 15, 0.05
STREETS = ("解放西路", "城南路", "东湖路", "新华路", "环城西路")


@pytest.mark.usefixtures("sealing")
def test_twenty_thousand_addresses_load_and_are_searched_in_time(
    app: Flask, catalog: Catalog
) -> None:
    rows = [(f"{STREETS[n % 5]}{n // 5 + 1}号", f"第{n % 40}社区") for n in range(MANY)]
    data = workbook(rows, ("地址", "社区"))
    began = time.process_time()
    found = reader.read(data, catalog)
    assert reader.sift(found, set()) == 0
    sealed = service.seal_all(db.reader(), (row.value for row in found.rows))
    with db.transaction() as tx:
        assert service.keep(tx, sealed) == MANY
    assert time.process_time() - began < LOAD_SECONDS

    here = this_device.place(db.reader())
    assert here is not None
    key = keys.open_key(db.reader(), here.event, PASSPHRASE)
    session = Session("desk", "reception", 0.0, key=bytearray(key))
    held = book.opened(db.reader(), session, here.event)
    assert held is not None
    assert len(held.entries) == MANY

    def look(words: str) -> tuple[list[book.Entry], list[book.Entry]]:
        again = book.opened(db.reader(), session, here.event)
        assert again is held
        return again.search(words), again.near(words, frozenset())

    began = time.process_time()
    for _ in range(5):
        exact, near = look("东湖路1777号")
    assert (time.process_time() - began) / 5 < SEARCH_SECONDS
    assert [each.address for each in exact] == ["东湖路1777号"]
    assert [each.address for each in near[:3]] == ["东湖路1777号", "东湖路1776号", "东湖路1778号"]
    session.lock()
    assert session.books == {}
    assert book.opened(db.reader(), session, here.event) is None

"""Test that a long list of addresses is read, listed, opened once, and searched.

How long 20,000 take is measured by `tests.bench.lists`.
"""

from __future__ import annotations

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

MANY = 2_000
STREETS = ("解放西路", "城南路", "东湖路", "新华路", "环城西路")


@pytest.mark.usefixtures("sealing")
def test_a_long_list_of_addresses_is_loaded_opened_once_and_searched(
    app: Flask, catalog: Catalog
) -> None:
    rows = [(f"{STREETS[n % 5]}{n // 5 + 1}号", f"第{n % 40}社区") for n in range(MANY)]
    data = workbook(rows, ("地址", "社区"))
    found = reader.read(data, catalog)
    assert reader.sift(found, set()) == 0
    sealed = service.seal_all(db.reader(), (row.value for row in found.rows))
    with db.transaction() as tx:
        assert service.keep(tx, sealed) == MANY

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

    exact, near = look("东湖路177号")
    assert [each.address for each in exact] == ["东湖路177号"]
    assert [each.address for each in near[:3]] == ["东湖路177号", "东湖路176号", "东湖路178号"]
    session.lock()
    assert session.books == {}
    assert book.opened(db.reader(), session, here.event) is None

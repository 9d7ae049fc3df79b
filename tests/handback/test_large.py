"""Test that 20,000 belongings are read, listed, opened, searched and shown in time."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from kiosk.accounts.sessions import Session
from kiosk.booth.handback import opened, report, service
from kiosk.content.catalog import Catalog
from kiosk.counts.filters import Filters
from kiosk.journal import this_device
from kiosk.sealing import keys
from kiosk.storage.db import db
from tests.conftest import PASSPHRASE
from tests.handback.desks import hand_back, step
from tests.handback.lists import row, workbook
from tests.staff.test_pages import sign_in, unlock, words

MANY, FEW, HANDED = 20_000, 20, 400
LOAD_SECONDS, SEARCH_SECONDS = 15, 0.05
BUSY = 3
"""A machine whose cores are shared may take so many times longer than one that is left alone."""
MORE_SECONDS = 0.2
"""How much longer a page may take with many belongings than with few, at the desk."""
EVENT, HOME = "pinghu/2026", "/staff/handback"
PAGES = (HOME, f"{HOME}?show=handed", f"{HOME}/item/zhongdai/7", "/staff/handback-figures")
WORDS = ("试样岗17773", "13800017773", "a17773", "zhongdai/17773", "不在清单上")
"""A claimant, a telephone, a case, a number, and what is nowhere."""


def quickest(act: Callable[[], object], times: int = 5) -> float:
    """Return the seconds of the processor that something takes when nothing is in its way."""
    took = []
    for _ in range(times):
        began = time.process_time()
        act()
        took.append(time.process_time() - began)
    return min(took)


def rows(many: Iterable[int]) -> list[tuple[str, ...]]:
    return [
        row(str(n), f"试样车{n % 40}", f"试样岗{n}", case=f"A-{n}", phone=f"{13800000000 + n}")
        for n in many
    ]


@pytest.fixture
def desk(client: FlaskClient, sealing: None) -> FlaskClient:
    """Give the unlocked browser of a desk without a list."""
    with db.transaction() as tx:
        this_device.set_place(tx, event=EVENT, unit="zhongdai", booth="Z-1")
    sign_in(client)
    unlock(client)
    return client


def load(client: FlaskClient, data: bytes) -> str:
    """Load a list; return what the page says."""
    form = {"list": FileStorage(io.BytesIO(data), "清单.xlsx")}
    stream, _, boundary = stream_encode_multipart(form, threshold=2 * len(data) + 1000)
    kind = f"multipart/form-data; boundary={boundary}"
    answer = client.post(f"{HOME}/list", data=stream.read(), content_type=kind)
    return words(answer.get_data(as_text=True))


def open_all(client: FlaskClient) -> None:
    while "正在打开清单" in client.get(HOME).get_data(as_text=True):
        pass


def looked_at(client: FlaskClient) -> dict[str, float]:
    """Return how long each page takes."""

    def see(path: str) -> None:
        assert client.get(path).status_code == 200

    open_all(client)
    return {path: quickest(lambda path=path: see(path)) for path in PAGES}  # type: ignore[misc]


def test_twenty_thousand_belongings_are_loaded_searched_and_shown_in_time(
    desk: FlaskClient, catalog: Catalog
) -> None:
    few = rows(range(FEW))
    assert f"收下 {FEW} " in load(desk, workbook(few))
    with db.transaction() as tx:
        for n in range(FEW // 2):
            hand_back(tx, catalog, f"zhongdai/{n}")
    with_few = looked_at(desk)

    data = workbook(rows(range(MANY)))
    began = time.process_time()
    listed = load(desk, data)
    loading = time.process_time() - began
    assert f"收下 {MANY - FEW} · 退回 0 · 早就有 {FEW}" in listed
    assert len(service.numbers_here(db.reader())) == MANY
    assert loading < BUSY * LOAD_SECONDS

    with db.transaction() as tx:
        for n in range(FEW, FEW + HANDED):
            hand_back(tx, catalog, f"zhongdai/{n}")
        for n in range(FEW + HANDED, FEW + 2 * HANDED):
            step(tx, catalog, "stay", f"zhongdai/{n}", reason="absent")
    began = time.process_time()
    open_all(desk)
    opening = time.process_time() - began
    with_many = looked_at(desk)

    key = keys.open_key(db.reader(), EVENT, PASSPHRASE)
    session = Session("desk", "reception", 0.0, key=bytearray(key))
    held = opened.opened(db.reader(), session, EVENT)
    while held and held.left:
        held = opened.opened(db.reader(), session, EVENT)
    assert held
    searches = {
        sought: quickest(lambda sought=sought: held.list.search(sought, 51)) for sought in WORDS
    }  # type: ignore[misc]
    assert held.list.search("试样岗17773", 51) == ["zhongdai/17773"]
    assert max(searches.values()) < BUSY * SEARCH_SECONDS, searches
    told: dict[str, object] = {"load": loading, "first opening": opening, "search": searches}
    told |= {f"with {FEW}": with_few, f"with {MANY}": with_many}
    slower = {path: with_many[path] - with_few[path] for path in PAGES}
    assert max(slower.values()) < BUSY * MORE_SECONDS, told
    found = report.figures(db.reader(), EVENT)
    assert found.whole == report.progress(db.reader(), Filters(event=EVENT))
    assert found.whole == report.Progress(MANY, FEW // 2 + HANDED, HANDED)

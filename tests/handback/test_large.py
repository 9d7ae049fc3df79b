"""Test that a long list of belongings is opened piece by piece, found, and looked up by its index.

How long 20,000 take is measured by `tests.bench.lists`.
"""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, text

from kiosk.accounts.sessions import Session
from kiosk.booth.handback import opened, report, states
from kiosk.content.catalog import Catalog
from kiosk.counts.filters import Filters
from kiosk.journal import this_device
from kiosk.sealing import keys
from tests.conftest import PASSPHRASE
from tests.handback.desks import add, hand_back, item, step

MANY, HANDED = 1_000, 10
EVENT = "pinghu/2026"
pytestmark = pytest.mark.usefixtures("sealing")


@pytest.fixture
def tx(tx: Connection, catalog: Catalog) -> Connection:
    """Stand at a desk with a long list, of which some is handed back."""
    this_device.set_place(tx, event=EVENT, unit="zhongdai", booth="Z-1")
    listed = (
        item(f"zhongdai/{n}", claimant=f"试样岗{n}", case=f"A-{n}", phone=f"{13800000000 + n}")
        for n in range(MANY)
    )
    assert add(tx, catalog, listed) == MANY
    for n in range(HANDED):
        hand_back(tx, catalog, f"zhongdai/{n}")
        step(tx, catalog, "stay", f"zhongdai/{HANDED + n}", reason="absent")
    return tx


def test_a_long_list_is_opened_piece_by_piece_and_found_by_all_it_holds(
    tx: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "A_MOMENT", 0.0)
    key = keys.open_key(tx, EVENT, PASSPHRASE)
    session = Session("desk", "reception", 0.0, key=bytearray(key))
    left = []
    while (held := opened.opened(tx, session, EVENT)) and held.left:
        left.append(held.left)
    assert held
    assert left == sorted(left, reverse=True)
    assert len(left) > 2
    for words, number in (("试样岗777", 777), ("13800000777", 777), ("a777", 777)):
        assert held.list.search(words, 51) == [f"zhongdai/{number}"]
    assert states.numbered(tx, EVENT, "zhongdai/777", 51) == ["zhongdai/777"]
    session.lock()
    assert opened.opened(tx, session, EVENT) is None


def test_pages_of_the_list_hold_each_belonging_once(tx: Connection) -> None:
    counts = states.counts(tx, EVENT)
    assert counts == {"waiting": MANY - 2 * HANDED, "staying": HANDED, "handed": HANDED}
    for tab, count in counts.items():
        first = states.leaf(tx, EVENT, tab, 1, count)
        leaves = [states.leaf(tx, EVENT, tab, page + 1, count) for page in range(first.pages)]
        numbers = [row.number for leaf in leaves for row in leaf.rows]
        assert len(numbers) == len(set(numbers)) == count
    found = report.figures(tx, EVENT).whole
    assert found == report.progress(tx, Filters(event=EVENT))
    assert found == report.Progress(MANY, HANDED, HANDED)


def test_steps_are_looked_up_by_belonging_and_never_all_read_for_each(tx: Connection) -> None:
    query = states.with_states().compile(tx, compile_kwargs={"literal_binds": True})
    plan = [row.detail for row in tx.execute(text(f"EXPLAIN QUERY PLAN {query}"))]
    of_steps = [line for line in plan if "belonging_step" in line]
    assert len(of_steps) == 2
    assert all("ix_belonging_step_of" in line and "number=?" in line for line in of_steps)

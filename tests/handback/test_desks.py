"""Desks that hold the same list, each a process of its own, hand a belonging out once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from sqlalchemy import Connection, insert, text

from kiosk.content import service as content
from kiosk.journal.models import DeskKey
from kiosk.storage.db import open_engine
from tests.factories import hidden
from tests.handback.desks import add, item, step
from tests.process import BoothProcess
from tests.reception.door import Answer, Door
from tests.shell.desks.network import NetworkDesk, at_once, running, signed_in

RACES, MOST_RACES = 4, 12
LISTED = MOST_RACES + 8
SILENT, ALL_ASKED = "个别的发还台没有回答", "别的发还台都问过了，都没有发过"
ELSEWHERE, BUSY = "已经在别的发还台发出去了", "正在另一个发还台办理"


class Desk(NetworkDesk):
    """A desk whose belongings were all signed for, so that they may be handed out."""

    unit = "zhongdai"

    def __init__(self, folder: Path, name: str, *keys: SigningKey, row: dict[str, object]) -> None:
        """Set it up with the desk key of this row."""
        self._row = row
        super().__init__(folder, name, *keys)
        self.numbers = _numbers()

    def set_up(self, tx: Connection) -> None:
        """List belongings, and take all steps but the last."""
        tx.execute(insert(DeskKey), self._row)
        add(tx, content.current(), map(item, _numbers()))
        for number in _numbers():
            for act in ("check", "read", "sign"):
                step(tx, content.current(), act, number)

    def acts(self, number: str) -> list[str]:
        """Return what was recorded here of a belonging, after it was signed for."""
        engine = open_engine(self.data / "kiosk.db")
        query = text("SELECT act FROM belonging_step WHERE number = :number ORDER BY step")
        with engine.connect() as tx:
            found = list(tx.execute(query, {"number": number}).scalars())
        engine.dispose()
        return found[3:]


def _numbers() -> list[str]:
    return [f"zhongdai/{number:03}" for number in range(LISTED)]


@pytest.fixture(scope="module")
def desks(
    tmp_path_factory: pytest.TempPathFactory, made_key: tuple[dict[str, object], str]
) -> tuple[Desk, Desk]:
    """Return two desks that know each other and hold the same list."""
    folder, keys = tmp_path_factory.mktemp("desks"), (SigningKey.generate(), SigningKey.generate())
    a = Desk(folder, "a", *keys, row=made_key[0])
    return a, Desk(folder, "b", *reversed(keys), row=made_key[0])


@pytest.fixture(scope="module")
def processes(desks: tuple[Desk, Desk]) -> Iterator[tuple[BoothProcess, BoothProcess]]:
    """Run both desks."""
    with running(*desks) as held:
        yield held


@pytest.fixture(scope="module")
def both(processes: tuple[BoothProcess, BoothProcess]) -> tuple[Door, Door]:
    """Return the staff at the first and the second desk, signed in."""
    return signed_in(processes[0]), signed_in(processes[1])


@pytest.fixture
def number(desks: tuple[Desk, Desk]) -> str:
    """Return a belonging that nobody has handed out yet."""
    return desks[0].numbers.pop()


def form(door: Door, act: str, number: str) -> dict[str, str]:
    """Return the form of a step as it is shown now."""
    page = door.get(f"handback/item/{number}").page
    return {name: hidden(page, name) for name in ("tap", "seen")} | {"act": act}


def take(door: Door, act: str, number: str) -> Answer:
    """Take a step; return the page that says how it went."""
    return door.post(f"handback/item/{number}", **form(door, act, number))


def recorded(desks: Sequence[Desk], number: str) -> list[list[str]]:
    return [desk.acts(number) for desk in desks]


def test_what_one_desk_handed_out_the_other_refuses_with_where_and_when_until_it_is_undone(
    desks: tuple[Desk, Desk], both: tuple[Door, Door], number: str
) -> None:
    at_a, at_b = both
    sent = form(at_a, "hand", number)
    handed = at_a.post(f"handback/item/{number}", **sent)
    assert handed.status == 200
    assert ALL_ASKED in handed.page
    refused = take(at_b, "hand", number)
    assert refused.status == 409
    assert re.search(rf"{ELSEWHERE}.*（desk a，\d+-\d+ \d\d:\d\d）", refused.page), refused.page
    assert 'value="hand"' in refused.page  # It still stands as signed for.
    assert recorded(desks, number) == [["hand"], []]
    again = at_a.post(f"handback/item/{number}", **sent)
    assert (again.status, recorded(desks, number)) == (200, [["hand"], []])

    assert take(at_a, "undo", number).status == 200
    handed = take(at_b, "hand", number)
    assert (handed.status, ALL_ASKED in handed.page) == (200, True)
    refused = take(at_a, "hand", number)
    assert refused.status == 409
    assert "（desk b，" in refused.page
    assert recorded(desks, number) == [["hand", "undo"], ["hand"]]


def test_at_the_same_moment_exactly_one_desk_hands_it_out(
    desks: tuple[Desk, Desk], both: tuple[Door, Door]
) -> None:
    heard = 0
    for _ in range(MOST_RACES):
        number = desks[0].numbers.pop()
        forms = {door: form(door, "hand", number) for door in both}
        path = f"handback/item/{number}"
        pages = at_once(both, lambda door, path=path, forms=forms: door.post(path, **forms[door]))  # type: ignore[misc]
        if any(SILENT in page.page for page in pages):
            continue  # This machine was too busy to answer in time, and the page says so.
        heard += 1
        assert sorted(page.status for page in pages) == [200, 409]
        (given,) = (page for page in pages if page.status == 200)
        (refused,) = (page for page in pages if page.status == 409)
        assert ALL_ASKED in given.page
        assert BUSY in refused.page or ELSEWHERE in refused.page
        assert recorded(desks, number) == [["hand"] * (page is given) for page in pages]
        assert take(both[pages.index(refused)], "hand", number).status == 409
        if heard == RACES:
            break
    assert heard == RACES


def test_other_steps_ask_nobody(
    desks: tuple[Desk, Desk], both: tuple[Door, Door], number: str
) -> None:
    assert take(both[0], "hand", number).status == 200
    for act in ("undo", "undo"):  # At the other desk, its own signature and reading.
        page = take(both[1], act, number)
        assert (page.status, ALL_ASKED in page.page, SILENT in page.page) == (200, False, False)
    assert recorded(desks, number) == [["hand"], ["undo", "undo"]]


def test_a_desk_that_is_off_stops_nobody_and_the_page_says_how_many_did_not_answer(
    desks: tuple[Desk, Desk],
    both: tuple[Door, Door],
    processes: tuple[BoothProcess, BoothProcess],
    number: str,
) -> None:
    """The last test here, since the second desk stays off."""
    processes[1].kill()
    page = take(both[0], "hand", number)
    assert page.status == 200
    assert f"有 1 {SILENT}" in page.page
    assert ALL_ASKED not in page.page
    assert recorded(desks, number) == [["hand"], []]

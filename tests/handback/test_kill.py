"""Let the power fail after each step of handing back: what was confirmed is there, and once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from kiosk.storage.db import open_engine
from tests.conftest import PASSPHRASE
from tests.factories import hidden
from tests.handback.desks import CLAIMANT, NAME, NUMBER, PHONE, WHAT
from tests.handback.lists import photo, row, workbook
from tests.handback.paper import pages_of
from tests.process import BoothProcess, run
from tests.reception.door import Answer, Door
from tests.staff.test_pages import words

ITEM, RECEIPT = f"handback/item/{NUMBER}", f"handback/receipt/{NUMBER}"
WALK: tuple[tuple[str, dict[str, str]], ...] = (
    ("check", {"proof": "case-receipt"}),
    ("read", {}),
    ("sign", {"signature": NAME}),
    ("hand", {}),
    ("photo", {}),
    ("undo", {}),
    ("undo", {}),
)
SIGNED = 3
"""From so many steps on a receipt may be printed, since no later one takes the signature back."""


@pytest.fixture(scope="module")
def desk(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoothProcess]:
    """Give a desk that loaded a list."""
    data = tmp_path_factory.mktemp("killed") / "data"
    data.mkdir()
    (data / "kiosk.db").write_bytes((prepared / "kiosk.db").read_bytes())
    with BoothProcess(data, KIOSK_DESK_PASSPHRASE=PASSPHRASE) as process:
        door = Door(process)
        door.set_up()
        given = {"unit": "zhongdai", "phone": PHONE}
        rows = [row(own, WHAT, CLAIMANT, **given) for own in ("017", "018")]
        listed = door.upload("handback/list", "list", workbook(rows), "清单.xlsx")
        assert "收下 2 " in words(listed.page)
        yield process


def after_the_power_failed(desk: BoothProcess) -> Door:
    """Kill the desk, start it anew, and sign in."""
    desk.kill()
    desk.start()
    door = Door(desk)
    door.sign_in()
    return door


def shown(door: Door, path: str = ITEM) -> dict[str, str]:
    """Return what the forms of an item hold as it is shown now."""
    page = door.get(path).page
    return {name: hidden(page, name) for name in ("tap", "seen")}


def send(door: Door, form: dict[str, str], act: str, given: dict[str, str]) -> Answer:
    """Send the form of a step."""
    if act == "photo":
        return door.upload(ITEM, "photo", photo(), "a.jpg", act=act, **form)
    return door.post(ITEM, act=act, **form, **given)


def taken(desk: BoothProcess, number: str = NUMBER) -> list[str]:
    """Return the steps that the desk holds."""
    engine = open_engine(desk.data / "kiosk.db")
    query = text("SELECT act FROM belonging_step WHERE number = :number ORDER BY step")
    with engine.connect() as tx:
        found = list(tx.execute(query, {"number": number}).scalars())
    engine.dispose()
    return found


def test_each_confirmed_step_is_there_once_and_the_receipt_can_be_printed(
    desk: BoothProcess,
) -> None:
    door = Door(desk)
    door.sign_in()
    for count, (act, given) in enumerate(WALK, start=1):
        form = shown(door)
        assert send(door, form, act, given).status == 200
        door = after_the_power_failed(desk)
        assert taken(desk) == [each for each, _ in WALK[:count]]
        assert send(door, form, act, given).status == 200  # Sent once more.
        assert taken(desk) == [each for each, _ in WALK[:count]]
        if act in ("sign", "hand") or count == len(WALK):
            door.unlock()
            printed = door.get(RECEIPT)
            assert printed.status == 200, act
            [(said, _)] = pages_of(printed.data)
            assert said.count(CLAIMANT) == said.count(WHAT) == 2
            assert ("尚未发还" in said) == (act != "hand")
        elif count < SIGNED:
            assert door.get(RECEIPT).status == 409


def test_a_step_on_its_way_when_the_power_failed_is_there_once_when_it_is_sent_again(
    desk: BoothProcess,
) -> None:
    path, done = "handback/item/zhongdai/018", list[str]()
    for act, given in WALK[:4]:
        door = Door(desk)
        door.sign_in()
        form = shown(door, path)
        sent = threading.Thread(target=_unheard, args=(door, path, {"act": act} | form | given))
        sent.start()
        door = after_the_power_failed(desk)
        sent.join()
        assert taken(desk, "zhongdai/018") in (done, [*done, act])
        done.append(act)
        assert door.post(path, act=act, **form, **given).status == 200
        assert taken(desk, "zhongdai/018") == done
    assert run("journal", "verify", data=desk.data).returncode == 0


def _unheard(door: Door, path: str, form: dict[str, str]) -> None:
    """Send a form, whose answer may never come."""
    with suppress(OSError):
        door.post(path, **form)

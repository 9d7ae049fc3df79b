"""Read the memory of a booth after its staff locked, and look for what they had opened."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest

from kiosk import memory
from kiosk.accounts.sessions import Session
from kiosk.booth.checkin import invitations
from kiosk.sealing import keys
from kiosk.startup import opened
from kiosk.storage.db import db
from tests import launch
from tests.factories import at
from tests.faults.test_secrets import EVENT, PASSWORD, Person
from tests.process import BoothProcess

PASSPHRASE = "Zq7vKmarkerOfThePassphrase91x"
NAME, PHONE, SCHOOL = "堃喆先龘䶮", "13912345678", "Quixotemarkerschool"
GUESTS, AT_ONCE, TIMES = 400, 6, 12
MOST_LEFT = 40
"""Copies of names that may be left of some 900: which pieces of memory are used again is chance."""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Only Linux shows memory as files")


def pieces(pid: int) -> Iterator[bytes]:
    """Yield what a process can write to."""
    listed = Path(f"/proc/{pid}/maps").read_text().splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", 0) as held:
        for rights, place in ((line.split()[1], line.split()[0]) for line in listed):
            begin, end = (int(each, 16) for each in place.split("-"))
            with suppress(OSError, ValueError):  # What belongs to the system cannot be read.
                if "w" in rights:
                    held.seek(begin)
                    yield held.read(end - begin)


def copies(pid: int, sought: dict[str, list[bytes]]) -> dict[str, int]:
    """Count the copies of each in a process's memory, in whatever encoding."""
    found = dict.fromkeys(sought, 0)
    for piece in pieces(pid):
        for name, forms in sought.items():
            found[name] += sum(piece.count(form) for form in forms)
    return found


@pytest.fixture
def station(data: Path) -> Iterator[BoothProcess]:
    """Give a booth with a list of guests, whose passphrase no process was started with."""
    guest = {"phone": PHONE, "organisation": SCHOOL, "kind": "organisation"}
    with opened(at(data)), db.transaction() as tx:
        keys.make_key(tx, EVENT, PASSPHRASE)
        names = (f"{NAME}{count}" for count in range(GUESTS))
        invitations.add(tx, [invitations.Guest(name=name, **guest) for name in names])
    with launch.from_nothing(), BoothProcess(data) as booth:
        yield booth


def test_after_locking_neither_key_nor_passphrase_nor_names_are_left_in_memory(
    station: BoothProcess,
) -> None:
    with opened(at(station.data)):
        key = keys.open_key(db.reader(), EVENT, PASSPHRASE)
    forms = [NAME.encode(), NAME.encode("utf-16-le"), quote(NAME).encode()]
    sought = {
        "passphrase": [PASSPHRASE.encode(), PASSPHRASE.encode("utf-16-le")],
        "key": [key],
        "names": [*forms, NAME.encode("unicode-escape")],
        "telephones": [PHONE.encode()],
    }
    staff = Person(station)
    first = {"code": station.first_code, "name": "boss", "unit": "", "booth": "A-1"}
    words = {"password": PASSWORD, "password_again": PASSWORD, "event": EVENT}
    staff.send("/staff/first", **first, **words)
    if os.geteuid() != 0:
        with pytest.raises(PermissionError):
            copies(station.pid, sought)
        return
    with ThreadPoolExecutor(AT_ONCE) as hands:
        form = {"passphrase": PASSPHRASE, "next": "/staff/unlock"}
        for _ in range(AT_ONCE):  # One after the other: as many at once would have to wait.
            staff.send("/staff/unlock", **form)
        find = "/staff/reception/invited/find"
        shown = list(hands.map(lambda _: staff.send(find, words=SCHOOL[:7]), range(TIMES)))
        list(hands.map(lambda _: staff.send(find, words="nobody has it"), range(TIMES)))
    assert all(NAME in page for page in shown)
    open_now = copies(station.pid, sought)
    assert open_now["key"] > 0
    assert open_now["names"] >= GUESTS
    staff.send("/staff/unlock", lock="1", next="/staff/unlock")
    left = copies(station.pid, sought)
    assert (left["key"], left["passphrase"]) == (0, 0), left
    assert left["names"] <= MOST_LEFT, left
    assert left["telephones"] <= MOST_LEFT, left


def test_a_locked_key_is_zeros_wherever_it_is_still_held() -> None:
    key = bytearray(b"k" * 32)
    session = Session("boss", "admin", 0.0, key=key)
    session.lock()
    assert key == bytes(32)
    assert session.key is None
    memory.wipe(key)
    assert len(key) == 32

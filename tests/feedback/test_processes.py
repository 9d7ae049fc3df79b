"""Test with real processes that a code of one booth opens and erases at another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

import pytest

from kiosk.journal.service import walk
from kiosk.startup import make_desk_key
from tests.browser.pages import STAFF_PASSWORD, add_staff
from tests.conftest import PASSPHRASE
from tests.factories import hidden
from tests.faults.test_secrets import Person, read
from tests.process import BoothProcess, CentralProcess, run
from tests.sync.sites import Site

PRIVACY = "the passphrase of central alone"
SAID, REPLY = "巷子里的路灯坏了", "路灯已修好，谢谢您提醒"


@dataclass
class Town:
    """Hold a central and two booths, each a process of its own, both enrolled."""

    central: CentralProcess
    booths: list[BoothProcess]

    def sync(self, *places: int) -> None:
        """Let booths sync, one after the other."""
        for place in places:
            done = run("sync", "now", data=self.booths[place].data)
            assert done.returncode == 0, done.stderr

    def sealed(self) -> list[str]:
        """Return the kinds of records at central in which feedback is still sealed."""

        def look(tx: object) -> list[str]:
            return [
                each.kind
                for each in walk(tx)  # type: ignore[arg-type]
                if each.sealed and each.kind.startswith("feedback")
            ]

        return Site(self.central.data, role="central").do(look)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Give a town."""
    folder = tmp_path_factory.mktemp("town")
    central = CentralProcess(folder / "central", KIOSK_DESK_PASSPHRASE=PRIVACY)
    booths = []
    with central:
        add_staff(central.data, "privacy", "privacy")
        for name in ("one", "two"):
            data = folder / name
            site = Site(data, desk_passphrase=PASSPHRASE)
            with site.open():
                make_desk_key(site.settings)
            enrolled = run("device", "enroll", central.address, central.enroll_code(), data=data)
            assert enrolled.returncode == 0, enrolled.stderr
            booths.append(BoothProcess(data))
        with booths[0], booths[1]:
            yield Town(central, booths)


def leave(booth: BoothProcess) -> str:
    """Leave feedback at a booth; return the code on the slip."""
    form = hidden(read(booth, "/feedback/suggestion"), "form")
    page = Person(booth).send("/feedback/suggestion", form=form, chip="lights", text=SAID)
    found = re.search(r'aria-label="([A-Z0-9]{5}-[A-Z0-9]{5})"', page)
    assert found, page
    return found[1]


def answer_and_release(place: BoothProcess, name: str, passphrase: str) -> None:
    """Sign in at a booth or central, unlock, answer the last piece, and release the answer."""
    staff = Person(place)
    staff.send("/staff/sign-in", name=name, password=STAFF_PASSWORD)
    page = staff.send(
        "/staff/unlock", passphrase=passphrase, reason="to answer", next="/staff/feedback"
    )
    found = re.search(r'<a href="(/staff/feedback/[^"]+)"', page)
    assert found, page
    path = unescape(found[1])
    page = staff.get(path)
    for act, more in (("answer", {"text": REPLY}), ("release", {})):
        form = {"tap": hidden(page, "tap"), "seen": hidden(page, "seen"), "act": act} | more
        page = staff.send(path, **form)
    assert "已送出，来访者还没有看" in page


def test_answered_at_central_opened_and_erased_at_another_booth(town: Town) -> None:
    one, two = town.booths
    code = leave(one)
    visitor = Person(two)
    town.sync(0, 1)
    assert "收到了，还没有分派" in visitor.send("/feedback/answer", code=code)
    answer_and_release(town.central, "privacy", PRIVACY)
    town.sync(1, 0)
    for booth in town.booths:
        assert REPLY in Person(booth).send("/feedback/answer", code=code)
    assert town.sealed()
    assert REPLY in visitor.send("/feedback/answer", code=code)
    assert "已删除" in visitor.send("/feedback/answer/erase")
    town.sync(1, 0)
    assert town.sealed() == []
    assert "已经删除过了" in Person(one).send("/feedback/answer", code=code)

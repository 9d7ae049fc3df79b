"""Several central processes share one database: what one ends is ended in every other at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Barrier, Thread

import pytest

from kiosk.accounts import accounts
from kiosk.config import Settings
from kiosk.errors import KioskError
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.faults.people import Person
from tests.postgres import Server
from tests.process import CentralProcess
from tests.staff.test_pages import PASSWORD

CODE = re.compile(r"(?:[A-Z2-9]{4}-){2}[A-Z2-9]{4}")
CHOSEN = "chosen by themselves"


class Pair:
    """Be two central processes on one database, with an administrator and an editor."""

    def __init__(self, held: ExitStack, folder: Path, database: str) -> None:
        """Start both."""
        self.processes = [
            held.enter_context(CentralProcess(folder / str(number), database=database))
            for number in range(2)
        ]
        self.people: list[Person] = []
        self.command("staff", "add", "boss", "--role", "admin", "--password", PASSWORD)
        self.command("staff", "add", "li", "--role", "editor", "--password", PASSWORD)

    def command(self, *words: str) -> str:
        """Run a command, which is a third process."""
        return self.processes[0].run(*words)

    def person(self, number: int) -> Person:
        """Stand at one of the two, without signing in."""
        self.people.append(Person(self.processes[number].port))
        return self.people[-1]

    def enter(self, number: int, name: str, words: str = PASSWORD) -> Person:
        """Sign in at one of the two."""
        person = self.person(number)
        assert person.post("/staff/sign-in", name=name, password=words) == 303
        return person


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, postgres: Server) -> Iterator[Pair]:
    """Start the two once for all of these tests."""
    with ExitStack() as held:
        yield Pair(held, tmp_path_factory.mktemp("pair"), postgres.create_database())


@pytest.fixture
def pair(both: Pair) -> Iterator[Pair]:
    """Give the two, and let everybody go home afterwards."""
    yield both
    while both.people:
        both.people.pop().close()


def is_out(person: Person) -> bool:
    """Tell whether a browser is asked to sign in."""
    status, _, location = person.ask("GET", "/staff/cards")
    assert status in (200, 303)
    return (status, location) == (303, "/staff/sign-in")


def test_account_disabled_in_one_process_is_refused_in_the_other(pair: Pair) -> None:
    boss, li = pair.enter(0, "boss"), pair.enter(1, "li")
    assert not is_out(li)
    assert boss.post("/staff/accounts/change", name="li", act="disable") == 303
    assert is_out(li)
    assert pair.person(1).post("/staff/sign-in", name="li", password=PASSWORD) == 403
    assert boss.post("/staff/accounts/change", name="li", act="enable") == 303
    assert is_out(li)
    assert not is_out(pair.enter(1, "li"))
    assert not is_out(boss)


def test_account_disabled_on_the_terminal_is_out_of_every_process(pair: Pair) -> None:
    people = [pair.enter(number, "li") for number in range(2)]
    pair.command("staff", "disable", "li")
    assert [is_out(person) for person in people] == [True, True]
    pair.command("staff", "enable", "li")


def test_code_made_in_one_process_opens_once_in_whichever(pair: Pair) -> None:
    boss, before = pair.enter(0, "boss"), pair.enter(1, "li")
    status, page, _ = boss.ask("POST", "/staff/accounts/reset", {"name": "li"})
    found = CODE.search(re.sub(r"<[^>]*>", "", page))
    assert status == 200
    assert found
    assert is_out(before)
    newcomer = pair.enter(1, "li", found[0])
    form = {"name": "li", "password": found[0]}
    assert pair.person(0).post("/staff/sign-in", **form) == 403
    assert newcomer.ask("GET", "/staff/")[::2] == (303, "/staff/password")
    chosen = {"password": CHOSEN, "password_again": CHOSEN}
    assert newcomer.post("/staff/password", **chosen) == 303
    assert not is_out(newcomer)
    pair.enter(0, "li", CHOSEN)
    pair.command("staff", "passwd", "li", "--password", PASSWORD)
    assert is_out(newcomer)


def test_role_given_in_one_process_counts_in_the_other(pair: Pair) -> None:
    li = pair.enter(1, "li")
    assert li.ask("GET", "/staff/exports")[0] == 403
    pair.command("staff", "role", "li", "analyst")
    assert li.ask("GET", "/staff/exports")[0] == 200
    pair.command("staff", "role", "li", "editor")
    assert li.ask("GET", "/staff/exports")[0] == 403


def test_two_administrators_who_disable_each_other_at_once_leave_one(
    database: str, tmp_path: Path
) -> None:
    with opened(Settings(data=tmp_path, database=database)) as app:
        with db.transaction() as tx:
            for name in ("boss", "chief"):
                accounts.add(tx, name, "admin", PASSWORD, actor="terminal")
        for _ in range(10):
            start = Barrier(2)

            def disable(name: str, actor: str, start: Barrier = start) -> None:
                with app.app_context():
                    start.wait()
                    with suppress(KioskError), db.transaction() as tx:
                        accounts.disable(tx, name, actor=actor)

            pairs = (("boss", "chief"), ("chief", "boss"))
            threads = [Thread(target=disable, args=names) for names in pairs]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            active = [each.name for each in accounts.listed(db.reader()) if each.is_active]
            assert len(active) == 1
            with db.transaction() as tx:
                for name in ("boss", "chief"):
                    accounts.enable(tx, name, actor="terminal")

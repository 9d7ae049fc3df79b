"""Names stay sealed all the way to central, which opens them with a passphrase of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from kiosk.content import service as content
from kiosk.startup import make_desk_key
from kiosk.storage.db import db
from tests.checkin.people import check_in, party, school_class
from tests.conftest import PASSPHRASE
from tests.faults.test_secrets import NAMES, PHONES, found
from tests.postgres import Home, Server
from tests.process import CentralProcess, run
from tests.sync.booths import Center, join
from tests.sync.sites import Site

PRIVACY = "the passphrase of central alone"
EVENT = "pinghu/2026"
EXPORT = ("export", "visit", "--format", "csv", "--out", "-", "--event", EVENT)
UNSEALED = ("--unsealed", "--reason", "a guest asks")


@dataclass
class Day:
    """Hold a day at the door that reached central, half over the network and half by stick."""

    booth: Site
    center: Center
    stick: Path

    def export(self, *more: str, words: str = "") -> tuple[int, str]:
        """Export the visits at central; return the exit code and what was printed."""
        process = self.center.process
        done = run(*EXPORT, *more, data=process.data, stdin=words, KIOSK_DATABASE=process.database)
        return done.returncode, done.stdout + done.stderr


def command(booth: Site, *args: str, words: str = "") -> None:
    """Run a command of the booth."""
    done = run(*args, data=booth.settings.data, stdin=words)
    assert done.returncode == 0, done.stdout + done.stderr


def let_in(booth: Site, *parties: dict[str, object]) -> None:
    """Check parties in."""
    with booth.open():
        for given in parties:
            with db.transaction() as tx:
                check_in(tx, content.current(), party(**given))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    folder = tmp_path_factory.mktemp("privacy")
    home = Home()  # A server whose files hold this day alone.
    try:
        server = Server(home).make()
        yield from _spend(folder, server)
    finally:
        home.close()


def _spend(folder: Path, server: Server) -> Iterator[Day]:
    central = CentralProcess(
        folder / "central", database=server.create_database(), KIOSK_DESK_PASSPHRASE=PRIVACY
    )
    booth = Site(folder / "booth", desk_passphrase=PASSPHRASE)
    stick = folder / "stick"
    stick.mkdir()
    with booth.open():
        make_desk_key(booth.settings)
    with central:
        center = Center(central, server)
        let_in(booth, {"name": NAMES[0], "phone": PHONES[0]}, {"name": NAMES[1]})
        join(booth, center)
        command(booth, "sync", "now")
        let_in(booth, {"name": NAMES[3], "phone": PHONES[1]})
        with booth.open(), db.transaction() as tx:
            teacher = school_class(name=NAMES[2], organisation=NAMES[4])
            check_in(tx, content.current(), teacher, channel="group")
        command(booth, "sync", "export", str(stick))
        central.run("sync", "import", str(stick))
        yield Day(booth, center, stick)


def test_before_the_desk_gave_its_key_central_says_what_to_do(day: Day) -> None:
    code, printed = day.export(*UNSEALED, words=f"{PRIVACY}\n")
    assert code == 0, printed
    assert "先在那台终端解锁一次" in printed
    assert not [name for name in NAMES if name in printed]


def test_after_one_unlock_at_the_booth_every_name_opens_at_central(day: Day) -> None:
    command(
        day.booth, *EXPORT, *UNSEALED, words=f"{PASSPHRASE}\n"
    )  # What opens a desk's key gives it to central.
    command(day.booth, "sync", "now")
    code, printed = day.export(*UNSEALED, words=f"{PRIVACY}\n")
    assert code == 0, printed
    for sought in (*NAMES, PHONES[0], PHONES[1]):
        assert sought in printed, sought


def test_no_other_words_open_anything_at_central(day: Day) -> None:
    for words in (PASSPHRASE, "guessed", ""):
        code, printed = day.export(*UNSEALED, words=f"{words}\n")
        assert code != 0
        assert not [name for name in NAMES if name in printed]
    code, printed = day.export()
    assert code == 0
    assert not [name for name in NAMES if name in printed]


def test_no_byte_search_of_stick_booth_or_central_finds_a_name_or_a_telephone(day: Day) -> None:
    day.center.postgres.run("CHECKPOINT")
    places = {
        "stick": day.stick,
        "booth": day.booth.settings.data,
        "central": day.center.process.data,
        "database": day.center.postgres.cluster,
    }
    held = {
        f"{place}: {file}": file.read_bytes()
        for place, folder in places.items()
        for file in folder.rglob("*")
        if file.is_file()
    }
    assert {name.partition(":")[0] for name in held} >= {"stick", "booth", "database"}
    held["central's log"] = day.center.process.log.encode()
    held |= tables(day.center)
    assert any(b"pinghu/2026" in data for name, data in held.items() if "database" in name)
    assert found(held) == []


def tables(center: Center) -> dict[str, bytes]:
    """Return each table of central's database as `COPY` writes it."""
    with psycopg.connect(center.process.database) as connection:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        names = [name for (name,) in connection.execute(query.encode())]
        found = {}
        for name in names:
            with connection.cursor().copy(f'COPY "{name}" TO STDOUT'.encode()) as copy:
                found[f"table {name}"] = b"".join(bytes(part) for part in copy)
        return found

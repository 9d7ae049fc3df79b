"""Search every byte that a booth leaves behind for the names and telephones of its guests."""

from __future__ import annotations

import io
import re
import sqlite3
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from kiosk.booth.checkin import invitations
from kiosk.content import service as content
from kiosk.sealing import erasure
from kiosk.startup import opened
from kiosk.storage import data_folder
from kiosk.storage.db import db
from tests.checkin.people import check_in, party, school_class
from tests.conftest import PASSPHRASE
from tests.factories import at
from tests.process import BoothProcess, run

EVENT = "pinghu/2026"
NAMES = ("邵㐂䶮", "堃喆先", "彧甯老师", "Xerxes Quine", "䶮氏小学")
PHONES = ("13800000000", "13900000017", "15000000029")
PASSWORD = "one long password"
ENCODINGS = ("utf-8", "utf-16-le", "gb18030")


class Person:
    """Be a browser without script: forms, cookies, and the page that follows."""

    def __init__(self, booth: BoothProcess) -> None:
        """Begin without cookies."""
        self.address = booth.address
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def send(self, path: str, **form: str) -> str:
        """Send a form, and return the page that it leads to."""
        with self._opener.open(self.address + path, urlencode(form).encode(), 60) as answer:
            page: str = answer.read().decode()
            return page

    def get(self, path: str) -> str:
        """Open a page, and return it."""
        with self._opener.open(self.address + path, None, 60) as answer:
            page: str = answer.read().decode()
            return page


@pytest.fixture
def station(data: Path) -> Iterator[BoothProcess]:
    """Give a booth that can seal, with a copy in its folder, on a day with named guests."""
    with BoothProcess(data, KIOSK_DESK_PASSPHRASE=PASSPHRASE) as booth:
        with opened(at(data)):
            with db.transaction() as tx:
                catalog = content.current()
                check_in(tx, catalog, party(name=NAMES[0], phone=PHONES[0]))
                check_in(tx, catalog, party(name=NAMES[1], phone=PHONES[1]))
                teacher = school_class(name=NAMES[2], organisation=NAMES[4])
                check_in(tx, catalog, teacher, channel="group")
                guests = [invitations.Guest(name=NAMES[3], phone=PHONES[2])]
                guests += [invitations.Guest(name=NAMES[0], phone=PHONES[0])] * 300
                invitations.add(tx, guests)
            for _ in range(300):
                with db.transaction() as tx:
                    check_in(tx, catalog, party(name=NAMES[0], phone=PHONES[0]))
        walk_in(booth)
        data_folder.copy_database(data / "kiosk.db", data / "kiosk-before-0001.db")
        yield booth


def walk_in(booth: BoothProcess) -> None:
    """Check in at the screen itself, with a telephone."""
    form = {"surname": "王", "people": "2", "kind": "citizen", "phone": PHONES[1], "accept": "1"}
    slot = re.search(r'name="slot" value="([^"]+)"[^>]*checked', read(booth, "/checkin/"))
    if slot:
        form["slot"] = slot[1]
    page = Person(booth).send("/checkin/", tap="f" * 32, under_14="0", **form)
    assert PHONES[1] not in page


def read(booth: BoothProcess, path: str) -> str:
    with urllib.request.urlopen(booth.address + path, timeout=60) as answer:
        page: str = answer.read().decode()
        return page


def bytes_left(booth: BoothProcess) -> dict[str, bytes]:
    """Return the content of each file of the data folder, and what the booth printed."""
    held = {str(file): file.read_bytes() for file in booth.data.rglob("*") if file.is_file()}
    assert any(name.endswith("kiosk.db") for name in held)
    return held | {"log": booth.log_file.read_bytes()}


def exported(booth: BoothProcess, form: str, *more: str, stdin: str = "") -> bytes:
    """Return an export of visits; of a workbook, what its parts hold."""
    out = booth.data.parent / f"visits.{form}"
    args = ("export", "visit", "--format", form, "--out", str(out), *more)
    result = run(*args, data=booth.data, stdin=stdin)
    assert result.returncode == 0, result.stderr
    content = out.read_bytes() + result.stdout.encode() + result.stderr.encode()
    if form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(out.read_bytes())) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    out.unlink()
    return content


def found(held: dict[str, bytes]) -> list[tuple[str, str]]:
    """Return which names and telephones stand in which file, in any encoding."""
    return [
        (name, sought)
        for sought in NAMES + PHONES
        for encoding in ENCODINGS
        for name, content in held.items()
        if sought.encode(encoding) in content
    ]


def recovery_code(booth: BoothProcess) -> str:
    code = re.search(r"Recovery code .*: (\S+)", booth.log)
    assert code
    return code[1]


def sealed_bytes(data: Path) -> list[bytes]:
    with closing(sqlite3.connect(data / "kiosk.db")) as connection:
        query = (
            "SELECT sealed FROM record WHERE sealed IS NOT NULL "
            "UNION ALL SELECT sealed FROM invitation WHERE sealed IS NOT NULL"
        )
        return [sealed for (sealed,) in connection.execute(query)]


def erase_event(booth: BoothProcess) -> None:
    """Sign in for the first time, and erase the event before its day."""
    staff = Person(booth)
    staff.send(
        "/staff/first",
        code=booth.first_code,
        name="boss",
        password=PASSWORD,
        password_again=PASSWORD,
        unit="",
        booth="A-1",
        event=EVENT,
    )
    today = time.strftime("%Y-%m-%d")
    page = staff.send("/staff/erase", event=EVENT, today=today, early="yes")
    assert "已删除" in page


def assert_gone(booth: BoothProcess, held: list[bytes]) -> None:
    """Check that not even the beginning of a sealed text is left, and that the journal holds."""
    files = bytes_left(booth)
    assert [name for each in held for name, content in files.items() if each[:32] in content] == []
    assert found(files) == []
    assert run("journal", "verify", data=booth.data).returncode == 0


def test_no_byte_search_finds_a_name_or_a_telephone(station: BoothProcess, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    assert run("backup", str(backup), data=station.data).returncode == 0
    held = bytes_left(station) | {"backup": backup.read_bytes()}
    for form in ("csv", "xlsx", "jsonl"):
        held[form] = exported(station, form)
    assert found(held) == []
    reason = ("--unsealed", "--reason", "回访")
    opened_up = exported(station, "csv", *reason, stdin=f"{PASSPHRASE}\n").decode("utf-8-sig")
    for sought in (*NAMES[:3], NAMES[4], *PHONES[:2]):
        assert sought in opened_up
    assert found(bytes_left(station)) == []


def test_after_erasing_no_word_opens_anything_and_no_sealed_byte_is_left(
    station: BoothProcess,
) -> None:
    held = sealed_bytes(station.data)
    assert len(held) > 600
    erase_event(station)
    station.kill()
    assert_gone(station, held)
    out = ("--out", str(station.data.parent / "out.csv"))
    for words in (PASSPHRASE, recovery_code(station)):
        refused = run(
            *("export", "visit", *out, "--unsealed", "--reason", "x"),
            data=station.data,
            stdin=f"{words}\n",
        )
        assert refused.returncode == 1
        assert "no passphrase yet" in refused.stderr
    assert run("journal", "rebuild", data=station.data).returncode == 0
    station.start()
    assert_gone(station, held)
    opened_up = exported(station, "jsonl", "--unsealed", "--reason", "x", stdin=f"{PASSPHRASE}\n")
    assert found({"export": opened_up}) == []
    assert opened_up.count(b'"visit":') == 304


def test_power_cut_between_erasing_and_cleaning_the_files_is_mended_at_the_next_start(
    station: BoothProcess,
) -> None:
    held = sealed_bytes(station.data)
    with opened(at(station.data)), db.transaction() as tx:
        erasure.erase_event(tx, EVENT)
    station.kill()
    left = bytes_left(station)
    assert any(each in content for each in held for content in left.values())
    station.start()
    assert_gone(station, held)

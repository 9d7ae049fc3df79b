"""Search every byte that a tablet leaves behind for addresses, notes and requests of a round."""

from __future__ import annotations

import io
import re
import sqlite3
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from kiosk.sealing import sealed_file
from tests.browser.test_privacy import traces
from tests.conftest import PASSPHRASE
from tests.factories import held_rows, hidden
from tests.outreach.lists import text, workbook
from tests.process import BoothProcess, run
from tests.reception.door import Door
from tests.staff.test_pages import sign_in, unlock, words
from tests.sync.laptops import EVENT

ADDRESSES = ("䶮㐂路17号", "彧龘弄3幢", "Quixote Lane 5", "堃喆村8组")
FIRM, NOTE, REQUEST = "㐂堃纺织厂", "院里有黄犬䶮", "龘巷口的灯三天不亮"
SOUGHT = ("䶮㐂路", "彧龘弄", "Quixote", "堃喆村", FIRM, NOTE, REQUEST)
ROWS = [
    (ADDRESSES[0], "新华社区", "家庭", "", NOTE),
    (ADDRESSES[1], "新华社区", "未破案件事主回访", "", NOTE),
    (ADDRESSES[2], "城南社区", "企业", FIRM, ""),
    *((f"{ADDRESSES[3]}{number}号", "城南社区", "家庭", "", NOTE) for number in range(1, 41)),
    ("", "城南社区", "家庭", "", NOTE),
]
LARGE = 600_000
"""Bytes of a form from which on its files would be put on the disk, if nobody minded."""


def form_with(data: bytes) -> tuple[bytes, str]:
    """Return a form with a list as browsers send it, and its type."""
    edge = uuid4().hex
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="list"; filename="list"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = head.encode() + data + f"\r\n--{edge}--\r\n".encode()
    return body, f"multipart/form-data; boundary={edge}"


class Caller(Door):
    """Be a member of staff on a round, who also sends files."""

    def load(self, data: bytes) -> str:
        """Send a list; return the page that follows."""
        body, kind = form_with(data)
        request = urllib.request.Request(
            f"{self._booth.address}/staff/outreach/list", body, {"Content-Type": kind}
        )
        with self._browser.open(request, timeout=60) as answer:
            page: str = answer.read().decode()
            return page

    def find(self, address: str) -> str:
        """Return the path of a place, found by its address."""
        page = self.post("outreach", words=address).page
        found = re.search(rf'href="/staff/(outreach/place/\w+)">\s*<strong[^>]*>{address}', page)
        assert found, page
        return unescape(found[1])

    def act(self, path: str, act: str, **given: str) -> str:
        """Take a step at a place; return where it leads to."""
        page = self.get(path).page
        form = {name: hidden(page, name) for name in ("tap", "seen", "kind")}
        answer = self.post(path, act=act, **form, **given)
        assert answer.status == 200, answer.page
        return answer.path

    def ask(self, path: str) -> None:
        """Ask the first item of the survey at a place, and stop there."""
        item = self.post(self.act(path, "survey").removeprefix("/staff/")).path
        self.post(item.removeprefix("/staff/"), answer="very")


@dataclass
class Round:
    """Hold a tablet whose staff have been at three of its places."""

    booth: BoothProcess
    caller: Caller
    places: list[str] = field(default_factory=list)

    @property
    def data(self) -> Path:
        """Return the data folder."""
        return self.booth.data

    def walk(self) -> None:
        """Load the list, call at places, note requests, ask, and search by words."""
        self.caller.set_up()
        self.caller.unlock()
        assert "收下 43 · 退回 1" in words(self.caller.load(workbook(ROWS)))
        self.places = [self.caller.find(each) for each in ADDRESSES[:3]]
        for path in self.places[:2]:
            self.caller.act(path, "arrive")
            self.caller.act(path, "request", text=REQUEST)
            assert REQUEST in self.caller.get(path).page
        self.caller.ask(self.places[0])
        self.caller.act(self.places[0], "done")
        self.caller.act(self.places[2], "absent")
        assert self.caller.post("outreach", words=f"{ADDRESSES[3]}1号").status == 200

    def left(self) -> dict[str, bytes]:
        """Return each file of the data folder, what was printed, and a new backup, opened."""
        held = {str(file): file.read_bytes() for file in self.data.rglob("*") if file.is_file()}
        backup = self.data.parent / "one.backup"
        assert run("backup", str(backup), data=self.data).returncode == 0
        opened = io.BytesIO()
        sealed_file.unseal(io.BytesIO(backup.read_bytes()), PASSPHRASE, opened)
        assert opened.getvalue().startswith(b"SQLite format 3")
        held |= {"log": self.booth.log_file.read_bytes(), "backup": opened.getvalue()}
        return held | {"sealed backup": backup.read_bytes()}

    def export(self, kind: str, form: str, *more: str, stdin: str = "") -> bytes:
        """Return an export, of a workbook what its parts hold, with what was printed."""
        out = self.data.parent / f"out.{form}"
        words = ("export", kind, "--format", form, "--out", str(out), *more)
        done = run(*words, data=self.data, stdin=stdin)
        assert done.returncode == 0, done.stderr
        content = out.read_bytes()
        if form == "xlsx":
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                content = b"".join(book.read(name) for name in book.namelist())
        return content + done.stdout.encode() + done.stderr.encode()

    def sealed(self, *places: str) -> list[bytes]:
        """Return what is sealed with places and the steps there, or with all."""
        query = "SELECT body, sealed FROM record WHERE sealed IS NOT NULL AND kind LIKE 'outreach%'"
        with closing(sqlite3.connect(self.data / "kiosk.db")) as connection:
            found = connection.execute(query).fetchall()
        ids = [each.rpartition("/")[2].encode() for each in places]
        return [part for body, part in found if not ids or any(each in body for each in ids)]

    def unsealed(self) -> bytes:
        """Return the export of places, opened with the passphrase."""
        more = ("--unsealed", "--reason", "test")
        return self.export("outreach", "csv", *more, stdin=f"{PASSPHRASE}\n")


@pytest.fixture(scope="module")
def tablet(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Round]:
    """Run a tablet, in a process of its own, through a round."""
    data = tmp_path_factory.mktemp("round") / "data"
    data.mkdir()
    (data / "kiosk.db").write_bytes((prepared / "kiosk.db").read_bytes())
    with BoothProcess(data, KIOSK_DESK_PASSPHRASE=PASSPHRASE) as booth:
        held = Round(booth, Caller(booth))
        held.walk()
        yield held


def found(held: dict[str, bytes]) -> list[tuple[str, str]]:
    """Return what stands in which file, in any of its forms."""
    return [
        (name, each)
        for each in SOUGHT
        for form in traces([each])
        for name, content in held.items()
        if form in content
    ]


def holding(held: dict[str, bytes], parts: list[bytes]) -> set[str]:
    """Return the files in which even the beginning of one of these sealed parts stands."""
    return {name for name, content in held.items() if any(each[:32] in content for each in parts)}


def test_no_byte_search_finds_an_address_a_note_or_a_request(tablet: Round) -> None:
    held = tablet.left()
    assert any(name.endswith("kiosk.db-wal") for name in held)
    for form in ("csv", "xlsx", "jsonl"):
        held[form] = tablet.export("outreach", form)
        held[f"answers {form}"] = tablet.export("outreach-answer", form)
    assert found(held) == []
    opened = tablet.unsealed()
    assert {each for _, each in found({"opened": opened})} == set(SOUGHT)
    assert found(tablet.left()) == []
    tablet.booth.kill()
    tablet.booth.start()
    assert found(tablet.left()) == []
    tablet.caller.sign_in()


def test_one_place_erased_leaves_none_of_its_sealed_bytes_and_all_of_the_others(
    tablet: Round,
) -> None:
    tablet.caller.unlock()
    gone, stays = tablet.sealed(tablet.places[0]), tablet.sealed(tablet.places[1])
    assert (len(gone), len(stays)) == (2, 2)
    before = holding(tablet.left(), gone)
    assert "backup" in before
    assert any("kiosk.db" in name for name in before)
    page = tablet.caller.post(f"{tablet.places[0]}/erase", sure="yes").page
    assert "已删除这个地址" in page
    assert "再清理" not in page
    held = tablet.left()
    assert holding(held, gone) == set()
    assert holding(held, stays) >= {"backup"}
    opened = tablet.unsealed().decode("utf-8-sig")
    assert ADDRESSES[0] not in opened
    assert ADDRESSES[1] in opened
    assert opened.count(REQUEST) == 1
    assert run("journal", "verify", data=tablet.data).returncode == 0


def test_the_event_erased_leaves_no_sealed_byte_of_any_place(tablet: Round) -> None:
    tablet.caller.sign_in()
    everything = tablet.sealed()
    assert len(everything) == 43
    today = time.strftime("%Y-%m-%d")
    page = tablet.caller.post("erase", event=EVENT, today=today, early="yes").page
    assert "已删除" in page
    assert tablet.sealed() == []
    tablet.booth.kill()
    held = {str(file): file.read_bytes() for file in tablet.data.rglob("*") if file.is_file()}
    assert holding(held, everything) == set()
    assert found(held) == []
    assert run("journal", "verify", data=tablet.data).returncode == 0
    table = tablet.export("outreach", "csv").decode("utf-8-sig")
    assert table.count("新华社区") == 2
    assert b"very" in tablet.export("outreach-answer", "jsonl", "--codes")


def test_a_large_list_is_read_without_putting_it_on_the_disk(
    client: FlaskClient, sealing: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client)
    unlock(client)
    rows = [(*row, "-" * 20_000) for row in ROWS]
    data = text(rows, ("地址", "社区", "类别", "单位名称", "备注", "其他"))
    assert len(data) > LARGE
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    body, kind = form_with(data)
    answer = client.post("/staff/outreach/list", data=body, content_type=kind)
    assert answer.status_code == 200
    assert len(held_rows("outreach_place")) == len(ROWS) - 1

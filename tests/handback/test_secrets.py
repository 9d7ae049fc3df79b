"""Search every byte that a desk leaves behind for names, things, signatures and photos."""

from __future__ import annotations

import base64
import io
import json
import re
import sqlite3
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field

import pytest

from kiosk.accounts import accounts
from tests.conftest import PASSPHRASE
from tests.factories import hidden
from tests.handback.lists import photo, row, workbook
from tests.process import BoothProcess, run
from tests.reception.door import Door
from tests.staff.test_pages import PASSWORD, words
from tests.sync.sites import Site

TEXTS = ("试样岗㐂甲", "彧银色试样手机", "案䶮字第-7788号", "13800000000", "盒装喆备注")
STROKES = [[[137, 311], [241, 97], [389, 353]], [[613, 71], [877, 289]]]
ITEM, RECEIPT = "handback/item/zhongdai/017", "handback/receipt/zhongdai/017"
TOLD = {"unit": "zhongdai", "case": TEXTS[2], "phone": TEXTS[3], "note": TEXTS[4]}
ROWS = [row(own, TEXTS[1], TEXTS[0], **TOLD) for own in ("017", "018")]
PAGES = (
    *("handback", "handback?show=handed", "handback?show=staying", "handback/list"),
    *("handback/papers", "handback-figures", ITEM, RECEIPT, "handback/item/zhongdai/018"),
    *("", "acts", "exports", "reports", "sync", "backup"),
)


@dataclass
class Desk:
    """A desk that handed a belonging out, and what it must not leave in the open."""

    process: BoothProcess
    door: Door
    needles: dict[str, bytes] = field(default_factory=dict)

    def left(self) -> dict[str, bytes]:
        """Return each file of the data folder, and what the desk printed."""
        data = self.process.data
        held = {str(file): file.read_bytes() for file in data.rglob("*") if file.is_file()}
        assert any(name.endswith("kiosk.db") for name in held)
        return held | {"log": self.process.log_file.read_bytes()}

    def found(self, held: dict[str, bytes]) -> list[tuple[str, str]]:
        """Return which needles stand in which file."""
        return [
            (name, sought)
            for sought, needle in self.needles.items()
            for name, content in held.items()
            if needle in content
        ]

    def backup(self, name: str) -> bytes:
        """Return a backup."""
        out = self.process.data.parent / name
        done = run("backup", str(out), data=self.process.data)
        assert done.returncode == 0, done.stderr
        return out.read_bytes()

    def export(self, form: str, *more: str, words: str = "") -> bytes:
        """Return an export and what the command said; of a workbook, what its parts hold."""
        out = self.process.data.parent / f"handback.{form}"
        args = ("export", "handback", "--format", form, "--out", str(out), *more)
        done = run(*args, data=self.process.data, stdin=words)
        assert done.returncode == 0, done.stderr
        content = out.read_bytes()
        if form == "xlsx":
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                content = b"".join(book.read(name) for name in book.namelist())
        return content + done.stdout.encode() + done.stderr.encode()

    def sealed(self) -> dict[str, list[bytes]]:
        """Return what is sealed, by the number of the belonging."""
        query = (
            "SELECT number, sealed FROM record JOIN {0} USING (device, epoch, seq) "
            "WHERE sealed IS NOT NULL"
        )
        held: dict[str, list[bytes]] = {}
        with closing(sqlite3.connect(self.process.data / "kiosk.db")) as connection:
            for table in ("belonging", "belonging_step"):
                for number, sealed in connection.execute(query.format(table)):
                    held.setdefault(number, []).append(sealed)
        return held


def spelled(text: str) -> Iterator[bytes]:
    """Yield a text in the encodings of files, as JSON escapes it, and in base64."""
    for encoding in ("utf-8", "utf-16-le", "gb18030"):
        yield text.encode(encoding)
    yield json.dumps(text)[1:-1].encode()
    yield from in_base64(text.encode())


def in_base64(held: bytes) -> Iterator[bytes]:
    """Yield the letters that stand in base64 for `held`, wherever in a text it begins."""
    for before in range(3):
        coded = base64.b64encode(bytes(before) + held)
        yield coded[-(-before * 4 // 3) + (before > 0) : -4]


def strokes() -> Iterator[str]:
    """Yield the first stroke as JSON, as pages draw it, and as points by name."""
    points = STROKES[0]
    yield json.dumps(points)[1:-1]
    yield json.dumps(points, separators=(",", ":"))[1:-1]
    yield json.dumps(points).replace("[", "(").replace("]", ")")[1:-1]
    for between, then in ((",", " "), (" ", "L"), (" ", " L"), (" ", " "), (",", ";"), (",", ",")):
        yield then.join(f"{x}{between}{y}" for x, y in points)
    yield json.dumps([{"x": x, "y": y} for x, y in points])[1:-1]


def pieces(picture: bytes) -> Iterator[bytes]:
    """Yield parts from the middle of a picture, and what base64 makes of them."""
    for place in (len(picture) // 3, len(picture) // 2):
        part = picture[place : place + 30]
        yield part
        yield part.hex().encode()
        yield from in_base64(part)


def named(name: str, needles: Iterable[bytes]) -> dict[str, bytes]:
    return {f"{name} {place}": needle for place, needle in enumerate(needles)}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give a desk at which a list was loaded and searched, and one belonging handed out."""
    data = tmp_path_factory.mktemp("secrets") / "data"
    Site(data).do(lambda tx: accounts.add(tx, "admin", "admin", PASSWORD, actor="terminal"))
    with BoothProcess(data, KIOSK_DESK_PASSPHRASE=PASSPHRASE) as process:
        held = Desk(process, Door(process))
        for text in TEXTS:
            held.needles |= named(text, spelled(text))
        for line in strokes():
            held.needles |= named(line, (line.encode(), json.dumps(line)[1:-1].encode()))
            held.needles |= named(f"{line} in base64", in_base64(line.encode()))
        hand_out(held)
        yield held


def hand_out(desk: Desk) -> None:
    """Load, search, take all steps and a photo, print everything; leave the desk unlocked."""
    door = desk.door
    door.sign_in()
    listed = door.upload("handback/list", "list", workbook(ROWS), f"{TEXTS[0]}.xlsx")
    assert "收下 2 " in words(listed.page), listed.page[listed.page.index("<h1") :][:900]
    door.unlock()
    for sought in TEXTS:
        assert 'href="/staff/handback/item' in door.post("handback", words=sought).page
    taken: bytes = photo()
    walk = (
        ("check", {"proof": "identity-card"}),
        ("read", {}),
        ("sign", {"signature": json.dumps(STROKES)}),
        ("hand", {}),
    )
    for act, given in walk:
        page = door.get(ITEM).page
        form = {name: hidden(page, name) for name in ("tap", "seen")} | given
        assert door.post(ITEM, act=act, **form).status == 200
    page = door.get(ITEM).page
    form = {name: hidden(page, name) for name in ("tap", "seen")} | {"act": "photo"}
    page = door.upload(ITEM, "photo", taken, f"{TEXTS[0]}.jpg", **form).page
    path = re.search(r'<img src="/staff/(handback/photo/[^"]+)"', page)
    assert path
    kept = door.get(path[1]).data
    assert kept.startswith(b"\xff\xd8")
    desk.needles |= named("the photo", pieces(kept)) | named("as it was sent", pieces(taken))
    assert door.get(RECEIPT).data.startswith(b"%PDF")
    for kind in ("labels", "letters"):
        assert door.post("handback/papers", kind=kind, day="", anyway="yes").data[:4] == b"%PDF"


def test_nothing_stands_in_the_open_in_files_copies_and_exports(desk: Desk) -> None:
    held = desk.left() | {"backup": desk.backup("one.db")}
    for form in ("csv", "xlsx", "jsonl"):
        held[form] = desk.export(form)
    assert desk.found(held) == []
    reason = ("--unsealed", "--reason", "核对")
    opened = desk.export("csv", *reason, words=f"{PASSPHRASE}\n")
    assert all(text.encode() in opened for text in TEXTS)  # The search would have found them.
    assert desk.found(desk.left()) == []


def test_a_locked_browser_is_shown_nothing(desk: Desk) -> None:
    assert desk.door.get(ITEM).page.count(TEXTS[0])
    desk.door.post("unlock", lock="yes")
    photos = _photo_paths(desk)
    pages = {path: desk.door.get(path).data for path in (*PAGES, *photos)}
    pages["found"] = desk.door.post("handback", words="017").data
    assert "zhongdai/017" in pages["found"].decode()
    assert desk.found(pages) == []
    desk.door.unlock()


def _photo_paths(desk: Desk) -> list[str]:
    with closing(sqlite3.connect(desk.process.data / "kiosk.db")) as connection:
        taps = connection.execute("SELECT tap FROM belonging_step WHERE act = 'photo'").fetchall()
    assert taps
    return [f"handback/photo/{tap}/zhongdai/017" for (tap,) in taps]


def test_after_erasing_one_and_then_the_event_no_sealed_byte_is_left(desk: Desk) -> None:
    """The last test here, since nothing is left after it."""
    sealed = desk.sealed()
    assert {number: len(held) for number, held in sealed.items()} == {
        "zhongdai/017": 3,
        "zhongdai/018": 1,
    }
    before = desk.left()
    assert all(_kept(before, [each]) for each in sealed["zhongdai/017"])
    assert desk.door.post(f"handback/erase/{ITEM[14:]}", sure="yes").status == 200
    files = desk.left() | {"backup": desk.backup("two.db")}
    assert _kept(files, sealed["zhongdai/017"]) == []
    assert _kept(files, sealed["zhongdai/018"]) != []
    assert desk.found(files) == []

    today = time.strftime("%Y-%m-%d")
    page = desk.door.post("erase", event="pinghu/2026", today=today, early="yes").page
    assert "已删除" in page
    files = desk.left() | {"backup": desk.backup("three.db")}
    assert _kept(files, [each for held in sealed.values() for each in held]) == []
    assert desk.found(files) == []
    assert run("journal", "verify", data=desk.process.data).returncode == 0


def _kept(files: dict[str, bytes], sealed: Iterable[bytes]) -> list[str]:
    """Return the files in which some bytes of something sealed still stand.

    Several places are looked for, since the database may go on at another page within any of them.
    """
    parts = [each[place : place + 32] for each in sealed for place in range(0, 128, 32)]
    return [name for part in parts for name, content in files.items() if part in content]

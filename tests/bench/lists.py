"""Print how long 20,000 belongings and addresses take: to load, to open, to search, and to show.

Run `python -m tests.bench.lists`. Each step stands beside a bare twin in the same run: loading
beside openpyxl alone, opening beside PyNaCl alone, searching beside `in` over plain texts, and each
page with the long list beside the same page with a short one and beside the staff's overview.
"""

from __future__ import annotations

import io
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from flask.testing import FlaskClient
from nacl.public import PrivateKey, SealedBox
from openpyxl import load_workbook
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from kiosk.accounts import accounts
from kiosk.config import Settings
from kiosk.content import service as content
from kiosk.journal import this_device
from kiosk.sealing import keys
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.conftest import PASSPHRASE, Browser
from tests.handback import lists as belongings
from tests.handback.desks import hand_back
from tests.outreach import lists as places

MANY, FEW, HANDED, ROUNDS = 20_000, 20, 400, 9
EVENT, PASSWORD = "pinghu/2026", "one long password"
STREETS = ("解放西路", "城南路", "东湖路", "新华路", "环城西路")
OVERVIEW = "/staff/"


@dataclass(frozen=True)
class Long:
    """A long list of one feature: its page, what it is called there, and what is looked for."""

    home: str
    workbook: Callable[[int], bytes]
    words: tuple[str, ...]
    pages: tuple[str, ...] = field(default=())


def of_belongings(count: int) -> bytes:
    """Return a list of belongings."""
    return belongings.workbook(
        belongings.row(
            str(n), f"试样车{n % 40}", f"试样岗{n}", case=f"A-{n}", phone=f"{13800000000 + n}"
        )
        for n in range(count)
    )


def of_places(count: int) -> bytes:
    """Return a list of addresses."""
    rows = [(f"{STREETS[n % 5]}{n // 5 + 1}号", f"第{n % 40}社区") for n in range(count)]
    return places.workbook(rows, ("地址", "社区"))


LISTS = (
    Long(
        "/staff/handback",
        of_belongings,
        ("试样岗17773", "13800017773", "a17773", "zhongdai/17773", "不在清单上"),
        (
            "/staff/handback?show=handed",
            "/staff/handback/item/zhongdai/7",
            "/staff/handback-figures",
        ),
    ),
    Long(
        "/staff/outreach", of_places, ("东湖路1777号", "不在名单上"), ("/staff/outreach/figures",)
    ),
)


def main() -> None:
    """Measure and print everything."""
    for each in LISTS:
        print(f"\n{each.home}")
        short, overview = measure(each, FEW)
        long, _ = measure(each, MANY)
        for path, took in long.items():
            beside = f"{took / short[path]:.1f} of a short list's, {took / overview:.1f} of the"
            print(f"  {path}: {1000 * took:.0f} ms, {beside} overview's")


def measure(long: Long, count: int) -> tuple[dict[str, float], float]:
    """Load a list of `count` rows; return the seconds that its pages take, and the overview."""
    with (
        tempfile.TemporaryDirectory() as folder,
        opened(Settings(data=Path(folder) / "data")) as app,
    ):
        app.test_client_class = Browser
        client = desk(app.test_client())
        data = long.workbook(count)
        loading = seconds(lambda: load(client, long.home, data))
        if long.home.endswith("handback"):
            with db.transaction() as tx:
                for n in range(min(HANDED, count // 2)):
                    hand_back(tx, content.current(), f"zhongdai/{n}")
        opening = seconds(lambda: open_all(client, long.home))
        if count == MANY:
            told("load", loading, seconds(lambda: read_alone(data)), "openpyxl alone")
            told("open at first", opening, unseal_alone(count), "PyNaCl alone")
            search(client, long)
        paths = (long.home, *long.pages)
        pages = {path: usual(partial(see, client, path)) for path in paths}
        return pages, usual(partial(see, client, OVERVIEW))


def search(client: FlaskClient, long: Long) -> None:
    """Print what a search takes, as a whole page, beside `in` over as many texts."""
    texts = [f"试样岗{n}\n试样车{n % 40}\na{n}\n{13800000000 + n}" for n in range(MANY)]
    for words in long.words:
        page = usual(partial(client.post, long.home, data={"words": words}, follow_redirects=True))
        told(f"page that finds {words}", page, usual(partial(within, texts, words)), "`in` alone")


def within(texts: Iterable[str], words: str) -> list[str]:
    """Search plain texts."""
    return [each for each in texts if words in each]


def told(name: str, took: float, bare: float, twin: str) -> None:
    """Print what something took, beside its twin."""
    print(f"  {name}: {took:.3f} s, {took / bare:.1f} of {twin} ({bare:.3f} s)")


def seconds(act: Callable[[], object]) -> float:
    """Return how long something takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def usual(act: Callable[[], object]) -> float:
    """Return the median of several rounds, after one that warms up."""
    act()
    return statistics.median(seconds(act) for _ in range(ROUNDS))


def desk(client: FlaskClient) -> FlaskClient:
    """Sign in and unlock at a desk of the event."""
    with db.transaction() as tx:
        this_device.set_place(tx, event=EVENT, unit="zhongdai", booth="Z-1")
        accounts.add(tx, "boss", "admin", PASSWORD, actor="terminal")
        keys.make_key(tx, EVENT, PASSPHRASE)
    client.post("/staff/sign-in", data={"name": "boss", "password": PASSWORD})
    assert client.post("/staff/unlock", data={"passphrase": PASSPHRASE}).status_code == 303
    return client


def load(client: FlaskClient, home: str, data: bytes) -> None:
    """Send a list by its form."""
    form = {"list": FileStorage(io.BytesIO(data), "list.xlsx")}
    stream, _, boundary = stream_encode_multipart(form, threshold=2 * len(data) + 1000)
    kind = f"multipart/form-data; boundary={boundary}"
    answer = client.post(f"{home}/list", data=stream.read(), content_type=kind)
    assert answer.status_code == 200, answer.get_data(as_text=True)


def open_all(client: FlaskClient, home: str) -> None:
    """Ask for the page until all rows are open."""
    while "正在打开清单" in see(client, home):
        pass


def see(client: FlaskClient, path: str) -> str:
    """Return a page."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def read_alone(data: bytes) -> int:
    """Read a workbook by openpyxl and nothing else; return how many rows it has."""
    sheet = load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
    return sum(1 for _ in sheet.iter_rows(values_only=True))


def unseal_alone(count: int) -> float:
    """Return how long PyNaCl takes to open as many sealed texts."""
    key = PrivateKey.generate()
    sealed = SealedBox(key.public_key).encrypt(b"x" * 120)

    def unseal(boxes: Iterable[bytes]) -> None:
        box = SealedBox(key)
        for each in boxes:
            box.decrypt(each)

    return seconds(lambda: unseal([sealed] * count))


if __name__ == "__main__":
    main()

"""Walk through a ceremony by the forms; every figure then is what the journal's records say."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import docx
import pytest
from flask.testing import FlaskClient

from kiosk.config import Settings
from kiosk.content import service as content
from kiosk.journal import this_device
from kiosk.sealing import keys
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.conftest import PASSPHRASE, Browser
from tests.exports.test_pages import export
from tests.factories import held_records
from tests.handback.lists import photo, row, workbook
from tests.handback.paper import ink, pages_of, part, scanned
from tests.handback.test_pages import HOME, load, see, send
from tests.handback.test_papers import FIELD, HALF
from tests.reports.test_pages import make
from tests.staff.test_pages import sign_in, unlock, words

UNITS = {"zhongdai": 12, "zhapu": 10, "danghu": 8}
KINDS = ("vehicle", "phone", "cash", "jewellery")
CROSS = [[[0, 0], [1000, 400]], [[1000, 0], [0, 400]]]
PLUS = [[[0, 200], [1000, 200]], [[500, 0], [500, 400]]]
"""Two signatures that no receipt could take for each other."""
HANDED, REASONS = 24, ("absent", "absent", "no-proof", "disputed")
NUMBERS = [f"{unit}/{n:03}" for unit, many in UNITS.items() for n in range(1, many + 1)]
STAYING, WAITING = NUMBERS[3:28:8], NUMBERS[5:21:15]
REDONE = 2
"""Of four ways to hand something back the one in which the claimant signs again."""


@dataclass
class Count:
    """What the journal holds, counted record by record with no help of the program's own counts."""

    listed: Counter[str] = field(default_factory=Counter)
    handed: Counter[str] = field(default_factory=Counter)
    staying: Counter[str] = field(default_factory=Counter)
    """By unit, and by kind of belonging."""
    reasons: Counter[str] = field(default_factory=Counter)
    ends: dict[str, str] = field(default_factory=dict)
    steps: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)


def count() -> Count:
    """Count by walking the journal."""
    held, groups, states = Count(), dict[str, tuple[str, str]](), dict[str, dict[str, str]]()
    for record in held_records():
        body = json.loads(record.body)
        if record.kind == "belonging":
            groups[body["number"]] = body["number"].split("/")[0], body["category"]
        if record.kind == "belonging-step":
            states[body["number"]] = body["state"]
            held.steps[body["number"]] += 1
            held.acts[body["act"]] += 1
    for number, names in groups.items():
        status = states.get(number, {}).get("status", "waiting")
        held.ends[number] = status
        for name in names:
            held.listed[name] += 1
            held.handed[name] += status == "handed"
            held.staying[name] += status == "staying"
        if status == "staying":
            held.reasons[states[number]["reason"]] += 1
    return held


def walk(client: FlaskClient, number: str, way: int) -> None:
    """Hand a belonging back in one of four ways: straight, again after an undo, and so on."""
    path = f"{HOME}/item/{number}"

    def step(act: str, **given: object) -> None:
        answer = send(client, act, path=path, **given)
        assert answer.status_code == 303, (number, act, words(answer.get_data(as_text=True)))

    if way == 3:
        step("stay", reason="evidence")
        step("undo")
    step("check", proof=["identity-card", "case-receipt"])
    step("read")
    step("sign", signature=json.dumps(CROSS))
    if way == REDONE:
        step("undo")
        step("sign", signature=json.dumps(PLUS))
    step("hand")
    if way == 1:
        step("undo")
        step("hand")
    if way == 3:
        step("photo", photo=(io.BytesIO(photo(side=100)), "a.jpg"))


@pytest.fixture(scope="module")
def desk(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Give the unlocked browser at a desk after the ceremony."""
    data = tmp_path_factory.mktemp("ceremony")
    (data / "kiosk.db").write_bytes((prepared / "kiosk.db").read_bytes())
    with opened(Settings(data=data)) as app:
        with db.transaction() as tx:
            this_device.set_place(tx, event="pinghu/2026", unit="zhongdai", booth="Z-1")
            keys.make_key(tx, "pinghu/2026", PASSPHRASE)
        app.test_client_class = Browser
        client = app.test_client()
        sign_in(client)
        unlock(client)
        hold(client)
        yield client


def hold(client: FlaskClient) -> None:
    """Load the list, print labels and letters, and take every step."""
    kinds = {each.id: each.name.zh for each in content.current().pack.handback.kinds}
    rows = []
    for place, number in enumerate(NUMBERS):
        unit, own = number.split("/")
        given = {"unit": unit, "category": kinds[KINDS[place % 4]], "phone": "13800000000"}
        rows.append(row(own, f"试样物品{place}", f"试样岗{place}号", **given))
    assert "收下 30 · 退回 0" in words(load(client, workbook(rows)))
    codes = {"labels": 24, "letters": 1}
    for kind, most in codes.items():
        sent = client.post(f"{HOME}/papers", data={"kind": kind, "day": ""})
        pages = pages_of(sent.get_data())
        assert len(pages) == -(-len(NUMBERS) // most)
        found = [code for _, picture in pages for code in scanned(picture)]
        assert sorted(found) == sorted(f"OD-R-{number}" for number in NUMBERS)
    going = [number for number in NUMBERS if number not in (*STAYING, *WAITING)]
    for place, number in enumerate(going):
        walk(client, number, place % 4)
    for number, reason in zip(STAYING, REASONS, strict=True):
        path = f"{HOME}/item/{number}"
        assert send(client, "stay", path=path, reason=reason).status_code == 303
    assert (
        send(client, "check", path=f"{HOME}/item/{WAITING[0]}", proof="letter").status_code == 303
    )


def test_the_journal_holds_what_was_done(desk: FlaskClient) -> None:
    found = count()
    assert Counter(found.ends.values()) == {
        "handed": HANDED,
        "staying": 4,
        "checked": 1,
        "waiting": 1,
    }
    assert {number for number, end in found.ends.items() if end == "staying"} == set(STAYING)
    assert found.reasons == Counter(REASONS)
    assert found.acts == {
        "check": 25,
        "read": 24,
        "sign": 30,
        "hand": 30,
        "photo": 6,
        "stay": 10,
        "undo": 18,
    }


def entries(page: str, caption: str) -> dict[str, list[int]]:
    """Return the rows of a table: their names, and what they count."""
    _, _, rest = page.partition(f"<caption>{caption}</caption>")
    found = re.findall(r'row">([^<]+)</th>(.*?)</tr>', rest.partition("</table>")[0], re.S)
    return {unescape(name): [int(n) for n in re.findall(r">(\d+)<", told)] for name, told in found}


def expected(names: dict[str, str]) -> dict[str, list[int]]:
    """Return what a table must count for units or kinds of these names."""
    found = count()
    held = {}
    for id_, name in names.items():
        counts = [each[id_] for each in (found.listed, found.handed, found.staying)]
        held[name] = [*counts, counts[0] - counts[1] - counts[2]]
    return held


def unit_names() -> dict[str, str]:
    return {unit: content.current().units[unit].name.zh for unit in UNITS}


def kind_names() -> dict[str, str]:
    return {kind: content.current().belongings[kind].name.zh for kind in KINDS}


def test_the_figures_page_says_what_the_journal_says(desk: FlaskClient) -> None:
    page = see(desk, "/staff/handback-figures")
    text = words(page)
    for name, n in (("清单上", 30), ("已发还", HANDED), ("今天不发还", 4), ("待领取", 2)):
        assert re.search(rf"{name}\s+{n}\s", text), name
    assert entries(page, "按单位") == expected(unit_names())
    assert entries(page, "按种类") == expected(kind_names())
    reasons = {each.id: each.name.zh for each in content.current().pack.handback.reasons}
    told = {reasons[reason]: [n] for reason, n in count().reasons.items()}
    assert entries(page, "今天不发还的，为什么") == told
    assert "两个发还台" not in text


def test_overview_and_wall_say_so_too(desk: FlaskClient) -> None:
    page = see(desk, "/staff/")
    told = {"handback": HANDED, "handback-listed": 30, "handback-staying": 4}
    for name, n in told.items():
        assert re.search(rf'data-figure="{name}">(\d+)', page)[1] == str(n), name  # type: ignore[index]
    wall = see(desk, "/wall")
    assert re.search(r'data-number="handed">\s*<b>(\d+)', wall)[1] == str(HANDED)  # type: ignore[index]
    assert 'data-number="left"' not in wall  # Two are too few to be told to all.
    assert "试样岗" not in wall


def test_the_export_has_every_belonging_as_it_ended(desk: FlaskClient) -> None:
    table = export(desk, "handback", "csv").decode("utf-8-sig")
    held = list(csv.DictReader(io.StringIO(table)))
    found = count()
    statuses = {
        "handed": "已发还",
        "staying": "今天不发还",
        "checked": "已核对领取人",
        "waiting": "待领取",
    }
    told = {row["编号"]: (row["现状"], int(row["操作次数"])) for row in held}
    assert told == {
        number: (statuses[end], found.steps[number]) for number, end in found.ends.items()
    }
    assert len(held) == len(NUMBERS)
    assert "试样岗" not in table


def test_the_staff_log_names_list_and_prints(desk: FlaskClient) -> None:
    text = words(see(desk, "/staff/acts"))
    for act in ("载入发还清单", "打印物品标签", "打印领取通知"):
        assert re.search(rf"{act}\s+30\b", text), act
    assert "试样岗" not in text


def test_the_report_has_the_same_numbers(desk: FlaskClient) -> None:
    document = docx.Document(io.BytesIO(make(desk).data))
    said = "\n".join(each.text for each in document.paragraphs)
    assert f"清单共30件，已发还{HANDED}件，今天不发还4件，待领取2件。" in said
    assert "不发还的原因：领取人没有来2件、" in said
    tables = [[[cell.text for cell in row.cells] for row in each.rows] for each in document.tables]
    for head, names in (("按单位", unit_names()), ("按种类", kind_names())):
        [table] = [each for each in tables if each[0][0] == head]
        assert {name: list(map(int, told)) for name, *told in table[1:]} == expected(names)
    assert "试样岗" not in said


def test_each_receipt_has_one_page_with_the_signature_that_stands(desk: FlaskClient) -> None:
    printed = 0
    redone = set()
    for number, end in count().ends.items():
        sent = desk.get(f"{HOME}/receipt/{number}")
        if end != "handed":
            assert sent.status_code == 409
            continue
        [(text, picture)] = pages_of(sent.get_data())
        assert text.count(number) >= 2
        assert "尚未发还" not in text
        for top in (0, HALF):
            drawn = part(picture, FIELD[0], FIELD[1] + top, FIELD[2], FIELD[3] + top)
            corners = [ink(part(drawn, 0, 0, 4, 4)), ink(part(drawn, 69, 24.5, 73, 28.5))]
            middle = ink(part(drawn, 30, 0, 43, 8))
            assert [corner is None for corner in corners] == [middle is not None] * 2, number
            redone |= {number} if middle else set()
        printed += 1
    assert printed == HANDED
    assert len(redone) == HANDED // 4

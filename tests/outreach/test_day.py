"""Walk a day of sixty calls by its pages, and count it again from the journal's records alone."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import clock
from kiosk.booth.outreach.rules import LEAST_TOGETHER
from kiosk.content.catalog import Catalog
from kiosk.counts.filters import Filters
from kiosk.journal.service import new_id
from kiosk.office.exports.tables import open_table
from kiosk.sealing import keys
from kiosk.sealing.opening import Opener
from kiosk.storage.db import db
from tests.conftest import PASSPHRASE
from tests.factories import held_records, hidden, search_for
from tests.outreach.lists import workbook
from tests.outreach.test_pages import HOME, load, see
from tests.reports.test_pages import make
from tests.staff.test_pages import sign_in, unlock, words
from tests.sync.laptops import EVENT

PLACES = 60
STREETS = ("解放西路", "城南路", "东湖路")
COMMUNITIES = ("新华社区", "城南社区", "东湖社区", "梅园社区")
FATES = ("talked", "refused", "absent", "dated", "again", "asking", "left", "undone", "waits")
STATUS = {
    "talked": "done",
    "refused": "refused",
    "absent": "absent",
    "dated": "absent",
    "again": "done",
    "asking": "done",
    "left": "absent",
    "undone": "open",
    "waits": "here",
}
"""How a place stands at the end of the day after each fate."""


@dataclass
class Call:
    """One place, and what the script did there."""

    address: str
    community: str
    kind: str
    fate: str
    path: str = ""
    calls: int = 0
    has_survey: bool = False
    points: int = 0
    has_leaflet: bool = False
    has_card: bool = False
    request: str = ""
    unit: str = ""
    day: str = ""
    form: dict[str, str] = field(default_factory=dict)


@dataclass
class Walk:
    """A member of staff who goes from door to door; `sheets` holds the answers to each survey."""

    client: FlaskClient
    catalog: Catalog
    random: Random
    calls: list[Call]
    sheets: dict[str, list[dict[str, list[str]]]] = field(default_factory=dict)

    def act(self, call: Call, act: str, **given: Any) -> str:
        """Send a form of a place as it is shown now; return where it leads."""
        if not call.form:
            page = see(self.client, call.path)
            call.form = {name: hidden(page, name) for name in ("tap", "seen", "kind")}
        form = call.form
        for _ in range(2 if self.random.random() < 0.1 else 1):  # Some fingers tap twice.
            answer = self.client.post(call.path, data=form | {"act": act} | given)
            assert answer.status_code == 303, answer.get_data(as_text=True)
        call.form = form | {"tap": new_id(), "seen": form["tap"]}  # As the next page has it.
        return str(answer.headers["Location"])

    def find(self, call: Call) -> None:
        """Look for a place by its address, as on the way."""
        page = search_for(self.client, HOME, call.address).get_data(as_text=True)
        found = re.search(rf'href="({HOME}/place/\w+)">\s*<strong[^>]*>{call.address}<', page)
        assert found, page
        call.path = found[1]

    def ask(self, call: Call) -> None:
        """Ask the survey of a place: some items, until patience ends."""
        survey = self.catalog.door_surveys[self.catalog.place_kinds[call.kind].survey or ""]
        item = self.client.post(self.act(call, "survey")).headers["Location"]
        told: dict[str, list[str]] = {}
        for each in survey.items:
            if self.random.random() < 0.15:
                item = self.client.post(item, data={"skip": "yes"}).headers["Location"]
                continue
            options = [option.id for option in each.options if not option.is_exclusive]
            many = 2 if each.kind == "multiple" else 1
            told[each.id] = sorted(self.random.sample(options, many))
            answer = self.client.post(item, data={"answer": told[each.id]})
            item = answer.headers["Location"]
        assert item.endswith("/thanks")
        assert self.client.get(f"{HOME}/last").headers["Location"] == call.path
        call.has_survey = True
        if told:
            self.sheets.setdefault(survey.id, []).append(told)

    def talk(self, call: Call) -> None:
        """Go through what is done at a door where somebody is in."""
        self.act(call, "arrive")
        call.calls += 1
        points = [point.id for point in self.catalog.place_kinds[call.kind].points]
        shown = points[: self.random.randint(1, len(points))]
        self.act(call, "points", point=shown)
        call.points = len(shown)
        self.ask(call)
        self.act(call, "leaflet")
        call.has_leaflet = True

    def go(self, call: Call) -> None:
        """Call at one place."""
        self.find(call)
        getattr(self, f"_{call.fate}")(call)

    def _talked(self, call: Call) -> None:
        self.talk(call)
        self.act(call, "done")

    def _refused(self, call: Call) -> None:
        self.act(call, "refuse")
        call.calls += 1

    def _absent(self, call: Call) -> None:
        self.act(call, "absent")
        call.calls += 1

    def _left(self, call: Call) -> None:
        self._absent(call)
        self.act(call, "leaflet")
        self.act(call, "card")
        call.has_leaflet = call.has_card = True

    def _dated(self, call: Call) -> None:
        self._absent(call)
        call.day = (clock.today() + timedelta(days=2)).isoformat()
        self.act(call, "date", day=call.day)

    def _again(self, call: Call) -> None:
        self._absent(call)
        self.act(call, "date", day=clock.today().isoformat())
        assert call.address in see(self.client)  # Among those to call at again by today.
        self._talked(call)

    def _asking(self, call: Call) -> None:
        self.talk(call)
        call.request, call.unit = f"{call.address}门前路灯不亮", "traffic"
        self.act(call, "request", text=call.request)
        self.act(call, "assign", unit=call.unit)
        self.act(call, "card")
        call.has_card = True
        self.act(call, "done")

    def _undone(self, call: Call) -> None:
        self.act(call, "arrive")
        self.act(call, "leaflet")
        self.act(call, "undo")
        self.act(call, "undo")

    def _waits(self, call: Call) -> None:
        self.act(call, "arrive")
        call.calls += 1


@pytest.fixture
def walk(app: Flask, client: FlaskClient, catalog: Catalog, sealing: None) -> Walk:
    """Load sixty places of all kinds by a workbook, call at each, and put the sheets away."""
    sign_in(client)
    unlock(client)
    random = Random(60)
    kinds = list(catalog.place_kinds.values())
    calls = [
        Call(
            address=f"{STREETS[number % 3]}{number}号",
            community=COMMUNITIES[number % 4],
            kind=(kinds[0] if number % 2 else kinds[number // 2 % len(kinds)]).id,
            fate=FATES[number % len(FATES)],
        )
        for number in range(1, PLACES + 1)
    ]
    rows = [
        (each.address, each.community, catalog.place_kinds[each.kind].name.zh) for each in calls
    ]
    assert f"收下 {PLACES} · 退回 0" in words(load(client, workbook(rows)))
    held = Walk(client, catalog, random, calls)
    for each in random.sample(calls, PLACES):
        held.go(each)
    client.post(f"{HOME}/close")
    return held


def by(calls: list[Call], group: Callable[[Call], str]) -> dict[str, Counter[str]]:
    """Count how the script left places, by a group."""
    found: dict[str, Counter[str]] = {}
    for call in calls:
        counts = found.setdefault(group(call), Counter())
        counts["planned"] += 1
        counts[STATUS[call.fate]] += 1
        counts["again"] += bool(call.day)
        counts["requests"] += bool(call.request)
        counts["asked"] += call.has_survey
    return found


def recorded() -> dict[str, dict[str, Any]]:
    """Return the last state at each place as its records tell it, read without any table."""
    last = {}
    for record in held_records("outreach-step"):
        body = json.loads(record.body)
        last[body["place"]] = body["state"]
    return last


def test_a_day_of_sixty_calls_is_the_same_in_records_figures_export_and_report(
    walk: Walk,
) -> None:
    check_records(walk)
    check_figures(walk)
    check_answers(walk)
    check_overview(walk)
    check_export(walk)
    check_report(walk)


def check_records(walk: Walk) -> None:
    """Compare what the script did with the journal, whose steps are each there once."""
    listed = [json.loads(each.body) for each in held_records("outreach-place")]
    assert len(listed) == PLACES
    last = recorded()
    for call in walk.calls:
        state = last[call.path.rpartition("/")[2]]
        unit = state["unit"] or ""
        assert (state["status"], state["calls"], unit) == (STATUS[call.fate], call.calls, call.unit)
        assert (state["is_asked"], len(state["points"])) == (call.has_survey, call.points)
        assert (state["has_leaflet"], state["has_card"]) == (call.has_leaflet, call.has_card)
        assert (bool(state["request"]), state["next_day"] or "") == (bool(call.request), call.day)
    taps = [json.loads(each.body)["tap"] for each in held_records("outreach-step")]
    assert len(taps) == len(set(taps)) > 3 * PLACES
    assert {each["kind"] for each in listed} == set(walk.catalog.place_kinds)


def check_figures(walk: Walk) -> None:
    """Compare the page of figures with the script, row by row."""
    page = see(walk.client, f"{HOME}/figures")
    tables = re.findall(r'<table class="entries counts">(.*?)</table>', page, re.DOTALL)
    names = {each.id: each.name.zh for each in walk.catalog.place_kinds.values()}
    groups = (by(walk.calls, lambda each: names[each.kind]), by(walk.calls, lambda c: c.community))
    for table, wanted in zip(tables, groups, strict=False):
        found = {
            row[0]: [int(each) for each in row[1:]]
            for row in (words(each).split() for each in table.split("</tr>")[1:-1])
        }
        columns = ("planned", "done", "refused", "absent", "again", "requests")
        assert found == {name: [each[one] for one in columns] for name, each in wanted.items()}
    (whole,) = by(walk.calls, lambda _: "").values()
    called = whole["done"] + whole["refused"] + whole["absent"]
    left = PLACES - whole["done"] - whole["refused"]
    said = " ".join(words(page).split())
    assert f"计划走访 {PLACES}，已上门 {called}，还剩 {left}" in said


def told_alike(sheets: dict[str, list[dict[str, list[str]]]]) -> dict[str, Counter[str]]:
    """Count equal sheets of each survey, in whatever order they lie."""
    return {
        name: Counter(json.dumps(each, sort_keys=True) for each in held)
        for name, held in sheets.items()
    }


def check_answers(walk: Walk) -> None:
    """Compare the sheets in the journal and on the page with what people answered at doors."""
    sheets: dict[str, list[dict[str, list[str]]]] = {}
    for record in held_records("outreach-sheet"):
        body = json.loads(record.body)
        told = {each["item"]: sorted(each["options"]) for each in body["answers"]}
        sheets.setdefault(body["survey"], []).append(told)
    full = {name: held for name, held in walk.sheets.items() if len(held) >= LEAST_TOGETHER}
    assert told_alike(sheets) == told_alike(full)
    assert "home" in full
    waiting = sum(map(len, walk.sheets.values())) - sum(map(len, full.values()))
    page = see(walk.client)
    assert re.search(rf"<b>{waiting}</b>", page)
    said = " ".join(words(see(walk.client, f"{HOME}/figures")).split())
    for name, held in full.items():
        survey = walk.catalog.door_surveys[name]
        assert f"{survey.title.zh} · {len(held)} 份" in said
        for item in survey.items:
            chosen = Counter(each for told in held for each in told.get(item.id, ()))
            counts = " ".join(f"{each.text.zh} {chosen[each.id]}" for each in item.options)
            assert counts in said


def check_overview(walk: Walk) -> None:
    """Compare the overview's card with the script."""
    (whole,) = by(walk.calls, lambda _: "").values()
    page = see(walk.client, "/staff/")
    found = dict(re.findall(r'data-figure="(outreach[^"]*)">(\d+)<', page))
    assert found == {
        "outreach": str(whole["done"]),
        "outreach-planned": str(PLACES),
        "outreach-refused": str(whole["refused"]),
        "outreach-absent": str(whole["absent"]),
    }


def check_export(walk: Walk) -> None:
    """Compare the export, opened, place by place."""
    reader = db.reader()
    opener = Opener(reader, EVENT, keys.open_key(reader, EVENT, PASSPHRASE))
    table = open_table(reader, "outreach", Filters(event=EVENT), opener=opener)
    names = [column.id for column in table.columns]
    rows = [dict(zip(names, row, strict=True)) for chunk in table.chunks for row in chunk]
    found = {row["address"]: row for row in rows}
    assert len(rows) == len(found) == PLACES
    for call in walk.calls:
        row = found[call.address]
        assert (row["community"], row["kind"]) == (call.community, call.kind)
        assert (row["status"], row["calls"]) == (STATUS[call.fate], call.calls)
        assert (row["is_asked"], row["points"]) == (call.has_survey, call.points)
        assert (row["has_leaflet"], row["has_card"]) == (call.has_leaflet, call.has_card)
        assert (row["request"] or "", row["assigned"] or "") == (call.request, call.unit)
        assert (row["next_day"] or "", row["has_request"]) == (call.day, bool(call.request))


def check_report(walk: Walk) -> None:
    """Compare the part on outreach of the activity report, in Word."""
    (whole,) = by(walk.calls, lambda _: "").values()
    called = whole["done"] + whole["refused"] + whole["absent"]
    document = docx.Document(io.BytesIO(make(walk.client).data))
    said = "\n".join(each.text for each in document.paragraphs)
    assert (
        f"计划走访{PLACES}处，已上门{called}处，其中走访完毕{whole['done']}处、"
        f"谢绝{whole['refused']}处、没人在{whole['absent']}处；问过问卷{whole['asked']}处，"
        f"记下诉求{whole['requests']}条。"
    ) in said
    tables = {
        table.cell(0, 0).text: {
            row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows[1:]
        }
        for table in document.tables
    }
    columns = ("planned", "done", "refused", "absent", "requests")
    names = {each.id: each.name.zh for each in walk.catalog.place_kinds.values()}
    for head, group in (("按类别", lambda c: names[c.kind]), ("按社区", lambda c: c.community)):
        assert tables[head] == {
            name: [str(each[one]) for one in columns]
            for name, each in by(walk.calls, group).items()
        }

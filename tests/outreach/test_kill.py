"""Let the power fail after each step of a call, and of a survey: nothing confirmed is lost."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from kiosk.booth.outreach import service
from kiosk.config import Settings
from kiosk.startup import opened
from kiosk.storage.db import db, open_engine
from tests.conftest import PASSPHRASE
from tests.factories import hidden
from tests.outreach.rounds import address
from tests.process import BoothProcess
from tests.reception.door import Door

WALKS: dict[str, tuple[tuple[str, dict[str, str]], ...]] = {
    "talked": (
        ("arrive", {}),
        ("points", {"point": "fraud"}),
        ("request", {"text": "路灯不亮", "unit": "traffic"}),
        ("assign", {"unit": "criminal"}),
        ("leaflet", {}),
        ("card", {}),
        ("undo", {}),
        ("survey", {}),
        ("done", {}),
    ),
    "absent": (("absent", {}), ("date", {"day": (date.today() + timedelta(days=2)).isoformat()})),
    "refused": (("refuse", {}),),
}
KEYED = {"KIOSK_DESK_PASSPHRASE": PASSPHRASE, "KIOSK_UNIT": "traffic"}


@pytest.fixture
def tablet(data: Path) -> Iterator[BoothProcess]:
    with BoothProcess(data, **KEYED) as process:
        yield process
        process.kill()


def held(data: Path, query: str) -> list[tuple[object, ...]]:
    engine = open_engine(data / "kiosk.db")
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return found


def list_one(tablet: BoothProcess) -> None:
    """List one place while the tablet is off."""
    tablet.kill()
    with opened(Settings(data=tablet.data)), db.transaction() as tx:
        service.keep(tx, service.seal_all(tx, [address(3)]))
    tablet.start()


@pytest.mark.parametrize("walk", WALKS)
def test_each_confirmed_step_is_there_once_after_the_power_failed(
    tablet: BoothProcess, walk: str
) -> None:
    door = Door(tablet)
    door.set_up()
    list_one(tablet)
    (found,) = held(tablet.data, "SELECT place FROM outreach_place")
    path = f"outreach/place/{found[0]}"
    for count, (act, given) in enumerate(WALKS[walk], start=1):
        door.sign_in()
        page = door.get(path).page
        form = {name: hidden(page, name) for name in ("tap", "seen", "kind")}
        assert door.post(path, act=act, **form, **given).status == 200
        tablet.kill()
        tablet.start()
        door.sign_in()
        assert door.post(path, act=act, **form, **given).status == 200  # Sent once more.
        steps = held(tablet.data, "SELECT act FROM outreach_step ORDER BY number")
        assert [row[0] for row in steps] == [each for each, _ in WALKS[walk][:count]]
    door.unlock()
    assert ("路灯不亮" in door.get(path).page) == (walk == "talked")
    assert "解放西路3号" in door.get(path).page


def test_a_survey_goes_on_where_the_power_failed(tablet: BoothProcess) -> None:
    door = Door(tablet)
    door.set_up()
    item = door.post("outreach/survey/home")
    sheet = re.search(r"sheet/(\w+)/1", item.path)
    assert sheet
    for number, answer in enumerate(("very", "fraud", "seen"), start=1):
        path = f"outreach/sheet/{sheet[1]}/{number}"
        assert door.post(path, answer=answer).path.endswith(f"/{number + 1}")
        tablet.kill()
        tablet.start()
        door.sign_in()
        page = door.get(path).page
        assert re.search(rf'value="{answer}"[^>]*(?:aria-pressed="true"|checked)', page)
    ((answers,),) = held(tablet.data, "SELECT answers FROM outreach_waiting")
    assert answers == '{"knows": ["seen"], "safe": ["very"], "worry": ["fraud"]}'
    assert urllib.parse.urlsplit(item.path).path.startswith("/staff/outreach/sheet/")

"""Let the power fail while guests are inside, and let many desks admit at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from kiosk.journal.service import new_id
from tests.conftest import PASSPHRASE
from tests.process import BoothProcess
from tests.reception.door import Answer, Door, at_hour
from tests.staff.test_pages import words

LEADER, SCHOOL = "堃老师", "䶮山小学"
STATION = {"KIOSK_DESK_PASSPHRASE": PASSPHRASE, "KIOSK_UNIT": "danghu"}
CLASS = {
    "channel": "group",
    "people-pupil": 40,
    "people-teacher": 2,
    "under_14": 40,
    "name": LEADER,
    "organisation": SCHOOL,
}


@pytest.fixture
def station(data: Path) -> Iterator[BoothProcess]:
    with BoothProcess(data, **STATION, **at_hour(8)) as process:
        yield process


@pytest.fixture
def door(station: BoothProcess) -> Door:
    held = Door(station)
    held.set_up()
    return held


def said(answer: Answer) -> str:
    return " ".join(words(answer.page).split())


def inside(door: Door) -> int:
    """Return how many people the mustering list counts."""
    found = re.search(r"应到（现在在内） (\d+)", said(door.get("reception/muster")))
    assert found
    return int(found[1])


def only_visit(door: Door) -> str:
    (visit,) = set(re.findall(r"/staff/reception/party/(\w+)", door.get("reception").page))
    return str(visit)


def test_a_class_is_in_by_one_act_and_out_by_one_though_the_power_failed_between(
    station: BoothProcess, door: Door
) -> None:
    assert door.check_in(**CLASS).status == 200
    station.kill()
    station.start()
    door.sign_in()

    locked = said(door.get("reception/muster"))
    assert "应到（现在在内） 42 1 批 · 14 岁以下 40" in locked
    assert "在校学生 40，老师 2" in locked
    assert "姓名已密封" in locked
    assert LEADER not in locked
    door.unlock()
    assert f"{LEADER} · {SCHOOL}" in said(door.get("reception/muster"))

    out = door.post("reception/leave", tap=new_id(), visit=only_visit(door))
    assert "已签退 42 人" in said(out)
    station.kill()
    station.start()
    door.sign_in()
    assert inside(door) == 0


def test_a_form_sent_again_after_the_power_failed_counts_once(
    station: BoothProcess, door: Door
) -> None:
    tap = new_id()
    door.check_in(tap=tap, **CLASS)
    station.kill()
    station.start()
    door.sign_in()
    again = door.check_in(tap=tap, **CLASS)
    assert (again.status, again.path) == (200, "/staff/reception")
    assert inside(door) == 42


def test_of_twenty_admissions_at_once_for_the_last_three_places_three_get_in(door: Door) -> None:
    door.check_in(**{"people-citizen": 17, "slot": "slot-6"})
    start = Barrier(20)

    def admit(_: int) -> Answer:
        start.wait()
        return door.check_in(**{"people-citizen": 1, "slot": "slot-6"})

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(admit, range(20)))
    assert sorted(answer.status for answer in answers) == [200] * 3 + [409] * 17
    for answer in answers:
        if answer.status == 409:
            assert "15:10–15:50 这一场只剩 0 个名额" in said(answer)
    assert "已占 20/20" in said(door.get("reception"))


def test_of_two_desks_that_admit_to_the_last_place_one_is_told(
    station: BoothProcess, door: Door
) -> None:
    other = Door(station)
    other.sign_in()
    door.check_in(**{"people-citizen": 19, "slot": "slot-6"})
    start = Barrier(2)

    def admit(desk: Door) -> Answer:
        start.wait()
        return desk.check_in(**{"people-citizen": 1, "slot": "slot-6"})

    with ThreadPoolExecutor(2) as pool:
        first, second = sorted(pool.map(admit, (door, other)), key=lambda answer: answer.status)
    assert (first.status, second.status) == (200, 409)
    assert "只剩 0 个名额" in said(second)
    assert "已占 20/20" in said(other.get("reception"))

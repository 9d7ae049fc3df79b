"""Test the wall: its figures, what staff put on it, and what it never shows or does."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kiosk import clock
from kiosk.config import Settings
from kiosk.content.catalog import Catalog
from kiosk.office.wall import service
from kiosk.sealing import erasure
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.conftest import Browser
from tests.factories import held_rows
from tests.feedback.desks import give, step
from tests.staff.test_pages import acts, sign_in, unlock
from tests.wall import crowds

SECRET = "路口的灯真亮"
NOTICE = {"kind": "notice", "act": "add", "zh": "14:20 的演练改到 14:40"}


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    """Sign the administrator in."""
    return sign_in(client)


def shown(client: FlaskClient) -> str:
    """Return the wall's page."""
    answer = client.get("/wall")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def numbers(page: str) -> dict[str, int]:
    """Return the numbers on the wall by their ids."""
    found = re.findall(r'data-number="(\w+)">\s*<b>([\d,]+)</b>', page)
    return {name: int(number.replace(",", "")) for name, number in found}


def learned(page: str) -> dict[str, tuple[int, int]]:
    """Return first and second share of each topic on the wall, in percent."""
    found = re.findall(
        r'data-topic="([\w-]+)".*?class="shares">(\d+)%.*?<b>(\d+)%</b>', page, re.DOTALL
    )
    return {topic: (int(before), int(after)) for topic, before, after in found}


def test_figures_are_those_of_an_independent_count(client: FlaskClient, catalog: Catalog) -> None:
    crowds.come(catalog, 400)
    with db.engine.connect() as tx:
        counted = crowds.count(tx, catalog)
    found: dict[str, int] = {}
    page = ""
    while found.get("rounds") != counted.rounds:  # What a page has no time for follows.
        page = shown(client)
        found = numbers(page)
    assert (found["surveys"], found["cards"]) == (counted.surveys, counted.cards)
    expected = {
        topic: (
            round(100 * counted.first[topic] / asked),
            round(100 * counted.again[topic] / asked),
        )
        for topic, asked in counted.asked.most_common()
        if asked >= 5
    }
    assert learned(page)
    assert len(learned(page)) == min(len(expected), 12)
    assert learned(page).items() <= expected.items()


def test_nothing_under_five_is_shown(client: FlaskClient, catalog: Catalog) -> None:
    crowds.come(catalog, 4)
    page = shown(client)
    assert all(n >= 5 for n in numbers(page).values())
    assert "people" not in numbers(page)
    assert learned(page) == {}


def test_yesterdays_figures_are_not_todays(client: FlaskClient, catalog: Catalog) -> None:
    with clock.pretend(clock.now() - timedelta(days=1)):
        crowds.come(catalog, 60)
    assert numbers(shown(client)) == {}


def test_an_empty_wall_says_welcome(client: FlaskClient, catalog: Catalog) -> None:
    assert catalog.pack.event.theme.zh in shown(client)


def test_a_notice_comes_on_the_wall_goes_down_and_comes_back(
    staff: FlaskClient,
) -> None:
    given = NOTICE | {"en": "The 14:20 drill begins at 14:40"}
    assert staff.post("/staff/wall", data=given).status_code == 303
    assert NOTICE["zh"] in shown(staff)
    assert "begins at 14:40" in shown(staff)
    [line] = held_rows("wall_line")
    for act, is_shown in (("down", False), ("down", False), ("up", True)):
        assert staff.post("/staff/wall", data={"act": act, "line": line["id"]}).status_code == 303
        assert (NOTICE["zh"] in shown(staff)) is is_shown
    assert [act for _, act in acts()][-3:] == ["wall-notice", "wall-down", "wall-up"]


def test_a_notice_stands_from_its_first_minute_to_its_last(staff: FlaskClient) -> None:
    noon = datetime.combine(clock.today(), datetime.min.time()).astimezone() + timedelta(hours=12)
    with clock.pretend(noon), db.transaction() as tx:
        service.add(
            tx, NOTICE | {"begins": "12:30", "ends": "13:00"}, event="pinghu/2026", who="li"
        )
    for minutes, is_shown in ((29, False), (30, True), (59, True), (60, False)):
        with clock.pretend(noon + timedelta(minutes=minutes)):
            assert (NOTICE["zh"] in shown(staff)) is is_shown, minutes


@pytest.mark.parametrize(
    "given",
    [
        {"zh": ""},
        {"zh": "字" * 60},
        {"zh": "打 13800138000"},
        {"begins": "99:00"},
        {"kind": "advertisement"},
        {"act": "dance"},
        {"act": "down", "line": "nosuch"},
    ],
)
def test_what_cannot_be_shown_is_refused_and_what_was_typed_stays(
    staff: FlaskClient, given: dict[str, str]
) -> None:
    answer = staff.post("/staff/wall", data=NOTICE | given)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.get_data(as_text=True)
    assert held_rows("wall_line") == []


def test_words_are_shown_as_they_are_and_run_as_nothing(staff: FlaskClient) -> None:
    staff.post("/staff/wall", data=NOTICE | {"zh": "<script>x</script> & 你好"})
    assert "&lt;script&gt;x&lt;/script&gt; &amp; 你好" in shown(staff)


@pytest.mark.usefixtures("sealing")
def test_a_quotation_comes_on_the_wall_only_with_words_that_staff_confirmed(
    staff: FlaskClient,
) -> None:
    with db.transaction() as tx:
        form = give(tx, SECRET)
        step(tx, form, "quote")
    assert SECRET not in staff.get("/staff/wall").get_data(as_text=True)
    assert SECRET not in shown(staff)
    unlock(staff)
    assert SECRET in staff.get("/staff/wall").get_data(as_text=True)
    assert SECRET not in shown(staff)
    staff.post("/staff/wall", data={"act": "add", "kind": "quote", "zh": SECRET})
    assert SECRET in shown(staff)
    assert ("admin", "wall-quote") in acts()
    with db.transaction() as tx:
        erasure.erase_event(tx, "pinghu/2026")
    assert SECRET not in shown(staff)
    assert held_rows("wall_line") == []


def test_who_may_not_read_what_is_sealed_may_not_quote(client: FlaskClient) -> None:
    sign_in(client, "reception")
    assert "观众说的话" not in client.get("/staff/wall").get_data(as_text=True)
    answer = client.post("/staff/wall", data={"act": "add", "kind": "quote", "zh": SECRET})
    assert answer.status_code == 403
    assert client.post("/staff/wall", data=NOTICE).status_code == 303


def test_former_days_leave_nothing_behind(staff: FlaskClient) -> None:
    with clock.pretend(clock.now() - timedelta(days=1)), db.transaction() as tx:
        service.add(tx, NOTICE | {"zh": "昨天"}, event="pinghu/2026", who="li")
    assert "昨天" not in shown(staff)
    staff.post("/staff/wall", data=NOTICE)
    assert [row["zh"] for row in held_rows("wall_line")] == [NOTICE["zh"]]


def test_the_wall_begins_no_sitting_and_ends_none(client: FlaskClient) -> None:
    assert not client.get("/wall").headers.getlist("Set-Cookie")
    client.get("/home")
    before = client.get_cookie("sitting", domain="127.0.0.1")
    assert before is not None
    answer = client.get("/wall")
    assert not answer.headers.getlist("Set-Cookie")
    assert client.get_cookie("sitting", domain="127.0.0.1") == before
    assert "/end" not in answer.get_data(as_text=True)


def test_the_wall_opens_on_this_machine_or_over_tls_alone(client: FlaskClient) -> None:
    from_afar = {"REMOTE_ADDR": "192.168.1.20"}
    assert client.get("/wall", environ_overrides=from_afar).status_code == 403
    over_tls = client.get("/wall", environ_overrides=from_afar, base_url="https://c.example")
    assert over_tls.status_code == 200


def test_central_has_a_wall_of_all_booths(tmp_path: Path) -> None:
    with opened(Settings(data=tmp_path, role="central")) as app:
        app.test_client_class = Browser
        assert "欢迎" in shown(app.test_client())

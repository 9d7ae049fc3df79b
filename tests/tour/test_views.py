"""Test that guests find stops, times, rules and drill, in both languages and from any pack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace

from kiosk import clock
from kiosk.booth.checkin import service as checkin
from kiosk.booth.checkin.records import Head
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Tour
from kiosk.journal import this_device
from kiosk.storage.db import db
from tests.factories import held_records, put_on_screen, words

PAGES = ("/tour/", "/tour/times", "/tour/rules", "/tour/drill", "/tour/stops/drill")
EMPTY = Tour(stops=(), slots=(), demonstrations=(), rules=())


@contextmanager
def at(face: str) -> Iterator[None]:
    """Let it be a local time of a day."""
    with clock.pretend(datetime.fromisoformat(f"2026-12-20T{face}").astimezone()):
        yield


def put_at(unit: str) -> None:
    """Set the desk up at a unit."""
    with db.transaction() as tx:
        this_device.set_place(tx, event="pinghu/2026", unit=unit, booth="A1")


def page(client: FlaskClient, path: str, face: str = "09:12") -> str:
    """Return the words of a page, without its marks."""
    with at(face):
        answered = client.get(path)
    assert answered.status_code == 200
    main = answered.get_data(as_text=True).partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def in_english(client: FlaskClient) -> None:
    client.post("/start", data={"language": "en"})


def test_every_stop_is_shown_with_all_that_a_guest_must_know(
    client: FlaskClient, catalog: Catalog
) -> None:
    text = page(client, "/tour/")
    for stop in catalog.pack.tour.stops:
        assert stop.name.zh in text
        assert stop.shows.zh in text
        assert stop.rule is not None
        assert stop.rule.zh in text
    allowed = [stop.may_photograph for stop in catalog.pack.tour.stops]
    assert text.count("可以拍照") == sum(allowed)
    assert text.count("请勿拍照") == len(allowed) - sum(allowed)
    assert "共 6 站，走完约 38 分钟" in text


def test_the_page_says_where_the_group_is_and_what_comes_next(client: FlaskClient) -> None:
    text = page(client, "/tour/", "09:12")
    assert "09:00 出发的一组，现在在 3 监控大屏 下一站：科技装备展示，还有 3 分钟" in text
    assert text.count("现在在这里") == 1
    assert "下一场出发 09:50 还有 38 分钟 还剩 45 个名额" in text
    assert "09:10 · 5 分钟" in text


def test_the_page_says_the_same_in_english(client: FlaskClient) -> None:
    in_english(client)
    text = page(client, "/tour/", "09:12")
    assert "09:00 group, now at 3 Monitoring screens Next: Technical equipment, in 3 min" in text
    assert "The next tour sets out 09:50 in 38 min 45 places left" in text
    assert "6 stops, about 38 minutes" in text
    assert not re.search(r"[一-鿿]", text)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("face", ["07:00", "09:39", "09:45", "12:00", "15:12", "23:59"])
def test_english_pages_hold_no_chinese(client: FlaskClient, path: str, face: str) -> None:
    in_english(client)
    assert not re.search(r"[一-鿿]", page(client, path, face))


@pytest.mark.parametrize(
    ("face", "said"),
    [
        ("08:48", "第一场出发 09:00 还有 12 分钟 还剩 45 个名额"),
        ("07:00", "第一场出发 09:00 还有 2 小时"),
        ("07:55", "第一场出发 09:00 还有 1 小时 5 分钟"),
        ("09:39", "09:00 出发的一组，现在在 各站已走完，随便问问"),
        ("09:45", "下一场出发 09:50 还有 5 分钟"),
        ("15:50", "今天的参观结束了，谢谢您来做客。"),
    ],
)
def test_before_between_and_after_the_slots_the_page_says_so(
    client: FlaskClient, face: str, said: str
) -> None:
    assert said in page(client, "/tour/", face)


def test_places_left_are_those_of_this_laptop_and_said_to_be(
    client: FlaskClient, catalog: Catalog
) -> None:
    with at("09:30"), db.transaction() as tx:
        checkin.check_in(
            tx,
            catalog,
            checkin.Party(heads=[Head(kind="citizen", people=44)]),
            tap="a" * 32,
            slot_id="slot-2",
            has_accepted_rules=True,
        )
    assert "还剩 1 个名额" in page(client, "/tour/", "09:30")
    times = page(client, "/tour/times", "09:30")
    assert "09:50 还剩 1 位" in times
    assert "名额按这台电脑的登记计" in times
    with at("09:30"), db.transaction() as tx:
        checkin.check_in(
            tx,
            catalog,
            checkin.Party(heads=[Head(kind="citizen", people=1)]),
            tap="b" * 32,
            slot_id="slot-2",
            has_accepted_rules=True,
        )
    assert "名额已满" in page(client, "/tour/", "09:30")
    assert "09:50 已满" in page(client, "/tour/times", "09:30")


def test_a_station_is_called_by_its_name(client: FlaskClient, catalog: Catalog) -> None:
    assert "走进派出所" in page(client, "/tour/")
    put_at("zhongdai")
    assert f"走进{catalog.units['zhongdai'].name.zh}" in page(client, "/tour/").replace(" ", "")


def test_the_timetable_tells_past_present_and_next_by_words(client: FlaskClient) -> None:
    text = page(client, "/tour/times", "09:12")
    assert "一个110电话的旅程 还有 43 分钟 09:05 已结束 09:55 下一场 10:45" in text
    assert "测酒仪吹一吹 还有 3 分钟 09:15 下一场 10:05" in text
    assert "09:15 正在进行" in page(client, "/tour/times", "09:16")
    assert "09:15 还有 3 分钟 第 4 站 · 测酒仪吹一吹" in text
    assert "今天的演示都结束了" in page(client, "/tour/times", "18:00")


def test_each_stop_has_a_page_with_its_shows_and_its_neighbours(
    client: FlaskClient, catalog: Catalog
) -> None:
    stops = catalog.pack.tour.stops
    for place, stop in enumerate(stops):
        text = page(client, f"/tour/stops/{stop.id}")
        assert f"第 {place + 1} 站，共 6 站" in text
        assert stop.shows.zh in text
        for show in catalog.pack.tour.demonstrations:
            assert (show.about.zh in text) == (show.stop == stop.id)
        if place + 1 < len(stops):
            assert f"下一站：{stops[place + 1].name.zh}" in text


def test_rules_and_what_may_be_photographed_are_listed(
    client: FlaskClient, catalog: Catalog
) -> None:
    text = page(client, "/tour/rules")
    for rule in catalog.pack.tour.rules:
        assert rule.zh in text
    allowed, _, forbidden = text.partition("这些地方请勿拍照")
    for stop in catalog.pack.tour.stops:
        assert stop.name.zh in (allowed if stop.may_photograph else forbidden)


def test_the_drill_is_said_to_be_one_and_how_to_follow_the_leader(client: FlaskClient) -> None:
    text = page(client, "/tour/drill")
    assert "接下来的警报是演练" in text
    assert "跟着带队民警走" in text
    assert "不是演练，请马上照样撤离" in text
    assert "09:30 下一场" in text
    for path in ("/tour/", "/tour/rules", "/tour/stops/drill"):
        assert 'href="/tour/drill"' in client.get(path).get_data(as_text=True)


def test_the_tour_ends_with_its_survey(client: FlaskClient, catalog: Catalog) -> None:
    survey = catalog.surveys["tour"]
    address = f'href="/survey/tour/{survey.items[0].id}"'
    last = catalog.pack.tour.stops[-1].id
    for path in ("/tour/", f"/tour/stops/{last}"):
        html = client.get(path).get_data(as_text=True)
        assert address in html
        assert "参观完了？说说感受" in html
    assert address not in client.get("/tour/stops/dispatch").get_data(as_text=True)


def test_an_empty_pack_is_met_with_kind_words(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    booth_only = tuple(each for each in catalog.pack.surveys if each.place == "booth")
    put_on_screen(app, catalog, tour=EMPTY, surveys=booth_only)
    text = page(client, "/tour/")
    assert "今天的路线由带队民警安排" in text
    assert "说说感受" not in text
    html = client.get("/tour/").get_data(as_text=True)
    assert "<ol" not in html
    assert "/tour/drill" not in html
    assert "/tour/times" not in html
    assert "没有排定时间的演示" in page(client, "/tour/times")
    assert "有不明白的随时问" in page(client, "/tour/rules")
    assert client.get("/tour/drill").status_code == 404


def test_stops_without_slots_are_shown_without_times(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    tour = replace(catalog.pack.tour, slots=(), demonstrations=())
    put_on_screen(app, catalog, tour=tour)
    text = page(client, "/tour/")
    assert "什么时候出发，请问接待台" in text
    assert not re.search(r"\d\d:\d\d", text)
    assert "约 5 分钟" in page(client, "/tour/stops/dispatch")


def test_a_stop_that_has_no_drawing_of_its_own_has_the_tours(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    first = catalog.pack.tour.stops[0]
    put_on_screen(
        app, catalog, tour=replace(EMPTY, stops=(replace(first, id="pond", name=words("池塘")),))
    )
    html = client.get("/tour/").get_data(as_text=True)
    assert "/static/drawings/tour.svg" in html
    assert "/static/drawings/tour/pond.svg" not in html
    assert "池塘" in page(client, "/tour/stops/pond")


@pytest.mark.parametrize("path", ["/tour/stops/none", "/tour/stops/..", "/tour/none"])
def test_unknown_stop_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_looking_at_the_tour_leaves_no_record(client: FlaskClient) -> None:
    before = len(held_records())
    for path in PAGES:
        page(client, path)
    assert len(held_records()) == before

"""Test the idle screen, home, language and text size, and the end of a sitting."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.content import editions
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.content.load import Loaded, digest
from kiosk.journal import this_device
from kiosk.storage.db import db
from tests.conftest import HOST
from tests.factories import held_records, held_rows, topic, with_pack


def test_idle_screen_invites_in_both_languages(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    assert "警察开放日" in page
    assert "English" in page


def test_idle_screen_shows_every_panel_and_its_image(client: FlaskClient, catalog: Catalog) -> None:
    page = client.get("/").get_data(as_text=True)
    for panel in catalog.pack.panels:
        path = f"/pack/{catalog.digest}/{panel.image}"
        assert path in page
        image = client.get(path)
        assert image.mimetype == "image/svg+xml"
        assert "immutable" in image.headers["Cache-Control"]


def test_idle_screen_tells_cases_between_the_panels(client: FlaskClient, catalog: Catalog) -> None:
    page = client.get("/").text
    panel, case = catalog.pack.panels[0], catalog.pack.cases[0]
    second = catalog.pack.panels[1]
    places = [page.index(f">{each.title.zh}<") for each in (panel, case, second)]
    assert places == sorted(places)
    stop = case.stops[0].stop
    assert stop is not None
    for said in (case.steps[0].text.zh, stop.zh, case.advice.zh):
        assert said in page


@pytest.mark.parametrize("path", ["/pack/none/anti-drug.svg", "/pack/none/../x"])
def test_unknown_image_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_start_begins_a_sitting_in_the_language_touched(client: FlaskClient) -> None:
    started = client.post("/start", data={"language": "en"})
    assert started.headers["Location"] == "/home"
    cookie = client.get_cookie("sitting", HOST)
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Strict"
    assert "What would you like to do?" in client.get("/home").get_data(as_text=True)


def test_large_letters_stay_until_the_sitting_ends(client: FlaskClient) -> None:
    client.post("/start", data={"size": "elder"})
    assert 'class="elder"' in client.get("/home").get_data(as_text=True)
    client.post("/view", data={"language": "en", "next": "/home"})
    page = client.get("/home").get_data(as_text=True)
    assert 'class="elder"' in page
    assert '<html lang="en"' in page
    client.post("/end")
    fresh = client.get("/home").get_data(as_text=True)
    assert 'class="elder"' not in fresh
    assert '<html lang="zh-Hans"' in fresh


def test_end_leaves_nothing_in_the_browser(client: FlaskClient) -> None:
    client.post("/start", data={"language": "en"})
    client.post("/quiz/start")
    assert client.post("/end").headers["Location"] == "/"
    assert client.get_cookie("sitting", HOST) is None
    assert client.get_cookie("view", HOST) is None
    assert client.get("/quiz/1").headers["Location"] == "/home"
    [left] = held_records("quiz")
    assert json.loads(left.body)["is_finished"] is False
    assert held_rows("draft") == []


def test_end_without_a_sitting_leads_to_the_idle_screen(client: FlaskClient) -> None:
    assert client.get("/end").headers["Location"] == "/"


def test_two_people_have_two_sittings(client: FlaskClient) -> None:
    for value in ("5", "1"):
        client.post("/survey/rating", data={"value": value})
        client.post("/end")
    first, second = held_records("rating")
    assert first.sitting != second.sitting


def test_cookie_that_is_none_of_ours_begins_a_fresh_sitting(client: FlaskClient) -> None:
    client.set_cookie("sitting", "'; DROP TABLE record; --", domain=HOST)
    client.set_cookie("view", "xx.yy", domain=HOST)
    client.post("/survey/rating", data={"value": "5"})
    [record] = held_records("rating")
    assert len(record.sitting) == 32
    assert json.loads(record.body)["language"] == "zh"


def test_new_pack_comes_on_screen_between_sittings_never_within(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    pack = with_pack(catalog, topics=catalog.pack.topics[:2]).pack
    client.post("/start")
    with db.transaction() as tx:
        content.publish(tx, Loaded(pack, {}, digest(pack, {}), []))
    hidden_topic = catalog.pack.topics[-1].id
    assert f'value="{hidden_topic}"' in client.get("/quiz/").get_data(as_text=True)
    client.post("/end")
    client.get("/")
    assert f'value="{hidden_topic}"' not in client.get("/quiz/").get_data(as_text=True)
    assert content.current().digest == digest(pack, {})
    client.post("/survey/rating", data={"value": "5"})
    assert held_records("rating")[0].pack == digest(pack, {})


def test_answers_of_an_older_pack_keep_their_names(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    client.post("/quiz/start")
    client.post("/end")
    added = topic("added", catalog.pack.topics[0].questions)
    pack = with_pack(catalog, topics=(added,)).pack
    with db.transaction() as tx:
        content.publish(tx, Loaded(pack, {}, digest(pack, {}), []))
    names = editions.labels(db.reader())
    assert set(names.topics) == {"added", *catalog.topics}


def test_health_tells_machines_what_this_booth_holds(client: FlaskClient, catalog: Catalog) -> None:
    health = client.get("/healthz").get_json()
    assert health["role"] == "booth"
    assert health["pack"] == catalog.digest
    assert health["records"] == len(held_records())


def test_font_is_sent_for_machines_without_one(client: FlaskClient) -> None:
    font = client.get("/fonts/NotoSansSC-Regular.otf")
    assert font.mimetype == "font/otf"
    assert font.data[:4] == b"OTTO"


def test_a_station_offers_check_in_and_the_tour_and_eight_things_at_most(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    assert 'href="/checkin/"' not in client.get("/home").get_data(as_text=True)
    station = next(unit for unit in catalog.pack.units if unit.kind == "station")
    with db.transaction() as tx:
        here = this_device.place(tx)
        assert here is not None
        this_device.set_place(tx, event=here.event, unit=station.id, booth="1")
    page = client.get("/home").get_data(as_text=True)
    for address in (
        "/checkin/",
        "/tour/",
        "/quiz/",
        "/stamps/",
        "/survey/",
        "/cards/",
        "/feedback/",
    ):
        assert f'href="{address}"' in page
    assert page.count('class="tile"') + page.count('class="play"') == 8
    assert page.count('class="face"') == 5

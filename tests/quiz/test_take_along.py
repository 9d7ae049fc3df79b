"""Test that a result is taken along by printer or phone, and that its address says nothing more."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.booth.quiz import slip_views
from kiosk.content.catalog import Catalog
from tests.factories import held_records, held_rows
from tests.quiz.test_views import answer

DOOR = "192.168.8.1:8090"


def set_up(app: Flask, **given: str) -> None:
    """Give the booth a printer or a door for phones."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], **given)


def play_round(client: FlaskClient, catalog: Catalog) -> None:
    """Play a round whose first answer is wrong."""
    client.post("/quiz/start", data={"length": 5})
    for number in range(1, 7):
        answer(client, catalog, number, is_right=number > 1)


def read(client: FlaskClient, path: str) -> str:
    shown = client.get(path)
    assert shown.status_code == 200, (path, shown.status_code)
    return unescape(shown.get_data(as_text=True))


def test_without_printer_and_door_nothing_is_offered(client: FlaskClient, catalog: Catalog) -> None:
    play_round(client, catalog)
    assert "/quiz/slip" not in read(client, "/quiz/result")
    assert client.get("/quiz/slip").status_code == 303
    assert client.get("/quiz/slip.svg").status_code == 404


@pytest.mark.parametrize("paper", ["a6", "80", "58"])
def test_with_a_printer_the_slip_is_printed_on_its_paper(
    app: Flask, client: FlaskClient, catalog: Catalog, paper: str
) -> None:
    set_up(app, printer=paper)
    play_round(client, catalog)
    assert 'href="/quiz/slip"' in read(client, "/quiz/result")
    page = read(client, "/quiz/slip")
    assert f"printed paper-{paper}" in page
    assert "data-print" in page
    assert "没打出来？" in page
    assert "slip.svg" not in page
    assert not re.search(r"[A-Z0-9]{5}-[A-Z0-9]{5}", page)


def test_a_printer_of_an_unknown_paper_is_none(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    set_up(app, printer="a3")
    play_round(client, catalog)
    assert "/quiz/slip" not in read(client, "/quiz/result")


def test_a_phone_finds_the_certificate_by_an_address_that_names_nobody(
    app: Flask, client: FlaskClient, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(slip_views.qr, "svg", lambda data: drawn.append(data.decode()) or b"<svg/>")
    set_up(app, visitors=DOOR)
    play_round(client, catalog)
    assert "data-print" not in read(client, "/quiz/slip")
    assert client.get("/quiz/slip.svg").status_code == 200
    address = urlsplit(drawn[0])
    assert address.netloc == DOOR
    fields = dict(parse_qsl(address.query))
    assert set(fields) <= {"right", "total", "topic", "tip", "known"}
    before = len(held_records())
    stranger = app.test_client()
    page = read(stranger, f"{address.path}?{address.query}")
    assert f"答对 {fields['right']} 题，共 {fields['total']} 题" in page
    tonight = re.search(
        r'<h2 id="tonight-title">.*?<p>(.*?)</p>', read(client, "/quiz/result"), re.S
    )
    assert tonight
    assert tonight[1] in page
    assert 'data-line="topic"' not in page, "a round of all topics is of none"
    assert 'name="' not in page.partition("data-picture")[2].partition("</section>")[0]
    assert len(held_records()) == before
    for row in held_rows("quiz_round"):
        assert row["sitting"] not in drawn[0]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "right=6&total=5",
        "right=-1&total=5",
        "right=0&total=0",
        "right=5&total=9999",
        "right=²&total=5",
        "right=4&total=5&topic=nowhere",
        "right=4&total=5&tip=nowhere",
        "right=4&total=5&known=<script>",
        "right=4&total=5&known=" + "a" * 5000,
    ],
)
def test_what_no_round_gives_is_no_certificate(client: FlaskClient, query: str) -> None:
    shown = client.get(f"/quiz/certificate?{query}")
    assert shown.status_code == 404
    assert "<script>alert" not in shown.get_data(as_text=True)


def test_the_number_on_it_is_the_units_own_or_the_emergencys(
    client: FlaskClient, catalog: Catalog
) -> None:
    confirmed = {card.unit for card in catalog.pack.cards if not card.is_placeholder}
    for topic in catalog.pack.topics:
        page = read(client, f"/quiz/certificate?right=4&total=5&topic={topic.id}")
        held = re.search(r'data-line="number">.*?<b>([^<]+)</b>', page, re.DOTALL)
        assert held
        phones = {card.phone for card in catalog.cards_of(topic.unit)}
        assert (held[1] in phones) if topic.unit in confirmed else held[1] == "110"

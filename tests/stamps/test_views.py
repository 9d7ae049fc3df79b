"""Test the pages of passports: for people at the screen, and for staff at the gift desk."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.booth.quiz import kinds
from kiosk.booth.quiz import service as quiz
from kiosk.booth.stamps import passports
from kiosk.booth.stamps.gifts import service as gifts
from kiosk.content.catalog import Catalog
from kiosk.content.stamps import Stamps
from kiosk.journal import earned
from kiosk.journal.service import new_id
from kiosk.storage.db import db
from tests.factories import held_rows, hidden, put_on_screen
from tests.staff.test_pages import read, sign_in, words
from tests.stamps.passes import full_code, scanned, stand

GARBAGE = [
    "",
    "  ",
    "1234",
    "\x02\x03",
    "b" * 5000,
    "<script>",
    "９" * 300,
    "{{ 7 * 7 }}",
    "AB2CD-EF3GH",
]


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """Return a browser at the booth of the criminal police, in a sitting."""
    with db.transaction() as tx:
        stand(tx, "criminal")
    client.post("/start", data={"language": "en"})
    return client


def finish(client: FlaskClient, what: str = "round") -> None:
    """Let this sitting have finished something."""
    held = client.get_cookie("sitting", domain="127.0.0.1")
    assert held
    with db.transaction() as tx:
        earned.note(tx, held.value, what)


def play(client: FlaskClient, catalog: Catalog) -> None:
    """Play a round of this sitting to its end."""
    held = client.get_cookie("sitting", domain="127.0.0.1")
    assert held
    with db.transaction() as tx:
        round_ = quiz.start(tx, held.value, catalog)
        while not round_.is_over:
            name, number = round_.question_id(round_.number), round_.number
            kind, asked = kinds.require(catalog, name)
            for sent in kind.forms(kind.best(asked)):
                round_ = quiz.answer(
                    tx, held.value, catalog, number, question_id=name, sent=sent, milliseconds=900
                )


def test_the_end_of_a_round_leads_to_its_stamp(client: FlaskClient, catalog: Catalog) -> None:
    play(client, catalog)
    assert 'href="/stamps/"' in read(client, "/quiz/result")
    assert "Scam quiz" in read(client, "/stamps/")
    client.post("/stamps/", data={"new": "1"})
    [row] = held_rows("stamp")
    assert (row["stop"], row["earned_by"]) == ("scam-quiz", "round")


def test_the_end_of_a_survey_offers_the_stamp_that_this_booth_gives(
    app: Flask, client: FlaskClient
) -> None:
    assert "Get your stamp" not in read(client, "/survey/satisfaction/thanks")
    with db.transaction() as tx:
        stand(tx, "danghu")
    assert 'href="/stamps/"' in read(client, "/survey/satisfaction/thanks")


def test_a_person_gets_a_stamp_photographs_the_code_and_shows_it_again(
    client: FlaskClient,
) -> None:
    finish(client)
    assert "You earned a stamp!" in read(client, "/stamps/")
    assert client.post("/stamps/", data={"new": "1"}).headers["Location"] == "/stamps/passport"
    page = read(client, "/stamps/passport")
    assert "3 more to go" in page
    photo = scanned(page)
    client.get("/end")
    client.post("/start", data={"language": "en"})
    client.post("/stamps/", data={"code": photo})
    again = read(client, "/stamps/passport")
    assert scanned(again)[:20] == photo[:20]
    assert "1 stamp<" in again
    assert len(held_rows("stamp")) == 1


def test_back_reload_and_a_double_tap_stamp_once(client: FlaskClient) -> None:
    finish(client)
    client.post("/stamps/", data={"new": "1"})
    letters = re.search(r'class="code">([A-Z2-9-]+)<', read(client, "/stamps/passport"))
    assert letters
    for _ in range(2):
        read(client, "/stamps/")
        client.post("/stamps/", data={"code": letters[1]})
        read(client, "/stamps/passport")
    assert len(held_rows("stamp")) == 1
    client.post("/stamps/", data={"new": "1"})
    assert len(held_rows("stamp")) == 1


@pytest.mark.parametrize("garbage", GARBAGE)
def test_what_a_scanner_sends_in_error_is_answered_with_what_to_do(
    client: FlaskClient, garbage: str
) -> None:
    sent = client.post("/stamps/", data={"code": garbage})
    assert sent.headers["Location"] == "/stamps/?again=1"
    page = read(client, "/stamps/?again=1")
    assert 'role="alert"' in page
    assert "49" not in page
    assert held_rows("stamp") == []


def test_the_passport_goes_with_the_sitting_and_stands_in_no_address(client: FlaskClient) -> None:
    finish(client)
    sent = client.post("/stamps/", data={"new": "1"})
    assert sent.headers["Location"] == "/stamps/passport"
    client.get("/end")
    assert client.get("/stamps/passport").headers["Location"] == "/stamps/"


def test_a_thousand_guessed_letters_open_no_stamped_passport(client: FlaskClient) -> None:
    finish(client)
    client.post("/stamps/", data={"new": "1"})
    [row] = held_rows("stamp")
    guesses = {passports.number_of(passports.new(), "pinghu/2026") for _ in range(1000)}
    assert row["passport"] not in guesses


def test_a_pack_without_stops_offers_nothing(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    put_on_screen(app, catalog, stamps=Stamps())
    with db.transaction() as tx:
        stand(tx, "danghu")
    assert "/stamps/" not in read(client, "/survey/satisfaction/thanks")
    sign_in(client)
    assert "has no stop for the booth" in read(client, "/staff/stamps")


def test_staff_redeem_a_ticket_in_two_taps_and_take_it_back(
    client: FlaskClient, catalog: Catalog
) -> None:
    sign_in(client, "reception")
    with db.transaction() as tx:
        code = full_code(tx, catalog)
        gifts.stock(tx, catalog, "received", "bookmark", 1, tap=new_id(), actor="boss")
    page = client.post("/staff/gifts", data={"code": code}).get_data(as_text=True)
    assert "VALID" in page
    given = {"code": hidden(page, "code"), "tap": hidden(page, "tap"), "gift": "bookmark"}
    done = client.post("/staff/gifts/give", data=given, follow_redirects=True)
    assert "GIVEN" in done.get_data(as_text=True)
    again = client.post("/staff/gifts", data={"code": code}).get_data(as_text=True)
    assert "USED" in again
    assert "A-1" in words(again)
    refused = client.post("/staff/gifts/give", data=given | {"tap": new_id()})
    assert refused.status_code == 409
    undo = {"given": given["tap"], "tap": new_id()}
    back = client.post("/staff/gifts/undo", data=undo, follow_redirects=True)
    assert "TAKEN BACK" in back.get_data(as_text=True)
    assert "VALID" in client.post("/staff/gifts", data={"code": code}).get_data(as_text=True)


def test_out_of_a_gift_is_said_to_visitors_and_at_the_desk(
    client: FlaskClient, catalog: Catalog
) -> None:
    client.post("/stamps/", data={"new": "1"})
    assert "none left here" not in read(client, "/stamps/passport")
    with db.transaction() as tx:
        gifts.stock(tx, catalog, "counted", "bookmark", 0, tap=new_id(), actor="boss")
    assert read(client, "/stamps/passport").count("none left here") == 1


@pytest.mark.parametrize("garbage", GARBAGE)
def test_the_desk_calls_garbage_false_and_says_why(client: FlaskClient, garbage: str) -> None:
    sign_in(client)
    page = client.post("/staff/gifts", data={"code": garbage}).get_data(as_text=True)
    assert "FALSE" in page
    given = {"code": garbage, "gift": "bookmark", "tap": new_id()}
    assert client.post("/staff/gifts/give", data=given).status_code == 409
    assert held_rows("gift_step") == []


def test_two_photos_of_one_passport_add_up_at_the_desk(
    client: FlaskClient, catalog: Catalog
) -> None:
    sign_in(client)
    finish(client)
    client.post("/stamps/", data={"new": "1"})
    mine = scanned(read(client, "/stamps/passport"))
    page = client.post("/staff/gifts", data={"code": mine}).get_data(as_text=True)
    assert "3 MORE" in page
    page = client.post("/staff/gifts", data={"code": [hidden(page, "code"), mine]})
    assert "3 MORE" in page.get_data(as_text=True)


def test_staff_stamp_a_visit_and_the_code_is_there_to_photograph(client: FlaskClient) -> None:
    sign_in(client, "reception")
    page = client.post("/staff/stamps", data={"code": "", "stop": "scam-quiz"})
    photo = scanned(page.get_data(as_text=True))
    again = client.post("/staff/stamps", data={"code": photo, "stop": "scam-quiz"})
    assert again.status_code == 200
    assert len(held_rows("stamp")) == 1
    assert client.post("/staff/stamps", data={"code": "x", "stop": "scam-quiz"}).status_code == 409


def test_the_draw_is_shown_with_its_rule_and_written_to_the_log(client: FlaskClient) -> None:
    sign_in(client)
    assert "SHA-256" in read(client, "/staff/draw")
    page = client.post("/staff/draw", data={"seed": " 08  15 ", "winners": "2"})
    assert "No passport is full yet." in page.get_data(as_text=True)
    [act] = [row for row in held_rows("staff_act") if row["act"] == "prize-draw"]
    assert act["about"] == "08 15: 2 / 0"
    for wrong in ({"seed": "", "winners": "2"}, {"seed": "x", "winners": "0"}, {"seed": "x"}):
        assert client.post("/staff/draw", data=wrong).status_code == 409
    assert read(client, "/staff/draw.csv?seed=08+15").startswith("\ufeffplace,ticket,sha256")

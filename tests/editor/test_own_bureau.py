"""From an empty folder to a booth of a bureau's own: no word of the example is left anywhere."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.booth.checkin import letters, rules
from kiosk.booth.checkin.invitations import Guest
from kiosk.booth.checkin.letters import OpenedInvitation
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Pack
from kiosk.counts.tables import EXPORTS
from kiosk.office.editor import example, manuscript, sections
from kiosk.sealing import keys
from kiosk.storage.db import db
from tests.checkin.people import check_in, when
from tests.conftest import PASSPHRASE
from tests.editor.bureau import (
    BUREAU,
    CARDS,
    EVENT,
    PICTURES,
    QUESTIONS,
    TOPIC,
    TOWNS,
    UNITS,
    docx_words,
    pdf_words,
    words,
)
from tests.editor.forms import read_form
from tests.factories import hidden
from tests.process import run
from tests.staff.test_pages import PASSWORD, sign_in


@pytest.fixture
def boss(client: FlaskClient) -> FlaskClient:
    """Give the administrator's browser."""
    return sign_in(client)


def paste(boss: FlaskClient, section: str, rows: str, **ticked: str) -> None:
    """Paste rows, and take them in."""
    begun = boss.post(f"/staff/content/workbook/paste/{section}", data={"rows": rows} | ticked)
    assert begun.status_code == 303, begun.text
    for _ in range(200):
        page = boss.get(begun.location)
        if "take" in page.text and 'name="act" value="take"' in page.text:
            break
    answer = boss.post(begun.location, data={"act": "take"}, follow_redirects=True)
    assert answer.status_code == 200, answer.text


def save(boss: FlaskClient, at: str, changed: dict[str, str]) -> None:
    """Change fields of a part."""
    fields = read_form(boss.get(at).text)
    for name, value in changed.items():
        fields.setlist(name, [value])
    answer = boss.post(at, data=fields | {"act": "save"})
    assert answer.status_code == 303, answer.text


def ask(boss: FlaskClient, asked: dict[str, str], picture: bytes) -> None:
    """Add a question with a picture."""
    at = boss.post("/staff/content/questions", data={"within": TOPIC}).location
    fields = read_form(boss.get(at).text)
    rows = {f"options.{number}.{name}": "" for number in range(3) for name in ("id", "place")}
    for name, value in {**rows, **asked, "audience": "all"}.items():
        fields.setlist(name, [value])
    assert boss.post(at, data=fields | {"act": "save"}).status_code == 303
    sent = {"field": "picture", "file": (io.BytesIO(picture), "IMG_1.PNG")}
    assert boss.post(at.replace("/content/", "/content-file/"), data=sent).status_code == 303


def sign_in_again(boss: FlaskClient) -> FlaskClient:
    """Sign in once more, for a move of the booth locks every session."""
    answer = boss.post("/staff/sign-in", data={"name": "admin", "password": PASSWORD})
    assert answer.status_code == 303
    return boss


def change_all(boss: FlaskClient, section: str, change: str, but: int = 0) -> None:
    """Tick all parts of a section but the last ones, and change them together."""
    tree = manuscript.read(db.reader()).tree
    held = [each["id"] for each in sections.parts(tree, sections.section(section))]
    sent = {"keys": held[: len(held) - but], "change": change}
    assert boss.post(f"/staff/content-batch/{section}", data=sent).status_code == 303


def sent(boss: FlaskClient, address: str, form: dict[str, str]) -> tuple[str, str]:
    """Send a form, and return the address and words of the page once the rows are read."""
    at = boss.post(address, data=form).location
    page = boss.get(at).text
    while "正在读……" in page:
        page = boss.get(at).text
    return at, page


def test_units_that_topics_and_cards_name_are_replaced_in_two_steps(boss: FlaskClient) -> None:
    form = {"rows": UNITS.replace("武原街道", "").replace("秦山街道", "")}
    at, page = sent(boss, "/staff/content/workbook/paste/units", form | {"deletes": "yes"})
    assert "还有地方写着要删去的单位 48" in " ".join(words(page).split())
    assert 'href="/staff/content/topics/anti-fraud"' in page
    heir = re.search(r'<option value="([^"]+)">海盐县公安局反诈中心', page)
    assert heir, page
    at, page = sent(boss, at, {"act": "give", "to-units": heir[1]})
    assert "还有地方写着" not in page
    assert boss.post(at, data={"act": "take"}).status_code == 303
    tree = manuscript.read(db.reader()).tree
    assert len(tree["units"]) == 3
    assert {each["unit"] for each in tree["topics"] + tree["cards"]} == {heir[1]}
    boss.post("/staff/content", data={"act": "undo"})
    assert len(manuscript.read(db.reader()).tree["units"]) > 3


def test_an_heir_that_does_not_stay_changes_nothing(boss: FlaskClient) -> None:
    form = {"rows": UNITS.replace("武原街道", "").replace("秦山街道", "")}
    at, _ = sent(boss, "/staff/content/workbook/paste/units", form | {"deletes": "yes"})
    _, page = sent(boss, at, {"act": "give", "to-units": "criminal"})
    assert "还有地方写着要删去的" in page


def write_own(boss: FlaskClient) -> str:
    """Replace what is the example's, and publish; return the id of a station that opens."""
    save(boss, "/staff/content/event", EVENT)
    paste(boss, "towns", TOWNS)
    paste(boss, "units", UNITS)
    paste(boss, "cards", CARDS, deletes="yes")
    tree = manuscript.read(db.reader()).tree
    units = {each["short"]["zh"]: each["id"] for each in tree["units"]}
    change_all(boss, "topics", f"unit:{units['反诈中心']}")
    change_all(boss, "stamp-stops", f"unit:{units['反诈中心']}")
    change_all(boss, "units", "remove:", but=3)
    change_all(boss, "towns", "remove:", but=2)
    save(boss, "/staff/content/hotlines/95110", {"note.zh": "", "note.en": ""})
    for asked, picture in zip(QUESTIONS, PICTURES, strict=True):
        ask(boss, asked, picture)
    assert example.leftovers(manuscript.read(db.reader()).tree) == []
    answer = boss.post("/staff/content", data={"act": "publish"})
    assert answer.status_code == 303, words(answer.text)
    boss.get("/")
    return str(units["武原所"])


@pytest.fixture
def own(boss: FlaskClient) -> FlaskClient:
    """Give the administrator's browser at the bureau's own station, with a desk key."""
    placed = {"unit": write_own(boss), "booth": "1", "event": EVENT["id"]}
    answer = boss.post("/staff/place", data=placed)
    assert answer.status_code == 303, words(answer.text)
    sign_in_again(boss)
    given = {"passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE}
    assert boss.post("/staff/key", data=given).status_code == 200
    boss.post("/start", data={"language": "zh"})
    return boss


def left(said: str) -> list[str]:
    """Return which names of the example are among some words."""
    return [name for name in example.names() if name in said]


def pages_of(pack: Pack) -> list[str]:
    """Return the addresses of the citizens' pages, and of the staff's."""
    names = ("", "questions", "exports", "reports", "activities", "activities/new", "feedback")
    names += ("reception", "reception/new", "cards", "content", "content-start", "content-review")
    names += ("place", "acts", "erase", "help")
    return [
        *("/", "/home", "/quiz/", "/survey/", "/cards/", "/cards/hotlines", "/feedback/"),
        *("/tour/", "/tour/times", "/tour/rules", "/checkin/", "/checkin/group"),
        *(f"/cards/{card.id}" for card in pack.cards),
        *(f"/tour/stops/{stop.id}" for stop in pack.tour.stops),
        *(f"/feedback/{kind.id}" for kind in pack.feedback),
        *(f"/survey/{survey.id}/{item.id}" for survey in pack.surveys for item in survey.items),
        *(f"/staff/{name}" for name in names),
    ]


def test_no_page_says_a_word_of_the_example(own: FlaskClient) -> None:
    pack = content.current().pack
    assert (pack.id, len(pack.units), len(pack.cards)) == ("haiyan", 3, 6)
    asked = {each.prompt.zh for topic in pack.topics for each in topic.questions if each.picture}
    assert {each["prompt.zh"] for each in QUESTIONS} <= asked
    for language in ("zh", "en"):
        own.post("/view", data={"language": language})
        for address in pages_of(pack):
            page = own.get(address, follow_redirects=True)
            assert page.status_code == 200, address
            assert left(words(page.text)) == [], address
    for card in pack.cards:
        assert left(own.get(f"/cards/{card.id}.vcf").text) == []


def test_no_badge_receipt_or_letter_says_a_word_of_the_example(own: FlaskClient) -> None:
    with when("09:30"):
        tap = hidden(own.get("/checkin/").text, "tap")
        slot = content.current().pack.tour.slots[-1].id
        form = {"tap": tap, "surname": "王", "kind": "citizen", "slot": slot, "accept": "1"}
        assert own.post("/checkin/", data=form).location == "/checkin/receipt"
        shown = [own.get(f"/checkin/{name}").text for name in ("badge", "receipt")]
        with db.transaction() as tx:
            visit = check_in(tx, content.current()).visit
        addresses = [f"/staff/reception/{name}/{visit}" for name in ("badge", "party")]
        shown += [own.get(each, follow_redirects=True).text for each in addresses]
    assert [left(words(page)) for page in shown] == [[]] * 4
    assert EVENT["name.zh"] in words(shown[0])
    invited = OpenedInvitation(
        keys.new_code(1, rules.CODE_LETTERS), Guest(name="李", organisation="实验小学")
    )
    catalog: Catalog = content.current()
    for printer in letters.PRINTERS.values():
        printed = pdf_words(printer(catalog, catalog.pack.units[1].id, [invited]).data)
        assert "李" in printed
        assert left(printed) == []


def test_no_sheet_export_or_report_says_a_word_of_the_example(
    app: Flask, own: FlaskClient, data: Path
) -> None:
    assert app
    sheet = pdf_words(own.get("/staff/cards.pdf").data)
    assert "0573-86121101" in re.sub(r"[\s]", "", sheet)
    assert left(sheet) == []
    for kind in EXPORTS:
        sent = own.post("/staff/exports", data={"kind": kind, "format": "csv"})
        assert sent.status_code == 200, kind
        assert left(sent.data.decode()) == [], kind
    station = content.current().pack.units[1]
    writers = {BUREAU: ["--bureau"], station.name.zh: ["--unit", station.id]}
    for number, (writer, of) in enumerate(writers.items()):
        for form, read in (
            ("docx", docx_words),
            ("pdf", lambda file: pdf_words(file.read_bytes())),
        ):
            for language in ("zh", "en"):
                out = data.parent / f"report-{number}-{language}.{form}"
                args = (*of, "--format", form, "--language", language, "--out", str(out))
                done = run("report", *args, data=data)
                assert done.returncode == 0, done.stderr
                assert left(read(out)) == []
                assert writer in re.sub(r"\s", "", read(out))

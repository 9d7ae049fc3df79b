"""From an empty folder to a booth of a bureau's own: no word of the example is left anywhere."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.content import service as content
from kiosk.office.editor import example, manuscript
from kiosk.storage.db import db
from tests.editor.forms import read_form
from tests.process import run
from tests.staff.test_pages import PASSWORD, sign_in

UNITS = """全称\t简称\t类别\t做什么\t所在镇街道
海盐县公安局反诈中心\t反诈中心\t广场展位\t识破骗局，来问我们。\t
武原派出所\t武原所\t开放的派出所\t户口、报警、纠纷，都可以来。\t武原街道
秦山派出所\t秦山所\t开放的派出所\t核电小镇的平安。\t秦山街道
"""
CARDS = """单位\t岗位\t一句话\t电话
反诈中心\t反诈咨询岗\t可疑电话先问我们。\t0573-8612 1101
反诈中心\t止付岗\t钱转出去了，马上打。\t0573-8612 1102
武原所\t值班岗\t全天有人。\t0573-8612 1103
武原所\t社区民警岗\t常来社区走走。\t0573-8612 1104
秦山所\t值班岗\t全天有人。\t0573-8612 1105
秦山所\t社区民警岗\t常来社区走走。\t0573-8612 1106
"""


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


def sign_in_again(boss: FlaskClient) -> FlaskClient:
    """Sign in once more, for a move of the booth locks every session."""
    answer = boss.post("/staff/sign-in", data={"name": "admin", "password": PASSWORD})
    assert answer.status_code == 303
    return boss


def change_all(boss: FlaskClient, section: str, change: str, but: int = 0) -> None:
    """Tick all parts of a section but the last ones, and change them together."""
    keys = [each["id"] for each in manuscript.read(db.reader()).tree[section]]
    sent = {"keys": keys[: len(keys) - but], "change": change}
    assert boss.post(f"/staff/content-batch/{section}", data=sent).status_code == 303


def words(page: str) -> str:
    """Return all that a page says."""
    return unescape(re.sub(r"<[^>]*>", " ", page))


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
    assert "还有地方写着要删去的单位 43" in " ".join(words(page).split())
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


def test_a_bureau_makes_the_booth_its_own(app: Flask, boss: FlaskClient, data: Path) -> None:
    save(
        boss,
        "/staff/content/event",
        {
            "id": "haiyan/2026",
            "name.zh": "海盐警察开放日",
            "name.en": "",
            "bureau.zh": "海盐县公安局",
            "bureau.en": "",
            "starts_on": "2026-12-26",
            "ends_on": "2026-12-27",
        },
    )
    paste(boss, "towns", "武原街道\n秦山街道\n")
    paste(boss, "units", UNITS)
    paste(boss, "cards", CARDS, deletes="yes")
    tree = manuscript.read(db.reader()).tree
    units = {each["short"]["zh"]: each["id"] for each in tree["units"]}
    change_all(boss, "topics", f"unit:{units['反诈中心']}")
    change_all(boss, "units", "remove:", but=3)
    change_all(boss, "towns", "remove:", but=2)
    save(boss, "/staff/content/hotlines/95110", {"note.zh": "", "note.en": ""})
    assert example.leftovers(manuscript.read(db.reader()).tree) == []
    answer = boss.post("/staff/content", data={"act": "publish"})
    assert answer.status_code == 303, words(answer.text)
    boss.get("/")
    placed = {"unit": units["武原所"], "booth": "1", "event": "haiyan/2026"}
    answer = boss.post("/staff/place", data=placed)
    assert answer.status_code == 303, words(answer.text)
    boss = sign_in_again(boss)
    pack = content.current().pack
    assert (pack.id, len(pack.units), len(pack.cards)) == ("haiyan", 3, 6)

    names = example.names()
    boss.post("/start", data={"language": "zh"})
    addresses = ["/", "/home", "/quiz/", "/survey/", "/cards/", "/cards/hotlines", "/feedback/"]
    addresses += [
        "/tour/",
        "/tour/times",
        "/tour/rules",
        "/staff/cards",
        "/staff/content",
    ]
    addresses += [f"/cards/{card.id}" for card in pack.cards]
    addresses += [f"/tour/stops/{stop.id}" for stop in pack.tour.stops]
    for language in ("zh", "en"):
        boss.post("/view", data={"language": language})
        for address in addresses:
            page = boss.get(address)
            assert page.status_code == 200, address
            said = words(page.text)
            assert [name for name in names if name in said] == [], address
    for card in pack.cards:
        vcf = boss.get(f"/cards/{card.id}.vcf").text
        assert [name for name in names if name in vcf] == []
    out = data.parent / "report.docx"
    done = run("report", "--bureau", "--format", "docx", "--out", str(out), data=data)
    assert done.returncode == 0, done.stderr
    assert "海盐县公安局" in docx_words(out)
    assert [name for name in names if name in docx_words(out)] == []


def docx_words(file: Path) -> str:
    """Return the words of a Word file."""
    with ZipFile(file) as parts:
        return words(parts.read("word/document.xml").decode())

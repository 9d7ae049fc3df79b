"""Pictures of questions and options: uploaded, taken away, in workbooks and in other files."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk.office.editor import manuscript
from kiosk.office.editor.interchange import files
from kiosk.office.editor.sections import SECTIONS, Spot, Tree, part
from kiosk.office.editor.workbook.pasting import columns_pasted
from kiosk.storage.db import db
from tests.activity.pictures import OWNER, noise, photo, written
from tests.editor.forms import read_form
from tests.editor.workbooks import book_of, bundled, exported, pictures, put, read
from tests.staff.test_pages import sign_in

AT = "/staff/content/questions/anti-fraud/anti-fraud-003"
PICTURE = min(pictures())
"""A picture of the bundled pack."""


@pytest.fixture
def boss(client: FlaskClient) -> FlaskClient:
    """Give the administrator's browser."""
    return sign_in(client)


def send(boss: FlaskClient, data: bytes, **form: str) -> TestResponse:
    """Send a picture for the question."""
    address = AT.replace("/content/", "/content-file/")
    return boss.post(address, data=form | {"file": (io.BytesIO(data), "IMG 1.JPG")})


def held() -> Tree:
    """Return the question of the manuscript."""
    return part(
        manuscript.read(db.reader()).tree,
        Spot.named("questions", AT.removeprefix("/staff/content/questions/")),
    )


def save(boss: FlaskClient, **changed: str) -> TestResponse:
    """Change fields of the question."""
    fields = read_form(boss.get(AT).text)
    for name, value in changed.items():
        fields.setlist(name, [value])
    return boss.post(AT, data=fields | {"act": "save"}, follow_redirects=True)


def test_a_picture_is_made_small_and_bare_and_its_words_are_asked_for(boss: FlaskClient) -> None:
    assert send(boss, photo(), field="picture").status_code == 303
    name = held()["picture"]
    kept = boss.get(f"/staff/content-file/{name}").data
    assert OWNER.encode() not in kept
    page = boss.get(AT).text
    assert f'src="/staff/content-file/{name}"' in page
    assert "请写图片上有什么" in page
    page = save(boss, **{"picture_alt.zh": "一条短信"}).text
    assert "请写图片上有什么" not in page
    assert f"/staff/content-file/{name}" in boss.get(AT.replace("/content/", "/look/")).text


def test_pictures_of_one_page_stay_light(boss: FlaskClient) -> None:
    large = written(noise(900, 700), quality=75)
    send(boss, large, field="picture")
    for row in "abc":
        assert send(boss, large, field="options", row=row).status_code == 303
    names = [held()["picture"], *(each["picture"] for each in held()["options"])]
    sizes = [len(boss.get(f"/staff/content-file/{name}").data) for name in names]
    assert sizes[0] <= 110_000
    assert max(sizes[1:]) <= 32_000


def test_a_picture_of_an_option_is_asked_of_all(boss: FlaskClient) -> None:
    before = held()["options"]
    send(boss, photo(), field="options", row="b")
    assert [bool(each.get("picture")) for each in held()["options"]] == [False, True, False]
    assert [each["text"] for each in held()["options"]] == [each["text"] for each in before]
    assert boss.get(AT).text.count("别的选项有图片") == 2
    save(boss, **{"options.1.picture": ""})
    assert held()["options"][1]["picture"] is None
    assert "别的选项有图片" not in boss.get(AT).text


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"field": "options", "row": "z"}, "没有这一项了"),
        ({"field": "options"}, "这里不放文件"),
        ({"field": "prompt"}, "这里不放文件"),
        ({"field": "nothing"}, "请先选一个文件"),
    ],
)
def test_a_picture_for_nothing_is_refused_in_words(
    boss: FlaskClient, form: dict[str, str], told: str
) -> None:
    answer = send(boss, photo(), **form)
    assert answer.status_code in (404, 409)
    assert told in answer.text


def pictured() -> Tree:
    """Return content whose first question has pictures."""
    tree = bundled()
    question: dict[str, Any] = tree["topics"][0]["questions"][0]
    question |= {"picture": PICTURE, "picture_alt": {"zh": "湖", "en": "A lake"}}
    for option in question["options"]:
        option["picture"] = PICTURE
    return tree


def test_pictures_have_columns_of_their_own_in_a_workbook() -> None:
    tree = pictured()
    assert read(exported(tree), tree).tree == tree
    book = book_of()
    cells = {"图片": PICTURE, "图片上有什么": "湖", "图片上有什么（英文）": "A lake"}
    options = tree["topics"][0]["questions"][0]["options"]
    letters = "ABCD"[: len(options)]
    put(book["题目"], 2, **cells, **{f"选项{letter}__图片": PICTURE for letter in letters})
    assert read(book).tree == tree
    pasted = [each.label.zh for each in columns_pasted(SECTIONS["questions"])]
    assert not [each for each in pasted if "图片" in each]


@pytest.mark.parametrize("name", files.QUESTIONS)
def test_a_file_of_another_program_says_that_it_has_no_pictures(name: str) -> None:
    topic = pictured()["topics"][0]
    _, remarks = files.write(name, topic)
    left = [each for each in remarks.all() if each.reason.en == "its pictures are not in the file"]
    named = ", ".join(each["id"] for each in topic["questions"] if each.get("picture"))
    assert [each.where.en for each in left] == [named]

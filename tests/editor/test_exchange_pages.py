"""Staff take files of other programs in on pages, and by commands."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from kiosk.office.editor import manuscript
from kiosk.office.editor.sections import Spot, part
from kiosk.storage.db import db
from tests.editor.test_interchange import GIFT
from tests.editor.test_pages import words
from tests.staff.test_account_pages import colleague
from tests.staff.test_pages import sign_in

TOPIC = "/staff/content/topics/anti-fraud"
SURVEY = "/staff/content/surveys/satisfaction"


@pytest.fixture
def boss(client: FlaskClient) -> FlaskClient:
    """Give the administrator's browser."""
    return sign_in(client)


def send(browser: FlaskClient, to: str, data: bytes, name: str, **fields: str) -> str:
    """Send a file with a form; return the page that follows."""
    form = {"file": (io.BytesIO(data), name), **fields}
    return browser.post(f"/staff/content-in/{to}", data=form).text


def test_a_file_is_taken_into_a_topic_and_what_is_not_is_listed(boss: FlaskClient) -> None:
    assert "导入题目（GIFT、Moodle XML、Aiken）" in boss.get(TOPIC).text
    before = part(manuscript.read(db.reader()).tree, Spot.named("topics", "anti-fraud"))
    page = words(send(boss, "topics/anti-fraud", GIFT.encode(), "题.gift", audience="elder"))
    assert "新加 6，修改 0" in page
    assert "第 16 行 没有收下 填空题（简答）" in page
    assert "没有依据" in page
    assert "没有写给谁答" not in page
    now = part(manuscript.read(db.reader()).tree, Spot.named("topics", "anti-fraud"))
    assert len(now["questions"]) == len(before["questions"]) + 6
    assert now["questions"][-1]["audience"] == ["elder"]
    boss.post("/staff/content", data={"act": "undo"})
    now = part(manuscript.read(db.reader()).tree, Spot.named("topics", "anti-fraud"))
    assert now == before


@pytest.mark.parametrize("name", ["gift", "moodle", "aiken"])
def test_a_topic_is_downloaded_and_comes_back_unchanged(boss: FlaskClient, name: str) -> None:
    address = f"/staff/content-out/topics/anti-fraud?format={name}"
    assert "没有这种题" in boss.get(address).text
    file = boss.get(f"{address}&anyway=1")
    assert file.headers["Content-Disposition"].startswith('attachment; filename="anti-fraud.')
    if name == "moodle":
        assert ElementTree.fromstring(file.data).tag == "quiz"
    page = words(send(boss, "topics/anti-fraud", file.data, "back"))
    assert "新加 0，修改 0，和原来一样" in page
    assert not manuscript.read(db.reader()).is_begun


def test_what_a_file_cannot_hold_is_said_before_it_is_downloaded(boss: FlaskClient) -> None:
    topic = boss.get(f"{TOPIC}")
    assert topic.status_code == 200
    text = "A) 这句话像选项{=对 ~错####是。}".encode()
    send(boss, "topics/anti-fraud", text, "a.gift", source="资料", difficulty="1")
    page = boss.get("/staff/content-out/topics/anti-fraud?format=aiken")
    assert "题干像选项或答案，Aiken 会读错，没有写出" in page.text
    file = boss.get("/staff/content-out/topics/anti-fraud?format=aiken&anyway=1")
    assert "attachment" in file.headers["Content-Disposition"]


def test_a_survey_goes_out_and_comes_back_or_makes_a_new_one(boss: FlaskClient) -> None:
    assert "XLSForm" in boss.get(SURVEY).text
    file = boss.get("/staff/content-out/surveys/satisfaction?format=xlsform")
    assert "和原来一样" in words(send(boss, "surveys/satisfaction", file.data, "a.xlsx"))
    assert not manuscript.read(db.reader()).is_begun
    assert "导入问卷（XLSForm）" in boss.get("/staff/content/surveys").text
    assert "和原来一样" in words(send(boss, "surveys", file.data, "a.xlsx"))


@pytest.mark.parametrize(
    ("to", "sent", "said"),
    [
        ("topics/anti-fraud", b"<html>", "不是完整的 XML"),
        ("topics/anti-fraud", b"", "空的"),
        ("topics/anti-fraud", b"PK\x03\x04", "Excel"),
        ("surveys", b"PK\x03\x04", "损坏"),
        ("surveys/satisfaction", "一行字".encode(), "survey"),
    ],
)
def test_what_is_no_such_file_changes_nothing(
    boss: FlaskClient, to: str, sent: bytes, said: str
) -> None:
    answer = boss.post(f"/staff/content-in/{to}", data={"file": (io.BytesIO(sent), "x.bin")})
    assert answer.status_code == 409
    assert said in words(answer.text)
    assert not manuscript.read(db.reader()).is_begun


def test_200_megabytes_are_refused_without_being_read(boss: FlaskClient) -> None:
    answer = boss.post(
        "/staff/content-in/topics/anti-fraud",
        data=b"--x\r\n",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": "200000000"},
    )
    assert answer.status_code == 413
    assert "最多 50 MB" in answer.text
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="x.gift"\r\n\r\n'
    answer = boss.post(
        "/staff/content-in/topics/anti-fraud",
        data=head + b"a" * 55_000_000 + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 409
    assert "50 MB" in answer.text
    assert not manuscript.read(db.reader()).is_begun


def test_only_editors_take_files_in(boss: FlaskClient) -> None:
    analyst = colleague(boss.application, "analyst", "zhao")
    assert analyst.post("/staff/content-in/topics/anti-fraud").status_code == 403
    assert analyst.get("/staff/content-out/topics/anti-fraud?format=gift").status_code == 403


@pytest.mark.parametrize(
    "at",
    ["content-out/units/criminal?format=gift", "content-out/topics/nothing?format=gift"],
)
def test_other_parts_have_no_file(boss: FlaskClient, at: str) -> None:
    assert boss.get(f"/staff/{at}").status_code == 404

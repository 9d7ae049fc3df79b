"""Staff fetch a workbook, send it, see what it would change, take it in, and take it back."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from kiosk.cli import kiosk
from kiosk.content import service as content
from kiosk.office.editor import manuscript
from kiosk.office.editor.sections import Spot, part
from kiosk.storage.db import db
from tests.editor.test_pages import save, words
from tests.editor.workbooks import add, book_of, bundled, put, saved
from tests.staff.test_account_pages import colleague
from tests.staff.test_pages import sign_in

AT = "/staff/content/workbook"
READING = "正在读……"


@pytest.fixture
def boss(client: FlaskClient) -> FlaskClient:
    """Give the administrator's browser."""
    return sign_in(client)


def send(browser: FlaskClient, data: bytes, name: str = "内容.xlsx", **form: str) -> str:
    """Send a workbook, wait until it is read, and return the page's address."""
    answer = browser.post(AT, data={"workbook": (io.BytesIO(data), name), **form})
    # A large workbook is sent from a file, which the test client leaves open.
    answer.request.environ["wsgi.input"].close()
    assert answer.status_code == 303, answer.text
    while READING in browser.get(answer.location).text:
        pass
    return answer.location


def changed_book() -> bytes:
    """Return the present content with a changed, a new and a faulty card."""
    book = book_of()
    put(book["警民联系卡"], 2, 一句话="改了一句")
    add(book["警民联系卡"], 岗位="新岗位")
    add(book["警民联系卡"], 岗位="错岗位", 电话="打给我们")
    return saved(book)


def test_what_would_change_is_shown_first_then_taken_and_taken_back_in_one_step(
    boss: FlaskClient,
) -> None:
    before = manuscript.read(db.reader()).tree
    at = send(boss, changed_book())
    page = words(boss.get(at).text)
    assert "警民联系卡 1 1 31 1 0" in page
    assert "改了一句" in page
    assert "电话只用" in page
    assert not manuscript.read(db.reader()).is_begun
    assert boss.post(at, data={"act": "take"}, follow_redirects=True).status_code == 200
    now = manuscript.read(db.reader()).tree
    assert part(now, Spot.named("cards", "political-desk"))["says"]["zh"] == "改了一句"
    assert len(now["cards"]) == len(before["cards"]) + 1
    assert len(manuscript.changes(db.reader())) == 1
    opened = Spot.named("cards", "political-desk")
    change = manuscript.last_change(db.reader(), opened)
    assert change
    assert change.who == "admin"
    assert manuscript.last_change(db.reader(), Spot.named("cards", "police-desk")) is None
    assert now["cards"][-1]["id"] in manuscript.used_ids(db.reader(), opened.section)
    assert boss.get("/staff/content-review").status_code == 200
    boss.post("/staff/content", data={"act": "undo"})
    assert manuscript.read(db.reader()).tree == before


def test_refused_rows_are_fetched_as_a_workbook(boss: FlaskClient) -> None:
    at = send(boss, changed_book())
    answer = boss.get(f"{at}/refused")
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data))["警民联系卡"]
    assert sheet.max_row == 2
    fine = send(boss, saved(book_of()))
    assert "没有要改的" in boss.get(fine).text
    assert boss.get(f"{fine}/refused").status_code == 404


def test_what_a_colleague_changes_meanwhile_is_never_overwritten_unseen(
    boss: FlaskClient, app: Flask
) -> None:
    second = colleague(app, "editor")
    at = send(second, changed_book())
    save(boss, "/staff/content/units/criminal", short__zh="刑警队")
    refused = second.post(at, data={"act": "take"})
    assert refused.status_code == 409
    assert "刚才有人改了修改稿" in refused.text
    again = second.post(at, data={"act": "again"}).location
    while READING in second.get(again).text:
        pass
    assert second.post(again, data={"act": "take"}).status_code == 303
    now = manuscript.read(db.reader()).tree
    assert part(now, Spot.named("units", "criminal"))["short"]["zh"] != "刑警队"
    assert [each.who for each in manuscript.changes(db.reader())] == ["li", "admin"]


def test_the_template_and_the_present_content_are_fetched_and_sent_back(boss: FlaskClient) -> None:
    for name in ("template", "content"):
        answer = boss.get(f"{AT}/{name}")
        assert answer.status_code == 200
        assert "题目" in openpyxl.load_workbook(io.BytesIO(answer.data)).sheetnames
        assert "没有要改的" in boss.get(send(boss, answer.data)).text


@pytest.mark.parametrize(
    ("name", "sent", "said"),
    [
        ("", b"", "请先选文件"),
        ("page.xls", b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        ("old.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "旧版 Excel"),
        ("broken.xlsx", b"PK\x03\x04 broken", "损坏"),
        ("empty.csv", b" ", "空的"),
        ("other.csv", "甲,乙\n1,2\n".encode(), "没有找到认识的表"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_in_words(
    boss: FlaskClient, name: str, sent: bytes, said: str
) -> None:
    answer = boss.post(AT, data={"workbook": (io.BytesIO(sent), name)}, follow_redirects=True)
    while READING in answer.text:
        answer = boss.get(answer.request.path)
    assert said in answer.text
    assert not manuscript.read(db.reader()).is_begun


def test_a_file_that_is_too_large_is_refused_in_words(
    boss: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.office.editor.workbook.views.MOST_BYTES", 1000)
    answer = boss.post(AT, data={"workbook": (io.BytesIO(bytes(5000)), "内容.xlsx")})
    assert answer.status_code == 413
    assert "文件太大" in answer.text


def test_an_upload_is_seen_by_whoever_sent_it_alone(boss: FlaskClient, app: Flask) -> None:
    at = send(boss, changed_book())
    assert colleague(app, "editor").get(at).status_code == 404
    assert colleague(app, "analyst", "zhao").get(AT).status_code == 403
    assert boss.get(f"{AT}/0123456789abcdef").status_code == 404


def test_commands_write_a_template_take_a_workbook_and_give_it_back(tmp_path: Path) -> None:
    data, file, out = tmp_path / "data", tmp_path / "内容.xlsx", tmp_path / "out.xlsx"

    def run(*given: str | Path) -> tuple[int, str]:
        words_given = ["content", *map(str, given), "--data", str(data)]
        done = CliRunner().invoke(kiosk, words_given)
        return done.exit_code, done.output

    assert run("template", "--out", out)[0] == 0
    assert run("import", out)[0] == 0
    file.write_bytes(changed_book())
    code, said = run("import", file, "--dry-run")
    assert code == 1
    assert "会收：新加 1，修改 1" in said
    code, said = run("import", file, "--refused", tmp_path / "refused.xlsx")
    assert code == 1
    assert re.search(r"拒收 refused: 警民联系卡 第 \d+ 行 \w（电话）: 电话只用", said)
    assert re.search(r"修改稿里已收：新加 1，修改 1，删去 0；没变 \d+，不收 1。", said)
    assert "/staff/content" in said
    assert openpyxl.load_workbook(tmp_path / "refused.xlsx").sheetnames == ["警民联系卡"]
    assert run("export", "--out", out)[0] == 0
    code, said = run("import", out)
    assert code == 0
    assert "新加 0，修改 0" in said
    sheet = openpyxl.load_workbook(out)["警民联系卡"]
    assert sheet.max_row == len(bundled()["cards"]) + 2
    assert content.bundled().pack

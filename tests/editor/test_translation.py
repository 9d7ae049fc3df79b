"""Texts without English go to a translator as a sheet, and come back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient

from kiosk.content import service as content
from kiosk.content.parts import CHINESE
from kiosk.errors import Refused
from kiosk.office.editor import manuscript
from kiosk.office.editor.sections import Spot, Tree, part, plain
from kiosk.office.editor.translation import sheet
from kiosk.office.editor.translation.places import find, places
from kiosk.storage.db import db
from tests.editor.test_exchange_commands import run
from tests.editor.test_pages import save, words
from tests.staff.test_pages import sign_in

QUESTION = "/staff/content/questions/anti-fraud/anti-fraud-003"
assert run


@pytest.fixture
def boss(client: FlaskClient) -> FlaskClient:
    """Give the administrator's browser."""
    return sign_in(client)


def tree() -> Tree:
    return manuscript.read(db.reader()).tree


def rows(data: bytes) -> list[list[Any]]:
    """Return the rows of a list under its headings."""
    held = openpyxl.load_workbook(io.BytesIO(data))["译文"]
    return [list(each) for each in held.iter_rows(min_row=2, values_only=True)]


def book(given: list[list[Any]], headings: tuple[str, ...] = sheet.HEADINGS) -> bytes:
    """Return rows as a list that comes back."""
    made = openpyxl.Workbook()
    made.active.title = "译文"
    for row in (list(headings), *given):
        made.active.append(row)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def take(data: bytes) -> sheet.Translated:
    with db.transaction() as tx:
        return sheet.take(tx, data, who="li")


def texts(held: Any) -> int:
    """Count the texts under a part of the pack."""
    if isinstance(held, dict):
        return 1 if set(held) == {"zh", "en"} else sum(map(texts, held.values()))
    return sum(map(texts, held)) if isinstance(held, list) else 0


def test_every_text_of_the_pack_is_on_the_whole_list_and_found_again(boss: FlaskClient) -> None:
    now = tree()
    every = places(now)
    assert len(every) == texts(now)
    assert len({each.key for each in every}) == len(every)
    for each in every:
        assert find(now, each.key.rpartition("@")[0]) == {"zh": each.zh, "en": each.en}
    assert every[0].label.startswith("活动：")


def without_english(boss: FlaskClient) -> list[list[Any]]:
    """Take the English of one question away; return the list of what has none."""
    held = part(tree(), Spot.named("questions", "anti-fraud/anti-fraud-003"))
    save(boss, QUESTION, prompt__en="", options__0__text__en="")
    missing = rows(boss.get("/staff/content-translation").data)
    assert [each[1] for each in missing if each[3].startswith("questions/")] == [
        held["prompt"]["zh"],
        held["options"][0]["text"]["zh"],
    ]
    assert not any(each[2] for each in missing)
    return missing


def send(boss: FlaskClient, data: bytes) -> str:
    form = {"list": (io.BytesIO(data), "back.xlsx")}
    return words(boss.post("/staff/content-translation", data=form).text)


def test_the_list_goes_out_comes_back_and_is_taken_back_as_one(boss: FlaskClient) -> None:
    assert "下载还没有英文的" in boss.get("/staff/content").text
    missing = without_english(boss)
    before = tree()
    for number, each in enumerate(missing):
        each[2] = f"English {number}"
    page = send(boss, book(missing))
    assert f"填上了英文：{len(missing)}" in page
    held = part(tree(), Spot.named("questions", "anti-fraud/anti-fraud-003"))
    assert held["prompt"]["en"].startswith("English ")
    assert held["options"][0]["text"]["en"].startswith("English ")
    assert [each for each in places(tree()) if each.is_missing] == []
    boss.post("/staff/content", data={"act": "undo"})
    assert tree() == before


def test_rows_whose_chinese_changed_meanwhile_are_named(boss: FlaskClient) -> None:
    missing = without_english(boss)
    own = [each for each in missing if each[3].startswith("questions/")]
    for each in own:
        each[2] = "What comes first?"
    save(boss, QUESTION, prompt__zh="刚发现被骗，先做什么？")
    page = send(boss, book(own))
    assert "填上了英文：1；" in page
    assert "译文 第 2 行 没有收下 中文已经改成“刚发现被骗，先做什么？” 请照新的中文再译。" in page
    held = part(tree(), Spot.named("questions", "anti-fraud/anti-fraud-003"))
    assert not held["prompt"]["en"].startswith("What comes")
    assert held["options"][0]["text"]["en"] == "What comes first?"


def test_english_that_somebody_else_filled_in_meanwhile_stays(boss: FlaskClient) -> None:
    own = [each for each in without_english(boss) if each[3].startswith("questions/")]
    save(boss, QUESTION, prompt__en="You were cheated. And now?")
    own[0][2] = "What comes first?"
    page = send(boss, book(own))
    assert "英文已经有人填了“You were cheated. And now?”" in page
    assert part(tree(), Spot.named("questions", "anti-fraud/anti-fraud-003"))["prompt"]["en"] == (
        "You were cheated. And now?"
    )


def test_a_whole_list_revises_english_that_is_there(boss: FlaskClient) -> None:
    every = rows(boss.get("/staff/content-translation?all=1").data)
    assert len(every) == len(places(tree()))
    translated = take(book(every))
    assert (translated.filled, translated.remarks) == (0, [])
    assert not manuscript.read(db.reader()).is_begun
    every[5][2] = "In other words"
    assert take(book(every)).filled == 1


def test_what_was_deleted_or_is_too_long_is_named_and_good_rows_go_in(boss: FlaskClient) -> None:
    own = [each for each in without_english(boss) if each[3].startswith("questions/")]
    own[0][2], own[1][2] = "x" * 601, "Dial 110"
    gone = ["", "没有了", "Gone", "questions/anti-fraud/no-such#prompt@12345678"]
    odd = ["", "乱写", "Odd", "乱写"]
    away = ["", "没有了", "Gone", "towns/danghu#nothing/at/all@1"]
    found = take(book([*own, gone, odd, away, ["", "", "", ""], []]))
    assert found.filled == 1
    said = {each.where.zh: each.reason.zh for each in found.remarks}
    assert said["译文 第 2 行"] == "超过 600 个字符"
    assert sorted(said) == ["译文 第 2 行", "译文 第 4 行", "译文 第 5 行", "译文 第 6 行"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (book([], ("位置", "中文", "英语")), "没有找到"),
        (b"", "空的"),
        (b"<html></html>", "网页"),
        (b"PK\x03\x04", "损坏"),
    ],
)
def test_what_is_no_list_is_refused(boss: FlaskClient, sent: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        take(sent)
    form = {"list": (io.BytesIO(sent), "back.xlsx")}
    answer = boss.post("/staff/content-translation", data=form)
    assert answer.status_code == 409
    assert said in words(answer.text)


def test_the_terminal_writes_and_takes_the_list(run, boss: FlaskClient, tmp_path: Path) -> None:
    without_english(boss)
    out = tmp_path / "list.xlsx"
    assert "处文字" in run("content", "untranslated", "--out", out).output
    given = rows(out.read_bytes())
    for each in given:
        each[2] = "In English"
    out.write_bytes(book(given))
    told = run("content", "translated", out)
    assert told.exit_code == 0
    assert f"填上英文 {len(given)} 处" in told.output
    again = run("content", "translated", out)
    assert f"和原来一样 {len(given)} 处" in again.output
    run("content", "untranslated", "--all", "--out", out)
    assert len(rows(out.read_bytes())) == len(places(tree()))


def test_the_bundled_pack_has_english_everywhere() -> None:
    missing = places(plain(content.require_whole(content.bundled())))
    assert [each.zh for each in missing if each.is_missing and CHINESE.search(each.zh)] == []

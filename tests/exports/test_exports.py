"""Test that exports open in spreadsheets and programs, whole, in words, and without formulas."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from sqlalchemy import Connection

from kiosk import clock
from kiosk.accounts.accounts import note
from kiosk.booth.feedback import service as feedback
from kiosk.booth.quiz import service as quiz
from kiosk.booth.survey import service as survey
from kiosk.cli import kiosk
from kiosk.clock import local, parse
from kiosk.content.catalog import Catalog
from kiosk.counts.filters import Filters
from kiosk.counts.tables import EXPORTS, Column, Table, chunked
from kiosk.errors import Refused, Unknown
from kiosk.journal import drafts
from kiosk.journal.service import new_id
from kiosk.office.exports import sheets
from kiosk.office.exports.cells import FORMULA, safe
from kiosk.office.exports.formats import Export
from kiosk.office.exports.tables import open_table
from kiosk.sealing import keys
from kiosk.sealing.opening import Opener
from kiosk.storage.db import db
from tests.conftest import PASSPHRASE
from tests.factories import OTHER_SITTING, SITTING, records, with_pack
from tests.quiz.answers import single_choices

ALL = Filters()
BAD = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://evil.example")']
EVENT = "pinghu/2026"


def write(table: Table, form: str, *, has_codes: bool = False) -> bytes:
    """Return a table as a file holds it."""
    file = io.BytesIO()
    moment = datetime(2026, 12, 20, 9, 30).astimezone()
    export = Export(table, form, ALL, moment, has_codes=has_codes)
    export.write_to(file, lambda _count: None)
    return file.getvalue()


def exported(
    tx: Connection,
    kind: str,
    form: str,
    filters: Filters = ALL,
    opener: Opener | None = None,
    *,
    is_long: bool = False,
    has_codes: bool = False,
) -> bytes:
    """Return an export as a file holds it."""
    table = open_table(tx, kind, filters, opener, is_long=is_long)
    return write(table, form, has_codes=has_codes)


def csv_rows(data: bytes) -> list[list[str]]:
    """Read a CSV as a spreadsheet does."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet_rows(data: bytes) -> list[tuple[Any, ...]]:
    """Read the first sheet of a workbook, with control characters as a spreadsheet shows them."""
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return [
        tuple(unescape(cell) if isinstance(cell, str) else cell for cell in row)
        for row in sheet.iter_rows(values_only=True)
    ]


def lines(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


def answer_survey(tx: Connection, catalog: Catalog, sitting: str = SITTING) -> None:
    """Answer some items of the survey, the last one among them, but not who one is."""
    taps = {"lives-here": "year", "dealt": "once", "dealt-with": "criminal", "night": "5"}
    for name, value in taps.items():
        survey.take_answer(tx, sitting, catalog, "satisfaction", name, chosen=[value])
    survey.take_answer(tx, sitting, catalog, "satisfaction", "worries", chosen=["fraud", "fire"])
    survey.take_answer(tx, sitting, catalog, "satisfaction", "patrols", chosen=["3"])
    drafts.close_sitting(tx, sitting)


def say(tx: Connection, catalog: Catalog, text: str = "", unit: str = "") -> None:
    """Give feedback."""
    feedback.give(
        tx, SITTING, catalog, "praise", form=new_id(), chips=["fair"], text=text, unit_id=unit
    )


@pytest.fixture
def opener(tx: Connection, recovery_code: str) -> Opener:
    return Opener(tx, EVENT, keys.open_key(tx, EVENT, PASSPHRASE))


@pytest.mark.parametrize("kind", EXPORTS)
def test_empty_export_has_its_header(tx: Connection, kind: str) -> None:
    [header] = csv_rows(exported(tx, kind, "csv"))
    begin = (
        ["题目编号", "题目", "主题"] if kind == "questions" else ["终端", "期", "流水号", "时间"]
    )
    assert header[: len(begin)] == begin
    assert [list(row) for row in sheet_rows(exported(tx, kind, "xlsx"))] == [header]
    assert exported(tx, kind, "jsonl") == b""


def test_csv_opens_with_a_byte_order_mark(tx: Connection) -> None:
    assert exported(tx, "quiz", "csv").startswith(b"\xef\xbb\xbf" + "终端".encode())


def test_survey_has_one_row_a_response_under_chinese_headings(
    tx: Connection, catalog: Catalog
) -> None:
    answer_survey(tx, catalog)
    answer_survey(tx, catalog, OTHER_SITTING)
    header, first, second = sheet_rows(exported(tx, "survey", "xlsx"))
    held = dict(zip(header, first, strict=True))
    assert held["问卷"] == "平安和满意度小调查"
    assert held["最近一次是和哪个单位？"] == "刑侦大队"
    assert held["晚上一个人走在家附近，您觉得安全吗？"] == "很安全"
    assert held["您现在最担心什么？可以选几项。［电话和网络诈骗］"] == "是"
    assert held["您现在最担心什么？可以选几项。［偷盗］"] == "否"
    assert held["平常一周里，您大约有几天看到民警巡逻？"] == 3
    assert isinstance(held["时间"], datetime)
    assert held["是否完成"] == "是"
    assert held["是否计入指数"] == "否"
    assert first[2] + 1 == second[2]


def test_ranking_is_exported_in_its_order(tx: Connection, catalog: Catalog) -> None:
    survey.take_answer(tx, SITTING, catalog, "satisfaction", "lives-here", chosen=["year"])
    order = ["talks", "answer", "patrol", "service"]
    survey.take_answer(tx, SITTING, catalog, "satisfaction", "first", chosen=order)
    drafts.close_sitting(tx, SITTING)
    [line] = lines(exported(tx, "survey", "jsonl"))
    assert line["satisfaction.first.1"] == "多到社区学校讲安全"
    assert all(line[f"satisfaction.first.{rank}"] for rank in range(1, 5))


def test_programs_get_stable_ids(tx: Connection, catalog: Catalog) -> None:
    catalog = with_pack(catalog, topics=single_choices(catalog))
    play = quiz.start(tx, SITTING, catalog)
    asked = play.question_id(1)
    option = catalog.questions[asked].options[0]
    quiz.answer(
        tx, SITTING, catalog, 1, question_id=asked, sent={"option": [option.id]}, milliseconds=1500
    )
    drafts.close_sitting(tx, SITTING)
    answer_survey(tx, catalog)
    [line] = lines(exported(tx, "quiz", "jsonl", is_long=True))
    assert line["question"] == asked
    assert line["prompt"] == catalog.questions[asked].prompt.zh
    assert (line["option"], line["milliseconds"], line["number"]) == (option.text.zh, 1500, 1)
    assert line["seq"] == records(tx, "quiz")[0].seq
    [response] = lines(exported(tx, "survey", "jsonl"))
    assert response["satisfaction.dealt-with"] == "刑侦大队"
    assert response["satisfaction.patrols"] == 3


def test_round_without_answers_has_a_row_too(tx: Connection, catalog: Catalog) -> None:
    quiz.start(tx, SITTING, catalog)
    drafts.close_sitting(tx, SITTING)
    [line] = lines(exported(tx, "quiz", "jsonl", is_long=True))
    assert line["number"] is None
    assert line["is_finished"] is False


def test_ratings_bear_the_reason_of_their_sitting(tx: Connection, catalog: Catalog) -> None:
    survey.rate(tx, SITTING, 2, is_repeat=False)
    survey.give_reason(tx, SITTING, catalog, 2, "waited")
    survey.rate(tx, OTHER_SITTING, 2, is_repeat=True)
    first, second = lines(exported(tx, "rating", "jsonl"))
    face = catalog.pack.rating.faces[1].text.zh
    assert (first["reason"], first["face"], first["is_repeat"]) == ("等得久", face, False)
    assert (second["reason"], second["is_repeat"]) == (None, True)


@pytest.mark.parametrize("text", BAD)
def test_formula_stays_text(tx: Connection, opener: Opener, catalog: Catalog, text: str) -> None:
    say(tx, catalog, "x" + text)
    table = open_table(tx, "feedback", ALL, opener)
    place = [column.id for column in table.columns].index("text")
    row = (*next(table.chunks)[0][:place], text, None)
    for form, read in (("csv", csv_rows), ("xlsx", sheet_rows)):
        data = write(Table("feedback", table.columns, iter([[row]]), 1), form)
        cell = read(data)[1][place]
        assert cell.lstrip("'").strip() == text.strip()
        if form == "csv":
            assert cell.startswith("'")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.worksheets[0].cell(2, place + 1).data_type == "s"


@pytest.mark.parametrize("sign", "=+-@＝＋－＠﹦﹢﹣﹫−⁺⁼₊₌")
@pytest.mark.parametrize(
    "before", ["", " ", "\u3000", "\u00a0", "\t", "\r", "\n", "\ufeff", "\u200b"]
)
def test_no_sign_of_any_width_behind_any_gap_begins_a_formula(sign: str, before: str) -> None:
    assert safe(f"{before}{sign}1+1") == f"'{before}{sign}1+1"


@pytest.mark.parametrize("text", ["1+1=2", "很好=满意", "a@b.cn", "（＋）", "0573-1", " 好", "'=1"])
def test_words_that_are_no_formula_get_no_mark(text: str) -> None:
    assert safe(text) == text


@given(st.text())
def test_no_cell_of_a_csv_begins_like_a_formula(text: str) -> None:
    cell = safe(text)
    assert not FORMULA.match(cell)
    assert cell in (text, "'" + text)


@given(st.one_of(st.integers(), st.none()))
def test_numbers_stay_numbers(value: int | None) -> None:
    assert safe(value) == value


def test_words_and_minutes_in_a_csv(tx: Connection, catalog: Catalog) -> None:
    with clock.pretend(datetime(2026, 12, 20, 9, 5, 7).astimezone()):
        survey.rate(tx, SITTING, 5, is_repeat=False)
    header, row = csv_rows(exported(tx, "rating", "csv"))
    held = dict(zip(header, row, strict=True))
    assert (held["长辈模式"], held["时间"]) == ("否", "2026-12-20 09:05")
    header, row = csv_rows(exported(tx, "rating", "csv", has_codes=True))
    assert dict(zip(header, row, strict=True))["is_elder"] == "0"


@pytest.mark.parametrize("text", ["㐂䶮堃 👮🏻‍♀️", 'a"b,c;d', "一\n二", "\x01\x0b\x1f", "𠮷" * 498])
def test_any_text_survives_every_format(
    tx: Connection, opener: Opener, catalog: Catalog, text: str
) -> None:
    say(tx, catalog, f"[{text}]")
    assert csv_rows(exported(tx, "feedback", "csv", ALL, opener))[1][-2] == f"[{text}]"
    assert sheet_rows(exported(tx, "feedback", "xlsx", ALL, opener))[1][-2] == f"[{text}]"
    assert lines(exported(tx, "feedback", "jsonl", ALL, opener))[0]["text"] == f"[{text}]"


def test_sealed_text_is_left_out_unless_opened(
    tx: Connection, opener: Opener, catalog: Catalog
) -> None:
    say(tx, catalog, "只给单位看")
    for form in ("csv", "jsonl"):
        assert "只给单位看" not in exported(tx, "feedback", form).decode()
        assert "只给单位看" in exported(tx, "feedback", form, ALL, opener).decode()
    header = csv_rows(exported(tx, "feedback", "csv"))[0]
    assert "留言" not in header
    assert "是否留言" in header


def test_erased_text_leaves_an_empty_cell(tx: Connection, opener: Opener, catalog: Catalog) -> None:
    say(tx, catalog, "要删掉的话")
    tx.exec_driver_sql("UPDATE record SET sealed = NULL WHERE kind = 'feedback'")
    [line] = lines(exported(tx, "feedback", "jsonl", ALL, opener))
    assert (line["text"], line["has_text"]) == (None, True)


@pytest.mark.parametrize("kind", ["quiz", "rating"])
def test_what_holds_nothing_sealed_cannot_be_opened(
    tx: Connection, opener: Opener, kind: str
) -> None:
    with pytest.raises(Refused):
        open_table(tx, kind, ALL, opener)


def test_unknown_kind_is_named_with_those_known(tx: Connection) -> None:
    with pytest.raises(Unknown, match="quiz, classes, questions, survey, rating, feedback"):
        open_table(tx, "cats", ALL, None)


def days(data: bytes) -> list[str]:
    return [line["made_at"][:10] for line in lines(data)]


def test_dates_are_local_and_inclusive(tx: Connection, catalog: Catalog) -> None:
    for moment in (
        "2026-12-19T23:59:00",
        "2026-12-20T00:00:00",
        "2026-12-20T23:59:00",
        "2026-12-21T00:00:00",
    ):
        with clock.pretend(datetime.fromisoformat(moment).astimezone()):
            survey.rate(tx, SITTING, 5, is_repeat=False)
    day = date(2026, 12, 20)
    assert days(exported(tx, "rating", "jsonl", Filters(since=day))) == [
        "2026-12-20",
        "2026-12-20",
        "2026-12-21",
    ]
    assert days(exported(tx, "rating", "jsonl", Filters(until=day)))[-1] == "2026-12-20"
    both = Filters(since=day, until=day)
    assert days(exported(tx, "rating", "jsonl", both)) == ["2026-12-20"] * 2


def test_times_are_this_machines(tx: Connection) -> None:
    stamp = "2026-12-20T01:02:00.000000Z"
    assert local(stamp) == parse(stamp).astimezone().replace(tzinfo=None)


def test_unit_is_where_it_was_made_or_whom_it_is_about(tx: Connection, catalog: Catalog) -> None:
    say(tx, catalog, unit="criminal")
    say(tx, catalog, unit="traffic")
    tx.exec_driver_sql("UPDATE desk SET unit = 'criminal'")
    say(tx, catalog, unit="traffic")
    found = lines(exported(tx, "feedback", "jsonl", Filters(unit="criminal")))
    assert sorted(line["about_unit"] for line in found) == ["交警大队", "刑侦大队"]
    assert len(lines(exported(tx, "feedback", "jsonl", Filters(unit="moon")))) == 0


def test_event_keeps_others_out(tx: Connection, catalog: Catalog) -> None:
    say(tx, catalog)
    assert len(lines(exported(tx, "feedback", "jsonl", Filters(event=EVENT)))) == 1
    assert len(lines(exported(tx, "feedback", "jsonl", Filters(event="demo")))) == 0


def test_long_export_goes_on_to_a_further_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)

    rows = iter([[(number,) for number in range(7)]])
    data = write(Table("quiz", [Column("n", "数", "int")], rows, 7), "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    titles = ["答题", "答题 2", "答题 3"]
    assert [sheet.title for sheet in book] == [*titles, "代码本", "说明"]
    held = [[cell.value for cell in book[title]["A"]] for title in titles]
    assert held == [["数", 0, 1, 2], ["数", 3, 4, 5], ["数", 6]]


def test_long_csv_is_whole() -> None:
    count = 20_000
    rows = chunked((f"行{n}",) for n in range(count))
    data = write(Table("quiz", [Column("n", "数")], rows, count), "csv")
    assert csv_rows(data) == [["数"], *([f"行{n}"] for n in range(count))]


def export(app: Flask, *args: str, stdin: str = "") -> Any:
    data = str(app.config["SETTINGS"].data)
    words = ["export", *args, "--data", data]
    return CliRunner(catch_exceptions=False).invoke(kiosk, words, input=stdin)


def test_command_writes_a_file_whole(app: Flask, catalog: Catalog, tmp_path: Path) -> None:
    with db.transaction() as tx:
        answer_survey(tx, catalog)
        note(tx, "terminal", "test")
    db.close()
    out = tmp_path / "survey.xlsx"
    done = export(app, "survey", "--format", "xlsx", "--out", str(out))
    assert done.exit_code == 0
    assert len(sheet_rows(out.read_bytes())) == 2
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def test_opening_sealed_text_needs_a_reason(app: Flask, tmp_path: Path) -> None:
    refused = export(app, "feedback", "--unsealed", "--out", str(tmp_path / "x.csv"))
    assert refused.exit_code == 2
    assert "--reason" in refused.output
    assert not (tmp_path / "x.csv").exists()

"""The staff log says who did what when, in plain words; it is searched and exported."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, insert

from kiosk import clock
from kiosk.accounts import accounts
from kiosk.accounts.models import StaffActRow
from kiosk.clock import local
from kiosk.config import ROOT, Settings
from kiosk.office.acts import words as act_words
from kiosk.office.acts.report import PAGE, ActFilters, search
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.conftest import PASSPHRASE, Browser
from tests.exports.test_pages import export
from tests.factories import held_rows
from tests.staff.test_pages import PASSWORD, add, read, sign_in, unlock, words

NOON = datetime(2026, 12, 20, 12, tzinfo=UTC)


def note(actor: str, act: str, about: str = "", at: datetime = NOON) -> None:
    with clock.pretend(at), db.transaction() as tx:
        accounts.note(tx, actor, act, about)


def shown(client: FlaskClient, query: str = "") -> list[list[str]]:
    """Return the rows of the log's table as people read them."""
    page = read(client, f"/staff/acts{query}")
    return [
        [" ".join(words(cell).split()) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)]
        for row in re.findall(r"<tr>(.*?)</tr>", page, re.S)[1:]
    ]


def found(tx: Connection, **sought: Any) -> list[str]:
    """Return the details of what a search finds."""
    return [act.about[0] for act in search(tx, ActFilters(**sought), 1).acts]


# Every act has words


def functions(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def passed(tree: ast.Module, function: str, parameter: str) -> set[str]:
    """Return the texts that a module passes to one parameter of its own function."""
    names = [each.arg for each in functions(tree)[function].args.args]
    place = names.index(parameter)
    return {
        argument.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and name_of(call) == function
        for argument in [
            *call.args[place : place + 1],
            *(each.value for each in call.keywords if each.arg == parameter),
        ]
        if isinstance(argument, ast.Constant)
    }


def values(node: ast.expr, tree: ast.Module, function: str) -> set[str]:
    """Return every text that an expression may be; empty where that cannot be told."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=one, orelse=other):
            return values(one, tree, function) | values(other, tree, function)
        case ast.FormattedValue(value=inner):
            return values(inner, tree, function)
        case ast.JoinedStr(values=parts):
            made = {""}
            for part in parts:
                made = {head + tail for head in made for tail in values(part, tree, function)}
            return made
        case ast.Name(id=name):
            given = {
                text
                for each in ast.walk(functions(tree)[function])
                if isinstance(each, ast.Assign) and getattr(each.targets[0], "id", "") == name
                for text in values(each.value, tree, function)
            }
            parameters = [each.arg for each in functions(tree)[function].args.args]
            return given | (passed(tree, function, name) if name in parameters else set())
    return set()


def written() -> Iterator[tuple[str, set[str]]]:
    """Yield each place in the code that notes an act, and which acts it may be."""
    for file in sorted(Path(ROOT, "kiosk").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for name, function in functions(tree).items():
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and ast.unparse(call.func) in (
                    *("accounts.note", "backing_up.note"),
                    *(("note",) if file.parent.name == "accounts" else ()),
                ):
                    place = f"{file.relative_to(ROOT)}:{call.lineno}"
                    yield place, values(call.args[2], tree, name)


def test_every_act_that_the_code_writes_has_words_in_both_languages() -> None:
    places = dict(written())
    assert len(places) > 30
    assert [place for place, found in places.items() if not found] == []
    lacking = {place: found - set(act_words.WORDS) for place, found in places.items()}
    assert {place: found for place, found in lacking.items() if found} == {}
    everything = set().union(*places.values())
    assert set(act_words.WORDS) - everything == set(), "words for an act that nothing writes"
    assert {"sign-in", "device-close", "invite-compare-failed", "sync-stick"} <= everything


def test_words_are_chinese_and_english_and_no_two_acts_share_them() -> None:
    for zh, en in act_words.WORDS.values():
        assert re.search(r"[一-鿿]", zh)
        assert re.fullmatch(r"[A-Z][A-Za-z' -]+", en)
    for language in (0, 1):
        assert len({said[language] for said in act_words.WORDS.values()}) == len(act_words.WORDS)


def test_act_of_a_newer_version_stands_for_itself() -> None:
    assert act_words.words("teleport") == ("teleport", "teleport")


# On the page


def test_every_act_is_listed_with_who_did_it_the_newest_first(
    client: FlaskClient, sealing: None
) -> None:
    sign_in(client)
    unlock(client, "wrong words")
    unlock(client)
    export(client, "feedback", "csv", unsealed="yes", reason="回复群众")
    client.post("/staff/backup", buffered=True)
    add("李警官", "privacy")
    with db.transaction() as tx:
        accounts.set_password(tx, "admin", PASSWORD, actor="terminal")
        accounts.note(tx, "terminal", "export-unsealed", "survey: 汇总")
    client.post("/staff/sign-in", data={"name": "admin", "password": PASSWORD})
    rows = shown(client)
    assert [row[1:3] for row in rows] == [
        ["admin", "登录"],
        ["命令行", "导出密封内容"],
        ["命令行", "修改密码"],
        ["命令行", "添加账号"],
        ["admin", "备份"],
        ["admin", "导出"],
        ["admin", "解锁密封内容"],
        ["admin", "解锁失败"],
        ["admin", "登录"],
        ["命令行", "添加账号"],
    ]
    assert "回复群众" in rows[5][3]
    assert rows[3][3] == "李警官 (隐私)"
    page = read(client, "/staff/acts")
    assert PASSPHRASE not in page
    assert PASSWORD not in page


def test_the_log_speaks_english_where_that_is_chosen(client: FlaskClient) -> None:
    sign_in(client)
    client.post("/view", data={"language": "en"})
    assert [row[1:] for row in shown(client)] == [
        ["admin", "Signed in", ""],
        ["Command line", "Added an account", "admin (Administrator)"],
    ]


def many(tx: Connection, count: int) -> None:
    """Add acts of the days before, one a minute, numbered from the oldest."""
    (row,) = held_rows("staff_act")
    first = NOON - timedelta(minutes=count)
    rows = [
        row
        | {
            "seq": 1000 + number,
            "made_at": clock.stamp(first + timedelta(minutes=number)),
            "about": f"no {number}",
        }
        for number in range(count)
    ]
    tx.execute(insert(StaffActRow), rows)


def test_pages_hold_every_act_once_and_say_how_many_there_are(
    client: FlaskClient,
) -> None:
    note("li", "backup", at=NOON - timedelta(days=30))
    with db.transaction() as tx:
        many(tx, 2 * PAGE + 7)
    sign_in(client)
    seen, address, counts = [], "/staff/acts?text=no", []
    while address:
        page = read(client, address)
        seen += [row[3] for row in shown(client, address.removeprefix("/staff/acts"))]
        counts.append(" ".join(words(page[page.index('class="count"') :][:200]).split()))
        after = re.search(r'href="([^"]+)" rel="next"', page)
        address = after[1].replace("&amp;", "&") if after else ""
    assert seen == [f"no {number}" for number in reversed(range(2 * PAGE + 7))]
    assert [f"{2 * PAGE + 7} 条" in said for said in counts] == [True] * 3
    assert f"{2 * PAGE + 1}–{2 * PAGE + 7}" in counts[-1]


@pytest.mark.parametrize("page", ["0", "-1", "99999999999", "x", "2", "１"])
def test_page_that_is_not_there_is_the_nearest_one(client: FlaskClient, page: str) -> None:
    sign_in(client)
    assert len(shown(client, f"?page={page}")) == 2


def test_search_that_finds_nothing_says_so_and_leads_back(client: FlaskClient) -> None:
    sign_in(client)
    page = read(client, "/staff/acts?text=nowhere")
    assert "没有找到这样的操作" in page
    assert "全部显示" in page
    assert 'value="nowhere"' in page
    assert "<table" not in page


@pytest.mark.parametrize("query", ["since=tomorrow", "until=9999-12-31", "since=2026-13-40"])
def test_unfit_day_is_explained_on_the_page(client: FlaskClient, query: str) -> None:
    sign_in(client)
    answer = client.get(f"/staff/acts?{query}")
    assert answer.status_code == 409
    assert 'role="alert"' in answer.get_data(as_text=True)


def test_what_is_searched_for_puts_no_markup_on_the_page(client: FlaskClient) -> None:
    sign_in(client)
    evil = '"><script>alert(1)</script>'
    for name in ("actor", "act", "text", "device"):
        page = client.get("/staff/acts", query_string={name: evil}).get_data(as_text=True)
        assert evil not in page
        assert "<script>" not in page


# What a search finds


def test_search_by_person_act_words_and_days(app: Flask) -> None:
    days = [NOON + timedelta(days=number) for number in range(3)]
    note("li", "staff-disable", "one wang", days[0])
    note("Lisa", "backup", "two 50%_done", days[1])
    note("terminal", "export", "three QUIZ", days[2])
    tx = db.reader()
    dates = [local(clock.stamp(day)).date() for day in days]
    assert [each.split()[0] for each in found(tx)] == ["three", "two", "one"]
    for sought, expected in (
        ({"actor": "li"}, ["two", "one"]),
        ({"actor": "LISA"}, ["two"]),
        ({"actor": "命令"}, ["three"]),
        ({"actor": "command line"}, ["three"]),
        ({"act": "backup"}, ["two"]),
        ({"act": "back"}, []),
        ({"text": "停用账号"}, ["one"]),
        ({"text": "disabled"}, ["one"]),
        ({"text": "quiz"}, ["three"]),
        ({"text": "wang li"}, ["one"]),
        ({"text": "wang lisa"}, []),
        ({"text": "50%_"}, ["two"]),
        ({"text": "%"}, ["two"]),
        ({"text": "_"}, ["two"]),
        ({"since": dates[1]}, ["three", "two"]),
        ({"until": dates[1]}, ["two", "one"]),
        ({"since": dates[1], "until": dates[1]}, ["two"]),
        ({"since": dates[1], "actor": "li", "text": "backed"}, ["two"]),
    ):
        assert [each.split()[0] for each in found(tx, **sought)] == expected, sought


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """Give a central on each database, which holds acts of two booths beside its own."""
    address = request.getfixturevalue("empty_database") if request.param == "postgresql" else ""
    with opened(Settings(data=tmp_path, role="central", database=address)) as app:
        app.test_client_class = Browser
        note("li", "backup", "Central's own")
        (row,) = held_rows("staff_act")
        with db.transaction() as tx:
            for number, booth in enumerate(("东门", "西门"), start=1):
                changed = {"device": str(number) * 32, "booth": booth, "about": f"of {booth}"}
                tx.execute(insert(StaffActRow), row | changed | {"event": f"event-{number}"})
        yield app


def test_central_shows_the_acts_of_every_device_and_event_and_searches_one(store: Flask) -> None:
    client = sign_in(store.test_client())
    assert {row[4] for row in shown(client, "?act=backup")} == {
        "Central's own",
        "of 东门",
        "of 西门",
    }
    (row,) = shown(client, f"?device={'1' * 32}")
    assert row[1:] == ["东门 11111111", "li", "备份", "of 东门"]
    assert [row[4] for row in shown(client, "?text=西门")] == ["of 西门"]
    assert [row[4] for row in shown(client, "?text=CENTRAL'S")] == ["Central's own"]
    page = read(client, "/staff/acts")
    assert [page.count(f'<option value="{str(number) * 32}"') for number in (1, 2)] == [1, 1]


def test_central_exports_the_acts_of_every_device(store: Flask) -> None:
    client = sign_in(store.test_client(), "privacy")
    lines = client.post("/staff/acts", data={"format": "jsonl", "act": "backup"}).data.splitlines()
    assert {json.loads(line)["about"] for line in lines} == {
        "Central's own",
        "of 东门",
        "of 西门",
    }
    whole = client.post("/staff/exports", data={"kind": "acts", "format": "jsonl"}, buffered=True)
    assert {"of 东门", "of 西门"} <= {json.loads(line)["about"] for line in whole.data.splitlines()}


# Taking it along


def test_export_holds_what_the_search_finds_and_is_itself_an_act(client: FlaskClient) -> None:
    note("li", "backup", '=cmd|"x"')
    note("li", "staff-disable", "逗号,“引号”\n换行")
    sign_in(client, "privacy")
    form = {"actor": "li", "format": "csv"}
    answer = client.post("/staff/acts", data=form)
    assert re.search(r'filename="acts-\d{8}-\d{4}\.csv"', answer.headers["Content-Disposition"])
    header, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert header[-4:] == ["账号", "操作代码", "操作", "说明"]
    assert [row[-4:] for row in rows] == [
        ["li", "staff-disable", "停用账号", "逗号,“引号”\n换行"],
        ["li", "backup", "备份", '\'=cmd|"x"'],
    ]
    answer = client.post("/staff/acts", data=form | {"format": "jsonl"})
    assert [json.loads(line)["act"] for line in answer.data.splitlines()] == [
        "staff-disable",
        "backup",
    ]
    answer = client.post("/staff/acts", data=form | {"format": "xlsx"})
    assert zipfile.is_zipfile(io.BytesIO(answer.data))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    assert [row[-1].value for row in sheet.iter_rows(min_row=2)] == [
        "逗号,“引号”\n换行",
        '=cmd|"x"',
    ]
    kept = [row["about"] for row in held_rows("staff_act") if row["act"] == "export-acts"]
    assert kept == ["csv 2", "jsonl 2", "xlsx 2"]


def test_export_in_no_known_format_is_refused_on_the_page(client: FlaskClient) -> None:
    sign_in(client)
    for form in ({"format": "exe"}, {"format": "csv", "since": "never"}, {}):
        answer = client.post("/staff/acts", data=form)
        assert answer.status_code == 409
        assert 'role="alert"' in answer.get_data(as_text=True)
    assert "export-acts" not in [row["act"] for row in held_rows("staff_act")]


def test_log_is_exported_by_those_alone_who_may_read_it(client: FlaskClient) -> None:
    sign_in(client, "analyst")
    assert 'value="acts"' not in read(client, "/staff/exports")
    answer = client.post("/staff/exports", data={"kind": "acts", "format": "csv"})
    assert answer.status_code == 403
    assert "analyst" not in answer.get_data(as_text=True).split("<main", 1)[1]
    assert "export" not in [row["act"] for row in held_rows("staff_act")]
    client.post("/staff/lock")
    sign_in(client, "privacy")
    assert 'value="acts"' in read(client, "/staff/exports")
    assert "analyst (分析)" in export(client, "acts", "csv").decode()

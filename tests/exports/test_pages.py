"""Test the staff's page of exports as a browser meets it."""

from __future__ import annotations

import io
import json
import re
import threading
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.counts.tables import EXPORTS
from kiosk.office.exports import formats, text
from kiosk.office.exports.formats import FORMATS
from kiosk.shell import jobs
from tests.factories import held_rows
from tests.staff.test_pages import (
    CONTACT,
    SECRET,
    acts,
    give_feedback,
    rate,
    read,
    sign_in,
    unlock,
    words,
)

MOST_SECONDS = 30


def export(client: FlaskClient, kind: str, form: str, **given: str) -> bytes:
    """Return a file, waiting for its job where it has one."""
    answer = client.post("/staff/exports", data={"kind": kind, "format": form} | given)
    if answer.status_code == 303:
        answer = fetch(client, answer.headers["Location"])
    assert answer.status_code == 200, answer.get_data(as_text=True)
    name = re.escape(kind) + r"-\d{8}-\d{4}\." + form
    assert re.search(f'attachment; filename="?{name}', answer.headers["Content-Disposition"])
    assert answer.content_type == FORMATS[form].content_type
    data: bytes = answer.data
    return data


def fetch(client: FlaskClient, page: str) -> Any:
    """Wait until a job's page offers its file; return the answer that sends it."""
    deadline = time.monotonic() + MOST_SECONDS
    while "文件做好了" not in (shown := read(client, page)):
        assert "没有做成" not in shown, words(shown)
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert f"{page}/file" in shown
    return client.get(f"{page}/file")


@pytest.fixture
def held_up(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Let no job go on before this event; each then takes many small steps."""
    go = threading.Event()
    write = formats.Export.write

    def wait(self: formats.Export, path: Path, progress: text.Progress) -> None:
        path.write_bytes(b"half a file")
        go.wait(MOST_SECONDS)
        progress(1)
        write(self, path, progress)

    monkeypatch.setattr(formats.Export, "write", wait)
    return go


@pytest.mark.parametrize("kind", list(EXPORTS))
def test_each_kind_downloads_in_each_format(
    client: FlaskClient, app: Flask, sealing: None, kind: str
) -> None:
    give_feedback(client)
    rate(app, [5])
    sign_in(client, "privacy")
    count = {"feedback": 1, "rating": 1}.get(kind, 0)
    if kind == "acts":
        count = len(held_rows("staff_act"))
    lines = export(client, kind, "csv").decode("utf-8-sig").splitlines()
    assert lines[0].startswith("题目编号," if kind == "questions" else "终端,")
    assert len(lines) == 1 + count
    rows = [json.loads(line) for line in export(client, kind, "jsonl").splitlines()]
    assert len(rows) == count + (kind == "acts")  # The export before this one is an act too.
    with zipfile.ZipFile(io.BytesIO(export(client, kind, "xlsx"))) as book:
        assert book.testzip() is None


def test_export_leaves_sealed_text_out_unless_unlocked_and_reasoned(
    client: FlaskClient, sealing: None
) -> None:
    give_feedback(client)
    sign_in(client, "privacy")
    assert SECRET.encode() not in export(client, "feedback", "csv")
    asked = {"kind": "feedback", "format": "csv", "unsealed": "yes", "reason": "回复群众"}
    answer = client.post("/staff/exports", data=asked)
    assert answer.status_code == 403
    assert "请先在“意见建议”页解锁" in answer.get_data(as_text=True)
    unlock(client)
    answer = client.post("/staff/exports", data=asked | {"reason": " "})
    assert answer.status_code == 409
    assert "要写明原因" in answer.get_data(as_text=True)
    held = export(client, "feedback", "csv", unsealed="yes", reason="回复群众").decode()
    assert SECRET in held
    assert CONTACT in held
    assert any("unsealed: 回复群众" in row["about"] for row in held_rows("staff_act"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"format": "exe"}, "请选择文件格式"),
        ({"kind": "passwords"}, "没有 passwords 这一类"),
        ({"since": "2026-13-40"}, "不是日期"),
        ({"until": "9999-12-31"}, "日期应在"),
    ],
)
def test_unfit_export_is_explained_on_the_form_and_keeps_what_was_chosen(
    client: FlaskClient, changed: dict[str, str], said: str
) -> None:
    sign_in(client)
    given = {"kind": "survey", "format": "csv", "unit": "traffic"} | changed
    answer = client.post("/staff/exports", data=given)
    page = " ".join(answer.get_data(as_text=True).split())
    assert answer.status_code == 409
    assert said in page
    assert '<option value="traffic" selected>' in page
    assert ("admin", "export") not in acts()


def test_a_job_can_be_cancelled_and_leaves_nothing(
    client: FlaskClient, app: Flask, held_up: threading.Event
) -> None:
    sign_in(client)
    page = client.post("/staff/exports", data={"kind": "quiz", "format": "xlsx"}).location
    assert "正在做文件" in read(client, page)
    assert client.get(f"{page}/file").status_code == 404
    folder = app.config["SETTINGS"].data / jobs.FOLDER
    assert client.post(f"{page}/cancel").status_code == 303
    held_up.set()
    deadline = time.monotonic() + MOST_SECONDS
    while "已取消" not in read(client, page):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert list(folder.iterdir()) == []


def test_a_job_belongs_to_who_asked_for_it(
    client: FlaskClient, app: Flask, held_up: threading.Event
) -> None:
    sign_in(client)
    page = client.post("/staff/exports", data={"kind": "quiz", "format": "xlsx"}).location
    other = sign_in(app.test_client(), "analyst")
    for path in (page, f"{page}/file"):
        assert other.get(path).status_code == 404
    assert other.post(f"{page}/cancel").status_code == 404
    held_up.set()
    assert fetch(client, page).status_code == 200


def test_a_full_disk_is_said_and_leaves_no_half_file(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(_self: formats.Export, path: Path, _progress: text.Progress) -> None:
        path.write_bytes(b"half a file")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(formats.Export, "write", fill)
    sign_in(client)
    page = client.post("/staff/exports", data={"kind": "quiz", "format": "xlsx"}).location
    deadline = time.monotonic() + MOST_SECONDS
    while "没有做成" not in (shown := read(client, page)):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert "腾出磁盘空间" in shown
    assert list((app.config["SETTINGS"].data / jobs.FOLDER).iterdir()) == []


def test_only_a_few_files_are_made_at_once(client: FlaskClient, held_up: threading.Event) -> None:
    sign_in(client)
    asked = {"kind": "quiz", "format": "xlsx"}
    for _ in range(jobs.MOST_AT_ONCE):
        assert client.post("/staff/exports", data=asked).status_code == 303
    answer = client.post("/staff/exports", data=asked)
    assert answer.status_code == 409
    assert "已有导出正在进行" in answer.get_data(as_text=True)
    held_up.set()


def test_a_workbook_with_sealed_text_never_lies_on_the_disk(
    client: FlaskClient, app: Flask, sealing: None
) -> None:
    give_feedback(client)
    sign_in(client, "privacy")
    unlock(client)
    book = export(client, "feedback", "xlsx", unsealed="yes", reason="回复群众")
    with zipfile.ZipFile(io.BytesIO(book)) as held:
        assert SECRET in held.read("xl/worksheets/sheet1.xml").decode() + (
            held.read("xl/sharedStrings.xml").decode()
        )
    assert not (app.config["SETTINGS"].data / jobs.FOLDER).exists()
    answer = client.post(
        "/staff/exports",
        data={"kind": "feedback", "format": "parquet", "unsealed": "yes", "reason": "x"},
    )
    assert answer.status_code == 409


def test_the_staff_log_is_for_those_who_may_read_it(client: FlaskClient) -> None:
    sign_in(client, "analyst")
    assert 'value="acts"' not in read(client, "/staff/exports")
    answer = client.post("/staff/exports", data={"kind": "acts", "format": "csv"})
    assert answer.status_code == 403


def test_one_row_an_answer_is_offered_for_what_has_answers(client: FlaskClient) -> None:
    sign_in(client)
    assert export(client, "quiz", "csv", rows="answers")
    answer = client.post(
        "/staff/exports", data={"kind": "rating", "format": "csv", "rows": "answers"}
    )
    assert answer.status_code == 409
    assert "只有一种排法" in answer.get_data(as_text=True)

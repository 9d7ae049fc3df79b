"""Test how staff make reports, as a browser without script meets it."""

from __future__ import annotations

import io
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.config import Settings
from kiosk.office.reports.build import build
from kiosk.office.reports.files import FORMATS
from kiosk.office.reports.request import ReportRequest
from kiosk.sealing import identity
from kiosk.shell import jobs
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.factories import held_rows
from tests.feedback.desks import give, step
from tests.process import run
from tests.reports.events import TODAY, tell
from tests.staff.test_pages import acts, rate, read, sign_in, unlock, words
from tests.sync.sites import Site, enroll, found_central, send

PAGE = "/staff/reports"
EVENT = "pinghu/2026"
MOST_SECONDS = 60


def make(client: FlaskClient, **given: str) -> Any:
    """Return the file of a report, waiting for its job."""
    answer = client.post(PAGE, data={"format": "docx"} | given)
    assert answer.status_code == 303, words(answer.get_data(as_text=True))
    page = answer.headers["Location"]
    deadline = time.monotonic() + MOST_SECONDS
    while "报告做好了" not in (shown := read(client, page)):
        assert "没有做成" not in shown, words(shown)
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return client.get(f"{page}/file")


@pytest.mark.parametrize(("form", "is_told"), [("pdf", True), ("docx", False)])
def test_letters_that_become_boxes_are_named_where_the_report_is_fetched(
    staff: FlaskClient, form: str, is_told: bool
) -> None:
    with db.transaction() as tx:
        tell(tx, "zhapu", place="王𬎆路", event=EVENT)
    make(staff, format=form)
    [job] = jobs.held()._held.values()
    shown = words(read(staff, f"{PAGE}/{job.id}"))
    assert ("PDF 的字体没有这些字：“𬎆”" in shown) is is_told


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    """Give a signed-in editor, with what one unit told."""
    with db.transaction() as tx:
        tell(tx, "traffic", "民警演示", event=EVENT)
    return sign_in(client, "editor", "li")


@pytest.mark.parametrize("form", list(FORMATS))
def test_one_click_makes_the_report_in_each_format(staff: FlaskClient, form: str) -> None:
    answer = make(staff, format=form)
    assert answer.status_code == 200
    assert answer.content_type == FORMATS[form]
    name = f"filename=report-pinghu-2026-bureau-{date.today():%Y%m%d}"
    assert name in answer.headers["Content-Disposition"]
    if form == "docx":
        text = "\n".join(each.text for each in docx.Document(io.BytesIO(answer.data)).paragraphs)
    else:
        pages = pypdfium2.PdfDocument(io.BytesIO(answer.data))
        text = "".join(page.get_textpage().get_text_range() for page in pages)
    assert "民警演示" in text or form == "docx"
    assert "中心广场" in text
    assert ("li", "report") in acts()
    assert any(row["about"] == f"{EVENT} bureau {form}" for row in held_rows("staff_act"))


def test_what_was_just_done_at_the_screen_is_counted(staff: FlaskClient, app: Flask) -> None:
    for number in (5, 6):
        rate(app, [4] * (number - 5 or 5))
        assert f"一键评价{number}次" in text_in(make(staff).data)


def test_a_report_counts_the_days_and_the_unit_asked_for(staff: FlaskClient) -> None:
    tomorrow = (date.fromisoformat(TODAY) + timedelta(days=1)).isoformat()
    for given, told in (
        ({}, True),
        ({"since": TODAY, "until": TODAY}, True),
        ({"since": tomorrow}, False),
        ({"unit": "traffic"}, True),
        ({"unit": "criminal"}, False),
    ):
        held = docx.Document(io.BytesIO(make(staff, **given).data))
        text = "\n".join(each.text for each in held.paragraphs)
        assert ("中心广场" in text) == told, given


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"format": "exe"}, "请选择 Word 或 PDF"),
        ({"unit": "<b>"}, "从列表里选单位"),
        ({"since": "tomorrow"}, "不是日期"),
        ({"since": "2026-12-20", "until": "2026-12-19"}, "结束日期早于开始日期"),
    ],
)
def test_unfit_wishes_are_explained_and_nothing_is_recorded(
    staff: FlaskClient, given: dict[str, str], said: str
) -> None:
    answer = staff.post(PAGE, data={"format": "docx"} | given)
    assert answer.status_code == 409
    assert said in answer.get_data(as_text=True)
    assert ("li", "report") not in acts()


def test_a_report_can_be_cancelled_and_leaves_nothing(
    staff: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[jobs.Job] = []
    start = jobs.Jobs.start

    def cancelled(self: jobs.Jobs, owner: str, open_file: jobs.Open) -> jobs.Job:
        job = start(self, owner, open_file)
        job.is_cancelled = True
        taken.append(job)
        return job

    monkeypatch.setattr(jobs.Jobs, "start", cancelled)
    page = staff.post(PAGE, data={"format": "pdf"}).headers["Location"]
    assert staff.post(f"{page}/cancel").status_code == 303
    deadline = time.monotonic() + MOST_SECONDS
    while taken[0].state == "running":
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert "已取消" in read(staff, page)
    assert staff.get(f"{page}/file").status_code == 404
    assert list((app.config["SETTINGS"].data / jobs.FOLDER).iterdir()) == []


def test_another_account_cannot_fetch_a_report(staff: FlaskClient, app: Flask) -> None:
    page = staff.post(PAGE, data={"format": "docx"}).headers["Location"]
    other = sign_in(app.test_client(), "analyst", "wang")
    assert other.get(page).status_code == 404
    assert other.get(f"{page}/file").status_code == 404


def test_the_first_answer_comes_at_once(staff: FlaskClient) -> None:
    begun = time.monotonic()
    assert staff.post(PAGE, data={"format": "pdf"}).status_code == 303
    assert time.monotonic() - begun < 1


# How complete the data are


def text_of(site: Site) -> str:
    """Return what a site's report says of the bureau."""
    with site.open():
        held = build(
            db.reader(), ReportRequest(event=EVENT), is_central=identity.is_central(db.reader())
        )
    return "\n".join(str(block) for block in held.blocks)


def test_a_report_says_how_complete_its_data_are(tmp_path: Path) -> None:
    booth = Site(tmp_path / "booth")
    booth.rate(5, 4)
    booth.do(lambda tx: tell(tx, "traffic", "民警演示", event=EVENT))
    assert "尚未送往中心" in text_of(booth)
    centre = found_central(Site(tmp_path / "centre", role="central"))
    assert "没有登记到中心的展位终端" in text_of(centre)
    enroll(booth, centre)
    send(booth, centre)
    assert "按回执已全部送达中心" in text_of(booth)
    said = text_of(centre)
    assert f"展位终端共1台，声明记录{booth.records}条，中心已收{booth.records}条" in said
    assert "中心广场" in said
    booth.rate(3)
    assert "未送达1条" in text_of(booth)


# The command


def test_the_command_wants_a_unit_or_the_bureau_and_leaves_no_half_file(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "a.docx"
    with opened(Settings(data=data)):
        pass
    done = run("report", "--bureau", "--unit", "traffic", "--out", str(out), data=data)
    assert done.returncode == 2
    assert "--bureau" in done.stderr
    done = run("report", "--unit", "nowhere", "--out", str(out), data=data)
    assert done.returncode == 1
    assert "没有单位 nowhere" in done.stderr
    done = run("report", "--bureau", "--out", str(tmp_path / "no" / "a.docx"), data=data)
    assert done.returncode == 1
    assert "写不进去" in done.stderr
    done = run("report", "--bureau", "--event", "other/2026", "--out", str(out), data=data)
    assert "没有活动 other/2026" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["data"]


# Quotations


SAID = "民警很耐心 =cmd|' 䶮 \u202eمرحبا👮\n谢谢"
KEPT_BACK = "这一条没有选"


def text_in(data: bytes) -> str:
    return "\n".join(each.text for each in docx.Document(io.BytesIO(data)).paragraphs)


@pytest.fixture
def chosen(sealing: None) -> None:
    """Let two people write, and staff choose what one of them wrote."""
    with db.transaction() as tx:
        form = give(tx, SAID, kind="praise", unit="traffic")
        give(tx, KEPT_BACK)
        step(tx, form, "quote")


def test_quotations_chosen_come_in_only_where_the_session_is_unlocked(
    client: FlaskClient, app: Flask, chosen: None
) -> None:
    privacy = sign_in(client, "privacy")
    page = words(read(privacy, PAGE))
    assert "选用的群众留言是密封的，条数： 1" in " ".join(page.split())
    locked = make(privacy)
    assert "民警很耐心" not in text_in(locked.data)
    unlock(privacy)
    assert "已解锁：选用的群众留言会写进报告，条数： 1" in " ".join(
        words(read(privacy, PAGE)).split()
    )
    answer = privacy.post(PAGE, data={"format": "docx"})
    assert answer.status_code == 200
    text = text_in(answer.data)
    assert "五、群众声音" in text
    assert "“民警很耐心 =cmd|' 䶮 مرحبا👮 谢谢”（表扬、交警大队、" in text
    assert KEPT_BACK not in text
    assert privacy.post(PAGE, data={"format": "pdf"}).data.startswith(b"%PDF")
    assert ("privacy", "report-quotes") in acts()
    folder = app.config["SETTINGS"].data
    kept = [file for file in folder.rglob("*") if file.is_file()]
    assert not any("民警很耐心".encode() in file.read_bytes() for file in kept)
    assert len([file for file in kept if file.parent.name == jobs.FOLDER]) == 1


def test_a_units_report_quotes_what_was_said_of_that_unit(
    client: FlaskClient, chosen: None
) -> None:
    privacy = sign_in(client, "privacy")
    unlock(privacy)
    about = privacy.post(PAGE, data={"format": "docx", "unit": "traffic"})
    assert "民警很耐心" in text_in(about.data)
    assert privacy.post(PAGE, data={"format": "docx", "unit": "criminal"}).status_code == 303


@pytest.mark.parametrize("role", ["editor", "analyst"])
def test_a_role_that_may_not_read_sealed_text_gets_no_quotation(
    client: FlaskClient, chosen: None, role: str
) -> None:
    staff = sign_in(client, role)
    unlock(staff)
    assert "您的角色生成的报告不带" in read(staff, PAGE)
    assert "民警很耐心" not in text_in(make(staff).data)

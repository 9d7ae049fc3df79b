"""Test outreach as a browser without script meets it."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.storage.db import db
from tests.factories import held_records, held_rows, hidden, search_for
from tests.outreach.lists import workbook
from tests.staff.test_pages import sign_in, unlock, words

HOME = "/staff/outreach"
ROWS = [
    ("解放西路3号", "新华社区", "家庭", "", "二楼"),
    ("解放西路10号", "新华社区", "家庭", "", ""),
    ("城南路9号", "城南社区", "未破案件事主回访", "", ""),
]
SECRETS = ("解放西路", "城南路", "路灯不亮")


def see(client: FlaskClient, path: str = HOME, code: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == code, answer.status_code
    return answer.get_data(as_text=True)


def load(client: FlaskClient, data: bytes, name: str = "名单.xlsx") -> str:
    form = {"list": (io.BytesIO(data), name)}
    return client.post(f"{HOME}/list", data=form).get_data(as_text=True)


@pytest.fixture
def desk(client: FlaskClient, sealing: None) -> FlaskClient:
    """Give an administrator's unlocked browser that loaded the list."""
    sign_in(client)
    unlock(client)
    assert "收下 3" in words(load(client, workbook(ROWS)))
    return client


def place_of(client: FlaskClient, address: str) -> str:
    """Return the path of a place's page, found by its address."""
    page = search_for(client, HOME, address).get_data(as_text=True)
    found = re.search(rf'href="(/staff/outreach/place/\w+)">\s*<strong[^>]*>{address}<', page)
    assert found, page
    return unescape(found[1])


def act(client: FlaskClient, path: str, what: str, page: str = "", **given: str) -> int:
    """Send one of a place's forms, shown now or before as `page`; return the answer's code."""
    shown = page or see(client, path)
    form = {name: hidden(shown, name) for name in ("tap", "seen", "kind")} | {"act": what} | given
    return client.post(path, data=form).status_code


def test_a_whole_call_by_its_pages(desk: FlaskClient) -> None:
    path = place_of(desk, "解放西路3号")
    assert "二楼" in see(desk, path)
    assert act(desk, path, "arrive") == 303
    assert act(desk, path, "points", point="fraud") == 303
    assert act(desk, path, "request", text="路灯不亮", unit="traffic") == 303
    assert "路灯不亮" in see(desk, path)
    assert act(desk, path, "assign", unit="criminal") == 303
    assert act(desk, path, "leaflet") == 303
    assert act(desk, path, "card") == 303
    assert act(desk, path, "done") == 303
    assert "解放西路10号" in see(desk, path)  # The next one in this street.
    assert "已走访" in words(see(desk, path))
    page = words(see(desk))
    assert "新华社区" in page
    assert "1 / 2" in page
    assert [row["act"] for row in held_rows("outreach_step")][-1] == "done"


def test_a_survey_leads_back_to_the_place_and_its_pages_never_name_it(desk: FlaskClient) -> None:
    path = place_of(desk, "城南路9号")
    act(desk, path, "arrive")
    page = see(desk, path)
    form = {name: hidden(page, name) for name in ("tap", "seen", "kind")} | {"act": "survey"}
    sent = desk.post(path, data=form)
    assert sent.headers["Location"] == f"{HOME}/survey/follow-up"
    start = see(desk, sent.headers["Location"])
    item = desk.post(sent.headers["Location"]).headers["Location"]
    first = see(desk, item)
    place = path.rpartition("/")[2]
    assert not any(word in start + first for word in (place, "城南路", "城南社区"))
    assert desk.post(item, data={"answer": "elsewhere"}).status_code == 409
    second = desk.post(item, data={"answer": "never"}).headers["Location"]
    third = desk.post(second, data={"skip": "yes"}).headers["Location"]
    thanks = desk.post(third, data={"stop": "yes"}).headers["Location"]
    assert "谢谢您。有事随时找我们。" in see(desk, thanks)
    assert desk.get(f"{HOME}/last").headers["Location"] == path
    (row,) = held_rows("outreach_waiting")
    assert row["answers"] == '{"told": ["never"]}'
    assert not row["is_finished"]
    assert see(desk, item.replace(row["id"], "0" * 32), 404)


def test_a_victims_page_begins_with_what_to_mind_and_shows_nothing_of_the_case(
    desk: FlaskClient,
) -> None:
    page = see(desk, place_of(desk, "城南路9号"))
    assert page.index("不催对方回忆") < page.index("在门口</h2>")
    assert "card care" in page


def test_who_saw_less_is_told_and_a_form_sent_twice_counts_once(desk: FlaskClient) -> None:
    path = place_of(desk, "解放西路3号")
    before = see(desk, path)
    assert act(desk, path, "arrive", before) == 303
    assert act(desk, path, "arrive", before) == 303
    form = {name: hidden(before, name) for name in ("seen", "kind")} | {"tap": "a" * 32}
    answer = desk.post(path, data=form | {"act": "absent"})
    assert answer.status_code == 409
    assert "别人改过这里" in answer.get_data(as_text=True)
    assert len(held_rows("outreach_step")) == 1
    assert act(desk, path, "undo") == 303
    assert "未走访" in words(see(desk, path))


def test_nobody_there_refused_and_a_next_date(desk: FlaskClient) -> None:
    path = place_of(desk, "解放西路10号")
    assert act(desk, path, "absent") == 303
    assert act(desk, path, "date", day="1999-01-01") == 409
    assert act(desk, path, "date", day="2099-01-02") == 303
    assert "2099-01-02" in see(desk, path)
    assert act(desk, path, "refuse") == 303
    assert "谢绝" in words(see(desk, path))


def test_a_locked_desk_shows_progress_and_no_address(desk: FlaskClient) -> None:
    path = place_of(desk, "解放西路3号")
    desk.post("/staff/unlock", data={"lock": "yes"})
    for each in (HOME, f"{HOME}?community=新华社区", path):
        page = see(desk, each)
        assert not any(word in page for word in SECRETS)
    assert "新华社区" in see(desk)
    found = search_for(desk, HOME, "解放").get_data(as_text=True)
    assert "解放西路" not in found
    assert act(desk, path, "arrive") == 303  # The work goes on; only reading needs the key.


def test_the_same_list_again_doubles_nothing(desk: FlaskClient) -> None:
    page = words(load(desk, workbook([*ROWS, ("解放西路11号", "新华社区"), ("", "新华社区")])))
    assert "收下 1 · 退回 1 · 早就有 3" in page
    assert "A（地址）" in page
    assert len(held_rows("outreach_place")) == 4


@pytest.mark.parametrize("sent", [b"%PDF-1.4 x", b"", workbook([("a",)], ("姓名",))])
def test_a_file_that_is_no_list_is_refused_in_words(desk: FlaskClient, sent: bytes) -> None:
    answer = desk.post(f"{HOME}/list", data={"list": (io.BytesIO(sent), "x.xlsx")})
    assert answer.status_code == 409
    assert len(held_rows("outreach_place")) == 3


def test_a_list_needs_an_unlocked_desk(client: FlaskClient, sealing: None) -> None:
    sign_in(client)
    answer = client.post(f"{HOME}/list", data={"list": (io.BytesIO(workbook(ROWS)), "a.xlsx")})
    assert answer.status_code == 409
    assert not held_rows("outreach_place")


def test_one_place_is_erased_on_request(desk: FlaskClient) -> None:
    path = place_of(desk, "解放西路3号")
    act(desk, path, "arrive")
    act(desk, path, "request", text="路灯不亮")
    assert desk.post(f"{path}/erase").status_code == 409
    erased = desk.post(f"{path}/erase", data={"sure": "yes"})
    assert "已删除这个地址" in erased.get_data(as_text=True)
    unlock(desk)
    assert "地址已删除" in see(desk, path)
    sealed = [each.sealed is not None for each in held_records("outreach-place")]
    assert sealed.count(True) == 2
    assert all(each.sealed is None for each in held_records("outreach-step"))
    found = search_for(desk, HOME, "解放西路3号").get_data(as_text=True)
    assert 'lang="zh-Hans">解放西路3号' not in found
    assert 'lang="zh-Hans">解放西路10号' in found


def test_figures_count_by_kind_and_community(desk: FlaskClient) -> None:
    act(desk, place_of(desk, "解放西路3号"), "absent")
    act(desk, place_of(desk, "城南路9号"), "refuse")
    page = " ".join(words(see(desk, f"{HOME}/figures")).split())
    assert "计划走访 3，已上门 2，还剩 2" in page
    assert "未破案件事主回访 1 0 1 0 0 0" in page
    assert "新华社区 2 0 0 1 0 0" in page


def test_the_overview_tells_of_outreach_once_there_is_a_list(
    client: FlaskClient, sealing: None
) -> None:
    sign_in(client)
    assert 'data-figure="outreach' not in see(client, "/staff/")
    unlock(client)
    load(client, workbook(ROWS))
    path = place_of(client, "解放西路3号")
    for what in ("arrive", "done"):
        act(client, path, what)
    act(client, place_of(client, "城南路9号"), "refuse")
    page = see(client, "/staff/")
    found = dict(re.findall(r'data-figure="(outreach[^"]*)">(\d+)<', page))
    assert found == {
        "outreach": "1",
        "outreach-planned": "3",
        "outreach-refused": "1",
        "outreach-absent": "0",
    }


def test_answers_are_put_away_five_at_a_time(desk: FlaskClient) -> None:
    start = f"{HOME}/survey/home"
    for _ in range(5):
        item = desk.post(start).headers["Location"]
        desk.post(item, data={"answer": "very"})
    assert desk.post(f"{HOME}/close").headers["Location"] == f"{HOME}?released=5"
    page = " ".join(words(see(desk, f"{HOME}/figures")).split())
    assert "家庭问卷 · 5 份" in page
    assert "很安全 5" in page


def test_no_byte_of_an_address_or_request_lies_on_the_disk(
    desk: FlaskClient, app: Flask, data: Path
) -> None:
    path = place_of(desk, "解放西路3号")
    act(desk, path, "arrive")
    act(desk, path, "request", text="路灯不亮")
    db.close()
    files = [each for each in data.rglob("*") if each.is_file()]
    assert any(each.name.startswith("kiosk.db") for each in files)
    for file in files:
        held = file.read_bytes()
        for secret in SECRETS:
            for encoding in ("utf-8", "gb18030", "utf-16-le"):
                assert secret.encode(encoding) not in held, file
            assert secret.encode("unicode_escape") not in held, file

"""Test handing back as a browser without script meets it."""

from __future__ import annotations

import io
import re
from html import unescape

import pypdfium2
import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from kiosk.journal import this_device
from kiosk.storage.db import db
from tests.factories import held_records, held_rows, hidden, search_for
from tests.handback.desks import DOT, NAME, PHONE, WHAT
from tests.handback.lists import row, workbook
from tests.staff.test_pages import acts, sign_in, unlock, words

HOME = "/staff/handback"
ITEM = f"{HOME}/item/zhongdai/017"
ROWS = [
    row("017", WHAT, "试样岗甲", category="车辆", case="A-17", phone=PHONE, time="9:30"),
    row("018", "银色试样手机", "试样岗乙", category="手机、电脑"),
    row("019", "试样戒指", "试样岗丙", unit="criminal", note="盒装"),
]  # fmt: skip
SECRETS = ("电动车", "试样岗", PHONE, "A-17", "盒装")


@pytest.fixture
def desk(client: FlaskClient, sealing: None) -> FlaskClient:
    """Give an administrator's unlocked browser, whose desk loaded the list."""
    with db.transaction() as tx:
        this_device.set_place(tx, event="pinghu/2026", unit="zhongdai", booth="Z-1")
    sign_in(client)
    unlock(client)
    assert "收下 3 · 退回 0 · 早就有 0" in words(load(client, workbook(ROWS)))
    return client


def load(client: FlaskClient, data: bytes, name: str = "清单.xlsx") -> str:
    form = {"list": (io.BytesIO(data), name)}
    return client.post(f"{HOME}/list", data=form).get_data(as_text=True)


def see(client: FlaskClient, path: str = HOME, code: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == code, answer.status_code
    return answer.get_data(as_text=True)


def send(
    client: FlaskClient, act: str, page: str = "", path: str = ITEM, **given: object
) -> TestResponse:
    """Send one of an item's forms, as it is shown now or was before, in `page`."""
    shown = page or see(client, path)
    form = {name: hidden(shown, name) for name in ("tap", "seen")} | {"act": act}
    return client.post(path, data=form | given)


def hand_back(client: FlaskClient, path: str = ITEM) -> None:
    """Take all steps by the forms."""
    assert send(client, "check", path=path, proof=["identity-card", "letter"]).status_code == 303
    for act, given in (("read", {}), ("sign", {"signature": NAME}), ("hand", {})):
        assert send(client, act, path=path, **given).status_code == 303


def photo(width: int = 2000) -> tuple[io.BytesIO, str]:
    held = io.BytesIO()
    Image.new("RGB", (width, 1500), "teal").save(held, "JPEG", exif=b"Exif\0\0secret place")
    held.seek(0)
    return held, "现场.jpg"


def test_a_belonging_is_found_checked_read_signed_and_handed_back(desk: FlaskClient) -> None:
    for sought in ("试样岗甲", "电动车", "a17", PHONE, "017"):
        page = search_for(desk, HOME, sought).get_data(as_text=True)
        assert f'href="{ITEM}"' in page, sought
        assert "试样岗乙" not in page
    scanned = desk.post(HOME, data={"words": "OD-R-zhongdai/017\n"})
    assert scanned.headers["Location"] == ITEM
    page = see(desk, ITEM)
    assert all(text in page for text in ("黑色试样电动车", "试样岗甲", PHONE, "A-17", "09:30"))
    hand_back(desk)
    page = words(see(desk, ITEM))
    assert "已发还" in page
    assert "身份证、领取通知" in page
    assert re.search(r"已发还\s*1\s*/ 3", words(see(desk)))
    assert "试样岗甲" in see(desk, f"{HOME}?show=handed")
    assert "试样岗甲" not in see(desk)


def test_the_next_step_alone_is_offered(desk: FlaskClient) -> None:
    offered = [re.findall(r'name="act" value="(\w+)"', see(desk, ITEM))]
    for act, given in (
        ("check", {"proof": "letter"}), ("read", {}), ("sign", {"signature": NAME}), ("hand", {}),
    ):  # fmt: skip
        send(desk, act, **given)
        offered.append(re.findall(r'name="act" value="(\w+)"', see(desk, ITEM)))
    assert offered == [
        ["check", "photo", "stay"],
        ["read", "photo", "stay", "undo"],
        ["sign", "photo", "stay", "undo"],
        ["hand", "photo", "undo"],
        ["photo", "undo"],
    ]


def test_a_receipt_has_two_copies_with_names_and_is_there_for_unlocked_eyes_alone(
    desk: FlaskClient,
) -> None:
    receipt = f"{HOME}/receipt/zhongdai/017"
    assert "还没有签名" in see(desk, receipt, 409)
    hand_back(desk)
    sent = desk.get(receipt)
    assert sent.content_type == "application/pdf"
    assert sent.headers["Cache-Control"] == "no-store"
    document = pypdfium2.PdfDocument(sent.get_data())
    assert len(document) == 1
    text = document[0].get_textpage().get_text_bounded()
    assert text.count("试样岗甲") == text.count("黑色试样电动车") == 2
    desk.post("/staff/unlock", data={"lock": "yes"})
    assert "请先解锁" in see(desk, receipt, 409)
    locked = see(desk, ITEM)
    assert not any(secret in locked for secret in SECRETS)


def test_what_stays_says_why_and_undo_takes_it_back(desk: FlaskClient) -> None:
    assert send(desk, "stay", reason="absent").status_code == 303
    assert "领取人没有来" in see(desk, f"{HOME}?show=staying")
    figures = words(see(desk, "/staff/handback-figures"))
    assert re.search(r"领取人没有来\s*1", figures)
    assert send(desk, "undo").status_code == 303
    assert "试样岗甲" not in see(desk, f"{HOME}?show=staying")
    assert [each["act"] for each in held_rows("belonging_step")] == ["stay", "undo"]


def test_a_form_sent_twice_counts_once_and_an_old_one_is_told(desk: FlaskClient) -> None:
    page = see(desk, ITEM)
    tap = hidden(page, "tap")
    first = {"act": "check", "tap": tap, "seen": "", "proof": "letter"}
    assert [desk.post(ITEM, data=first).status_code for _ in range(2)] == [303, 303]
    late = desk.post(ITEM, data=first | {"tap": "f" * 32})
    assert late.status_code == 409
    assert "没有保存" in late.get_data(as_text=True)
    assert len(held_rows("belonging_step")) == 1


@pytest.mark.parametrize(
    ("act", "given", "why"),
    [
        ("check", {}, "勾选看过的凭证"),
        ("check", {"proof": "dragon"}, "列出的选项"),
        ("stay", {"reason": ""}, "选一个理由"),
        ("stay", {"reason": "rain"}, "列出的选项"),
        ("hand", {}, "不能做这一步"),
        ("sign", {"signature": NAME}, "不能做这一步"),
        ("undo", {}, "没有可以撤销"),
        ("photo", {}, "先选照片"),
        ("fly", {}, "重新打开"),
    ],
)
def test_what_cannot_be_done_is_said(
    desk: FlaskClient, act: str, given: dict[str, str], why: str
) -> None:
    answer = send(desk, act, **given)
    assert answer.status_code == 409
    assert why in answer.get_data(as_text=True)
    assert not held_rows("belonging_step")


def test_a_dot_is_no_signature_and_the_field_is_there_again(desk: FlaskClient) -> None:
    send(desk, "check", proof="letter")
    send(desk, "read")
    answer = send(desk, "sign", signature=DOT)
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "签名太短" in page
    assert "data-signature" in page


def test_photos_are_sealed_small_and_without_what_a_phone_wrote(desk: FlaskClient) -> None:
    for _ in range(4):
        assert send(desk, "photo", photo=photo()).status_code == 303
    fifth = send(desk, "photo", photo=photo())
    assert fifth.status_code == 409
    assert "最多 4 张" in fifth.get_data(as_text=True)
    page = see(desk, ITEM)
    [path, *_] = re.findall(r'<img src="(/staff/handback/photo/[^"]+)"', page)
    held = desk.get(unescape(path))
    assert held.content_type == "image/jpeg"
    picture = Image.open(io.BytesIO(held.get_data()))
    assert max(picture.size) == 1280
    assert not picture.getexif()
    wrong = send(desk, "undo")
    assert wrong.status_code == 303
    assert see(desk, ITEM).count('<img src="/staff/handback/photo') == 3
    bad = send(desk, "photo", photo=(io.BytesIO(b"no photo"), "x.jpg"))
    assert bad.status_code == 409
    assert "不是能读的照片" in bad.get_data(as_text=True)
    desk.post("/staff/unlock", data={"lock": "yes"})
    assert desk.get(unescape(path)).status_code == 404


def test_labels_bear_no_name_and_letters_go_to_claimants(desk: FlaskClient) -> None:
    texts = {}
    for kind in ("labels", "letters"):
        sent = desk.post(f"{HOME}/papers", data={"kind": kind, "day": ""})
        assert sent.content_type == "application/pdf", words(sent.get_data(as_text=True))
        document = pypdfium2.PdfDocument(sent.get_data())
        texts[kind] = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert "017" in texts["labels"]
    assert not any(name in texts["labels"] for name in ("试样岗", PHONE))
    assert all(f"试样岗{each}" in texts["letters"] for each in "甲乙丙")
    assert ("admin", "belonging-letters") in acts()
    load(desk, workbook([row("021", "试样茶杯", "试样𠮷")]))
    asked = desk.post(f"{HOME}/papers", data={"kind": "letters"})
    assert asked.status_code == 409
    assert "zhongdai/021：领取人" in words(asked.get_data(as_text=True))
    anyway = desk.post(f"{HOME}/papers", data={"kind": "letters", "anyway": "yes"})
    assert anyway.content_type == "application/pdf"
    none = desk.post(f"{HOME}/papers", data={"kind": "labels", "day": "2026-01-01"})
    assert none.status_code == 409
    desk.post("/staff/unlock", data={"lock": "yes"})
    assert desk.post(f"{HOME}/papers", data={"kind": "labels"}).status_code == 409
    assert desk.post(f"{HOME}/papers", data={"kind": "dragons"}).status_code == 409


def test_a_list_loaded_again_adds_what_is_new_and_says_what_is_wrong(desk: FlaskClient) -> None:
    again = [
        *ROWS,
        row("020", "试样自行车", "试样岗丁"),
        row("020", "另一辆", "试样岗戊"),
        row("", "x", "y"),
    ]
    page = words(load(desk, workbook(again)))
    assert "收下 1 · 退回 2 · 早就有 3" in page
    assert "同一编号上面已有" in page
    assert len(held_rows("belonging")) == 4
    for data, name, why in ((b"", "", "先选文件"), (b"nonsense", "x.xlsx", "")):
        answer = desk.post(f"{HOME}/list", data={"list": (io.BytesIO(data), name)})
        assert answer.status_code == 409
        assert why in answer.get_data(as_text=True)


def test_erasing_takes_texts_signature_and_photos_and_leaves_the_steps(desk: FlaskClient) -> None:
    send(desk, "photo", photo=photo())
    hand_back(desk)
    assert desk.post(f"{HOME}/erase/zhongdai/017").status_code == 409
    done = desk.post(f"{HOME}/erase/zhongdai/017", data={"sure": "yes"})
    assert "已删除" in done.get_data(as_text=True)
    kinds = [each.kind for each in held_records() if each.sealed and "belonging" in each.kind]
    assert kinds == ["belonging"] * 2
    unlock(desk)
    page = words(see(desk, ITEM))
    assert "内容已删除" in page
    assert "已发还" in page
    assert "不能再打印" in page
    assert "试样岗乙" in search_for(desk, HOME, "试样岗").get_data(as_text=True)


def test_an_unknown_belonging_is_said_in_words(desk: FlaskClient) -> None:
    assert "没有这件物品" in see(desk, f"{HOME}/item/zhongdai/999", 404)
    scanned = desk.post(HOME, data={"words": "OD-R-zhongdai/999"})
    assert scanned.status_code == 404
    assert (
        desk.post(f"{HOME}/item/nowhere", data={"act": "check", "tap": "f" * 32}).status_code == 404
    )


def test_the_reception_hands_back_and_an_analyst_sees_figures_alone(desk: FlaskClient, app) -> None:  # type: ignore[no-untyped-def]
    reception, analyst = app.test_client(), app.test_client()
    sign_in(reception, "reception")
    unlock(reception)
    assert "试样岗甲" in see(reception)
    assert reception.get(f"{HOME}/list").status_code == 403
    send(reception, "photo", photo=photo())
    hand_back(reception)
    [path] = re.findall(r'<img src="(/staff/handback/photo/[^"]+)"', see(reception, ITEM))
    assert reception.get(unescape(path)).content_type == "image/jpeg"
    receipt = reception.get(f"{HOME}/receipt/zhongdai/017").get_data()
    text = pypdfium2.PdfDocument(receipt)[0].get_textpage().get_text_bounded()
    assert "试样岗甲" in text
    assert "签名不显示" not in text
    sign_in(analyst, "analyst")
    assert analyst.get(HOME).status_code == 403
    page = see(analyst, "/staff/handback-figures")
    assert not any(secret in page for secret in SECRETS)

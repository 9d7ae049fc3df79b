"""Test that guests check in and out by themselves, and what they are told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace

from kiosk.booth.checkin import forms, invitations, receipts, repeats, rules, slots
from kiosk.booth.checkin.surnames import BY_INITIAL
from kiosk.content.catalog import Catalog
from kiosk.journal import sealed_box, this_device
from kiosk.sealing import keys
from kiosk.shell import sitting_store
from kiosk.storage.db import db
from tests.checkin.people import DAY, when
from tests.conftest import HOST, PASSPHRASE
from tests.factories import held_records, held_rows, hidden, put_on_screen

FORM = {"surname": "王", "kind": "citizen", "slot": "slot-1", "accept": "1"}
CLASS = {
    "heads-pupil": "28",
    "heads-teacher": "2",
    "under_14": "28",
    "slot": "slot-1",
    "accept": "1",
}


@pytest.fixture(autouse=True)
def _morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let it be half past nine, and nobody have come: the first slot is on, the next to come."""
    monkeypatch.setattr(repeats, "_seen", {})
    with when("09:30"):
        yield


def text(client: FlaskClient, path: str) -> str:
    """Return a page that is there."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return str(answer.get_data(as_text=True))


def send(client: FlaskClient, path: str = "/checkin/", **form: Any) -> str:
    """Send a form as its page gives it, with other fields; return where it leads."""
    tap = hidden(text(client, path), "tap")
    base = CLASS if path.endswith("group") else FORM
    sent = client.post(path, data={"tap": tap} | base | form)
    assert sent.status_code == 303, sent.get_data(as_text=True)
    return str(sent.headers["Location"])


def refused(client: FlaskClient, words: str, path: str = "/checkin/", **form: Any) -> str:
    """Send a form that has to be mended; return its page, which says so."""
    where = send(client, path, **form)
    assert where == f"{path}?again=1"
    page = text(client, where)
    assert words in page
    assert held_rows("visit") == []
    return page


def sealed() -> dict[str, str]:
    """Open what the only visit sealed."""
    [record] = held_records("visit")
    assert record.sealed is not None
    with db.transaction() as tx:
        private = keys.open_key(tx, record.event, PASSPHRASE)
    held: dict[str, str] = json.loads(sealed_box.unseal(private, record.sealed))
    return held


def state() -> dict[str, Any]:
    """Return how the only visit stands."""
    return max(held_rows("visit_state"), key=lambda row: row["number"])


def invite(**given: Any) -> str:
    """Invite somebody; return the id of the invitation."""
    with db.transaction() as tx:
        held = {"name": "㐂", "kind": "deputy", "people": 2, "slot": "slot-1"} | given
        invitations.add(tx, [invitations.Guest(**held)])
        here = this_device.place(tx)
        assert here is not None
        [row] = invitations.unused(tx, here.event)
        return str(row.id)


def scan(client: FlaskClient, code: str) -> str:
    """Scan a code; return where that leads."""
    sent = client.post("/checkin/scan", data={"code": code})
    assert sent.status_code == 303
    return str(sent.headers["Location"])


def not_taken(client: FlaskClient, code: str, words: str) -> None:
    """Scan what is not taken; the same page says why."""
    assert scan(client, code) == "/checkin/scan?again=1"
    page = text(client, "/checkin/scan?again=1")
    assert words in page
    assert "autofocus" in page


# Walk-in


def test_surnames_are_laid_out_whole() -> None:
    assert sorted("".join(BY_INITIAL.values())) == sorted(rules.SURNAMES)


def test_a_walk_in_is_inside_and_its_surname_sealed(client: FlaskClient, sealing: None) -> None:
    assert send(client, people="3", under_14="1", phone="138 0000 0000") == "/checkin/receipt"
    [visit] = held_rows("visit")
    assert (visit["people"], visit["under_14"], visit["channel"]) == (3, 1, "walk-in")
    assert (state()["status"], state()["inside"], state()["slot"]) == ("inside", 3, "slot-1")
    assert sealed() == {"name": "王", "phone": "13800000000"}


def test_a_guest_gives_no_name_and_gets_no_withdrawal_code(
    client: FlaskClient, sealing: None
) -> None:
    page = text(client, send(client, surname=""))
    assert "没有姓名，没有电话" in page
    assert "撤回码" not in page
    assert held_records("visit")[0].sealed is None


def test_who_comes_early_is_told_to_wait(client: FlaskClient, sealing: None) -> None:
    page = text(client, send(client, slot="slot-3"))
    assert "请稍等" in page
    assert "10:40" in page
    assert state()["status"] == "waiting"


def test_the_first_slot_with_room_is_chosen(client: FlaskClient, sealing: None) -> None:
    send(client, "/checkin/group", **{"heads-pupil": "38"})
    page = text(client, "/checkin/")
    assert re.search(r'value="slot-1"[^>]*disabled', page)
    assert re.search(r'value="slot-2"[^>]*checked', page)
    assert "已满" in page
    assert "由这台电脑统计" in page


def test_a_slot_without_room_says_so_and_keeps_what_was_chosen(
    client: FlaskClient, catalog: Catalog, sealing: None
) -> None:
    send(client, "/checkin/group", **{"heads-pupil": "36"})
    tap = hidden(text(client, "/checkin/"), "tap")
    form = {"tap": tap, "people": "4", "phone": "13800000000"}
    client.post("/checkin/", data=FORM | form)
    page = text(client, "/checkin/?again=1")
    assert "只剩 2 个名额，你们有 4 人" in page
    assert hidden(page, "tap") == tap
    assert re.search(r'name="people" value="4"[^>]*checked', page)
    assert re.search(r'value="王"[^>]*checked', page)
    assert 'value="13800000000"' in page
    assert re.search(r'id="when" open', page)
    client.post("/checkin/", data=FORM | form | {"slot": "slot-2"})
    assert sum(row["people"] for row in held_rows("visit")) == 42
    assert "只剩" not in text(client, "/checkin/")


def test_a_slot_that_ended_meanwhile_is_refused(client: FlaskClient, sealing: None) -> None:
    with when("09:45"):
        assert "已经结束" in refused(client, "09:00", slot="slot-1")


def test_after_the_last_slot_people_are_still_counted(client: FlaskClient, sealing: None) -> None:
    with when("16:30"):
        assert "今天没有后面的场次了" in text(client, "/checkin/")
        send(client, slot="")
    assert (state()["status"], state()["slot"]) == ("inside", None)


@pytest.mark.parametrize(
    ("missing", "words", "part"),
    [
        ("kind", "请选一下客人类别", "many"),
        ("accept", "请看一下参观须知", "rules"),
        ("slot", "请选一个场次", "when"),
    ],
)
def test_what_was_left_out_is_asked_for_where_it_stands(
    client: FlaskClient, sealing: None, missing: str, words: str, part: str
) -> None:
    form = {name: value for name, value in FORM.items() if name != missing}
    tap = hidden(text(client, "/checkin/"), "tap")
    client.post("/checkin/", data=form | {"tap": tap})
    page = text(client, "/checkin/?again=1")
    assert words in page
    assert f'id="{part}" open' in page


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"surname": "王小明"}, "不用写全名"),
        ({"surname": "11010119900307123X"}, "请不要填身份证号"),
        ({"phone": "110101199003071234"}, "请不要填身份证号"),
        ({"phone": "abc"}, "电话号码应是"),
        ({"people": "9"}, "团体登记"),
        ({"people": "x"}, "请填数字"),
        ({"people": "2", "under_14": "3"}, "超过了总人数"),
        ({"kind": "king"}, "请从列出的类别里选"),
        ({"slot": "moon"}, "没有这个场次"),
    ],
)
def test_what_cannot_be_is_refused_and_not_kept(
    client: FlaskClient, sealing: None, form: dict[str, str], words: str
) -> None:
    refused(client, words, **form)


def test_children_alone_are_counted_and_not_named(client: FlaskClient, sealing: None) -> None:
    refused(client, "只计人数，不登记姓名", people="2", under_14="2")
    send(client, people="2", under_14="2", surname="")
    assert held_rows("visit")[0]["under_14"] == 2


def test_form_sent_twice_counts_once(client: FlaskClient, sealing: None) -> None:
    form = FORM | {"tap": hidden(text(client, "/checkin/"), "tap")}
    pages = []
    for _ in range(2):
        sent = client.post("/checkin/", data=form)
        assert sent.headers["Location"] == "/checkin/receipt"
        pages.append(text(client, "/checkin/receipt"))
    assert pages[0] == pages[1]
    assert "撤回码" in pages[1]
    assert len(held_rows("visit")) == 1


def test_form_sent_again_in_another_sitting_shows_no_code(
    client: FlaskClient, sealing: None
) -> None:
    form = FORM | {"tap": hidden(text(client, "/checkin/"), "tap")}
    client.post("/checkin/", data=form)
    client.post("/end")
    client.post("/checkin/", data=form)
    page = text(client, "/checkin/receipt")
    assert "已经记下了" in page
    assert "撤回码只在第一次登记时显示" in page


def test_form_that_is_none_of_ours_is_given_anew(client: FlaskClient) -> None:
    client.post("/checkin/", data=FORM | {"surname": "", "tap": "x"})
    page = text(client, "/checkin/?again=1")
    assert "请重新打开这一页" in page
    assert re.fullmatch("[0-9a-f]{32}", hidden(page, "tap"))


def test_without_a_desk_key_only_heads_are_counted(client: FlaskClient) -> None:
    for path in ("/checkin/", "/checkin/group"):
        page = text(client, path)
        assert not re.search('name="(surname|phone|organisation)"', page)
    assert send(client, surname="") == "/checkin/receipt"
    refused_page = client.post("/checkin/", data=FORM | {"tap": "a" * 32})
    assert refused_page.headers["Location"] == "/checkin/?again=1"
    assert len(held_rows("visit")) == 1


def test_where_kinds_are_not_told_apart_none_is_asked(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    put_on_screen(app, catalog, tour=replace(catalog.pack.tour, visitors=()))
    assert 'name="kind"' not in text(client, "/checkin/")
    assert send(client, kind="", surname="") == "/checkin/receipt"
    assert "heads-visitor" in text(client, "/checkin/group")


def test_no_refused_form_outlives_its_sitting(client: FlaskClient, sealing: None) -> None:
    refused(client, "电话号码", phone="x13800000000")
    client.post("/end")
    assert "13800000000" not in text(client, "/checkin/?again=1")


# Repeats


def test_a_party_like_the_last_is_asked_whether_it_is_the_same(
    client: FlaskClient, sealing: None
) -> None:
    send(client, surname="龚")
    client.post("/end")
    assert send(client, surname="龚") == "/checkin/repeat"
    page = text(client, "/checkin/repeat")
    assert "刚才有一份一样的登记，是您吗？" in page
    assert "龚" not in page
    assert len(held_rows("visit")) == 1
    assert client.post("/checkin/repeat").headers["Location"] == "/checkin/receipt"
    assert len(held_rows("visit")) == 2
    assert client.post("/checkin/repeat").headers["Location"] == "/checkin/receipt"
    assert len(held_rows("visit")) == 2


def test_guests_whom_nothing_tells_apart_are_never_taken_for_one(
    client: FlaskClient, sealing: None
) -> None:
    for _ in range(2):
        assert send(client, surname="") == "/checkin/receipt"


def test_after_five_minutes_a_party_alike_is_another(
    client: FlaskClient, sealing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = sitting_store.time.monotonic()
    send(client, surname="覃")
    monkeypatch.setattr(sitting_store.time, "monotonic", lambda: now + 301)
    assert send(client, surname="覃") == "/checkin/receipt"


def test_without_a_form_there_is_nothing_to_ask(client: FlaskClient) -> None:
    assert client.get("/checkin/repeat").headers["Location"] == "/checkin/"
    assert client.post("/checkin/repeat").headers["Location"] == "/checkin/"


# Groups


def test_a_class_comes_in_by_one_act(client: FlaskClient, sealing: None) -> None:
    where = send(
        client, "/checkin/group", surname="薛", organisation="䶮堃小学", phone="13800000000"
    )
    assert where == "/checkin/receipt"
    [visit] = held_rows("visit")
    assert (visit["people"], visit["under_14"], visit["channel"]) == (30, 28, "group")
    heads = {row["kind"]: row["people"] for row in held_rows("visit_head")}
    assert heads == {"pupil": 28, "teacher": 2}
    assert sealed() == {"name": "薛", "phone": "13800000000", "organisation": "䶮堃小学"}
    page = text(client, where)
    assert "姓名、电话、单位" in page
    assert "䶮堃小学" not in page


def test_full_width_digits_count(client: FlaskClient, sealing: None) -> None:
    send(client, "/checkin/group", **{"heads-pupil": "２８"})
    assert held_rows("visit")[0]["people"] == 30


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"heads-pupil": "", "heads-teacher": ""}, "请先填各类客人有几位"),
        ({"heads-pupil": "-1"}, "请填数字"),
        ({"heads-pupil": "999", "under_14": ""}, "人数应在"),
        ({"heads-pupil": "39", "under_14": ""}, "只剩 40 个名额"),
    ],
)
def test_a_group_that_cannot_be_keeps_what_was_filled_in(
    client: FlaskClient, sealing: None, form: dict[str, str], words: str
) -> None:
    page = refused(client, words, "/checkin/group", organisation="䶮堃小学", **form)
    assert 'value="䶮堃小学"' in page


# Scanning


def test_an_invitation_is_confirmed_and_lets_its_party_in(
    client: FlaskClient, sealing: None
) -> None:
    code = invite()
    assert scan(client, rules.INVITED + code) == "/checkin/scanned"
    page = text(client, "/checkin/scanned")
    assert "代表委员" in page
    assert "㐂" not in page
    form = {"code": code, "tap": hidden(page, "tap"), "slot": "slot-1"}
    assert client.post("/checkin/invited", data=form).headers["Location"] == "/checkin/scanned"
    assert "请看一下参观须知" in text(client, "/checkin/scanned")
    for _ in range(2):
        sent = client.post("/checkin/invited", data=form | {"accept": "1"})
        assert sent.headers["Location"] == "/checkin/receipt"
        assert "已加密：姓名" in " ".join(text(client, "/checkin/receipt").split())
    assert sealed() == {"name": "㐂"}
    not_taken(client, rules.INVITED + code, "这份邀请已在 09:30 签到")
    assert (
        client.post("/checkin/invited", data=form | {"accept": "1", "tap": "b" * 32}).headers[
            "Location"
        ]
        == "/checkin/scanned"
    )
    assert client.get("/checkin/scanned").headers["Location"] == "/checkin/scan?again=1"


def test_an_invitation_whose_slot_is_over_takes_another(client: FlaskClient, sealing: None) -> None:
    code = invite()
    with when("10:00"):
        scan(client, code)
        page = text(client, "/checkin/scanned")
        assert re.search(r'value="slot-2"[^>]*checked', page)
        form = {"code": code, "tap": hidden(page, "tap"), "slot": "slot-2", "accept": "1"}
        client.post("/checkin/invited", data=form)
    assert state()["slot"] == "slot-2"


def test_an_invitation_for_another_day_says_so(client: FlaskClient, sealing: None) -> None:
    scan(client, invite(day="2026-12-21"))
    assert "2026-12-21" in text(client, "/checkin/scanned")


def test_places_kept_for_a_party_are_its_own(client: FlaskClient, sealing: None) -> None:
    code = invite(people=40, slot="slot-2")
    assert re.search(r'value="slot-2"[^>]*disabled', text(client, "/checkin/"))
    scan(client, code)
    assert re.search(r'value="slot-2"[^>]*checked', text(client, "/checkin/scanned"))


def test_a_badge_checks_out_some_and_then_the_rest(client: FlaskClient, sealing: None) -> None:
    send(client, people="3")
    visit = held_rows("visit")[0]["visit"]
    for people, inside in (("1", 2), ("", 0)):
        assert scan(client, f"{rules.BADGE}{visit}\n") == "/checkin/scanned"
        form = {
            "code": visit,
            "people": people,
            "tap": hidden(text(client, "/checkin/scanned"), "tap"),
        }
        where = client.post("/checkin/leave", data=form).headers["Location"]
        assert "已签退" in text(client, where)
        client.post("/checkin/leave", data=form)
        assert state()["inside"] == inside
    not_taken(client, visit.lower(), "已经签退")
    gone = client.post("/checkin/leave", data=form | {"tap": "c" * 32})
    assert gone.headers["Location"] == "/checkin/scan?again=1"


def test_who_waits_may_give_the_places_back(client: FlaskClient, sealing: None) -> None:
    send(client, slot="slot-3")
    visit = held_rows("visit")[0]["visit"]
    scan(client, visit)
    page = text(client, "/checkin/scanned")
    assert "您还在等候入场" in page
    client.post("/checkin/leave", data={"code": visit, "people": "", "tap": hidden(page, "tap")})
    assert state()["status"] == "cancelled"


@pytest.mark.parametrize(
    "code", ["", "BEGIN:VCARD", "TEL:110", "\x1d\ufffd" * 90, "https://example.com/", "OD-X-ABC"]
)
def test_garbage_from_a_scanner_is_told_kindly(client: FlaskClient, code: str) -> None:
    not_taken(client, code, "这不是邀请函或胸贴上的码")


@pytest.mark.parametrize("mark", ["", rules.INVITED, rules.BADGE])
def test_a_code_that_nobody_knows_is_told_kindly(client: FlaskClient, mark: str) -> None:
    not_taken(client, mark + "ABCDEFGHJKMN", "这台电脑")


def test_no_address_bears_a_code(client: FlaskClient, sealing: None) -> None:
    code = invite()
    assert code not in scan(client, code)
    assert client.get(f"/checkin/scan?code={code}").status_code == 200
    assert "邀请已找到" not in text(client, f"/checkin/scan?code={code}")


def test_nothing_scanned_leads_to_the_scanner(client: FlaskClient) -> None:
    assert client.get("/checkin/scanned").headers["Location"] == "/checkin/scan"


@pytest.mark.parametrize("people", ["", "2", "x"])
def test_goodbye_is_said_whatever_the_address(client: FlaskClient, people: str) -> None:
    assert "谢谢您来参观" in text(client, f"/checkin/left?people={people}")


# The receipt


def test_the_receipt_says_until_when_and_how_to_take_it_back(
    client: FlaskClient, catalog: Catalog, sealing: None
) -> None:
    page = text(client, send(client))
    receipt = receipts.RECEIPTS.get(_sitting(client))
    assert receipt is not None
    assert receipt.withdrawal is not None
    for group in receipt.withdrawal.split("-"):
        assert f"<span>{group}</span>" in page
    due = receipts.written(receipts.kept_until(catalog, DAY))
    assert due.zh in page
    assert receipt.scan in page
    code = client.get("/checkin/badge.svg")
    assert code.mimetype == "image/svg+xml"
    assert code.headers["Cache-Control"] == "no-store"
    badge = text(client, "/checkin/badge")
    assert receipt.scan in badge
    assert "王 · 1" in badge


def _sitting(client: FlaskClient) -> str:
    cookie = client.get_cookie("sitting", HOST)
    assert cookie is not None
    return str(cookie.value)


def test_what_is_sealed_is_kept_thirty_days_from_the_last_day_of_the_event(
    app: Flask, catalog: Catalog
) -> None:
    ending = replace(catalog.pack.event, ends_on="2026-12-22")
    shown = put_on_screen(app, catalog, event=ending)
    assert receipts.kept_until(shown, DAY).isoformat() == "2027-01-21"
    assert receipts.written(receipts.kept_until(shown, DAY)).en == "21 January 2027"


@pytest.mark.parametrize("path", ["/checkin/receipt", "/checkin/badge"])
def test_the_receipt_goes_with_its_sitting(client: FlaskClient, sealing: None, path: str) -> None:
    send(client)
    held = _sitting(client)
    client.post("/end")
    assert receipts.RECEIPTS.get(held) is None
    assert "登记已经记下" in text(client, path)
    assert client.get("/checkin/badge.svg").status_code == 404


def test_the_receipt_goes_after_five_minutes(
    client: FlaskClient, sealing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(client)
    now = sitting_store.time.monotonic()
    monkeypatch.setattr(sitting_store.time, "monotonic", lambda: now + 301)
    assert "登记已经记下" in text(client, "/checkin/receipt")


def test_nothing_personal_goes_into_cookies_or_drafts(client: FlaskClient, sealing: None) -> None:
    where = send(client, phone="13800000000")
    receipt = receipts.RECEIPTS.get(_sitting(client))
    assert receipt is not None
    assert held_rows("draft") == []
    assert where == "/checkin/receipt"
    kept = f"{client.get_cookie('sitting', HOST)} {client.get_cookie('view', HOST)}"
    assert "王" not in kept
    assert receipt.visit not in kept


def test_every_page_speaks_english(client: FlaskClient, sealing: None) -> None:
    client.post("/view", data={"language": "en", "next": "/checkin/"})
    scan(client, invite())
    for path in ("/checkin/", "/checkin/group", "/checkin/scan", "/checkin/scanned"):
        assert '<html lang="en"' in text(client, path)
    page = text(client, send(client, slot="slot-2"))
    assert "Erased by" in page


def test_slots_can_be_chosen_without_any(catalog: Catalog) -> None:
    assert forms.choices([], None) == []
    assert slots.open_rooms([]) == []

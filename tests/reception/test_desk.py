"""Check the reception desk as a browser without script meets it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import clock
from kiosk.accounts import sessions
from kiosk.booth.checkin import invitations, rules, service
from kiosk.booth.checkin.records import Head
from kiosk.content import service as content
from kiosk.journal.service import new_id
from kiosk.shell import qr
from kiosk.storage.db import db
from tests.factories import held_records, held_rows, hidden, search_for
from tests.staff.test_pages import sign_in, unlock, words

DESK = "/staff/reception"
LEADER, SCHOOL, PHONE = "堃老师", "䶮山小学", "13800000000"
CLASS = {
    "channel": "group",
    "people-pupil": "40",
    "people-teacher": "2",
    "under_14": "40",
    "name": LEADER,
    "organisation": SCHOOL,
    "phone": PHONE,
}


class Day:
    """Set the clock of this test to a local time of one day."""

    def __init__(self, held: ExitStack) -> None:
        """Keep what ends with the test."""
        self._held = held

    def at(self, text: str) -> None:
        """Let it be a time such as `09:30`."""
        moment = datetime.fromisoformat(f"2026-12-20 {text}").astimezone()
        self._held.enter_context(clock.pretend(moment))


@pytest.fixture(autouse=True)
def day() -> Iterator[Day]:
    with ExitStack() as held:
        day = Day(held)
        day.at("09:30")
        yield day


@pytest.fixture
def desk(client: FlaskClient, sealing: None) -> FlaskClient:
    """Return a browser in which the reception is signed in."""
    return sign_in(client, "privacy")


def said(answer: Any) -> str:
    return " ".join(words(answer.get_data(as_text=True)).split())


def see(desk: FlaskClient, path: str = "") -> str:
    answer = desk.get(DESK + path)
    assert answer.status_code == 200
    return said(answer)


def send(desk: FlaskClient, path: str, **given: str) -> Any:
    """Send a form, and go where it leads."""
    return desk.post(DESK + path, data={"tap": new_id()} | given, follow_redirects=True)


def check_in(desk: FlaskClient, **given: str) -> Any:
    return send(desk, "/new", rules="yes", **given)


def citizens(desk: FlaskClient, count: int, slot: str = "", **given: str) -> str:
    """Check some citizens in; return their visit."""
    answer = check_in(desk, **{"people-citizen": str(count), "slot": slot} | given)
    assert answer.status_code == 200, said(answer)
    return visits()[-1]


def visits() -> list[str]:
    rows = sorted(held_rows("visit"), key=lambda row: row["seq"])
    return [row["visit"] for row in rows]


def states(visit: str) -> list[tuple[str, str, int]]:
    rows = [row for row in held_rows("visit_state") if row["visit"] == visit]
    return [
        (row["act"], row["status"], row["inside"])
        for row in sorted(rows, key=lambda row: row["number"])
    ]


def invite(**given: Any) -> str:
    """Put a guest on the list; return the invitation."""
    with db.transaction() as tx:
        invitations.add(tx, [invitations.Guest(**given)])
    return max(held_rows("invitation"), key=lambda row: row["loaded_at"])["id"]


# Checking in


def test_a_class_is_in_by_one_act_and_out_by_one(desk: FlaskClient) -> None:
    assert "已签到 42 人" in said(check_in(desk, **CLASS))
    (visit,) = visits()
    assert "现在在内 42 1 批 · 14 岁以下 40" in see(desk)
    assert "已签退 42 人" in said(send(desk, "/leave", visit=visit))
    assert "现在在内 0" in see(desk)
    assert [act for act, _, _ in states(visit)] == ["begin", "leave"]


def test_every_step_bears_who_did_it_and_is_no_staff_act_besides(desk: FlaskClient) -> None:
    visit = citizens(desk, 2, "slot-3")
    send(desk, "/admit", visit=visit)
    assert {row["actor"] for row in held_rows("visit_state")} == {"privacy"}
    assert {row["act"] for row in held_rows("staff_act")} == {"staff-add", "sign-in"}


def test_a_form_sent_twice_counts_once_and_says_the_same(desk: FlaskClient) -> None:
    tap = new_id()
    first = check_in(desk, **CLASS | {"tap": tap})
    again = check_in(desk, **CLASS | {"tap": tap})
    assert len(visits()) == 1
    assert "已签到 42 人" in said(first)
    assert "已签到 42 人" in said(again)


def test_withdrawal_code_is_shown_once_and_kept_nowhere(desk: FlaskClient) -> None:
    tap = new_id()
    page = check_in(desk, **CLASS | {"tap": tap}).get_data(as_text=True)
    found = re.search(r"<b translate=\"no\">(\w{5}-\w{5})</b>", page)
    assert found
    assert found[1] not in said(check_in(desk, **CLASS | {"tap": tap}))
    assert found[1] not in see(desk, f"/party/{visits()[0]}")


def test_without_names_there_is_no_code_and_the_desk_comes_back_at_once(desk: FlaskClient) -> None:
    answer = check_in(desk, **{"people-citizen": "2"})
    assert answer.request.path == DESK
    assert "已签到 2 人" in said(answer)
    assert "打印参观证" in said(answer)


def test_who_comes_early_for_a_slot_waits_and_is_told_so(desk: FlaskClient) -> None:
    answer = check_in(desk, **{"people-citizen": "3", "slot": "slot-3"})
    assert "请先等候" in said(answer)
    assert "等候 3 1 批" in see(desk)


def test_a_full_slot_is_told_with_the_places_left_and_keeps_what_was_typed(
    desk: FlaskClient,
) -> None:
    citizens(desk, 17, "slot-6")
    answer = check_in(
        desk, **{"people-citizen": "4", "slot": "slot-6", "name": "㐂", "tap": "a" * 32}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "15:10–15:50 这一场只剩 3 个名额，你们有 4 人" in page
    assert 'value="㐂"' in page
    assert hidden(page, "tap") == "a" * 32
    assert len(visits()) == 1


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "请填人数"),
        ({"people-citizen": "many"}, "人数请填数字"),
        ({"people-citizen": "201"}, "人数应在"),
        ({"people-citizen": "1", "under_14": "2"}, "不能超过总人数"),
        ({"people-citizen": "1", "under_14": "1", "name": "㐂"}, "只计人数"),
        ({"people-citizen": "1", "name": "11010519491231002X"}, "请不要填身份证号"),
        ({"people-citizen": "1", "phone": "call me"}, "电话号码应是"),
        ({"people-citizen": "1", "slot": "nowhere"}, "没有这个场次"),
        ({"people-citizen": "1", "tap": "x"}, "请重新打开这一页"),
    ],
)
def test_an_unfit_check_in_is_explained_on_its_form(
    desk: FlaskClient, given: dict[str, str], expected: str
) -> None:
    answer = check_in(desk, **given)
    assert answer.status_code == 409
    assert expected in said(answer)
    assert held_records("visit") == []


def test_without_a_desk_key_heads_are_only_counted(client: FlaskClient) -> None:
    sign_in(client)
    assert 'name="phone"' not in client.get(f"{DESK}/new").get_data(as_text=True)
    assert "已签到 2 人" in said(check_in(client, **{"people-citizen": "2"}))


# Names


def test_names_show_only_in_an_unlocked_session(desk: FlaskClient) -> None:
    check_in(desk, **CLASS)
    paths = ("", f"/party/{visits()[0]}", f"/badge/{visits()[0]}", "/muster", "/end")
    for path in paths:
        assert LEADER not in see(desk, path)
    assert "姓名已密封" in see(desk)
    unlock(desk)
    for path in paths:
        assert LEADER in see(desk, path), path
    assert PHONE in see(desk, f"/party/{visits()[0]}")
    desk.post("/staff/unlock", data={"lock": "yes"})
    for path in paths:
        assert LEADER not in see(desk, path)


def test_people_are_found_by_name_school_or_telephone_without_a_name_in_an_address(
    desk: FlaskClient,
) -> None:
    check_in(desk, **CLASS)
    citizens(desk, 3)
    unlock(desk)
    for typed in (LEADER, "䶮 山", PHONE, "１３８００"):
        answer = search_for(desk, f"{DESK}/find", typed)
        assert answer.status_code == 200
        page = answer.get_data(as_text=True)
        assert page.count('class="about"') == 1
        assert LEADER in page
        assert "data-refresh" not in page
    assert "没有这样的姓名" in said(search_for(desk, f"{DESK}/find", "没有人"))


def test_searching_by_name_needs_unlocking(desk: FlaskClient) -> None:
    check_in(desk, **CLASS)
    answer = search_for(desk, f"{DESK}/find", LEADER)
    assert answer.status_code == 403
    assert "请先解锁" in said(answer)
    assert LEADER not in said(answer)


# Letting in, checking out, moving


def test_all_who_wait_for_a_slot_are_let_in_by_one_tap_and_back_by_one(desk: FlaskClient) -> None:
    here = [citizens(desk, people, "slot-3") for people in (2, 3)]
    other = citizens(desk, 5, "slot-4")
    tap = new_id()
    answer = send(desk, "/admit", slot="slot-3", tap=tap)
    assert "已放行 5 人 2 批" in said(answer)
    assert [states(visit)[-1][1] for visit in (*here, other)] == ["inside", "inside", "waiting"]
    assert "已放行 5 人 2 批" in said(send(desk, "/admit", slot="slot-3", tap=tap))
    assert len(states(here[0])) == 2
    undone = send(desk, "/undo", undone=tap)
    assert "已撤销 5 人 2 批" in said(undone)
    assert [states(visit)[-1][1] for visit in (*here, other)] == ["waiting"] * 3


def test_letting_in_a_slot_for_which_nobody_waits_is_told(desk: FlaskClient) -> None:
    answer = send(desk, "/admit", slot="slot-3")
    assert answer.status_code == 409
    assert "没有人在等这一场" in said(answer)


def test_some_of_a_party_leave_and_the_rest_stay(desk: FlaskClient) -> None:
    check_in(desk, **CLASS)
    (visit,) = visits()
    assert "已签退 12 人" in said(send(desk, "/leave", visit=visit, people="12"))
    assert "现在在内 30 1 批 · 14 岁以下 30" in see(desk)
    too_many = send(desk, "/leave", visit=visit, people="31", back="party")
    assert too_many.status_code == 409
    assert "离开的人数应在 1～30 之间" in said(too_many)
    assert "只有一部分离开" in said(too_many)


def test_check_out_of_one_not_inside_is_told_on_the_desk(desk: FlaskClient) -> None:
    visit = citizens(desk, 2)
    send(desk, "/leave", visit=visit)
    answer = send(desk, "/leave", visit=visit)
    assert answer.status_code == 409
    assert "不在里面，可能已经签退" in said(answer)
    assert "扫邀请码或参观证" in said(answer)
    unknown = send(desk, "/leave", visit="NOSUCHVISIT2")
    assert "没有这份登记" in said(unknown)
    assert [act for act, _, _ in states(visit)] == ["begin", "leave"]


def test_a_party_moves_to_another_slot_and_to_none(desk: FlaskClient) -> None:
    visit = citizens(desk, 3, "slot-3")
    assert "已换场次 3 人" in said(send(desk, "/move", visit=visit, slot="slot-4"))
    assert "场次 13:30–14:10" in see(desk, f"/party/{visit}")
    send(desk, "/move", visit=visit, slot="")
    assert "场次 不限场次" in see(desk, f"/party/{visit}")


def test_a_move_to_a_full_slot_is_told_and_changes_nothing(desk: FlaskClient) -> None:
    citizens(desk, 20, "slot-6")
    visit = citizens(desk, 3, "slot-4")
    answer = send(desk, "/move", visit=visit, slot="slot-6", back="party")
    assert answer.status_code == 409
    assert "只剩 0 个名额" in said(answer)
    assert "换场次" in said(answer)
    assert len(states(visit)) == 1


# Undoing


def test_one_tap_takes_a_check_out_back(desk: FlaskClient) -> None:
    visit = citizens(desk, 4)
    page = send(desk, "/leave", visit=visit).get_data(as_text=True)
    assert "撤销" in words(page)
    send(desk, "/undo", undone=hidden(page, "undone"))
    assert states(visit)[-1] == ("undo", "inside", 4)
    assert "现在在内 4" in see(desk)


def test_an_undone_check_in_counts_nobody(desk: FlaskClient) -> None:
    page = check_in(desk, **{"people-citizen": "4"}).get_data(as_text=True)
    send(desk, "/undo", undone=hidden(page, "undone"))
    assert "今天到访 0" in see(desk)


def test_undo_is_refused_once_something_followed(desk: FlaskClient) -> None:
    visit, tap = citizens(desk, 4), new_id()
    send(desk, "/leave", visit=visit, people="1", tap=tap)
    send(desk, "/leave", visit=visit, people="1")
    assert "撤销" not in said(desk.get(f"{DESK}?done={tap}")).replace("已撤销", "")
    answer = send(desk, "/undo", undone=tap)
    assert answer.status_code == 409
    assert "不能再撤销这一步" in said(answer)
    assert states(visit)[-1] == ("leave", "inside", 2)


def test_undo_is_neither_offered_nor_taken_after_an_hour(desk: FlaskClient, day: Day) -> None:
    visit, tap = citizens(desk, 4), new_id()
    send(desk, "/leave", visit=visit, people="1", tap=tap)
    assert "撤销最后一步" in see(desk, f"/party/{visit}")
    day.at("10:31")
    assert "撤销最后一步" not in see(desk, f"/party/{visit}")
    assert "已超过一小时" in said(send(desk, "/undo", undone=tap))


def test_nonsense_in_the_address_shows_no_strip(desk: FlaskClient) -> None:
    citizens(desk, 1)
    for nonsense in ("x", "f" * 32, "%09"):
        assert "已签到" not in see(desk, f"?done={nonsense}&show=nothing")


# The list


def test_late_leavers_come_first_then_who_waits_then_who_is_inside(
    desk: FlaskClient, day: Day
) -> None:
    late = citizens(desk, 2, "slot-1")
    inside = citizens(desk, 3)
    day.at("10:00")
    waiting = citizens(desk, 4, "slot-4")
    assert "超时未走" in see(desk)
    page = desk.get(DESK).get_data(as_text=True)
    shown = re.findall(r"/staff/reception/party/(\w+)", page)
    assert shown == [late, waiting, inside]


def test_each_tab_lists_its_parties(desk: FlaskClient) -> None:
    inside, waiting, gone = citizens(desk, 1), citizens(desk, 2, "slot-3"), citizens(desk, 3)
    send(desk, "/leave", visit=gone)
    for tab, expected in (
        ("here", [waiting, inside]),
        ("waiting", [waiting]),
        ("inside", [inside]),
        ("gone", [gone]),
    ):
        page = desk.get(f"{DESK}?show={tab}").get_data(as_text=True)
        assert re.findall(r"/staff/reception/party/(\w+)", page) == expected


def test_a_page_that_refreshes_itself_does_not_keep_the_session_awake(
    desk: FlaskClient, app: Flask
) -> None:
    (session,) = sessions.open_sessions().sessions.values()
    session.seen -= 100
    seen = session.seen
    assert desk.get(DESK, headers={"Kiosk-Refresh": "yes"}).status_code == 200
    assert session.seen == seen
    desk.get(DESK)
    assert session.seen > seen


def test_five_hundred_parties_are_all_listed(desk: FlaskClient) -> None:
    with db.transaction() as tx:
        for _ in range(500):
            party = service.Party(heads=[Head(kind="citizen", people=2)])
            service.check_in(tx, content.current(), party, tap=new_id(), has_accepted_rules=True)
    assert desk.get(DESK).get_data(as_text=True).count('class="about"') == 500
    assert "现在在内 1000 500 批" in see(desk)


# Scanning


def scan(desk: FlaskClient, code: str) -> Any:
    return desk.post(f"{DESK}/scan", data={"code": code})


@pytest.mark.parametrize(
    "typed",
    ["BEGIN:VCARD", "FN:治安", "", "\x1d\x1b", "https://example.org/", "OD-V-", "9" * 5000, "王"],
)
def test_garbage_is_told_on_the_desk_with_the_field_ready_again(
    desk: FlaskClient, typed: str
) -> None:
    answer = scan(desk, typed)
    assert answer.status_code == 409
    assert "这不是邀请码，也不是参观证上的码" in said(answer)
    assert "autofocus" in answer.get_data(as_text=True)


def test_a_badge_leads_to_its_party_however_it_is_typed(desk: FlaskClient) -> None:
    visit = citizens(desk, 2)
    for code in (
        rules.BADGE + visit,
        visit,
        visit.lower(),
        f"{visit[:4]} {visit[4:8]} {visit[8:]}",
    ):
        assert scan(desk, code).headers["Location"] == f"{DESK}/party/{visit}"


def test_a_badge_of_who_left_is_told_with_the_time(desk: FlaskClient) -> None:
    visit = citizens(desk, 2)
    send(desk, "/leave", visit=visit)
    answer = scan(desk, rules.BADGE + visit)
    assert answer.status_code == 409
    assert "不在里面：12-20 09:30 已签退或取消" in said(answer)


def test_an_unknown_code_is_told(desk: FlaskClient) -> None:
    assert "邀请名单里没有这个码" in said(scan(desk, "OD-I-ABCDEFGHJKMN"))
    assert "没有这份登记" in said(scan(desk, "OD-V-ABCDEFGHJKMN"))
    assert "没有这份登记" in said(scan(desk, "ABCDEFGHJKMN"))


def test_an_invitation_is_shown_then_checked_in_once(desk: FlaskClient) -> None:
    code = invite(name="㐂", kind="deputy", people=3, slot="slot-2")
    answer = scan(desk, rules.INVITED + code)
    assert "受邀客人 3 人" in said(answer)
    assert "姓名已密封" in said(answer)
    tap = hidden(answer.get_data(as_text=True), "tap")
    done = send(desk, "/invited/admit", invitation=code, slot="slot-2", tap=tap, rules="yes")
    assert "已签到 3 人" in said(done)
    assert "撤回码" in said(done)
    used = scan(desk, rules.INVITED + code)
    assert used.status_code == 409
    assert "这份邀请已在 09:30 签到（3 人）" in said(used)
    again = send(desk, "/invited/admit", invitation=code, rules="yes")
    assert "这份邀请已在 09:30 签到（3 人）" in said(again)
    assert len(visits()) == 1


def test_an_invitation_into_a_full_slot_can_choose_another(desk: FlaskClient) -> None:
    citizens(desk, 19, "slot-6")
    code = invite(name="㐂", people=3, slot="slot-4")
    full = send(desk, "/invited/admit", invitation=code, slot="slot-6", rules="yes")
    assert full.status_code == 409
    assert "只剩 1 个名额" in said(full)
    assert "受邀客人 3 人" in said(full)
    assert "已签到 3 人" in said(send(desk, "/invited/admit", invitation=code, rules="yes"))


def test_an_invitation_for_another_day_is_pointed_out(desk: FlaskClient) -> None:
    code = invite(name="㐂", day="2026-12-21")
    assert "注意：这份邀请是 2026-12-21" in said(scan(desk, rules.INVITED + code))


# The list of invited guests


def test_invited_guests_are_found_by_name_once_unlocked(desk: FlaskClient) -> None:
    code = invite(name="㐂", organisation=SCHOOL, phone=PHONE, people=2)
    invite(name="Ōe", kind="media")
    assert "㐂" not in see(desk, "/invited")
    assert "㐂" not in said(search_for(desk, f"{DESK}/invited/find", "㐂"))
    unlock(desk)
    assert "㐂" in see(desk, "/invited")
    for typed in ("㐂", "䶮山", "1380000"):
        page = said(search_for(desk, f"{DESK}/invited/find", typed))
        assert "㐂" in page
        assert "Ōe" not in page
    send(desk, "/invited/admit", invitation=code, rules="yes")
    assert "㐂" not in see(desk, "/invited")
    assert "已到 09:30" in said(search_for(desk, f"{DESK}/invited/find", "㐂"))


def test_locking_forgets_the_opened_names(desk: FlaskClient) -> None:
    invite(name="㐂")
    unlock(desk)
    see(desk, "/invited")
    (session,) = sessions.open_sessions().sessions.values()
    assert [texts["name"] for texts in session.opened.values()] == ["㐂"]
    desk.post("/staff/unlock", data={"lock": "yes"})
    assert session.opened == {}


def test_more_guests_than_fit_are_said_to_be_there(desk: FlaskClient) -> None:
    with db.transaction() as tx:
        invitations.add(tx, [invitations.Guest(name="䶮") for _ in range(51)])
    unlock(desk)
    page = desk.get(f"{DESK}/invited").get_data(as_text=True)
    assert page.count('class="about"') == 50
    assert "只显示前 50 位" in " ".join(words(page).split())


def test_what_stays_of_the_list_is_shown_and_goes_by_one_recorded_act(desk: FlaskClient) -> None:
    code = invite(name="㐂")
    invite(name="䶮")
    send(desk, "/invited/admit", invitation=code, rules="yes")
    assert "邀请 2 其中已到 1 仍密封着的姓名 1" in see(desk, "/invited")
    unsure = send(desk, "/invited/clear")
    assert unsure.status_code == 409
    assert len(held_rows("invitation")) == 2
    send(desk, "/invited/clear", sure="yes")
    assert held_rows("invitation") == []
    assert "没有名单" in see(desk, "/invited")
    (note,) = [row for row in held_rows("staff_act") if row["act"] == "invite-clear"]
    assert (note["actor"], note["about"]) == ("privacy", "2")
    assert len(visits()) == 1


# Mustering, occupancy, the end of the day


def test_the_mustering_list_counts_also_while_locked(desk: FlaskClient) -> None:
    check_in(desk, **CLASS)
    citizens(desk, 3, "slot-3")
    gone = citizens(desk, 5)
    send(desk, "/leave", visit=gone)
    page = see(desk, "/muster")
    assert "应到（现在在内） 42 1 批 · 14 岁以下 40" in page
    assert "在校学生 40，老师 2" in page
    assert "另有等候（可能在大厅） 3 1 批" in page
    assert "2026-12-20 09:30" in page
    unlock(desk)
    assert f"{LEADER} · {SCHOOL}" in see(desk, "/muster")


def test_printing_names_is_recorded_and_printing_counts_is_not(desk: FlaskClient) -> None:
    check_in(desk, **CLASS)

    def prints() -> int:
        return [row["act"] for row in held_rows("staff_act")].count("muster-print")

    assert "data-print-now" in send(desk, "/muster").get_data(as_text=True)
    assert prints() == 0
    unlock(desk)
    assert LEADER in said(send(desk, "/muster"))
    assert prints() == 1


def test_occupancy_tells_the_peak_and_who_came(desk: FlaskClient, day: Day) -> None:
    day.at("09:05")
    check_in(desk, **CLASS)
    day.at("09:20")
    other = citizens(desk, 3, "slot-1")
    day.at("09:45")
    send(desk, "/leave", visit=other)
    send(desk, "/leave", visit=visits()[0])
    page = see(desk, "/occupancy")
    assert "最多时 45 人，09:20" in page
    assert "09:00 42 42 09:10 42 42 09:20 45 45 09:30 45 45 09:40 45 0" in page
    assert "共 45 人 · 14 岁以下 40" in page
    assert "在校学生 40" in page
    assert "不限场次 42" in page
    assert "09:00–09:40 3" in page
    assert "这一天里面没有客人" in see(desk, "/occupancy?day=2026-12-19")


def test_the_end_of_the_day_checks_everybody_out_and_can_be_taken_back(desk: FlaskClient) -> None:
    check_in(desk, **CLASS)
    waiting = citizens(desk, 3, "slot-3")
    page = see(desk, "/end")
    assert "还在内 42 人，还在等候 3 人" in page
    answer = send(desk, "/end", back="end")
    assert "里面没有客人了" in said(answer)
    assert states(waiting)[-1][1] == "cancelled"
    tap = hidden(answer.get_data(as_text=True), "undone")
    assert "还在内 42 人，还在等候 3 人" in said(send(desk, "/undo", undone=tap, back="end"))


def test_ending_an_empty_day_is_told(desk: FlaskClient) -> None:
    answer = send(desk, "/end", back="end")
    assert answer.status_code == 409
    assert "里面没有人了" in said(answer)


# Badges


def test_a_badge_can_be_printed_again_and_its_code_checks_out(desk: FlaskClient) -> None:
    visit = citizens(desk, 2)
    assert "离开时出示" in see(desk, f"/badge/{visit}")
    drawing = desk.get(f"{DESK}/badge/{visit}.svg")
    assert drawing.content_type == "image/svg+xml"
    assert drawing.data == qr.svg(f"{rules.BADGE}{visit}".encode())
    for path in ("party", "badge"):
        answer = desk.get(f"{DESK}/{path}/NOSUCHVISIT2")
        assert answer.status_code == 404
        assert "没有这份登记" in said(answer)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_speaks_the_chosen_language(desk: FlaskClient, language: str) -> None:
    check_in(desk, **CLASS)
    desk.post("/view", data={"language": language})
    (visit,) = visits()
    for path in (
        "",
        "/new",
        "/invited",
        "/muster",
        "/occupancy",
        "/end",
        f"/party/{visit}",
        f"/badge/{visit}",
    ):
        page = desk.get(DESK + path).get_data(as_text=True)
        shown = re.sub(r'<(strong|button)[^>]*lang="zh-Hans".*?</\1>', "", page, flags=re.S)
        assert bool(re.search(r"[\u4e00-\u9fff]", words(shown))) == (language == "zh"), path
        assert " style=" not in page
        assert not re.search(r"<script(?![^>]*src=)", page)

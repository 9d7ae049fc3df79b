"""Check the staff's pages as a browser meets them: who gets in, what they see, what is recorded."""

from __future__ import annotations

import io
import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.accounts import accounts, sessions
from kiosk.booth.quiz.records import KIND as QUIZ
from kiosk.booth.survey.views import LAST_RATING
from kiosk.journal import service as journal
from kiosk.journal import this_device
from kiosk.sealing import keys, sealed_file
from kiosk.storage.db import db
from tests.conftest import PASSPHRASE
from tests.factories import held_records, held_rows
from tests.sync.laptops import sheet

PASSWORD = "one long password"
SECRET = "路口的灯坏了三天"
CONTACT = "13800000000"
SETUP = {
    "name": "boss",
    "password": PASSWORD,
    "password_again": PASSWORD,
    "unit": "criminal",
    "booth": "A-3",
    "event": "pinghu/2026",
    "passphrase": PASSPHRASE,
    "passphrase_again": PASSPHRASE,
}

ALL = {"reception", "editor", "analyst", "privacy", "admin"}
FIGURES = {"analyst", "privacy", "admin"}
SEALED = {"privacy", "admin"}
ADMIN = {"admin"}
DESK = {"reception", "privacy", "admin"}
TABLE = {
    "staff.overview": ("GET", "/staff/", ALL - {"reception"}),
    "staff.questions": ("GET", "/staff/questions", ALL - {"reception"}),
    "staff.question": ("GET", "/staff/questions/anti-fraud-003", ALL - {"reception"}),
    "staff.password_form": ("GET", "/staff/password", ALL),
    "staff.password": ("POST", "/staff/password", ALL),
    "staff.accounts": ("GET", "/staff/accounts", ADMIN),
    "staff.account_add": ("POST", "/staff/accounts", ADMIN),
    "staff.account_change": ("POST", "/staff/accounts/change", ADMIN),
    "staff.account_reset": ("POST", "/staff/accounts/reset", ADMIN),
    "staff.account_second_factor": ("POST", "/staff/accounts/second-factor", ADMIN),
    "staff.second_factor_page": ("GET", "/staff/second-factor", ALL),
    "staff.second_factor_set_up": ("POST", "/staff/second-factor", ALL),
    "staff.second_factor_renew": ("POST", "/staff/second-factor/spare-codes", ALL),
    "staff.second_factor_off": ("POST", "/staff/second-factor/off", ALL),
    "staff.activities": ("GET", "/staff/activities", ALL - {"reception"}),
    "staff.activity_new": ("GET", "/staff/activities/new", ALL - {"reception"}),
    "staff.activity": ("GET", "/staff/activities/nosuchentry", ALL - {"reception"}),
    "staff.activity_save": ("POST", "/staff/activities/nosuchentry", ALL - {"reception"}),
    "staff.activity_remove": ("POST", "/staff/activities/nosuchentry/remove", ALL - {"reception"}),
    "staff.activity_undo": ("POST", "/staff/activities/nosuchentry/undo", ALL - {"reception"}),
    "staff.activity_photos": ("POST", "/staff/activities/nosuchentry/photos", ALL - {"reception"}),
    "staff.activity_photo": (
        *("GET", "/staff/activities/nosuchentry/photos/nosuchphoto.jpg"),
        ALL - {"reception"},
    ),
    "staff.activity_photo_change": (
        *("POST", "/staff/activities/nosuchentry/photos/nosuchphoto"),
        ALL - {"reception"},
    ),
    "staff.reports": ("GET", "/staff/reports", ALL - {"reception"}),
    "staff.report_make": ("POST", "/staff/reports", ALL - {"reception"}),
    "staff.report_job": ("GET", "/staff/reports/nosuchjob", ALL - {"reception"}),
    "staff.report_cancel": ("POST", "/staff/reports/nosuchjob/cancel", ALL - {"reception"}),
    "staff.report_file": ("GET", "/staff/reports/nosuchjob/file", ALL - {"reception"}),
    "staff.cards": ("GET", "/staff/cards", ALL),
    "staff.cards_pdf": ("GET", "/staff/cards.pdf", ALL),
    "staff.feedback": ("GET", "/staff/feedback", FIGURES),
    "staff.feedback_item": ("GET", "/staff/feedback/nosuchdevice/nosuchform", FIGURES),
    "staff.feedback_act": ("POST", "/staff/feedback/nosuchdevice/nosuchform", FIGURES),
    "staff.unlock_form": ("GET", "/staff/unlock", DESK),
    "staff.unlock": ("POST", "/staff/unlock", DESK),
    "staff.erase_form": ("GET", "/staff/erase", SEALED),
    "staff.erase": ("POST", "/staff/erase", SEALED),
    "staff.erase_visit": ("POST", "/staff/visits/NOSUCHVISIT2/erase", DESK),
    "staff.exports": ("GET", "/staff/exports", FIGURES),
    "staff.sync": ("GET", "/staff/sync", FIGURES),
    "staff.sync_now": ("POST", "/staff/sync/now", FIGURES),
    "staff.sync_stick": ("POST", "/staff/sync/stick", FIGURES),
    "staff.sync_enrol": ("POST", "/staff/sync/enrol", ADMIN),
    "staff.download": ("POST", "/staff/exports", FIGURES),
    "staff.export_job": ("GET", "/staff/exports/nosuchjob", FIGURES),
    "staff.export_cancel": ("POST", "/staff/exports/nosuchjob/cancel", FIGURES),
    "staff.export_file": ("GET", "/staff/exports/nosuchjob/file", FIGURES),
    "staff.backup": ("GET", "/staff/backup", ADMIN),
    "staff.backup_file": ("POST", "/staff/backup", ADMIN),
    "staff.acts": ("GET", "/staff/acts", SEALED),
    "staff.acts_file": ("POST", "/staff/acts", SEALED),
    "staff.machine": ("GET", "/staff/machine", ADMIN),
    "staff.place_form": ("GET", "/staff/place", ADMIN),
    "staff.place": ("POST", "/staff/place", ADMIN),
    "staff.switch_sounds": ("POST", "/staff/sounds", ADMIN),
    "staff.key_form": ("GET", "/staff/key", ADMIN),
    "staff.key": ("POST", "/staff/key", ADMIN),
    "staff.change_passphrase": ("POST", "/staff/key/passphrase", ADMIN),
    "staff.new_recovery_code": ("POST", "/staff/key/recovery-code", ADMIN),
    "staff.reception": ("GET", "/staff/reception", DESK),
    "staff.reception_scan": ("POST", "/staff/reception/scan", DESK),
    "staff.reception_find": ("POST", "/staff/reception/find", DESK),
    "staff.reception_admit": ("POST", "/staff/reception/admit", DESK),
    "staff.reception_leave": ("POST", "/staff/reception/leave", DESK),
    "staff.reception_move": ("POST", "/staff/reception/move", DESK),
    "staff.reception_undo": ("POST", "/staff/reception/undo", DESK),
    "staff.reception_party": ("GET", "/staff/reception/party/NOSUCHVISIT2", DESK),
    "staff.reception_new": ("GET", "/staff/reception/new", DESK),
    "staff.reception_check_in": ("POST", "/staff/reception/new", DESK),
    "staff.reception_badge": ("GET", "/staff/reception/badge/NOSUCHVISIT2", DESK),
    "staff.reception_badge_svg": ("GET", "/staff/reception/badge/NOSUCHVISIT2.svg", DESK),
    "staff.reception_invited": ("GET", "/staff/reception/invited", DESK),
    "staff.reception_invited_find": ("POST", "/staff/reception/invited/find", DESK),
    "staff.reception_invited_admit": ("POST", "/staff/reception/invited/admit", DESK),
    "staff.reception_invited_clear": ("POST", "/staff/reception/invited/clear", DESK),
    "staff.reception_muster": ("GET", "/staff/reception/muster", DESK),
    "staff.reception_muster_print": ("POST", "/staff/reception/muster", DESK),
    "staff.reception_occupancy": ("GET", "/staff/reception/occupancy", DESK),
    "staff.reception_end": ("GET", "/staff/reception/end", DESK),
    "staff.reception_close": ("POST", "/staff/reception/end", DESK),
    "staff.lock": ("POST", "/staff/lock", ALL),
}
"""Every page behind the sign-in, and who may open it; the lock comes last, since it signs out."""

NO_PAGES = {"pdf", "NOSUCHVISIT2", "nosuchjob", "nosuchform", "nosuchentry"}
PAGES = [
    path
    for method, path, _ in TABLE.values()
    if method == "GET" and not NO_PAGES & set(re.split(r"[./]", path))
]
LED_TO = ("/staff/reception/", "/staff/unlock", "/staff/activities/", "/staff/questions/")
OFFERED = [path for path in PAGES if not path.startswith(LED_TO)]
"""Pages to which the navigation leads; the reception's own pages lead to one another."""
REFUSED = "您的角色不能做这一步"


def add(name: str, role: str) -> None:
    with db.transaction() as tx:
        accounts.add(tx, name, role, PASSWORD, actor="terminal")


def sign_in(client: FlaskClient, role: str = "admin", name: str = "") -> FlaskClient:
    """Sign a new account in; its name is its role's."""
    add(name or role, role)
    answer = client.post("/staff/sign-in", data={"name": name or role, "password": PASSWORD})
    assert answer.status_code == 303
    return client


def read(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def words(page: str) -> str:
    """Return what a page says, without tags."""
    return unescape(re.sub(r"<[^>]*>", "", page))


def acts() -> list[tuple[str, str]]:
    return [(row["actor"], row["act"]) for row in held_rows("staff_act")]


def give_feedback(client: FlaskClient) -> None:
    data = {
        "form": "a" * 32,
        "chip": "lights",
        "text": SECRET,
        "contact": CONTACT,
        "consent": "yes",
    }
    assert client.post("/feedback/suggestion", data=data).status_code == 303


def unlock(client: FlaskClient, given: str = PASSPHRASE) -> int:
    return client.post("/staff/unlock", data={"passphrase": given}).status_code


def rate(app: Flask, values: Iterable[int]) -> None:
    """Let one person a value tap a face, each long after the one before."""
    for value in values:
        app.extensions.pop(LAST_RATING, None)
        assert app.test_client().post("/survey/rating", data={"value": value}).status_code == 303


# The first sign-in


def first_code(app: Flask) -> str:
    held: sessions.Sessions = app.extensions[sessions.EXTENSION]
    return held.first_code


def test_fresh_booth_has_no_account_and_leads_to_the_first_sign_in(client: FlaskClient) -> None:
    assert held_rows("staff") == []
    answer = client.get("/staff/", follow_redirects=True)
    assert answer.request.path == "/staff/first"
    for name, password in (("admin", "admin"), ("admin", ""), ("", ""), ("root", "password")):
        answer = client.post("/staff/sign-in", data={"name": name, "password": password})
        assert answer.status_code == 403


def test_first_sign_in_sets_account_place_and_key(client: FlaskClient, app: Flask) -> None:
    answer = client.post("/staff/first", data=SETUP | {"code": first_code(app).lower()})
    assert answer.status_code == 200
    here = this_device.place(db.reader())
    assert here is not None
    assert (here.unit, here.booth, here.event, here.is_set_up) == (
        "criminal",
        "A-3",
        "pinghu/2026",
        True,
    )
    assert [row["role"] for row in held_rows("staff")] == ["admin"]
    assert keys.has_key(db.reader())
    assert "boss" in read(client, "/staff/")


def test_recovery_code_is_shown_once_opens_the_key_and_is_kept_nowhere(
    client: FlaskClient, app: Flask, data: Path
) -> None:
    page = client.post("/staff/first", data=SETUP | {"code": first_code(app)})
    found = re.search(r"\b(?:[A-Z0-9]{4}-){4}[A-Z0-9]{4}\b", words(page.get_data(as_text=True)))
    assert found
    code = found[0]
    with db.transaction() as tx:
        assert keys.open_key(tx, "pinghu/2026", code)
    for path in (*PAGES, "/staff/first"):
        shown = words(client.get(path, follow_redirects=True).get_data(as_text=True))
        assert code not in shown
    kept = b"".join(file.read_bytes() for file in data.iterdir())
    assert code.encode() not in kept
    assert keys.plain_code(code).encode() not in kept


def test_one_time_code_works_once(client: FlaskClient, app: Flask) -> None:
    code = first_code(app)
    client.post("/staff/first", data=SETUP | {"code": code})
    answer = client.post("/staff/first", data=SETUP | {"code": code, "name": "thief"})
    assert answer.status_code == 409
    assert len(held_rows("staff")) == 1
    assert client.get("/staff/first").headers["Location"] == "/staff/sign-in"


def test_wrong_one_time_code_is_refused_then_throttled(client: FlaskClient, app: Flask) -> None:
    for _ in range(5):
        answer = client.post("/staff/first", data=SETUP | {"code": "AAAA-AAAA-AAAA"})
        assert answer.status_code == 409
        assert "一次性代码不对" in answer.get_data(as_text=True)
    answer = client.post("/staff/first", data=SETUP | {"code": first_code(app)})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert held_rows("staff") == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"password_again": "another password"}, "两次输入的密码不一样"),
        ({"password": "short", "password_again": "short"}, "密码至少要"),
        ({"passphrase_again": "another passphrase"}, "两次输入的台钥口令不一样"),
        ({"passphrase": "short", "passphrase_again": "short"}, "口令至少要"),
        ({"unit": "nowhere"}, "请从列表里选单位"),
        ({"booth": " "}, "展位名称要有"),
        ({"event": "Not An Event"}, "活动编号应像"),
        ({"name": "no spaces"}, "账号名用"),
    ],
)
def test_unfit_first_set_up_is_explained_keeps_what_was_typed_and_sets_nothing(
    client: FlaskClient, app: Flask, changed: dict[str, str], said: str
) -> None:
    given = SETUP | {"booth": "东门"} | changed
    answer = client.post("/staff/first", data=given | {"code": first_code(app)})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert said in page
    assert f'value="{given["booth"].strip() or given["booth"]}"' in page
    assert PASSWORD not in page
    assert PASSPHRASE not in page
    assert held_rows("staff") == []
    assert not keys.has_key(db.reader())


def test_first_form_asks_for_no_passphrase_where_the_desk_has_a_key(
    client: FlaskClient, app: Flask, sealing: None
) -> None:
    assert 'name="passphrase"' not in read(client, "/staff/first")
    given = {name: value for name, value in SETUP.items() if "passphrase" not in name}
    answer = client.post("/staff/first", data=given | {"code": first_code(app)})
    assert answer.status_code == 200
    assert "启动窗口" in answer.get_data(as_text=True)


# Signing in, locking, idling


def test_wrong_password_and_unknown_name_get_the_same_answer(client: FlaskClient) -> None:
    add("boss", "admin")
    pages = [
        client.post("/staff/sign-in", data={"name": name, "password": "wrong"})
        for name in ("boss", "nobody")
    ]
    assert [page.status_code for page in pages] == [403, 403]
    texts = [page.get_data(as_text=True).replace("nobody", "boss") for page in pages]
    assert texts[0] == texts[1]
    assert "账号或密码不对" in texts[0]


def test_sixth_try_within_a_minute_waits_even_with_the_right_password(client: FlaskClient) -> None:
    add("boss", "admin")
    add("other", "admin")
    for _ in range(5):
        client.post("/staff/sign-in", data={"name": "boss", "password": "wrong"})
    answer = client.post("/staff/sign-in", data={"name": "boss", "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    answer = client.post("/staff/sign-in", data={"name": "other", "password": PASSWORD})
    assert answer.status_code == 303


def test_disabled_account_cannot_sign_in(client: FlaskClient) -> None:
    add("boss", "admin")
    add("gone", "admin")
    with db.transaction() as tx:
        tx.exec_driver_sql("UPDATE staff SET is_active = 0 WHERE name = 'gone'")
    answer = client.post("/staff/sign-in", data={"name": "gone", "password": PASSWORD})
    assert answer.status_code == 403


def test_session_cookie_is_for_staff_pages_and_out_of_reach_of_script(client: FlaskClient) -> None:
    add("boss", "admin")
    answer = client.post("/staff/sign-in", data={"name": "boss", "password": PASSWORD})
    cookie = answer.headers["Set-Cookie"]
    for part in ("HttpOnly", "SameSite=Strict", "Path=/staff"):
        assert part in cookie
    assert "Max-Age" not in cookie


def test_session_locks_itself_after_idling_and_forgets_the_key(
    client: FlaskClient, app: Flask, sealing: None
) -> None:
    give_feedback(client)
    sign_in(client)
    assert unlock(client) == 303
    held = sessions.open_sessions()
    (session,) = held.sessions.values()
    session.seen -= held.lock_after - 60
    assert SECRET in read(client, "/staff/feedback")
    session.seen -= held.lock_after + 1
    assert client.get("/staff/feedback").headers["Location"] == "/staff/sign-in"
    assert held.sessions == {}
    client.post("/staff/sign-in", data={"name": "admin", "password": PASSWORD})
    assert SECRET not in read(client, "/staff/feedback")


def test_page_puts_itself_away_when_its_session_ends(client: FlaskClient, app: Flask) -> None:
    sign_in(client)
    held = sessions.open_sessions()
    page = read(client, "/staff/")
    assert f'data-lock-after="{held.lock_after}"' in page
    assert 'id="locked"' in page


def test_lock_button_ends_the_session_for_good(client: FlaskClient) -> None:
    sign_in(client)
    cookie = client.get_cookie("staff", "127.0.0.1", "/staff")
    assert cookie is not None
    assert client.post("/staff/lock").headers["Location"] == "/staff/sign-in"
    client.set_cookie("staff", cookie.value, domain="127.0.0.1", path="/staff")
    assert client.get("/staff/").headers["Location"] == "/staff/sign-in"


def test_way_back_to_the_booth_screen_locks_first(client: FlaskClient) -> None:
    sign_in(client)
    assert client.post("/staff/lock", data={"to": "screen"}).headers["Location"] == "/"
    assert client.get("/staff/").headers["Location"] == "/staff/sign-in"


# Who may open what


@pytest.mark.parametrize("role", sorted(ALL))
def test_navigation_offers_only_what_the_role_may_open(client: FlaskClient, role: str) -> None:
    sign_in(client, role)
    page = read(client, "/staff/password")
    offered = {path for path in OFFERED if f'<a href="{path}"' in page}
    assert offered == {
        path for _, path, allowed in TABLE.values() if path in OFFERED and role in allowed
    }


def test_nobody_gets_in_without_signing_in(client: FlaskClient) -> None:
    add("boss", "admin")
    for method, path, _ in TABLE.values():
        answer = client.open(path, method=method)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/sign-in")


def test_other_machines_are_refused_without_tls(client: FlaskClient) -> None:
    add("boss", "admin")
    environment = {"REMOTE_ADDR": "192.168.1.20"}
    for path in ("/staff/", "/staff/sign-in", "/staff/first"):
        answer = client.get(path, base_url="http://192.168.1.2", environ_overrides=environment)
        assert answer.status_code == 403
        answer = client.get(path, base_url="https://192.168.1.2", environ_overrides=environment)
        assert answer.status_code in (200, 303)


# How the pages are


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_speaks_the_chosen_language_and_obeys_the_policy(
    client: FlaskClient, language: str
) -> None:
    sign_in(client)
    client.post("/view", data={"language": language})
    for path in (*PAGES, "/staff/sign-in"):
        page = read(client, path)
        assert f'<html lang="{"zh-Hans" if language == "zh" else "en"}">' in page
        assert page.count("<h1") == 1 + page.count("<template")
        assert " style=" not in page
        assert "<style" not in page
        assert not re.search(r"<script(?![^>]*src=)", page)
        assert "data-keyboard" not in page
        for field in re.findall(r"<(?:input|select)[^>]*>", page):
            assert re.search(r'autocomplete="|type="(?:hidden|radio|checkbox)"', field), field


def test_language_switch_returns_to_the_page_and_day(client: FlaskClient) -> None:
    sign_in(client)
    assert 'name="next" value="/staff/?since=2026-01-02"' in read(
        client, "/staff/?since=2026-01-02"
    )
    client.post("/staff/unlock", data={"passphrase": "wrong words"})
    assert 'name="next" value="/staff/feedback"' in read(client, "/staff/feedback")


def test_mistakes_on_staff_pages_lead_back_to_staff_pages(client: FlaskClient) -> None:
    sign_in(client)
    for path, status in (
        ("/staff/nothing", 404),
        ("/staff/?since=tomorrow", 409),
        ("/staff/?until=0001-01-01", 409),
    ):
        answer = client.get(path)
        assert answer.status_code == status
        assert "回工作人员页面" in answer.get_data(as_text=True)


def test_trouble_with_the_disk_is_said_loudly_on_every_page(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client)
    health = app.extensions["kiosk.health"]
    assert 'role="alert"' not in read(client, "/staff/")
    monkeypatch.setattr(health, "free_bytes", lambda: 50 * 2**20)
    for path in PAGES:
        assert "只剩 50 MB" in words(read(client, path))
    monkeypatch.setattr(db, "last_failure", "disk full")
    for path in PAGES:
        assert "没能存到磁盘上" in read(client, path)


# Figures


def test_shares_and_means_of_fewer_than_five_people_are_not_shown(
    client: FlaskClient, app: Flask
) -> None:
    rate(app, [5, 5, 4, 4])
    sign_in(client)
    page = words(read(client, "/staff/"))
    assert "4.5" not in page
    assert "50%" not in page
    assert "<5" in page
    rate(app, [2])
    page = words(read(client, "/staff/"))
    assert "4.0" in page
    assert "80%" in page


def test_overview_counts_finished_rounds_one_by_one(client: FlaskClient) -> None:
    # A sum of booleans once came back as a boolean, so that any number was shown as one.
    with db.transaction() as tx:
        for _ in range(3):
            journal.append(tx, QUIZ, sheet(5))
    sign_in(client)
    page = read(client, "/staff/")
    for name in ("quiz-started", "quiz-finished"):
        assert f'data-figure="{name}">3<' in page


def test_every_hour_of_the_chart_stands_in_the_table_behind_it(
    client: FlaskClient, app: Flask
) -> None:
    rate(app, [5, 4, 3])
    sign_in(client)
    page = read(client, "/staff/")
    assert "<svg" in page
    rows = re.findall(
        r'data-figure="people-by-hour\.\d\d">.*?<td class="number">(\d+)</td>', page, re.DOTALL
    )
    assert sum(map(int, rows)) == 3
    figure = page.split('id="chart-people-by-hour"')[1].split("<details")[0]
    assert figure.count('class="value"') == len(rows) * figure.count("<svg")


def test_a_day_without_people_says_so(client: FlaskClient, app: Flask) -> None:
    rate(app, [5])
    sign_in(client)
    page = read(client, "/staff/?since=2026-03-01&until=2026-03-01")
    assert 'value="2026-03-01"' in page
    assert "还没有数据" in page
    assert '<svg class="plot' not in page


# Sealed text


@pytest.mark.parametrize("role", ["privacy", "admin"])
def test_unlocking_shows_text_and_contact_and_locking_hides_them(
    client: FlaskClient, sealing: None, role: str
) -> None:
    give_feedback(client)
    sign_in(client, role)
    page = read(client, "/staff/feedback")
    assert "留言，密封" in page
    assert "联系方式，密封" in page
    assert SECRET not in page
    assert CONTACT not in page
    assert unlock(client) == 303
    page = read(client, "/staff/feedback")
    assert SECRET in page
    assert CONTACT in page
    client.post("/staff/unlock", data={"lock": "yes"})
    page = read(client, "/staff/feedback")
    assert SECRET not in page
    assert CONTACT not in page


def test_recovery_code_unlocks_too(client: FlaskClient, recovery_code: str) -> None:
    give_feedback(client)
    sign_in(client)
    assert unlock(client, recovery_code.lower()) == 303
    assert SECRET in read(client, "/staff/feedback")


def test_one_persons_key_opens_nothing_for_another(
    client: FlaskClient, app: Flask, sealing: None
) -> None:
    give_feedback(client)
    sign_in(client)
    unlock(client)
    other = sign_in(app.test_client(), "privacy")
    assert SECRET not in read(other, "/staff/feedback")


def test_wrong_passphrase_is_said_on_the_page_recorded_and_throttled(
    client: FlaskClient, sealing: None
) -> None:
    sign_in(client)
    for _ in range(5):
        answer = client.post("/staff/unlock", data={"passphrase": "wrong words"})
        assert answer.status_code == 403
        assert "口令或恢复码不对" in answer.get_data(as_text=True)
    assert unlock(client) == 429
    assert acts().count(("admin", "unlock-failed")) == 5
    assert ("admin", "unlock") not in acts()


def test_typed_text_cannot_put_markup_on_the_page(client: FlaskClient, sealing: None) -> None:
    evil = "<script>alert(1)</script>"
    client.post("/feedback/praise", data={"form": "b" * 32, "text": evil})
    sign_in(client)
    unlock(client)
    page = read(client, "/staff/feedback")
    assert evil not in page
    assert evil in unescape(page)


def test_moving_to_another_event_forgets_every_opened_key(
    client: FlaskClient, app: Flask, sealing: None
) -> None:
    sign_in(client)
    unlock(client)
    place = {"unit": "", "booth": "B-1", "event": "pinghu/2027"}
    assert client.post("/staff/place", data=place).status_code == 303
    held: sessions.Sessions = app.extensions[sessions.EXTENSION]
    assert [session.key for session in held.sessions.values()] == [None]
    here = this_device.place(db.reader())
    assert here is not None
    assert (here.unit, here.booth, here.event) == (None, "B-1", "pinghu/2027")


def test_new_event_gets_a_desk_key_on_the_place_page(client: FlaskClient, sealing: None) -> None:
    sign_in(client)
    client.post("/staff/place", data={"unit": "", "booth": "B-1", "event": "pinghu/2027"})
    assert "data-keyboard" not in read(client, "/feedback/praise")
    assert 'action="/staff/key"' in read(client, "/staff/place")
    words = {"passphrase": "a new passphrase", "passphrase_again": "another one"}
    assert client.post("/staff/key", data=words).status_code == 409
    made = client.post("/staff/key", data=words | {"passphrase_again": "a new passphrase"})
    assert made.status_code == 200
    assert "data-keyboard" in read(client, "/feedback/praise")
    assert 'action="/staff/key"' not in read(client, "/staff/place")
    assert client.post("/staff/key", data=words).status_code == 409


def test_unfit_place_is_explained_and_keeps_what_was_typed(client: FlaskClient) -> None:
    sign_in(client)
    answer = client.post("/staff/place", data={"unit": "", "booth": "西门", "event": "BAD EVENT"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "活动编号应像" in page
    assert 'value="西门"' in page
    assert 'value="BAD EVENT"' in page


# Backup


def test_backup_downloads_a_database_that_opens_and_holds_everything(
    client: FlaskClient, app: Flask, sealing: None, tmp_path: Path
) -> None:
    give_feedback(client)
    rate(app, [5, 1])
    sign_in(client)
    answer = client.post("/staff/backup", buffered=True)
    names = answer.headers["Content-Disposition"]
    assert re.search(r'filename="kiosk-\d{8}-\d{4}\.backup"', names)
    copy = tmp_path / "copy.db"
    assert SECRET.encode() not in answer.data
    with copy.open("wb") as file:
        sealed_file.unseal(io.BytesIO(answer.data), PASSPHRASE, file)
    with closing(sqlite3.connect(copy)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM record").fetchone()
        (ratings,) = connection.execute("SELECT count(*) FROM rating").fetchone()
    assert count == len(held_records())
    assert ratings == 2
    assert not [file for file in app.config["SETTINGS"].data.iterdir() if file.is_dir()]

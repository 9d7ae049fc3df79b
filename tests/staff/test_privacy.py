"""Test how staff open, change and lock the desk key, and erase what is sealed."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import clock
from kiosk.accounts import sessions
from kiosk.booth.checkin.service import CheckedIn
from kiosk.content.catalog import Catalog
from kiosk.errors import NotAllowed
from kiosk.journal import sealed_box, verify
from kiosk.office.erasing.views import read_typed_day
from kiosk.sealing import due, keys, scrub
from kiosk.storage.db import db
from tests.checkin.people import check_in, party
from tests.conftest import PASSPHRASE
from tests.factories import held_records, put_on_screen
from tests.staff.test_pages import CONTACT, SECRET, acts, give_feedback, read, sign_in, unlock

EVENT = "pinghu/2026"
NEW = "another desk passphrase"


@pytest.fixture
def guest(catalog: Catalog, sealing: None) -> CheckedIn:
    """Check somebody in with a name."""
    with db.transaction() as tx:
        return check_in(tx, catalog, party(name="䶮", phone="13800000000"))


def held_sessions(app: Flask) -> list[sessions.Session]:
    held: sessions.Sessions = app.extensions[sessions.EXTENSION]
    return list(held.sessions.values())


def today() -> str:
    return clock.today().isoformat()


def erase(client: FlaskClient, **given: str) -> tuple[int, str]:
    answer = client.post("/staff/erase", data={"event": EVENT, "today": today()} | given)
    return answer.status_code, answer.get_data(as_text=True)


def sealed_visits() -> int:
    return sum(record.sealed is not None for record in held_records("visit"))


# Unlocking


def test_unlocking_goes_on_to_the_page_that_asked(client: FlaskClient, sealing: None) -> None:
    sign_in(client, "reception")
    page = read(client, "/staff/unlock?next=/staff/reception/invited")
    assert 'name="next" value="/staff/reception/invited"' in page
    answer = client.post(
        "/staff/unlock", data={"passphrase": PASSPHRASE, "next": "/staff/reception/invited"}
    )
    assert (answer.status_code, answer.location) == (303, "/staff/reception/invited")


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/home", "/staff/\\x", "/staff/a\nb", ""]
)
def test_unlocking_leads_to_no_other_place(client: FlaskClient, sealing: None, target: str) -> None:
    sign_in(client)
    answer = client.post("/staff/unlock", data={"passphrase": PASSPHRASE, "next": target})
    assert answer.location == "/staff/feedback"


def test_reception_that_unlocked_reads_no_feedback_and_exports_nothing_unsealed(
    client: FlaskClient, sealing: None
) -> None:
    give_feedback(client)
    sign_in(client, "reception")
    assert unlock(client) == 303
    for answer in (
        client.get("/staff/feedback"),
        client.post(
            "/staff/exports",
            data={"kind": "feedback", "format": "csv", "unsealed": "yes", "reason": "x"},
        ),
    ):
        assert answer.status_code == 403
        assert SECRET not in answer.get_data(as_text=True)
        assert CONTACT not in answer.get_data(as_text=True)


def test_names_are_locked_by_button_on_every_page_and_that_is_recorded(
    client: FlaskClient, app: Flask, sealing: None
) -> None:
    sign_in(client)
    assert "姓名已解锁" not in read(client, "/staff/")
    unlock(client)
    assert "姓名已解锁" in read(client, "/staff/")
    answer = client.post("/staff/unlock", data={"lock": "yes", "next": "/staff/cards"})
    assert answer.location == "/staff/cards"
    assert [session.key for session in held_sessions(app)] == [None]
    assert ("admin", "lock-names") in acts()


def test_opened_key_is_gone_when_its_session_idles_though_nobody_asks_again(
    client: FlaskClient, app: Flask, sealing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client)
    unlock(client)
    [session] = held_sessions(app)
    assert session.key
    later = time.monotonic() + 301
    monkeypatch.setattr(time, "monotonic", lambda: later)
    sessions.end_idle()
    assert held_sessions(app) == []
    assert session.key is None


# Changing words


def change(client: FlaskClient, **given: str) -> int:
    form = {"words": PASSPHRASE, "passphrase": NEW, "passphrase_again": NEW} | given
    return client.post("/staff/key/passphrase", data=form).status_code


def test_new_passphrase_takes_the_place_of_the_old_one_at_once(
    client: FlaskClient, app: Flask, guest: CheckedIn
) -> None:
    sign_in(client)
    unlock(client)
    assert change(client) == 200
    assert [session.key for session in held_sessions(app)] == [None]
    assert unlock(client) == 403
    assert unlock(client, NEW) == 303
    assert ("admin", "passphrase-changed") in acts()
    [record] = held_records("visit")
    assert record.sealed
    private = keys.open_key(db.reader(), EVENT, NEW)
    assert "䶮" in sealed_box.unseal(private, record.sealed).decode()


def test_recovery_code_lets_the_passphrase_be_changed(
    client: FlaskClient, recovery_code: str
) -> None:
    sign_in(client)
    assert change(client, words=recovery_code) == 200
    assert unlock(client, NEW) == 303


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"words": "wrong words"}, 403),
        ({"passphrase_again": "a third one"}, 409),
        ({"passphrase": "short", "passphrase_again": "short"}, 409),
    ],
)
def test_unfit_change_of_the_passphrase_changes_nothing(
    client: FlaskClient, sealing: None, given: dict[str, str], code: int
) -> None:
    sign_in(client)
    assert change(client, **given) == code
    assert unlock(client) == 303


def test_guessing_words_is_throttled_wherever_they_are_asked_for(
    client: FlaskClient, sealing: None
) -> None:
    sign_in(client)
    for _ in range(5):
        assert change(client, words="wrong words") == 403
    assert change(client) == 429
    assert unlock(client) == 429
    answer = client.post("/staff/key/recovery-code", data={"words": PASSPHRASE})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert acts().count(("admin", "unlock-failed")) == 5


def test_new_recovery_code_is_shown_once_and_the_former_stops(
    client: FlaskClient, recovery_code: str
) -> None:
    sign_in(client)
    answer = client.post("/staff/key/recovery-code", data={"words": PASSPHRASE})
    page = re.sub(r"<[^>]*>|\s", "", answer.get_data(as_text=True))
    code = re.search(rf"(?:[{keys.ALPHABET}]{{4}}-){{4}}[{keys.ALPHABET}]{{4}}", page)
    assert code
    assert keys.open_key(db.reader(), EVENT, code[0]) == keys.open_key(
        db.reader(), EVENT, PASSPHRASE
    )
    with pytest.raises(NotAllowed):
        keys.open_key(db.reader(), EVENT, recovery_code)
    assert ("admin", "recovery-code-changed") in acts()


# Erasing


def test_event_is_erased_on_the_date_that_staff_confirm(
    client: FlaskClient, app: Flask, guest: CheckedIn
) -> None:
    [record] = held_records("visit")
    sign_in(client, "privacy")
    unlock(client)
    code, page = erase(client, early="yes")
    assert code == 200
    assert "已删除" in page
    assert sealed_visits() == 0
    assert [session.key for session in held_sessions(app)] == [None]
    assert unlock(client) == 409
    assert ("privacy", "erase-event") in acts()
    assert verify.verify(db.reader()) is None
    assert record.sealed
    data = app.config["SETTINGS"].data
    assert not [file.name for file in data.iterdir() if record.sealed in file.read_bytes()]
    assert erase(client, early="yes")[0] == 409


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "还没有到期|才到期"),
        ({"early": "yes", "today": "2001-02-03"}, "您填的日期是 2001-02-03"),
        ({"early": "yes", "today": "tomorrow"}, "请按 2026-12-20 这样填"),
        ({"early": "yes", "event": "pinghu/1999"}, "已经没有密封内容"),
    ],
)
def test_nothing_is_erased_without_the_right_date_or_before_its_day(
    client: FlaskClient, guest: CheckedIn, given: dict[str, str], said: str
) -> None:
    sign_in(client)
    code, page = erase(client, **given)
    assert code == 409
    assert re.search(said, page)
    assert sealed_visits() == 1


def test_clock_set_to_2099_erases_nothing(client: FlaskClient, guest: CheckedIn) -> None:
    sign_in(client)
    date = today()
    with clock.pretend(clock.now() + timedelta(days=73 * 365)):
        code, page = erase(client, today=date)
    assert code == 409
    assert "请先把电脑的日期改对" in page
    assert sealed_visits() == 1


def test_what_is_due_is_said_on_every_page_until_it_is_erased(
    client: FlaskClient, app: Flask, catalog: Catalog, guest: CheckedIn
) -> None:
    sign_in(client)
    assert "到期应删除" not in read(client, "/staff/")
    with clock.pretend(clock.now() + timedelta(days=31)):
        for path in ("/staff/", "/staff/cards", "/staff/erase"):
            assert "到期应删除" in read(client, path)
        code, page = erase(client)
        assert code == 200
        assert "到期应删除" not in page
        assert "到期应删除" not in read(client, "/staff/")


def test_days_count_from_the_end_of_the_event_on_screen(
    app: Flask, catalog: Catalog, guest: CheckedIn
) -> None:
    held = catalog.pack.event
    fields = {name: getattr(held, name) for name in held.__struct_fields__}
    put_on_screen(app, catalog, event=type(held)(**(fields | {"ends_on": "2026-12-22"})))
    [each] = due.listed(db.reader())
    assert str(each.due) == "2027-01-21"


def test_reception_erases_the_names_of_a_guest_who_asks(
    client: FlaskClient, guest: CheckedIn
) -> None:
    sign_in(client, "reception")
    address = f"/staff/visits/{guest.visit}/erase"
    assert client.post(address).status_code == 409
    assert sealed_visits() == 1
    answer = client.post(address, data={"sure": "yes"})
    assert answer.status_code == 200
    assert sealed_visits() == 0
    assert ("reception", "erase-visit") in acts()
    assert not scrub.is_due(client.application.config["SETTINGS"])
    assert client.post("/staff/visits/NOSUCHVISIT2/erase", data={"sure": "yes"}).status_code == 404


@pytest.mark.parametrize(
    "typed", ["2026-12-20", "2026年12月20日", "20261220", "2026/12/20", "２０２６－１２－２０"]
)
def test_day_may_be_typed_as_people_write_it(typed: str) -> None:
    assert read_typed_day(typed).isoformat() == "2026-12-20"

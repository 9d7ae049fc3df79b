"""The second factor: codes of an authenticator app, spare codes, and roles that must have one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import Connection, text
from werkzeug.test import TestResponse

from kiosk import clock
from kiosk.accounts import accounts, pages, second_factor, sessions, waiting
from kiosk.config import Settings
from kiosk.errors import NotAllowed, SetupFailed
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.conftest import HOST, Browser
from tests.faults.people import Person
from tests.postgres import Server
from tests.process import BoothProcess, CentralProcess, run
from tests.staff.test_pages import PASSWORD, acts, add, read, sign_in, words
from tests.staff.test_roles import requests

SPARE = re.compile(r"\b(?:[A-Z2-9]{4}-){2}[A-Z2-9]{4}\b")
SECRET = re.compile(r'<p class="secret"[^>]*>(.*?)</p>', re.DOTALL)
STEP = timedelta(seconds=pyotp.TOTP("A" * 32).interval)
FOR_SET_UP = {
    *("staff.second_factor_page", "staff.second_factor_set_up", "staff.lock"),
}


def proposed(page: str) -> str:
    """Return the secret that the page for setting up shows as text."""
    found = SECRET.search(page)
    assert found
    return "".join(words(found[1]).split())


def digits(secret: str, later: int = 0) -> str:
    """Return what an authenticator shows now, or some steps of 30 seconds later."""
    return pyotp.TOTP(secret).at(clock.now() + later * STEP)


def digits_now(secret: str, later: int = 0) -> str:
    """Return what an authenticator shows to another process, whose clock stands for nobody."""
    return pyotp.TOTP(secret).at(datetime.now(UTC) + later * STEP)


def spare_codes(answer: TestResponse) -> list[str]:
    return SPARE.findall(words(answer.get_data(as_text=True)))


def set_up(client: FlaskClient, later: int = -1) -> tuple[str, list[str]]:
    """Set a second factor up; return its secret and spare codes.

    It confirms by the code before the present one, so that the present one is still to be used.
    """
    secret = proposed(read(client, "/staff/second-factor"))
    form = {"present": PASSWORD, "code": digits(secret, later)}
    answer = client.post("/staff/second-factor", data=form)
    assert answer.status_code == 200, words(answer.get_data(as_text=True))
    codes = spare_codes(answer)
    assert len(set(codes)) == 10
    return secret, codes


def give_password(app: Flask, name: str = "admin") -> FlaskClient:
    """Give the right password with another browser, which then has to give a code."""
    client = app.test_client()
    answer = client.post("/staff/sign-in", data={"name": name, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/sign-in/code")
    return client


def give_code(client: FlaskClient, code: str) -> TestResponse:
    return client.post("/staff/sign-in/code", data={"code": code})


def is_in(client: FlaskClient) -> bool:
    return client.get("/staff/").status_code == 200


@pytest.fixture(autouse=True)
def _clock_stands() -> Iterator[None]:
    """Let the clock stand in the middle of a step, so that no code runs out meanwhile."""
    step = STEP.total_seconds()
    middle = (clock.now().timestamp() // step + 0.5) * step
    with clock.pretend(datetime.fromtimestamp(middle, UTC)):
        yield


@pytest.fixture
def secret(client: FlaskClient) -> str:
    """Let an administrator sign in and set a second factor up; return its secret."""
    return set_up(sign_in(client))[0]


@pytest.fixture(params=["booth", "central"])
def strict(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """Give a booth, and then a central, where two roles must have a second factor."""
    settings = Settings(data=tmp_path, role=request.param, second_factor="admin, privacy")
    with opened(settings) as app:
        app.test_client_class = Browser
        yield app


# Signing in


def test_the_password_alone_begins_no_session_and_opens_no_page(app: Flask, secret: str) -> None:
    client = give_password(app)
    for method, path, endpoint in requests(app):
        answer = client.open(path, method=method)
        if endpoint is not None:
            assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/sign-in"), path
    assert len(sessions.of_account("admin")) == 1, "the one that set it up"


def test_password_and_code_sign_in_and_no_session_is_named_by_the_token_before(
    app: Flask, secret: str
) -> None:
    client = give_password(app)
    cookie = {"key": "staff", "domain": HOST, "path": "/staff"}
    before = client.get_cookie(**cookie)
    answer = give_code(client, digits(secret))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/")
    after = client.get_cookie(**cookie)
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert is_in(client)
    client.post("/staff/sign-in", data={"name": "admin", "password": PASSWORD})
    assert not is_in(client), "the former session ends as the password is given again"


def test_the_code_page_asks_nobody_who_gave_no_password(app: Flask, secret: str) -> None:
    stranger = app.test_client()
    for answer in (stranger.get("/staff/sign-in/code"), give_code(stranger, digits(secret))):
        assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/sign-in")


def test_a_wrong_password_says_nothing_of_the_second_factor(app: Flask, secret: str) -> None:
    form = {"name": "admin", "password": "a wrong password"}
    answer = app.test_client().post("/staff/sign-in", data=form)
    assert answer.status_code == 403
    assert "账号或密码不对" in words(answer.get_data(as_text=True))


def test_a_code_opens_once_and_none_before_it_opens_any_more(app: Flask, secret: str) -> None:
    now, before = digits(secret), digits(secret, -1)
    assert give_code(give_password(app), now).status_code == 303
    for code in (now, before):
        answer = give_code(give_password(app), code)
        assert answer.status_code == 403
        assert "已经用过" in words(answer.get_data(as_text=True))
    assert give_code(give_password(app), digits(secret, 1)).status_code == 303


def test_of_two_who_give_the_same_code_at_once_one_gets_in(
    client: FlaskClient, secret: str, tx: Connection
) -> None:
    spare = second_factor.new_spare_codes()
    second_factor.renew_spare_codes(tx, "admin", spare)
    for code in (digits(secret), spare.codes[0]):
        first = second_factor.prove(tx, "admin", code)
        second = second_factor.prove(tx, "admin", code)
        second_factor.use(tx, "admin", first)
        with pytest.raises(NotAllowed, match="used already"):
            second_factor.use(tx, "admin", second)


@pytest.mark.parametrize("drift", [-1, 0, 1])
def test_a_telephone_may_be_half_a_minute_off(app: Flask, client: FlaskClient, drift: int) -> None:
    secret, _ = set_up(sign_in(client), later=-1)
    with clock.pretend(clock.now() + 10 * STEP):
        assert give_code(give_password(app), digits(secret, drift)).status_code == 303


@pytest.mark.parametrize("drift", [-20, -2, 2, 20])
def test_a_clock_that_is_further_off_is_said_with_the_time_that_the_machine_believes(
    app: Flask, secret: str, drift: int
) -> None:
    client = give_password(app)
    believed = clock.local_now() + 1000 * STEP
    with clock.pretend(believed):
        page = words(give_code(client, digits(secret, drift)).get_data(as_text=True))
    assert f"{believed:%Y-%m-%d %H:%M:%S}" in page
    assert "备用码" in page
    assert not is_in(client)


def test_a_clock_of_1970_breaks_nothing(app: Flask, secret: str) -> None:
    client = give_password(app)
    with clock.pretend(clock.parse("1970-01-01T00:00:05.000000Z")):
        assert give_code(client, "123456").status_code == 403


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "²²²²²²", "-12345", "0" * 500])
def test_anything_else_opens_nothing(app: Flask, secret: str, code: str) -> None:
    client = give_password(app)
    assert give_code(client, code).status_code == 403
    assert not is_in(client)
    assert ("admin", "second-factor-failed") in acts()


def test_digits_of_a_chinese_keyboard_and_with_a_gap_are_read(app: Flask, secret: str) -> None:
    wide = digits(secret).translate({ord("0") + each: ord("０") + each for each in range(10)})
    assert give_code(give_password(app), f" {wide[:3]} {wide[3:]} ").status_code == 303


def test_codes_are_not_guessed_though_the_password_is_given_again_and_from_elsewhere(
    app: Flask, secret: str
) -> None:
    met = []
    for number in range(8):
        client = app.test_client()
        elsewhere = {"REMOTE_ADDR": f"10.0.0.{number}", "wsgi.url_scheme": "https"}
        form = {"name": "admin", "password": PASSWORD}
        client.post("/staff/sign-in", data=form, environ_overrides=elsewhere)
        answer = client.post(
            "/staff/sign-in/code", data={"code": "000000"}, environ_overrides=elsewhere
        )
        met.append(answer.status_code)
    assert met.count(403) <= 5
    assert met[-1] == 429
    answer = give_code(give_password(app), digits(secret))
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert ("admin", "sign-in-throttled") in acts()


def test_a_password_lasts_five_minutes_without_its_code(
    app: Flask, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, now = give_password(app), waiting.time.monotonic()
    monkeypatch.setattr(waiting.time, "monotonic", lambda: now + waiting.LASTS_SECONDS + 1)
    answer = give_code(client, digits(secret))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/sign-in")
    assert not is_in(client)


@pytest.mark.parametrize("what", ["disabled", "password", "reset"])
def test_a_change_of_the_account_ends_a_sign_in_that_waits(
    app: Flask, secret: str, what: str
) -> None:
    client = give_password(app)
    with db.transaction() as tx:
        accounts.add(tx, "boss", "admin", PASSWORD, actor="terminal")
        if what == "disabled":
            accounts.disable(tx, "admin", actor="boss")
        elif what == "password":
            accounts.set_password(tx, "admin", "another long password", actor="boss")
        else:
            second_factor.reset(tx, "admin", actor="boss")
    answer = give_code(client, digits(secret))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/sign-in")
    assert not is_in(client)


def test_a_one_time_code_takes_the_place_of_the_password_and_not_of_the_second_factor(
    app: Flask, secret: str
) -> None:
    with db.transaction() as tx:
        accounts.add(tx, "boss", "admin", PASSWORD, actor="terminal")
        code = accounts.reset(tx, "admin", actor="boss")
    client, form = app.test_client(), {"name": "admin", "password": code}
    answer = client.post("/staff/sign-in", data=form)
    assert answer.headers["Location"] == "/staff/sign-in/code"
    assert client.get("/staff/password").headers["Location"] == "/staff/sign-in"
    assert give_code(client, digits(secret)).headers["Location"] == "/staff/password"
    assert client.post("/staff/sign-in", data=form).status_code == 403, "it is used up"


# Spare codes


def test_each_spare_code_opens_once_as_people_type_it(app: Flask, client: FlaskClient) -> None:
    _, codes = set_up(sign_in(client))
    ways = (str, str.lower, lambda code: f" {code.replace('-', ' ')} ")
    for way, code in zip(ways, codes, strict=False):
        spare = give_password(app)
        assert give_code(spare, way(code)).status_code == 303
        assert is_in(spare)
        assert give_code(give_password(app), code).status_code == 403
    with app.app_context():
        assert second_factor.count_spare_codes(db.reader(), "admin") == 7
    assert ("admin", "spare-code") in acts()


def test_secret_and_spare_codes_are_shown_once_and_spare_codes_kept_nowhere(
    app: Flask, client: FlaskClient, data: Path
) -> None:
    secret, codes = set_up(sign_in(client))
    shown = "".join(
        client.get(pages.PREFIX + path, follow_redirects=True).get_data(as_text=True)
        for path in ("/", "/second-factor", "/password", "/accounts", "/acts")
    )
    kept = b"".join(file.read_bytes() for file in data.iterdir() if file.is_file())
    for each in codes:
        assert each not in shown
        for form in (each, each.replace("-", "")):
            assert form.encode() not in kept
    assert secret not in shown
    told = run("export", "acts", "--format", "jsonl", "--out", "-", data=data).stdout
    assert "second-factor-on" in told
    assert secret not in told


def test_new_spare_codes_take_the_place_of_the_former_ones(app: Flask, client: FlaskClient) -> None:
    secret, former = set_up(sign_in(client))
    other = give_password(app)
    give_code(other, digits(secret))
    form = {"present": PASSWORD, "code": former[0]}
    answer = client.post("/staff/second-factor/spare-codes", data=form)
    new = spare_codes(answer)
    assert len(new) == 10
    assert not set(new) & set(former)
    assert is_in(client)
    assert not is_in(other)
    assert give_code(give_password(app), former[1]).status_code == 403
    assert give_code(give_password(app), new[0]).status_code == 303


# Setting it up, switching it off


def test_the_picture_tells_the_app_the_secret_the_account_and_the_booth(
    client: FlaskClient,
) -> None:
    page = read(sign_in(client), "/staff/second-factor")
    size = int(re.search(r'viewBox="0 0 (\d+)', page)[1])  # type: ignore[index]
    picture = Image.new("L", (size, size), 255)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)", page):
        for step in range(int(length)):
            picture.putpixel((int(x) + step, int(y)), 0)
    large = Image.new("L", ((size + 8) * 8,) * 2, 255)
    large.paste(picture.resize((size * 8,) * 2, Image.Resampling.NEAREST), (32, 32))
    read_back = zxingcpp.read_barcodes(large)
    told = urlsplit(read_back[0].text)
    assert (told.scheme, told.netloc, told.path) == ("otpauth", "totp", "/Open%20Day%201:admin")
    assert parse_qs(told.query) == {"secret": [proposed(page)], "issuer": ["Open Day 1"]}


@pytest.mark.parametrize(("present", "later"), [("wrong password", 0), (PASSWORD, 50), ("", 0)])
def test_it_is_not_set_up_without_password_and_code(
    app: Flask, client: FlaskClient, present: str, later: int
) -> None:
    secret = proposed(read(sign_in(client), "/staff/second-factor"))
    form = {"present": present, "code": digits(secret, later)}
    answer = client.post("/staff/second-factor", data=form)
    assert answer.status_code == 403
    assert proposed(answer.get_data(as_text=True)) == secret, "the app need not scan again"
    with app.app_context():
        assert not second_factor.has(db.reader(), "admin")


def test_setting_it_up_ends_ones_other_sessions(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    other = app.test_client()
    other.post("/staff/sign-in", data={"name": "admin", "password": PASSWORD})
    assert is_in(other)
    set_up(client)
    assert is_in(client)
    assert not is_in(other)


def test_two_pages_that_set_it_up_make_one(app: Flask, client: FlaskClient) -> None:
    secret, _ = set_up(sign_in(client))
    form = {"present": PASSWORD, "code": digits(secret)}
    answer = client.post("/staff/second-factor", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/second-factor")


def test_it_is_switched_off_by_password_and_code_alone(client: FlaskClient, app: Flask) -> None:
    secret, codes = set_up(sign_in(client))
    for form in (
        {"present": PASSWORD, "code": "000000"},
        {"present": "wrong password", "code": digits(secret)},
        {"code": digits(secret)},
        {"present": PASSWORD},
    ):
        assert client.post("/staff/second-factor/off", data=form).status_code == 403
    form = {"present": PASSWORD, "code": codes[0]}
    assert client.post("/staff/second-factor/off", data=form).status_code == 303
    assert is_in(client)
    newcomer = app.test_client()
    newcomer.post("/staff/sign-in", data={"name": "admin", "password": PASSWORD})
    assert is_in(newcomer)
    assert db.reader().execute(text("SELECT count(*) FROM spare_code")).scalar_one() == 0
    assert [act for _, act in acts() if act.startswith("second-factor-o")] == [
        *("second-factor-on", "second-factor-off")
    ]


def test_an_open_screen_is_no_place_to_guess_codes(client: FlaskClient, secret: str) -> None:
    form = {"present": PASSWORD, "code": "000000"}
    met = [client.post("/staff/second-factor/off", data=form).status_code for _ in range(7)]
    assert met == [403] * 5 + [429] * 2


# Others who help


def test_an_administrator_takes_anothers_away_and_nobody_their_own(
    app: Flask, client: FlaskClient
) -> None:
    colleague = sign_in(app.test_client(), "analyst")
    set_up(colleague)
    sign_in(client)
    assert "两步验证" in words(read(client, "/staff/accounts"))
    answer = client.post("/staff/accounts/second-factor", data={"name": "analyst"})
    assert answer.status_code == 303
    assert "已取消两步验证" in words(read(client, answer.headers["Location"]))
    assert not is_in(colleague)
    colleague.post("/staff/sign-in", data={"name": "analyst", "password": PASSWORD})
    assert is_in(colleague)
    assert ("admin", "second-factor-reset") in acts()
    set_up(client)
    for name in ("admin", "analyst", "nobody"):
        assert client.post("/staff/accounts/second-factor", data={"name": name}).status_code == 409


def test_a_command_helps_an_administrator_who_lost_everything(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert run("staff", "add", "boss", "--role", "admin", "--password", PASSWORD, data=data).stdout
    with BoothProcess(data) as booth:
        boss = Person(booth.port)
        form = {"name": "boss", "password": PASSWORD}
        assert boss.ask("POST", "/staff/sign-in", form)[::2] == (303, "/staff/")
        found = proposed(boss.ask("GET", "/staff/second-factor")[1])
        form_for_code = {"present": PASSWORD, "code": digits_now(found)}
        assert boss.ask("POST", "/staff/second-factor", form_for_code)[0] == 200
        lost = Person(booth.port)
        assert lost.ask("POST", "/staff/sign-in", form)[::2] == (303, "/staff/sign-in/code")
        done = run("staff", "reset-second-factor", "boss", data=data)
        assert (done.returncode, done.stderr) == (0, "")
        assert "boss has no second factor any more" in done.stdout
        assert boss.ask("GET", "/staff/")[::2] == (303, "/staff/sign-in")
        assert lost.ask("POST", "/staff/sign-in", form)[::2] == (303, "/staff/")
        boss.close()
        lost.close()
    for name in ("boss", "nobody"):
        again = run("staff", "reset-second-factor", name, data=data)
        assert again.returncode == 1
        assert name in again.stderr
        assert "Traceback" not in again.stderr


# Roles that must have one


@pytest.mark.parametrize("role", ["admin", "privacy"])
def test_a_role_that_must_have_one_meets_nothing_but_its_set_up(strict: Flask, role: str) -> None:
    client = strict.test_client()
    add("newcomer", role)
    client.post("/staff/sign-in", data={"name": "newcomer", "password": PASSWORD})
    turned_away = 0
    for method, path, endpoint in requests(strict):
        if endpoint is None or endpoint in FOR_SET_UP:
            continue
        answer = client.open(path, method=method)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/second-factor")
        turned_away += 1
    assert turned_away > 50
    page = read(client, "/staff/second-factor")
    assert "您的角色必须用两步验证" in page
    assert "<nav" not in page or "/staff/acts" not in page
    set_up(client)
    assert is_in(client)


def test_a_role_that_need_not_have_one_is_not_asked(strict: Flask) -> None:
    assert is_in(sign_in(strict.test_client(), "analyst"))


def test_who_comes_by_a_one_time_code_chooses_a_password_first(strict: Flask) -> None:
    with db.transaction() as tx:
        code = accounts.add_with_code(tx, "newcomer", "admin", actor="terminal")
    client = strict.test_client()
    answer = client.post("/staff/sign-in", data={"name": "newcomer", "password": code})
    assert answer.headers["Location"] == "/staff/password"
    assert client.get("/staff/second-factor").headers["Location"] == "/staff/password"
    form = {"password": PASSWORD, "password_again": PASSWORD}
    answer = client.post("/staff/password", data=form)
    assert client.get(answer.headers["Location"]).headers["Location"] == "/staff/second-factor"
    set_up(client)
    assert is_in(client)


def test_a_new_role_and_a_factor_that_was_switched_off_lead_there_too(strict: Flask) -> None:
    client = sign_in(strict.test_client(), "analyst")
    with db.transaction() as tx:
        accounts.set_role(tx, "analyst", "privacy", actor="terminal")
    assert client.get("/staff/").headers["Location"] == "/staff/second-factor"
    _, codes = set_up(client)
    form = {"present": PASSWORD, "code": codes[0]}
    assert client.post("/staff/second-factor/off", data=form).status_code == 303
    assert client.get("/staff/").headers["Location"] == "/staff/second-factor"


def test_the_first_administrator_sets_it_up_after_the_booth(strict: Flask) -> None:
    code = sessions.open_sessions().first_code
    form = {"name": "boss", "password": PASSWORD, "password_again": PASSWORD, "code": code}
    place = {"booth": "1", "unit": "", "event": "pinghu/2026"}
    passphrase = dict.fromkeys(("passphrase", "passphrase_again"), "five words for this desk")
    client = strict.test_client()
    client.post("/staff/first", data=form | place | passphrase)
    assert client.get("/staff/").headers["Location"] == "/staff/second-factor"
    set_up(client)
    assert is_in(client)


@pytest.mark.parametrize("given", ["admin,privacy", "admin，privacy", " Admin  PRIVACY "])
def test_the_setting_is_read_as_people_write_it(tmp_path: Path, given: str) -> None:
    with opened(Settings(data=tmp_path, second_factor=given)):
        assert sessions.open_sessions().two_factor_roles == {"admin", "privacy"}


def test_a_slip_in_the_setting_stops_the_start_in_words(tmp_path: Path) -> None:
    with pytest.raises(SetupFailed), opened(Settings(data=tmp_path / "one", second_factor="boss")):
        pass
    done = run("staff", "list", data=tmp_path / "two", KIOSK_SECOND_FACTOR="admin,privat")
    assert done.returncode == 1
    assert "privat in the setting KIOSK_SECOND_FACTOR is no role" in done.stderr
    assert "Traceback" not in done.stderr


# A central of several processes


def test_a_code_that_was_used_in_one_process_opens_no_other(
    tmp_path: Path, postgres: Server
) -> None:
    address = postgres.create_database()
    with (
        CentralProcess(tmp_path / "0", database=address) as first,
        CentralProcess(tmp_path / "1", database=address) as second,
    ):
        first.run("staff", "add", "boss", "--role", "admin", "--password", PASSWORD)
        people = [Person(each.port) for each in (first, second)]
        form = {"name": "boss", "password": PASSWORD}
        assert people[0].ask("POST", "/staff/sign-in", form)[0] == 303
        secret = proposed(people[0].ask("GET", "/staff/second-factor")[1])
        given = {"present": PASSWORD, "code": digits_now(secret)}
        assert people[0].ask("POST", "/staff/second-factor", given)[0] == 200
        people[0].ask("POST", "/staff/lock", {})
        for person in people:
            assert person.ask("POST", "/staff/sign-in", form)[2] == "/staff/sign-in/code"
        code = {"code": digits_now(secret, 1)}
        met = [person.ask("POST", "/staff/sign-in/code", code)[0] for person in people]
        assert met == [303, 403]
        for person in people:
            person.close()

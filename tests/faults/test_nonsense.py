"""Send every page nonsense: it is refused in words, and harms nothing."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from kiosk.accounts import accounts
from kiosk.app import create_app
from kiosk.config import Settings
from kiosk.content.catalog import Catalog
from kiosk.journal import service as journal
from kiosk.journal import verify
from kiosk.storage.db import db
from tests.factories import put_on_screen
from tests.faults.people import Person, quiz_records, read_form, rows
from tests.faults.portions import SLOW, portion
from tests.process import BoothProcess
from tests.quiz.answers import single_choices

SCRIPT, IMAGE = "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'
NONSENSE: list[bytes] = [
    each.encode() if isinstance(each, str) else each
    for each in (
        "",
        " ",
        "-1",
        "0",
        "9" * 4000,
        "9" * 5000,
        "1e309",
        "NaN",
        "２",
        "²",
        "'; DROP TABLE record; --",
        '" OR 1=1 --',
        SCRIPT,
        IMAGE,
        "{{ 7 * 7 }}",
        "%s%n%x",
        "👮‍♀️🚓",
        "㐂䶮堃",
        "\u202egnihton",
        "\x00",
        "/a\r\nX-Evil: 1",
        "/\t/evil.example/",
        "//evil.example/",
        "https://evil.example/",
        "../../../etc/passwd",
        "0001-01-01",
        "9999-12-31",
        b"\xed\xa0\x80",
        b"\xff\xfe\x00\x80",
        b"\xf0\x9f",
    )
]
FIELDS = re.findall(
    r"\w+",
    "answer audience booth chip code consent contact day done empty event form format kind language"
    " length lock name next number option passphrase passphrase_again password password_again"
    " question reason shown since size skip text to topic undo unit unsealed until v value",
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW")
FORM = "application/x-www-form-urlencoded"
CONTENT_TYPES = (
    "",
    FORM,
    f"{FORM}; charset=utf-16",
    f"{FORM}; charset=nonsense",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=x",
    "application/json",
    "text/plain",
    "nonsense",
    "\xff/\xfe; =",
)
ELSEWHERE = re.compile(r"(?!http://127\.0\.0\.1:8080/)[a-z]+:|//|/[\t\r\n]")
ADMIN, PASSWORD = "admin", "a long password"


def rules() -> list[Rule]:
    """Return every address of the app."""
    held = list(create_app(Settings()).url_map.iter_rules())
    assert {rule.endpoint for rule in held} >= SLOW
    return held


def posted() -> list[str]:
    """Return every address that takes a form, with a plausible part where one is asked for."""
    found = [rule for rule in rules() if "POST" in (rule.methods or ())]
    return [re.sub(r"<[^>]+>", "1", rule.rule) for rule in found]


def path_of(rule: Rule, part: bytes) -> str:
    """Return the rule's address with `part` for each of its parts, as a browser would send it."""
    quoted = quote_from_bytes(part, safe="") or "x"
    return re.sub(r"<(int:)?[^>]+>", quoted, rule.rule)


def fields(value: bytes) -> str:
    """Return a form in which every field known anywhere has this value."""
    quoted = quote_from_bytes(value, safe="")
    return "&".join(f"{name}={quoted}" for name in FIELDS)


def assert_in_words(answer: TestResponse) -> None:
    """Assert that an answer is no crash, shows nothing of the inside, and leads nowhere else."""
    page = answer.get_data()
    answer.close()
    assert answer.status_code < 500, (answer.request.path, answer.status)
    assert b"Traceback" not in page
    assert SCRIPT.encode() not in page
    assert b"<img src=x" not in page
    assert not ELSEWHERE.match(answer.headers.get("Location", ""))


def ask_everything(client: FlaskClient, rule: Rule) -> None:
    """Ask an address with nonsense in its path, its query and its form."""
    values = portion(NONSENSE, rule)
    for method in sorted((rule.methods or set()) & {"GET", "POST"}):
        for value in values:
            path, form = path_of(rule, value), fields(value)
            query = {"query_string": form[:14_000]} if method == "GET" else {"data": form}
            assert_in_words(client.open(path, method=method, content_type=FORM, **query))


@pytest.fixture
def journal_holds(app: Flask) -> Iterator[None]:
    """Check after the test that the journal is whole and nothing was dropped."""
    before = journal.count_records(db.reader())
    yield
    assert journal.count_records(db.reader()) >= before
    with db.transaction() as tx:
        assert verify.verify(tx) is None


@pytest.mark.usefixtures("journal_holds", "sealing")
@pytest.mark.parametrize("rule", rules(), ids=str)
def test_no_address_breaks_on_nonsense(client: FlaskClient, rule: Rule) -> None:
    client.post("/start")
    if rule.endpoint.startswith("staff."):
        sign_in(client)
    ask_everything(client, rule)


def sign_in(client: FlaskClient) -> None:
    with db.transaction() as tx:
        accounts.add(tx, ADMIN, "admin", PASSWORD, actor="test")
    signed = client.post("/staff/sign-in", data={"name": ADMIN, "password": PASSWORD})
    assert signed.status_code == 303


@pytest.mark.usefixtures("journal_holds")
def test_no_method_breaks_any_address(client: FlaskClient) -> None:
    for rule in rules():
        for method in METHODS:
            assert_in_words(client.open(path_of(rule, b"1"), method=method))


@pytest.mark.usefixtures("journal_holds", "sealing")
def test_no_item_of_a_survey_takes_nonsense_for_an_answer(
    client: FlaskClient, catalog: Catalog
) -> None:
    for survey in catalog.pack.surveys:
        for item in survey.items:
            for value in NONSENSE[::3]:
                path = f"/survey/{survey.id}/{item.id}"
                form = f"answer={quote_from_bytes(value, safe='')}&text=x"
                assert_in_words(client.post(path, data=form, content_type=FORM))
    kept = db.reader().exec_driver_sql("SELECT count(*) FROM survey_answer").scalar_one()
    assert kept == 0


@pytest.mark.usefixtures("journal_holds")
@pytest.mark.parametrize("kind", CONTENT_TYPES)
def test_bytes_of_any_declared_kind_are_no_crash(client: FlaskClient, kind: str) -> None:
    random = Random(kind)
    for path in posted():
        for body in (b"", random.randbytes(300), b"--x\r\n\r\n" + random.randbytes(50)):
            assert_in_words(client.post(path, data=body, content_type=kind))


@pytest.mark.usefixtures("journal_holds")
@pytest.mark.parametrize("name", ["sitting", "view", "staff"])
def test_a_cookie_of_nonsense_is_a_person_who_just_came(client: FlaskClient, name: str) -> None:
    for value in NONSENSE:
        cookie = f"{name}={value[:1000].decode('latin-1')}"
        if "\r" in cookie:
            continue  # No client can send this in a header.
        for path in ("/", "/home", "/quiz/1", "/quiz/result", "/staff/", "/end"):
            assert_in_words(client.get(path, headers={"Cookie": cookie}))


@pytest.mark.parametrize("name", ["Host", "Origin", "Sec-Fetch-Site", "Accept", "Accept-Language"])
def test_a_header_of_nonsense_is_no_crash(client: FlaskClient, name: str) -> None:
    for value in ("", "[", "http://[", "http://[::1", "a b", "\xff", "*/*;q=x", "9" * 5000, ":"):
        assert_in_words(client.post("/start", headers={name: value}))


def test_a_text_of_ten_megabytes_is_refused_unread(client: FlaskClient) -> None:
    for path in posted():
        answer = client.post(path, data={"text": "x" * 10_000_000})
        assert answer.status_code in (413, 303, 404), path
        assert_in_words(answer)


def test_a_real_booth_refuses_ten_megabytes_and_serves_the_next_person(
    booth: BoothProcess,
) -> None:
    head = f"POST /feedback/praise HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {FORM}\r\n"
    with socket.create_connection(("127.0.0.1", booth.port), timeout=10) as connection:
        connection.sendall(f"{head}Content-Length: 10000000\r\n\r\n".encode())
        assert b" 413 " in connection.recv(4096)
    assert booth.get("/healthz")["role"] == "booth"


def test_what_is_typed_is_never_shown_as_html(client: FlaskClient, app: Flask) -> None:
    sign_in(client)
    form = {"unit": "", "booth": "<b id=x>&\"'</b>", "event": ""}
    assert client.post("/staff/place", data=form).status_code == 303
    page = client.get("/staff/place").get_data(as_text=True)
    assert "<b id=x>" not in page
    assert "&lt;b id=x&gt;" in page


def question_form(client: FlaskClient, number: int) -> list[dict[str, str]]:
    """Open a question; return one form for each of its options."""
    page = client.get(f"/quiz/{number}").get_data(as_text=True)
    held = dict(re.findall(r'name="(question|shown)" value="([^"]+)"', page))
    return [held | {"option": each} for each in re.findall(r'name="option" value="([^"]+)"', page)]


@pytest.fixture
def playing(app: Flask, client: FlaskClient, catalog: Catalog) -> FlaskClient:
    """Give a person who just started a round of single choices."""
    put_on_screen(app, catalog, topics=single_choices(catalog))
    client.post("/start")
    client.post("/quiz/start", data={"length": "5"})
    return client


def test_of_two_tabs_the_first_answer_counts(app: Flask, playing: FlaskClient) -> None:
    first, second, *_ = question_form(playing, 1)
    for form in (first, second):
        assert playing.post("/quiz/1", data=form).status_code == 303
    playing.post("/end")
    query = "SELECT option FROM quiz_answer"
    assert db.reader().exec_driver_sql(query).scalars().all() == [first["option"]]


def test_a_round_begun_in_a_second_tab_closes_the_first_tabs_round(
    app: Flask, playing: FlaskClient
) -> None:
    stale = question_form(playing, 1)[0]
    playing.post("/quiz/1", data=stale)
    playing.post("/quiz/start", data={"length": "5"})
    assert playing.post("/quiz/2", data=stale).status_code == 404
    query = "SELECT is_finished, answered FROM quiz_round"
    assert [tuple(row) for row in db.reader().exec_driver_sql(query)] == [(0, 1)]


def test_back_after_the_end_shows_nobody_the_former_persons_answers(
    playing: FlaskClient,
) -> None:
    form = question_form(playing, 1)[0]
    playing.post("/quiz/1", data=form)
    playing.post("/end")
    for path in ("/quiz/1", "/quiz/2", "/quiz/result"):
        answer = playing.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/home")
    assert playing.post("/quiz/1", data=form).headers["Location"] == "/home"


def at_once(person: Person, port: int, send: Callable[[Person], Any], times: int = 8) -> list[Any]:
    """Let one person send the same form from several connections at the same moment."""
    ready, results = threading.Barrier(times), []

    def one() -> None:
        twin = Person(port)
        twin.cookies = dict(person.cookies)
        ready.wait()
        results.append(send(twin))
        twin.close()

    run_all(threading.Thread(target=one) for _ in range(times))
    return results


def run_all(threads: Iterable[threading.Thread]) -> None:
    started = list(threads)
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()


def test_a_last_answer_sent_eight_times_at_once_is_one_record(booth: BoothProcess) -> None:
    person = Person(booth.port)
    page = ""
    while "is-single" not in page:
        person.begin_quiz()
        for number in range(1, 6):
            person.answer(number, Random(number))
        page = person.ask("GET", "/quiz/6")[1]
    question, shown, options = read_form(page)
    form = {"question": question, "shown": shown, "option": options[0]}
    results = at_once(person, booth.port, lambda twin: twin.post("/quiz/6", **form))
    assert results == [303] * 8
    assert len(quiz_records(booth.data)[person.cookies["sitting"]][-1]) == 6
    person.close()


def test_feedback_and_survey_sent_eight_times_at_once_are_one_record_each(
    booth: BoothProcess, catalog: Catalog
) -> None:
    person, kind = Person(booth.port), catalog.pack.feedback[0]
    person.post("/start")
    form = {"form": "a" * 32, "chip": kind.chips[0].id}
    sent = at_once(person, booth.port, lambda twin: twin.post(f"/feedback/{kind.id}", **form))
    assert sent == [303] * 8
    path, last = answer_survey_up_to_last(person, catalog)
    sent = at_once(person, booth.port, lambda twin: twin.post(path, **last))
    assert sent == [303] * 8
    person.close()
    kinds = rows(booth.data, "SELECT kind, count(*) FROM record GROUP BY kind")
    assert dict(kinds)["feedback"] == dict(kinds)["survey"] == 1


def answer_survey_up_to_last(person: Person, catalog: Catalog) -> tuple[str, dict[str, str]]:
    """Answer a survey but for its last item; return that item's address and form."""
    survey = next(each for each in catalog.pack.surveys if each.id == "tour")
    path = f"/survey/{survey.id}/{survey.items[0].id}"
    while True:
        item = next(each for each in survey.items if path.endswith(f"/{each.id}"))
        form = {"answer": item.options[0].id}
        number = re.search(r"第 (\d+) 题，共 (\d+) 题", person.ask("GET", path)[1])
        assert number, path
        if number[1] == number[2]:
            return path, form
        path = person.ask("POST", path, form)[2]

"""Test what every answer has in common: own names, own forms, own files, and no traceback."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.storage.db import db
from tests.factories import held_rows

HEADERS = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
)
PATHS = (
    "/",
    "/home",
    "/quiz/",
    "/survey/",
    "/survey/satisfaction/lives-here",
    "/survey/rated?value=5",
    "/feedback/",
    "/feedback/praise",
    "/cards/",
    "/cards/hotlines",
    "/cards/criminal-desk",
    "/cards/criminal-desk.png",
    "/cards/criminal-desk.svg",
    "/cards/criminal-desk.vcf",
    "/healthz",
    "/static/base.css",
    "/favicon.ico",
    "/nowhere",
    "/quiz/1",
)
PAGES = (
    "/",
    "/home",
    "/quiz/",
    "/survey/",
    "/feedback/",
    "/cards/",
    "/nowhere",
    "/end",
    "/healthz",
)


@pytest.mark.parametrize("path", PATHS)
def test_every_kind_of_answer_bears_the_headers(client: FlaskClient, path: str) -> None:
    answered = client.get(path)
    for name in HEADERS:
        assert len(answered.headers.getlist(name)) == 1, name
    assert "Server" not in answered.headers
    policy = answered.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_refusals_bear_the_headers_too(client: FlaskClient) -> None:
    refused = [
        client.get("/", headers={"Host": "evil.example"}),
        client.post("/start", headers={"Origin": "https://evil.example"}),
        client.get("/start"),
        client.post("/view", data={"next": "x" * 100_000}),
    ]
    assert [each.status_code for each in refused] == [421, 403, 405, 413]
    for each in refused:
        assert "Content-Security-Policy" in each.headers
        assert each.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_kept_by_the_browser(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_own_files_are_kept_by_their_content(client: FlaskClient) -> None:
    marked = client.get("/static/base.css?v=abc")
    plain = client.get("/static/base.css")
    assert "immutable" in marked.headers["Cache-Control"]
    assert plain.headers["Cache-Control"] == "max-age=300"


def test_missing_file_is_not_remembered_for_a_year(client: FlaskClient) -> None:
    answered = client.get("/static/nothing.css?v=abc")
    assert answered.status_code == 404
    assert "immutable" not in answered.headers["Cache-Control"]


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8080",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example",
        "localhost.evil.example",
        "192.168.1.5:8080",
        "[",
    ],
)
def test_other_name_of_this_machine_is_refused(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8080", "localhost:8080", "[::1]:8080"])
def test_own_name_is_served(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
def test_form_of_another_site_is_refused(client: FlaskClient, site: str) -> None:
    sent = client.post("/survey/rating", data={"value": "1"}, headers={"Sec-Fetch-Site": site})
    assert sent.status_code == 403
    assert held_rows("rating") == []


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:9999", "http://[", ""]
)
def test_form_of_another_origin_is_refused(client: FlaskClient, origin: str) -> None:
    sent = client.post("/survey/rating", data={"value": "1"}, headers={"Origin": origin})
    assert sent.status_code == 403
    assert held_rows("rating") == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://127.0.0.1:8080"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_own_form_is_taken(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.post("/survey/rating", data={"value": "5"}, headers=headers).status_code == 303


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "/\t/evil.example/",
        "/\n/evil.example/",
        "/\r\nSet-Cookie: x=y",
        " //evil.example/",
        "javascript:alert(1)",
        "evil.example",
        "",
    ],
)
def test_view_leads_nowhere_else(client: FlaskClient, target: str) -> None:
    sent = client.post("/view", data={"language": "en", "next": target})
    assert sent.status_code == 303
    assert sent.headers["Location"] == "/home"


def test_view_leads_back_to_the_page_that_asked(client: FlaskClient) -> None:
    sent = client.post("/view", data={"language": "en", "next": "/quiz/3"})
    assert sent.headers["Location"] == "/quiz/3"


def test_ten_megabytes_of_text_get_a_page_and_no_traceback(client: FlaskClient) -> None:
    sent = client.post("/feedback/praise", data={"text": "字" * 3_400_000})
    page = sent.get_data(as_text=True)
    assert sent.status_code == 413
    assert "内容太长了" in page
    assert "Traceback" not in page
    assert held_rows("feedback") == []


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nowhere", 404, "没有找到这一页"),
        ("/start", 405, "出了点小问题"),
        ("/quiz/x", 404, "没有找到"),
    ],
)
def test_error_pages_say_what_to_do(
    client: FlaskClient, path: str, status: int, words: str
) -> None:
    answered = client.get(path)
    page = answered.get_data(as_text=True)
    assert answered.status_code == status
    assert words in page
    assert "/home" in page
    assert "Traceback" not in page


def _fail() -> None:
    raise ZeroDivisionError("a secret in the message")


@pytest.fixture
def failing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.view_functions, "quiz.topics", _fail)


def test_unforeseen_error_is_logged_and_not_shown(
    failing: None, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    answered = client.get("/quiz/")
    page = answered.get_data(as_text=True)
    assert answered.status_code == 500
    assert "出了点小问题" in page
    for word in ("secret", "Traceback", "ZeroDivisionError", "kiosk/"):
        assert word not in page
    assert "a secret in the message" in caplog.text


def test_machines_get_errors_as_json(client: FlaskClient) -> None:
    answered = client.get("/nowhere", headers={"Accept": "application/json"})
    assert answered.get_json()["status"] == 404
    assert set(answered.get_json()["error"]) == {"zh", "en"}


def test_error_pages_follow_the_language(client: FlaskClient) -> None:
    client.post("/view", data={"language": "en", "next": "/home"})
    assert "This page is not here" in client.get("/nowhere").get_data(as_text=True)


def test_locked_database_is_told_as_such(app: Flask, client: FlaskClient) -> None:
    with db.transaction() as tx:
        tx.exec_driver_sql(
            "CREATE TEMP TRIGGER full BEFORE INSERT ON record "
            "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
    answered = client.post("/survey/rating", data={"value": "5"})
    assert answered.status_code in (500, 503)
    assert "Traceback" not in answered.get_data(as_text=True)
    assert held_rows("rating") == []

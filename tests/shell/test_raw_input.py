"""What no page of ours sends is refused in words; what people type and scan is not."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

TLS = "https://127.0.0.1:8080"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", ["/pack/%00/x%0aFAKE", "/home?next=%00", "/home?%ff", "/%7f"])
def test_garbled_address_is_refused_in_both_languages(
    client: FlaskClient, path: str, language: str
) -> None:
    client.post("/view", data={"language": language})
    answered = client.get(path)
    page = answered.get_data(as_text=True)
    assert answered.status_code == 400
    words = {"zh": "看不懂这个请求", "en": "This request cannot be understood"}
    assert words[language] in page
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffd]|FAKE", page)


@pytest.mark.parametrize("value", ["a\x00b", "\x00"])
def test_form_with_nul_is_refused(client: FlaskClient, value: str) -> None:
    assert client.post("/view", data={"next": value}).status_code == 400


@pytest.mark.parametrize("body", [b"next=%ff", b"next=\xff", b"next=%zz", b"ne\x01xt=a"])
def test_form_that_is_no_text_is_refused(client: FlaskClient, body: bytes) -> None:
    kind = "application/x-www-form-urlencoded"
    assert client.post("/view", data=body, content_type=kind).status_code == 400


@pytest.mark.parametrize("value", ["一\r\n二\t三", "\x1dOD-I-", "a\x0bb", "👮\u200d♀️", "㐂\ue000"])
def test_text_that_people_paste_or_scan_passes(client: FlaskClient, value: str) -> None:
    assert client.post("/view", data={"language": "zh", "next": value}).status_code == 303


def test_very_long_address_and_huge_number_name_nothing(client: FlaskClient) -> None:
    assert client.get("/" + "a" * 5000).status_code == 414
    assert client.get("/quiz/99999999999999999999").status_code == 404
    assert client.get("/quiz/" + "9" * 5000).status_code == 414


def test_over_tls_cookies_belong_to_this_host_alone(client: FlaskClient) -> None:
    begun = client.post("/start", base_url=TLS)
    cookies = begun.headers.getlist("Set-Cookie")
    assert cookies
    for each in cookies:
        assert each.startswith("__Host-")
        for word in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
            assert word in each.split("; ")
        assert "Domain" not in each
    assert begun.headers["Strict-Transport-Security"] == "max-age=31536000"
    ended = client.post("/end", base_url=TLS)
    assert all(each.startswith("__Host-") for each in ended.headers.getlist("Set-Cookie"))
    assert "Strict-Transport-Security" not in client.get("/").headers

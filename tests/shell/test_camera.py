"""Test reading codes from a camera's frames: what is found, and what is no frame."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from kiosk.shell import qr
from tests.browser.fake_camera import FRAMES, held
from tests.conftest import ADDRESS

CODE = "OD-V-ABCDEFGHJKLM"


def jpeg(frame: Image.Image, **how: Any) -> bytes:
    """Return a frame as a camera's page sends it."""
    held = io.BytesIO()
    frame.save(held, "JPEG", **{"quality": 80} | how)
    return held.getvalue()


def read(client: FlaskClient, data: bytes, **more: Any) -> Any:
    """Send a frame."""
    return client.post("/camera/read", data=data, headers={"Accept": "application/json"}, **more)


def middle(frame: Image.Image) -> Image.Image:
    """Return the part of a picture that is sent: the square in its middle."""
    return frame.crop((80, 0, 560, 480))


def test_a_code_is_read_however_the_hand_tilts_it(client: FlaskClient) -> None:
    for turn in range(FRAMES):
        answer = read(client, jpeg(middle(held([CODE], turn / FRAMES))))
        assert answer.json == {"codes": [CODE], "is_dark": False}, turn


def test_two_codes_are_both_told_of(client: FlaskClient) -> None:
    answer = read(client, jpeg(held([CODE, "OD-I-222222222222"], 0)))
    assert set(answer.json["codes"]) == {CODE, "OD-I-222222222222"}


def test_one_code_seen_twice_is_one_code(client: FlaskClient) -> None:
    assert read(client, jpeg(held([CODE, CODE], 0))).json["codes"] == [CODE]


def test_a_covered_camera_is_told_from_an_empty_table(client: FlaskClient) -> None:
    for grey, is_dark in ((0, True), (17, True), (96, False), (255, False)):
        answer = read(client, jpeg(Image.new("L", (640, 640), grey)))
        assert answer.json == {"codes": [], "is_dark": is_dark}


def test_a_longer_text_is_cut_to_what_a_field_takes(client: FlaskClient) -> None:
    drawn = Image.open(io.BytesIO(qr.png(b"7" * 1100, "L"))).convert("L")
    [code] = read(client, jpeg(drawn.resize((500, 500)), quality=40)).json["codes"]
    assert code == "7" * 1000


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"words",
        b"\xff\xd8\xff\xe0",
        jpeg(Image.new("L", (640, 640)))[:300],
        jpeg(Image.new("L", (1025, 8))),
    ],
)
def test_what_is_no_frame_is_refused_in_words(client: FlaskClient, frame: bytes) -> None:
    answer = read(client, frame)
    assert answer.status_code == 409
    assert "扫码枪" in answer.json["error"]["zh"]


def test_other_pictures_than_jpeg_are_refused(client: FlaskClient) -> None:
    held = io.BytesIO()
    Image.new("L", (64, 64)).save(held, "PNG")
    assert read(client, held.getvalue()).status_code == 409


def test_a_frame_larger_than_any_form_is_refused(client: FlaskClient) -> None:
    assert read(client, bytes(64 * 1024 + 1)).status_code == 413


def test_only_this_machine_and_who_comes_over_tls_may_send_frames(client: FlaskClient) -> None:
    from_afar = {"REMOTE_ADDR": "192.168.1.20"}
    frame = jpeg(middle(held([CODE], 0)))
    assert read(client, frame, environ_overrides=from_afar).status_code == 403
    over_tls = read(client, frame, environ_overrides=from_afar, base_url="https://central.example")
    assert over_tls.json["codes"] == [CODE]


def test_other_sites_may_not_send_frames(client: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/camera/read", data=b"", headers=headers).status_code == 403


def test_a_frame_begins_no_sitting_and_leaves_no_trace(app: Flask, client: FlaskClient) -> None:
    answer = read(client, jpeg(middle(held([CODE], 0))))
    assert not answer.headers.getlist("Set-Cookie")
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_camera_is_only_for_pages_with_a_field_for_codes(client: FlaskClient) -> None:
    for path in ("/", "/home", "/checkin/", "/staff/sign-in"):
        assert "camera=()" in client.get(path, base_url=ADDRESS).headers["Permissions-Policy"]
    headers = client.get("/checkin/scan").headers
    assert headers.getlist("Permissions-Policy") == ["camera=(self), microphone=(), geolocation=()"]

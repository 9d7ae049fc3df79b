"""Test the booth's page about sending, as staff use it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.sync.booth import background
from kiosk.sync.stick import at_central, invitations
from tests.factories import held_rows
from tests.staff.test_pages import read, sign_in, words
from tests.sync.booths import Center
from tests.sync.sites import Site, found_central

PAGE = "/staff/sync"
MOST_SECONDS = 60


@pytest.fixture
def central(tmp_path: Path) -> Site:
    """Give a central without a process."""
    return found_central(Site(tmp_path / "central", role="central"))


def enrol(client: FlaskClient, url: str, code: str) -> tuple[int, str]:
    """Fill the form in; return the status and what the page says."""
    answer = client.post(f"{PAGE}/enrol", data={"url": url, "code": code})
    return answer.status_code, words(answer.get_data(as_text=True))


def states(client: FlaskClient) -> list[str]:
    """Return the one word of state, over and over until all is sent."""
    seen: list[str] = []
    deadline = time.monotonic() + MOST_SECONDS
    while "齐全" not in seen and time.monotonic() < deadline:
        page = words(read(client, PAGE))
        seen += [word for word in ("待发送", "正在发送", "齐全", "连不上") if word in page]
        time.sleep(0.05)
    return seen


def test_staff_enrol_and_send_with_one_button_each(
    client: FlaskClient, app: Flask, centre: Center
) -> None:
    sign_in(client)
    assert "未登记" in words(read(client, PAGE))
    assert enrol(client, centre.address, centre.process.enroll_code())[0] == 303
    assert "待发送" in words(read(client, PAGE))
    background.init_app(app)
    assert client.post(f"{PAGE}/now").status_code == 303
    assert states(client)[-1] == "齐全"
    acts = [row["act"] for row in held_rows("staff_act")]
    assert {"enrol", "sync-now"} <= set(acts)


def test_a_wrong_code_is_said_and_what_was_typed_stays(client: FlaskClient, centre: Center) -> None:
    sign_in(client)
    code = centre.process.enroll_code()
    wrong = ("AAAAA" if not code.startswith("AAAAA") else "BBBBB") + code[5:]
    status, page = enrol(client, centre.address, wrong)
    assert status == 409
    assert "登记码" in page
    given = client.post(f"{PAGE}/enrol", data={"url": centre.address, "code": wrong})
    assert f'value="{centre.address}"' in given.get_data(as_text=True)
    assert "未登记" in words(read(client, PAGE))


def test_another_machine_is_never_reached_without_tls(client: FlaskClient) -> None:
    sign_in(client)
    status, page = enrol(client, "http://central.example", "AAAAA-BBBBB-CCCCC-DDDDD")
    assert status == 409
    assert "https" in page


def test_staff_carry_a_stick_there_and_back(
    client: FlaskClient, central: Site, tmp_path: Path
) -> None:
    sign_in(client)
    stick = tmp_path / "stick"
    stick.mkdir()
    invitations.write(stick, central.do(lambda tx: invitations.make(tx, 1)))
    folder = {"folder": str(stick)}
    assert client.post(f"{PAGE}/enrol", data=folder | {"act": "stick"}).status_code == 303
    assert "用 U 盘" in words(read(client, PAGE))
    written = client.post(f"{PAGE}/stick", data=folder)
    assert "已写到 U 盘" in written.get_data(as_text=True)
    early = client.post(f"{PAGE}/stick", data=folder | {"act": "receipts"})
    assert early.status_code == 409
    assert "先把 U 盘拿到中心导入" in early.get_data(as_text=True)
    with central.open():
        report = at_central.import_stick(stick)
    (brought,) = report.devices.values()
    taken = client.post(f"{PAGE}/stick", data=folder | {"act": "receipts"})
    assert "已取回执" in taken.get_data(as_text=True)
    page = words(read(client, PAGE))
    assert f"{brought.held}" in page
    assert brought.held == brought.stated > 0


def test_without_a_stick_it_says_so(client: FlaskClient, tmp_path: Path) -> None:
    sign_in(client)
    for data in ({}, {"folder": str(tmp_path / "nowhere")}):
        answer = client.post(f"{PAGE}/enrol", data=data | {"act": "stick"})
        assert answer.status_code == 409
        assert "Traceback" not in answer.get_data(as_text=True)

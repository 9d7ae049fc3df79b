"""Central's pages: the fleet, a device, quarantine, completeness, codes of enrolment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.accounts import accounts
from kiosk.config import Settings
from kiosk.startup import opened
from kiosk.storage.db import db
from kiosk.sync.central import admission, fleet, intake
from kiosk.sync.format import bundle
from tests.conftest import Browser
from tests.exports.test_pages import export
from tests.sync.bundles.write import DEVICE, KEY, header, records
from tests.sync.test_bundle import broken_and_poison

PASSWORD = "one long password"
PAGES = (
    *("/staff/", "/staff/feedback", "/staff/exports", "/staff/acts", "/staff/accounts"),
    *("/staff/fleet", "/staff/fleet/quarantine", "/staff/fleet/completeness"),
    *("/staff/fleet/enrol", f"/staff/fleet/device/{DEVICE}"),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """Give a central on each database, which knows one device and nothing of it yet."""
    address = request.getfixturevalue("empty_database") if request.param == "postgresql" else ""
    with opened(Settings(data=tmp_path, role="central", database=address)) as app:
        with db.transaction() as tx:
            code, _ = admission.make_code(tx)
            admission.redeem(tx, code, DEVICE, bytes(KEY.verify_key))
            accounts.add(tx, "boss", "admin", PASSWORD, actor="terminal")
        yield app


@pytest.fixture
def boss(store: Flask) -> FlaskClient:
    """Give the administrator's browser."""
    store.test_client_class = Browser
    client = store.test_client()
    answer = client.post("/staff/sign-in", data={"name": "boss", "password": PASSWORD})
    assert answer.status_code == 303
    return client


def bring(data: bytes) -> None:
    """Take a bundle in."""
    prepared = intake.open_for_intake(db.reader(), data)
    with db.transaction() as tx:
        intake.take_in(tx, prepared)


def whole_day() -> bytes:
    made = records()
    return bundle.seal(header(made), made, KEY)


def read(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_every_page_opens_before_and_after_records_came(boss: FlaskClient) -> None:
    for path in PAGES:
        read(boss, path)
    bring(whole_day())
    for path in PAGES:
        read(boss, path)
    assert "齐全" in read(boss, "/staff/fleet")
    for kind in ("quiz", "rating", "survey", "feedback", "visit"):
        for form in ("csv", "xlsx", "jsonl"):
            export(boss, kind, form)


def test_a_device_is_revoked_and_closed_with_a_reason_only_and_both_can_be_undone(
    boss: FlaskClient,
) -> None:
    made = records()
    bring(bundle.seal(header(made[:2], journals=header(made).journals), made[:2], KEY))
    page = f"/staff/fleet/device/{DEVICE}"

    def word() -> str:
        return fleet.find_one(db.reader(), DEVICE).word

    assert word() == "behind"
    assert boss.post(page, data={"act": "close", "sure": "1", "reason": " "}).status_code == 409
    assert boss.post(page, data={"act": "close", "reason": "lost"}).status_code == 409
    assert word() == "behind"
    assert boss.post(page, data={"act": "close", "sure": "1", "reason": "lost"}).status_code == 303
    assert word() == "closed"
    assert "lost" in read(boss, "/staff/fleet/completeness")
    boss.post(page, data={"act": "reopen"})
    boss.post(page, data={"act": "revoke", "sure": "1", "reason": "stolen"})
    assert word() == "revoked"
    boss.post(page, data={"act": "readmit"})
    assert word() == "behind"
    acts = read(boss, "/staff/acts")
    for said in ("结清终端", "重新等待终端", "停用终端", "恢复终端"):
        assert said in acts


def test_staff_see_quarantined_records_and_release_them(boss: FlaskClient) -> None:
    bring(bundle.seal(header(broken_and_poison()), broken_and_poison(), KEY))
    page = read(boss, "/staff/fleet/quarantine")
    assert "the record was changed" in page
    (epoch,) = set(re.findall(r'name="epoch" value="(\w+)"', page))
    form = {"device": DEVICE, "epoch": epoch, "seq": "2"}
    refused = boss.post("/staff/fleet/quarantine", data=form | {"act": "release"})
    assert refused.status_code == 409
    taken = boss.post("/staff/fleet/quarantine", data=form | {"act": "accept"})
    assert taken.status_code == 303
    assert fleet.find_one(db.reader(), DEVICE).quarantined == 1
    for nonsense in ({"seq": "x"}, {"seq": "9" * 30}, {"device": "nobody"}):
        answer = boss.post("/staff/fleet/quarantine", data=form | {"act": "release"} | nonsense)
        assert answer.status_code == 409


def test_a_code_made_on_the_page_enrols_a_laptop_once(boss: FlaskClient) -> None:
    page = boss.post("/staff/fleet/enrol").get_data(as_text=True)
    found = re.search(r"([A-Z2-9]{5}-){3}[A-Z2-9]{5}", page)
    assert found
    with db.transaction() as tx:
        admission.redeem(tx, found[0], "9" * 32, bytes(32))
        assert len(fleet.list_devices(tx)) == 2


def test_a_booth_has_none_of_these_pages(client: FlaskClient) -> None:
    with db.transaction() as tx:
        accounts.add(tx, "boss", "admin", PASSWORD, actor="terminal")
    client.post("/staff/sign-in", data={"name": "boss", "password": PASSWORD})
    for path in PAGES:
        if "fleet" in path:
            assert client.get(path).status_code in (403, 404)

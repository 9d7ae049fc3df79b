"""Try each role against each staff route with each method, at a booth and at a central.

`TABLE` in `test_pages` says who may do what at a booth; `FLEET` adds what only a central has, and
`OTHERWISE` says what a central allows to others than a booth does. A page that stands in none of
them is tried against its own declaration.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.test import TestResponse

from kiosk.accounts import accounts, pages
from kiosk.config import Settings
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.conftest import Browser
from tests.staff.test_pages import ADMIN, ALL, FIGURES, PASSWORD, REFUSED, SEALED, TABLE

NOBODY: set[str] = set()
PRIVACY = {"privacy"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
FLEET = {
    "staff.fleet": ("GET", "/staff/fleet", FIGURES),
    "staff.fleet_device": ("GET", "/staff/fleet/device/nosuchdevice", FIGURES),
    "staff.fleet_act": ("POST", "/staff/fleet/device/nosuchdevice", ADMIN),
    "staff.fleet_quarantine": ("GET", "/staff/fleet/quarantine", FIGURES),
    "staff.fleet_release": ("POST", "/staff/fleet/quarantine", ADMIN),
    "staff.fleet_completeness": ("GET", "/staff/fleet/completeness", FIGURES),
    "staff.fleet_enrol": ("GET", "/staff/fleet/enrol", ADMIN),
    "staff.fleet_make_code": ("POST", "/staff/fleet/enrol", ADMIN),
    "staff.fleet_key_form": ("GET", "/staff/privacy-key", SEALED),
    "staff.fleet_make_key": ("POST", "/staff/privacy-key", SEALED),
    "staff.fleet_change_passphrase": ("POST", "/staff/privacy-key/passphrase", SEALED),
    "staff.fleet_new_recovery_code": ("POST", "/staff/privacy-key/recovery-code", SEALED),
    "staff.fleet_withdraw_form": ("GET", "/staff/withdraw", PRIVACY),
    "staff.fleet_withdraw": ("POST", "/staff/withdraw", PRIVACY),
    "staff.fleet_withdraw_erase": ("POST", "/staff/withdraw/erase", PRIVACY),
}
"""Pages of a central, and who may open them there; at a booth nobody may."""

BOOTH_ONLY = {
    *("staff.place", "staff.place_form", "staff.sync", "staff.sync_now", "staff.sync_stick"),
    *("staff.sync_enrol", "staff.key", "staff.key_form", "staff.erase_visit"),
    *("staff.machine", "staff.switch_sounds"),
    *("staff.change_passphrase", "staff.new_recovery_code"),
    *(name for name in TABLE if name.startswith("staff.reception")),
}
OTHERWISE = dict.fromkeys(BOOTH_ONLY, NOBODY) | {
    "staff.unlock_form": PRIVACY,
    "staff.unlock": PRIVACY,
    "staff.erase_form": PRIVACY,
    "staff.erase": PRIVACY,
}
"""Whom a central allows what a booth allows to others."""

OPEN = {
    "staff.sign_in_form": "/staff/sign-in",
    "staff.sign_in": "/staff/sign-in",
    "staff.sign_in_code_form": "/staff/sign-in/code",
    "staff.sign_in_code": "/staff/sign-in/code",
    "staff.first_form": "/staff/first",
    "staff.first": "/staff/first",
    "staff.help": "/staff/help",
    "staff.help_part": "/staff/help/keys",
    "staff.help_print": "/staff/help/print",
}
"""Pages that nobody need sign in for."""
BY_CODE = {"staff.password_form", "staff.password", "staff.lock"}
LEADS_ON = {"reception": "/staff/reception"}
"""Where the overview leads those on who may not see it."""


@pytest.fixture(params=["booth", "central"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """Give a booth, and then a central."""
    with opened(Settings(data=tmp_path, role=request.param)) as app:
        app.test_client_class = Browser
        yield app


def allowed(app: Flask, endpoint: str) -> frozenset[str] | set[str]:
    """Return who may call an endpoint here: as the tables above say, else as it is declared."""
    is_central = app.config["IS_CENTRAL"]
    if endpoint in FLEET:
        return FLEET[endpoint][2] if is_central else NOBODY
    if endpoint not in TABLE:
        page = pages.staffroom().declared[endpoint]
        return {role for role in ALL if page.allows(role, is_central=is_central)}
    at_booth = TABLE[endpoint][2]
    return OTHERWISE.get(endpoint, at_booth) if is_central else at_booth


def address(page: pages.Page) -> str:
    """Return an address of a declared page: the tables' own, else with a word in each place."""
    held = (TABLE | FLEET).get(page.endpoint)
    return held[1] if held else "/staff" + re.sub(r"<(?:\w+:)?\w+>", "nosuch", page.rule)


def requests(app: Flask) -> Iterator[tuple[str, str, str | None]]:
    """Yield each address with each method, and the endpoint that answers; None where none does."""
    addresses = app.url_map.bind("")
    room = pages.staffroom()
    held = {address(page) for page in room.pages.values() if page.allowed} - {"/staff/lock"}
    for path in (*sorted(held), "/staff/lock"):  # The lock signs out, so it comes last.
        for method in METHODS:
            try:
                endpoint, _ = addresses.match(path, method=method)
            except MethodNotAllowed:
                yield method, path, None
            else:
                yield method, path, str(endpoint)


def sign_in(app: Flask, role: str) -> FlaskClient:
    client = app.test_client()
    with db.transaction() as tx:
        accounts.add(tx, f"a-{role}", role, PASSWORD, actor="terminal")
    answer = client.post("/staff/sign-in", data={"name": f"a-{role}", "password": PASSWORD})
    assert answer.status_code == 303
    return client


def is_refused(answer: TestResponse, role: str, path: str) -> bool:
    """Tell whether a role was turned away: by a refusal, or from the overview to its own page."""
    if path == "/staff/" and answer.status_code == 303:
        assert answer.headers["Location"] in (LEADS_ON.get(role), "/staff/cards")
        return True
    # An answer to HEAD has no words; whether they are the right ones the same page's GET tells.
    has_words = not answer.data or REFUSED.encode() in answer.data
    return answer.status_code == 403 and has_words


def test_every_declared_page_of_this_machine_has_its_route_and_no_other(place: Flask) -> None:
    rules = [rule for rule in place.url_map.iter_rules() if rule.endpoint.startswith("staff.")]
    room = pages.staffroom()
    assert {rule.endpoint for rule in rules} == set(room.pages)
    addresses = place.url_map.bind("")
    for page in room.pages.values():
        if page.allowed:
            assert addresses.match(address(page), method=page.method)[0] == page.endpoint
    covered = {(endpoint, method) for method, _, endpoint in requests(place)}
    for rule in rules:
        assert rule.endpoint in OPEN or all(
            (rule.endpoint, method) in covered for method in (rule.methods or set()) - {"OPTIONS"}
        ), rule


def test_a_booth_has_no_page_of_a_central_and_a_central_none_of_a_booth(place: Flask) -> None:
    is_central = place.config["IS_CENTRAL"]
    elsewhere = BOOTH_ONLY if is_central else set(FLEET)
    held = {rule.endpoint for rule in place.url_map.iter_rules()}
    assert not held & elsewhere
    assert held & (set(FLEET) if is_central else BOOTH_ONLY)
    citizens = {
        "home",
        "quiz",
        "survey",
        "feedback",
        "cards",
        "checkin",
        "tour",
        "stamps",
        "gift_desks",
        "handback_desks",
        "phones",
        "captive",
        "duel",
        "classroom",
    }
    both = {"shell", "camera", "staff", "wall"}
    assert set(place.blueprints) == both | ({"front", "sync_api"} if is_central else citizens)


def test_every_address_below_staff_is_behind_the_guard(place: Flask) -> None:
    below = [rule for rule in place.url_map.iter_rules() if rule.rule.startswith("/staff")]
    assert len(below) > 50
    assert all(rule.endpoint.startswith("staff.") for rule in below)


def test_the_declarations_allow_what_the_tables_say(place: Flask) -> None:
    """The tables were written by hand; a page that is newer than they may be missing in them."""
    is_central = place.config["IS_CENTRAL"]
    declared = pages.staffroom().declared
    assert set(declared) >= {*TABLE, *FLEET, *OPEN}
    for endpoint in {*TABLE, *FLEET}:
        found = {role for role in ALL if declared[endpoint].allows(role, is_central=is_central)}
        assert found == allowed(place, endpoint), endpoint
    assert {name for name, page in declared.items() if page.allowed is None} == set(OPEN)
    assert {name for name, page in declared.items() if page.is_by_code} == BY_CODE


@pytest.mark.parametrize("role", sorted(ALL))
def test_each_role_meets_on_each_route_with_each_method_what_the_table_says(
    place: Flask, role: str
) -> None:
    client = sign_in(place, role)
    wrong, met = [], {True: 0, False: 0}
    for method, path, endpoint in requests(place):
        answer = client.open(path, method=method)
        assert answer.status_code < 500, f"{method} {path}"
        if endpoint is None:
            assert answer.status_code == 405, f"{method} {path}"
            continue
        assert answer.headers.get("Location") != "/staff/sign-in" or path == "/staff/lock"
        expected = role not in allowed(place, endpoint)
        met[expected] += 1
        if is_refused(answer, role, path) != expected:
            wrong.append(f"{method} {path}: {answer.status_code}")
    assert wrong == []
    # At a booth the administrator may open every page, and there is nothing to refuse.
    assert met[False] > 3
    assert met[True] > 10 or (role == "admin" and not place.config["IS_CENTRAL"])


def test_nobody_meets_anything_but_the_sign_in(place: Flask) -> None:
    sign_in(place, "admin")
    stranger = place.test_client()
    for method, path, endpoint in requests(place):
        answer = stranger.open(path, method=method)
        if endpoint is None:
            assert answer.status_code == 405
        else:
            assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/sign-in")


def test_who_came_in_by_a_code_meets_nothing_but_the_choice_of_a_password(place: Flask) -> None:
    sign_in(place, "privacy")
    with db.transaction() as tx:
        code = accounts.add_with_code(tx, "boss", "admin", actor="terminal")
    client = place.test_client()
    answer = client.post("/staff/sign-in", data={"name": "boss", "password": code})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/password")
    turned_away = 0
    for method, path, endpoint in requests(place):
        answer = client.open(path, method=method)
        if endpoint is None or endpoint in BY_CODE:
            assert answer.headers.get("Location") != "/staff/password", f"{method} {path}"
        else:
            assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/password")
            turned_away += 1
    assert turned_away > 50

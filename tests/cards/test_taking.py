"""Which code an app is shown, what is recorded of it, and what figures and exports make of it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.booth.cards import report, rules, tables
from kiosk.booth.cards.records import TAKEN
from kiosk.content import editions
from kiosk.content.apps import ScanApp, of_program
from kiosk.content.catalog import Catalog
from kiosk.content.load import load
from kiosk.counts.filters import Filters
from kiosk.storage.db import db
from tests.factories import (
    faults,
    held_records,
    held_rows,
    pack_folder,
    put_on_screen,
    replace_once,
    with_pack,
    words,
)
from tests.journal.counts import count_all

ACCOUNT = "https://u.wechat.com/AbCdEfGh1234"
CARD = "/cards/criminal-desk"


def app_for(code: str) -> ScanApp:
    """Name one app, which is shown a code."""
    return ScanApp(id="app", name=words(), code=code, hint=words())  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["contact", "short", "call", "wechat"])
def test_an_app_is_shown_its_code_and_the_best_one_where_there_is_no_account(code: str) -> None:
    assert rules.code_for(app_for(code), has_account=True) == code
    expected = "short" if code == "wechat" else code
    assert rules.code_for(app_for(code), has_account=False) == expected


def test_a_pack_without_apps_shows_the_programs_own(catalog: Catalog) -> None:
    former = with_pack(catalog, apps=())
    assert tuple(former.apps.values()) == of_program() == catalog.pack.apps
    assert [app.code for app in of_program()] == ["wechat", "contact", "short", "call"]


def test_each_app_says_how_it_is_known(catalog: Catalog) -> None:
    for app in catalog.apps.values():
        assert app.source
        assert app.source.is_translated
    assert not catalog.apps["wechat"].is_measured


def test_more_than_four_apps_are_refused(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    file = folder / "cards.yaml"
    more = "".join(
        f"\n  - {{id: app-{n}, name: {{zh: 别的}}, code: short, hint: {{zh: 扫}}}}"
        for n in range(2)
    )
    file.write_text(file.read_text(encoding="utf-8") + more + "\n", encoding="utf-8")
    assert any("apps" in fault and "4" in fault for fault in faults(folder))


def test_an_app_twice_is_refused(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    replace_once(folder / "cards.yaml", "- id: camera", "- id: call")
    assert any(
        "call" in fault and "more than once" in fault for fault in map(str, load(folder).errors)
    )


@pytest.mark.parametrize(
    ("app_id", "code"),
    [("wechat", "short"), ("camera", "contact"), ("scanner", "short"), ("call", "call")],
)
def test_each_choice_leads_to_its_code_with_the_number_beside_it(
    client: FlaskClient, catalog: Catalog, app_id: str, code: str
) -> None:
    sent = client.post(f"{CARD}/by", data={"app": app_id})
    assert sent.headers["Location"] == f"{CARD}/by/{app_id}"
    page = client.get(f"{CARD}/by/{app_id}").get_data(as_text=True)
    assert f"{CARD}/{code}.svg" in page
    assert catalog.cards["criminal-desk"].phone in page
    assert catalog.apps[app_id].hint.zh in page
    assert page.count('aria-pressed="true"') == 1
    [row] = held_rows("card_taken")
    assert (row["step"], row["app"], row["code"]) == ("chosen", app_id, code)
    assert row["about_unit"] == "criminal"


def test_wechat_leads_to_the_account_where_there_is_one(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    own, other = (
        msgspec.structs.replace(each, wechat_link=link)
        for each, link in zip(catalog.pack.cards, (f"{ACCOUNT}-own", None), strict=False)
    )
    event = msgspec.structs.replace(catalog.pack.event, wechat_link=ACCOUNT)
    put_on_screen(app, catalog, cards=(own, other), event=event)
    for each in (own, other):
        page = client.get(f"/cards/{each.id}/by/wechat").get_data(as_text=True)
        assert f"/cards/{each.id}/wechat.svg" in page
    assert client.get(f"/cards/{own.id}/wechat.png").status_code == 200


def test_a_second_tap_in_the_same_sitting_is_not_counted_again(client: FlaskClient) -> None:
    for _ in range(2):
        for app_id in ("camera", "scanner"):
            client.post(f"{CARD}/by", data={"app": app_id})
        client.post(f"{CARD}/kept", data={"app": "scanner"})
    client.post(f"{CARD}/kept")
    steps = [(row["step"], row["app"]) for row in held_rows("card_taken")]
    assert sorted(steps) == [("chosen", "camera"), ("chosen", "scanner"), ("kept", "scanner")]


def test_i_have_it_leads_to_the_number_once_more(client: FlaskClient, catalog: Catalog) -> None:
    sent = client.post(f"{CARD}/kept")
    assert sent.headers["Location"] == f"{CARD}/kept"
    assert catalog.cards["criminal-desk"].phone in client.get(f"{CARD}/kept").get_data(as_text=True)
    [row] = held_rows("card_taken")
    assert (row["step"], row["app"], row["code"]) == ("kept", "", "short")


@pytest.mark.parametrize("form", [{}, {"app": ""}, {"other": "x"}])
def test_a_choice_of_nothing_leads_back_and_records_nothing(
    client: FlaskClient, form: dict[str, str]
) -> None:
    assert client.post(f"{CARD}/by", data=form).headers["Location"] == CARD
    assert held_rows("card_taken") == []


@pytest.mark.parametrize("path", [f"{CARD}/by", f"{CARD}/kept"])
def test_an_app_that_does_not_exist_is_refused(client: FlaskClient, path: str) -> None:
    assert client.post(path, data={"app": "none"}).status_code == 404
    assert held_rows("card_taken") == []


def test_records_hold_nothing_but_ids(client: FlaskClient) -> None:
    client.post(f"{CARD}/by", data={"app": "camera"})
    [record] = held_records(TAKEN.name)
    assert msgspec.json.decode(record.body) == {
        "about_unit": "criminal",
        "app": "camera",
        "card": "criminal-desk",
        "code": "contact",
        "language": "zh",
        "step": "chosen",
    }


def test_figures_and_export_say_which_apps_were_chosen_and_what_was_kept(
    client: FlaskClient,
) -> None:
    client.post(f"{CARD}/by", data={"app": "camera"})
    client.post(f"{CARD}/kept", data={"app": "camera"})
    with db.transaction() as tx:
        count_all(tx)
        assert report.by_app(tx, Filters()) == {"camera": 1}
        assert report.kept(tx, Filters()) == {"criminal-desk": 1}
        table = tables.cards_taken(tx, Filters(), editions.packs(tx))
        names = [column.id for column in table.columns]
        assert names[-4:] == ["language", "step", "app", "code"]
        assert [list(row[-3:]) for rows in table.chunks for row in rows] == [
            ["chosen", "camera", "contact"],
            ["kept", "camera", "contact"],
        ]

"""The dashboard shows what pandas and scipy compute from the exported files, to the last digit."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from kiosk.accounts import accounts
from kiosk.cli import kiosk
from kiosk.config import Settings
from kiosk.content import service as content
from kiosk.counts.tables import EXPORTS
from kiosk.office.demo.people import Crowd
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.conftest import Browser
from tests.dashboard import counting
from tests.dashboard.counting import Asked, Shown
from tests.factories import put_on_screen
from tests.sync.sites import Site, enroll, send

PASSWORD = "one long password"
DAYS = ("2026-12-19", "2026-12-20")
PEOPLE = {"east": (240, 160), "west": (90, 3)}
"""People of each day, at each of two booths."""
UNITS = {"east": "traffic", "west": "criminal"}
STILL_COUNTING = "data-uncounted"
KINDS_EXPORTED = sorted(set(EXPORTS) - {"acts"})


def fill(booth: Site, name: str) -> None:
    """Let people come on two days; on the second one the booth shows a newer pack."""
    with opened(booth.settings) as app:
        catalog = content.current()
        for number, (day, people) in enumerate(zip(DAYS, PEOPLE[name], strict=True)):
            crowd = Crowd(catalog, len(name) * 10 + people, datetime.fromisoformat(day))
            with db.transaction() as tx:
                for _ in range(people):
                    crowd.next_person(tx)
            if number == 0:
                catalog = put_on_screen(app, catalog, version=catalog.pack.version + 1)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Fill two booths once."""
    held = {}
    for name, unit in UNITS.items():
        booth = Site(tmp_path_factory.mktemp(name), booth=name, unit=unit)
        fill(booth, name)
        held[name] = booth.settings.data
    return held


@dataclass(frozen=True)
class Place:
    """Be a booth, or a central, whose records were exported by the command."""

    settings: Settings
    files: dict[str, counting.pd.DataFrame]


@pytest.fixture(scope="module", params=["booth", "sqlite", "postgresql"])
def place(
    request: pytest.FixtureRequest,
    filled: dict[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Place:
    """Give a booth, or a central that took in both booths' records, on each database."""
    folder = tmp_path_factory.mktemp("place")
    copies = {name: Path(shutil.copytree(data, folder / name)) for name, data in filled.items()}
    settings = Settings(data=copies["east"])
    if request.param != "booth":
        address = ""
        if request.param == "postgresql":
            address = request.getfixturevalue("postgres").create_database()
        settings = gathered(folder / "central", address, copies).settings
    with opened(settings), db.transaction() as tx:
        accounts.add(tx, "li", "analyst", PASSWORD, actor="terminal")
    return Place(settings, exported(settings, folder / "files"))


def gathered(data: Path, address: str, booths: dict[str, Path]) -> Site:
    """Give a central that took in the booths' records."""
    central = Site(data, role="central", database=address)
    with central.open():
        pass
    for name, folder in booths.items():
        booth = Site(folder, booth=name, unit=UNITS[name])
        enroll(booth, central)
        send(booth, central)
    return central


@pytest.fixture
def client(place: Place) -> Iterator[FlaskClient]:
    """Give the browser of an analyst."""
    with opened(place.settings) as app:
        app.test_client_class = Browser
        client = app.test_client()
        answer = client.post("/staff/sign-in", data={"name": "li", "password": PASSWORD})
        assert answer.status_code == 303
        yield client


def exported(settings: Settings, folder: Path, *more: str) -> dict[str, counting.pd.DataFrame]:
    """Export every kind by the command, and read the files."""
    folder.mkdir()
    environment = {"KIOSK_DATABASE": settings.database, "KIOSK_ROLE": settings.role}
    for kind in KINDS_EXPORTED:
        rows = "answers" if kind in {"quiz", "survey"} else "responses"
        words = ["export", kind, "--rows", rows, "--codes", "--out", str(folder / f"{kind}.csv")]
        done = CliRunner().invoke(
            kiosk, [*words, *more, "--data", str(settings.data)], env=environment
        )
        assert done.exit_code == 0, done.output
    return counting.read(folder)


def shown(client: FlaskClient, **asked: str) -> Shown:
    """Return every figure on the page by its name; a table's row is its cells in one line."""
    page = STILL_COUNTING
    while STILL_COUNTING in page:
        answer = client.get(f"/staff/?{urlencode({'since': '', 'until': '', **asked})}")
        assert answer.status_code == 200
        page = answer.get_data(as_text=True)
    rows = re.findall(r'<tr data-figure="([^"]+)">.*?</th>(.*?)</tr>', page, re.DOTALL)
    cells = re.findall(r'<(?!tr)\w+[^>]* data-figure="([^"]+)">([^<]*)<', page)
    held = {name: " ".join(re.sub(r"<[^>]*>", " ", cells).split()) for name, cells in rows}
    held |= {name: text for name, text in cells if text}
    assert len(held) == len(rows) + sum(1 for _, text in cells if text)
    return {name: unescape(text) for name, text in held.items()}


def test_every_figure_is_what_pandas_and_scipy_compute_from_the_exported_files(
    place: Place, client: FlaskClient
) -> None:
    is_central = place.settings.role == "central"
    for asked in (
        Asked(),
        Asked(since=DAYS[0], until=DAYS[0]),
        Asked(since=DAYS[1]),
        Asked(unit="traffic"),
        Asked(unit="criminal", until=DAYS[0]),
        Asked(booth="west"),
        Asked(booth="west", since=DAYS[1]),
        Asked(since="2026-12-25"),
    ):
        assert shown(client, **vars(asked)) == counting.figures(place.files, asked), asked
    everything = shown(client)
    assert int(everything["people"]) > (440 if is_central else 380)
    assert len(everything) > 150


def test_figures_of_one_pack_are_those_of_its_exported_files(
    place: Place, client: FlaskClient, tmp_path: Path
) -> None:
    page = client.get("/staff/").get_data(as_text=True)
    digest, _ = re.findall(r'<option value="([0-9a-f]{64})"', page)
    files = exported(place.settings, tmp_path / "files", "--pack", digest)
    expected = counting.figures(files, Asked())
    assert shown(client, pack=digest) == expected
    assert expected["people"] != counting.figures(place.files, Asked())["people"]


def test_day_shown_at_first_is_the_last_that_has_records(client: FlaskClient) -> None:
    day = shown(client, since=DAYS[1], until=DAYS[1])
    page = client.get("/staff/").get_data(as_text=True)
    assert page.count(f'value="{DAYS[1]}"') == 2
    assert f'data-figure="people">{day["people"]}<' in page


def set_clock_zone() -> None:
    """Let this process follow TZ; Windows has one zone for all programs, which it keeps."""
    if hasattr(time, "tzset"):
        time.tzset()


def test_hours_and_days_are_those_of_this_machines_clock(
    place: Place, client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        monkeypatch.setenv("TZ", "Asia/Shanghai")
        set_clock_zone()
        files = exported(place.settings, tmp_path / "files")
        for asked in (Asked(), Asked(since=DAYS[0], until=DAYS[0])):
            assert shown(client, **vars(asked)) == counting.figures(files, asked)
    finally:
        monkeypatch.undo()
        set_clock_zone()


def test_few_people_have_counts_but_neither_shares_nor_means(client: FlaskClient) -> None:
    figures = shown(client, booth="west", since=DAYS[1])
    assert int(figures["people"]) < 5
    assert not [name for name in figures if name.endswith("-interval")]
    assert not [text for text in figures.values() if "%" in text or "." in text]

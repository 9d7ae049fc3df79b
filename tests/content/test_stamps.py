"""Test that a pack's stops, rule and gifts are checked, and that packs do without them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.content.load import load
from kiosk.content.stamp_rule import lacking, mark, stops_here
from kiosk.content.stamps import Stamps
from tests.factories import faults, pack_folder, replace_once


def test_a_pack_without_the_file_has_no_passport(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    (folder / "stamps.yaml").unlink()
    loaded = load(folder)
    assert not loaded.errors
    assert loaded.pack is not None
    assert loaded.pack.stamps == Stamps()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("needed: 4", "needed: 7", "asks for 7 stamps of 6 stops"),
        ("needed: 4", "needed: 0", "at least 1"),
        ("unit: traffic", "unit: nobody", "there is no nobody"),
        ("tour_stop: service-hall", "tour_stop: nowhere", "there is no nowhere"),
        ("    tour_stop: service-hall\n", "", "needs the booth of a unit, or a stop of the tour"),
        ("id: road-quiz", "id: scam-quiz", "scam-quiz stands more than once"),
        ("id: cloth-bag", "id: reflector", "reflector stands more than once"),
        ("earned_by: round", "earned_by: luck", "luck"),
        ("en: Reflector tag}}", "en: Reflector tag}, picture: none.svg}", "there is no none.svg"),
    ],
)
def test_a_fault_is_named_where_it_stands(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = pack_folder(tmp_path)
    replace_once(folder / "stamps.yaml", old, new)
    found = faults(folder)
    assert any(said in each for each in found), found
    assert all(each.startswith("stamps.yaml:") for each in found)


def test_more_stops_that_are_a_must_than_stamps_asked_for_are_a_fault(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    file = folder / "stamps.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("earned_by: round\n", "earned_by: round\n    is_must: true\n")
    text = text.replace("    is_must: true\n    is_must: true\n", "    is_must: true\n")
    file.write_text(text.replace("needed: 4", "needed: 2"), encoding="utf-8")
    [found] = faults(folder)
    assert "3 stops are a must, more than the 2 stamps asked for" in found


def test_gifts_without_a_stop_are_a_fault(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    (folder / "stamps.yaml").write_text(
        "needed: 1\ngifts:\n  - {id: pen, name: {zh: 笔, en: Pen}}\n", encoding="utf-8"
    )
    [found] = faults(folder)
    assert "no stop that stamps" in found


def test_a_station_gives_the_stamps_of_its_tour_and_a_booth_its_own() -> None:
    pack = content.bundled().pack
    assert pack is not None
    catalog = Catalog(pack, "")
    assert [stop.id for stop in stops_here(catalog, "criminal")] == ["scam-quiz"]
    assert [stop.id for stop in stops_here(catalog, "zhapu")] == ["station-hall"]
    assert [stop.id for stop in stops_here(catalog, "danghu")] == ["your-word"]
    assert stops_here(catalog, None) == []
    stops = [stop.id for stop in pack.stamps.stops]
    assert lacking(pack.stamps, stops) == 0
    assert lacking(pack.stamps, [*stops[1:], "unknown"]) == 1
    assert len({mark(each) for each in stops}) == len(stops)

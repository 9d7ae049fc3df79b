"""Test that kinds of places and what is asked at doors are checked, and that packs do without."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.content.catalog import Catalog
from kiosk.content.load import load
from kiosk.content.outreach import Outreach
from tests.factories import faults, pack_folder, replace_once


def test_a_pack_without_the_file_has_no_outreach(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    (folder / "outreach.yaml").unlink()
    loaded = load(folder)
    assert not loaded.errors
    assert loaded.pack is not None
    assert loaded.pack.outreach == Outreach()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("survey: firm", "survey: farm", "there is no farm"),
        ("  - id: firm\n    name:", "  - id: school\n    name:", "school stands more than once"),
        ("id: guards", "id: transfers", "transfers stands more than once"),
        ("id: worry", "id: safe", "safe stands more than once"),
        ("{id: seen,", "{id: well,", "well stands more than once"),
        ("kind: multiple", "kind: ranking", "Invalid enum value 'ranking'"),
    ],
)
def test_a_fault_is_named_with_its_file(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = pack_folder(tmp_path)
    replace_once(folder / "outreach.yaml", old, new)
    found = faults(folder)
    assert said in "\n".join(found)
    assert all(each.startswith("outreach.yaml:") for each in found)


def test_each_kind_is_told_how_to_begin_and_victims_with_care(catalog: Catalog) -> None:
    kinds = catalog.place_kinds
    assert list(kinds) == ["household", "firm", "school", "brave-citizen", "activist", "victim"]
    assert [kind.id for kind in kinds.values() if kind.is_careful] == ["victim"]
    assert len(kinds["victim"].mind) >= 3
    assert {kind.survey for kind in kinds.values()} == set(catalog.door_surveys)
    said = kinds["victim"].opening.zh + "".join(
        item.prompt.zh for item in catalog.door_surveys["follow-up"].items
    )
    assert not any(word in said for word in ("案", "损失", "嫌疑", "被害"))

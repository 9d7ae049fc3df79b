"""Test that what a desk needs to hand belongings back is checked, and that packs do without."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.content.handback import Handback
from kiosk.content.load import load
from tests.factories import faults, pack_folder, replace_once


def test_a_pack_without_the_file_hands_nothing_back(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    (folder / "handback.yaml").unlink()
    loaded = load(folder)
    assert not loaded.errors
    assert loaded.pack is not None
    assert loaded.pack.handback == Handback()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: phone", "id: vehicle", "vehicle stands more than once"),
        ("id: letter", "id: identity-card", "identity-card stands more than once"),
        ("id: disputed", "id: absent", "absent stands more than once"),
        ("proofs:\n", "proofs: []\nreasons_too:\n", "reasons_too"),
    ],
)
def test_a_fault_is_named_where_it_stands(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = pack_folder(tmp_path)
    replace_once(folder / "handback.yaml", old, new)
    found = faults(folder)
    assert any(said in each for each in found), found
    assert all(each.startswith("handback.yaml:") for each in found)


KIND = "  - {id: key, name: {zh: 钥匙, en: Key}}\n"
ALL = {name: f"{name}:\n{KIND}" for name in ("kinds", "proofs", "reasons")}
ALL["read_aloud"] = "read_aloud:\n  - {zh: 请核对。, en: Please check.}\n"


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ("kinds", "but no kind of belonging"),
        ("proofs", "what may be looked at"),
        ("reasons", "why a belonging stays|reasons why"),
        ("read_aloud", "what is read aloud"),
    ],
)
def test_a_desk_that_lacks_something_is_named(tmp_path: Path, left_out: str, said: str) -> None:
    folder = pack_folder(tmp_path)
    file = folder / "handback.yaml"
    file.write_text("".join(ALL.values()), encoding="utf-8")
    assert not faults(folder)
    held = [text for name, text in ALL.items() if name != left_out]
    file.write_text("".join(held), encoding="utf-8")
    [found] = faults(folder)
    assert any(each in found for each in said.split("|"))

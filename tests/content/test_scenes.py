"""Test scenes: what the check says of areas and dangers, and the scenes of the bundled pack."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk.content.load import BUNDLED, load

MOST_BYTES = 60_000
FINGER = 48
NARROW = 362
"""Pixels of a scene's width on a telephone."""


def faulty(folder: Path, name: str, old: str, new: str) -> list[str]:
    """Return the errors of the bundled pack after one change in one of its files."""
    shutil.copytree(BUNDLED, folder / "pack")
    file = folder / "pack" / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [str(each) for each in load(folder / "pack").problems if each.is_error]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("scenes/kitchen.yaml", "left: 88", "left: 95", "“灭火器”超出画面右边"),
        ("scenes/kitchen.yaml", "height: 11", "height: 3", "手指点不到"),
        ("scenes/pond.yaml", "id: skater", "id: skating", "场景“冬天的池塘”里没有 skater"),
        ("topics/student-safety.yaml", "scene: pond", "scene: lake", "找不到场景 lake"),
        ("scenes/pond.yaml", "scene-pond.svg", "scene-lake.svg", "scene-lake.svg"),
        ("scenes/corridor.yaml", "  - id: sign", "  - id: boxes", "boxes"),
    ],
)
def test_a_fault_of_a_scene_is_named_with_its_file(
    tmp_path: Path, name: str, old: str, new: str, said: str
) -> None:
    problems = faulty(tmp_path, name, old, new)
    assert any(said in each for each in problems), problems


def test_the_bundled_scenes_are_light_and_a_finger_meets_each_area() -> None:
    loaded = load(BUNDLED)
    assert loaded.pack is not None
    assert len(loaded.pack.scenes) >= 3
    for scene in loaded.pack.scenes:
        assert len(loaded.images[scene.picture]) < MOST_BYTES
        middles = [
            (each.left + each.width / 2, (each.top + each.height / 2) * 2 / 3)
            for each in scene.areas
        ]
        # Where an area grows to what a finger needs, it hides no other's middle.
        least = 100 * FINGER / NARROW / 2
        for place, (x, y) in enumerate(middles):
            for other in scene.areas[place + 1 :]:
                inside_x = abs(x - other.left - other.width / 2) < max(least, other.width / 2)
                middle_y = (other.top + other.height / 2) * 2 / 3
                inside_y = abs(y - middle_y) < max(least, other.height / 3)
                assert not (inside_x and inside_y), (scene.id, scene.areas[place].id, other.id)

"""Questions with pictures: what the check asks for, and that others stay as they were."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kiosk.content.load import load
from kiosk.content.questions import Question
from tests.factories import faults, replace_once
from tests.quiz.pictured import TOPIC, folder


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Give a pack whose questions have pictures."""
    return folder(tmp_path)


def first(pack: Path) -> Question:
    """Return its first question on fraud."""
    loaded = load(pack)
    assert loaded.pack is not None, loaded.errors
    return next(each for each in loaded.pack.topics if each.id == TOPIC).questions[0]


def test_a_question_and_its_options_may_have_pictures(pack: Path) -> None:
    assert faults(pack) == []
    asked: Any = first(pack)
    assert (asked.picture, asked.picture_alt.en) == ("message.png", "A triangular sign")
    assert {each.picture for each in asked.options} == {None}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("picture: message.png", "picture: gone.png", "there is no gone.png"),
        ("picture: green.png", "picture: gone.png", "there is no gone.png"),
        ("  picture: message.png", "  picture: lake.gif", "name a picture like lake.svg"),
        ("  picture_alt:\n    en: A triangular sign\n    zh: 一块三角形的牌子\n", "", "read aloud"),
        ("    picture: green.png\n", "", "or none has any"),
    ],
)
def test_what_is_wrong_with_a_picture_is_named(pack: Path, old: str, new: str, told: str) -> None:
    file = pack / "topics" / f"{TOPIC}.yaml"
    replace_once(file, old, new)
    found = faults(pack)
    assert len(found) == 1
    assert told in found[0]
    assert f"{TOPIC}.yaml" in found[0]


def test_a_file_that_is_no_picture_is_named(pack: Path) -> None:
    (pack / "images" / "green.png").write_bytes(b"words")
    assert ["green.png" in each for each in faults(pack)] == [True]

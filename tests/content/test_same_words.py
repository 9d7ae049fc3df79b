"""Test that a pack's author is warned of what exports would not tell apart, by file and field."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from kiosk.cli import kiosk
from kiosk.content.load import load
from tests.factories import pack_folder

Change = Callable[[str], str]


def change(
    folder: Path, file: str, former: tuple[object, ...], path: tuple[object, ...], look: Change
) -> None:
    """Write into one field of a file what stands in another, more or less."""
    data = yaml.safe_load((folder / file).read_text(encoding="utf-8"))

    def at(keys: tuple[object, ...]) -> dict[str, str]:
        held = data
        for key in keys:
            held = held[key]
        return held

    for language in ("zh", "en"):
        at(path)[language] = look(at(former)[language])
    (folder / file).write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


PLACES = {
    "items": ("surveys/satisfaction.yaml", ("items", 0, "prompt"), ("items", 1, "prompt")),
    "items of one survey, far apart": (
        "surveys/satisfaction.yaml",
        ("items", 1, "prompt"),
        ("items", 5, "prompt"),
    ),
    "options of an item": (
        "surveys/satisfaction.yaml",
        ("items", 1, "options", 0, "text"),
        ("items", 1, "options", 2, "text"),
    ),
    "questions": (
        "topics/anti-fraud.yaml",
        ("questions", 0, "prompt"),
        ("questions", 3, "prompt"),
    ),
    "options of a question": (
        "topics/anti-fraud.yaml",
        ("questions", 2, "options", 0, "text"),
        ("questions", 2, "options", 1, "text"),
    ),
    "faces": ("rating.yaml", ("faces", 0, "text"), ("faces", 4, "text")),
    "reasons": ("rating.yaml", ("reasons", 0, "text"), ("reasons", 1, "text")),
    "chips": (
        "feedback.yaml",
        ("feedback", 0, "chips", 0, "text"),
        ("feedback", 0, "chips", 1, "text"),
    ),
    "kinds of feedback": ("feedback.yaml", ("feedback", 0, "name"), ("feedback", 1, "name")),
    "units": ("units.yaml", ("units", 0, "name"), ("units", 3, "name")),
    "kinds of guests": ("tour.yaml", ("visitors", 0, "name"), ("visitors", 1, "name")),
}


def as_it_is(words: str) -> str:
    return words


def with_spaces(words: str) -> str:
    return f" {words[:2]} \u3000{words[2:]}"


def in_full_width(words: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in words)


def with_invisible_letters(words: str) -> str:
    return f"{words[:1]}\u200b{words[1:]}\ufeff"


@pytest.mark.parametrize(
    "look", [as_it_is, with_spaces, in_full_width, with_invisible_letters, str.upper]
)
@pytest.mark.parametrize("name", PLACES)
def test_what_exports_do_not_tell_apart_is_warned_of(
    tmp_path: Path, name: str, look: Change
) -> None:
    folder = pack_folder(tmp_path)
    file, former, path = PLACES[name]
    change(folder, file, former, path, look)
    loaded = load(folder)
    assert loaded.pack is not None, loaded.errors
    found = [each for each in loaded.problems if "分不清" in each.zh]
    assert [each.file for each in found] == [file, file]
    field = ".".join(map(str, path))
    assert {each.field.removeprefix("feedback.") for each in found} == {
        f"{field.removeprefix('feedback.')}.{language}" for language in ("zh", "en")
    }
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    for each in found:
        assert lines[each.line - 1].strip().startswith(each.field[-2:]), each


def test_two_surveys_that_ask_alike_are_warned_of_on_the_terminal(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    held = yaml.safe_load((folder / "surveys" / "satisfaction.yaml").read_text(encoding="utf-8"))
    other = yaml.safe_load((folder / "surveys" / "tour.yaml").read_text(encoding="utf-8"))
    other["items"][0]["prompt"] = held["items"][0]["prompt"]
    text = yaml.safe_dump(other, allow_unicode=True)
    (folder / "surveys" / "tour.yaml").write_text(text, encoding="utf-8")
    done = CliRunner().invoke(kiosk, ["content", "check", str(folder)])
    assert done.exit_code == 0, done.output
    said = [line for line in done.output.splitlines() if "分不清" in line]
    assert len(said) == 2
    for line in said:
        assert line.startswith("surveys/tour.yaml:"), line
        assert "提醒 warning: items.0.prompt." in line
        assert f"satisfaction.{held['items'][0]['id']}" in line


def test_the_bundled_pack_tells_everything_apart(tmp_path: Path) -> None:
    assert [each for each in load(pack_folder(tmp_path)).problems if "分不清" in each.zh] == []

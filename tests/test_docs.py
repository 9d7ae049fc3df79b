"""Test that the documents name every command, option and setting, and nothing that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

import kiosk as package
from kiosk.cli import kiosk
from kiosk.config import PREFIX, ROOT, VERSION, Settings
from tests.quiz.test_new_kind import FILES as KIND_FILES
from tests.test_feature import FEATURE_FILES, STAFF_PAGE_FILES

README, MAP = ROOT / "README.md", ROOT / "kiosk" / "README.md"
CHANGES, DOCS = ROOT / "kiosk" / "CHANGES.md", ROOT / "kiosk" / "docs"
DOCUMENTS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (README, MAP, CHANGES, *sorted(DOCS.glob("*.md")))
}
EVERYTHING = "\n".join(DOCUMENTS.values())
COMMANDS_AND_SETTINGS = DOCUMENTS["kiosk/docs/commands.md"]
EXAMPLE = {*FEATURE_FILES, *STAFF_PAGE_FILES, "tests/guestbook/"}
EXAMPLE |= {name.removeprefix("kiosk/") for name in KIND_FILES}
"""Files that the map adds as examples, and that `test_feature` and `test_new_kind` really add."""
EXTERNAL = re.compile(r"instance/|/|~|STICK|DIR|\.venv|tests/sync/bundles/v2$")
"""How paths begin that are no part of the project: a booth's own, and those of its machine."""


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield each command with the words that call it."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield before + name, command


COMMANDS = dict(commands(kiosk))
ANYWHERE = {"--data", "--help"}
"""Options that every command has."""
OF_TESTS = "KIOSK_FULL"
VARIABLES = [PREFIX + each.name.upper() for each in fields(Settings)]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_with_each_of_its_options(name: str) -> None:
    rows = [row for row in COMMANDS_AND_SETTINGS.splitlines() if re.match(rf"\| .*`{name}\b", row)]
    assert rows, name
    for option in COMMANDS[name].params:
        if isinstance(option, click.Option):
            assert ANYWHERE & set(option.opts) or any(
                re.search(rf"{re.escape(opt)}\b", row) for row in rows for opt in option.opts
            ), (name, option.opts)


@pytest.mark.parametrize("name", VARIABLES)
def test_every_setting_is_documented(name: str) -> None:
    assert re.search(rf"^\| `{name}` \|", COMMANDS_AND_SETTINGS, re.MULTILINE), name


def test_the_documents_name_no_command_that_is_not_there() -> None:
    groups = {name.split()[0] for name in COMMANDS if " " in name}
    for words in re.findall(r"python -m kiosk((?: [a-z][a-z-]+)+)", EVERYTHING):
        first, *rest = words.split()
        called = f"{first} {rest[0]}" if first in groups and rest else first
        assert called in COMMANDS or called in groups, words


def test_the_documents_name_no_setting_that_is_not_there() -> None:
    assert set(re.findall(r"\bKIOSK_[A-Z_]+\b", EVERYTHING)) <= {*VARIABLES, OF_TESTS}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_and_its_options(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    assert re.search(r"[一-鿿]", command.help)
    assert re.search(r"[a-z]{3}", command.help)
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, (name, option.name)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_a_document_names_is_there(document: str) -> None:
    text = DOCUMENTS[document]
    wrong = [each for each in re.findall(r"`([\w./-]+)`", text) if not is_there(each)]
    assert wrong == []


def is_there(name: str) -> bool:
    """Return True if what stands in backticks is no path, or that of a file or folder here.

    Paths may leave out the wing: `intake.py` stands for any file of that name in the code.
    """
    is_path = re.search(r"(?:/|\.py|\.md|\.html|\.toml|\.txt)$", name) or name.startswith(".ci/")
    if not is_path or EXTERNAL.match(name) or name in EXAMPLE:
        return True
    places = (ROOT, ROOT / "kiosk", ROOT / "templates", *(ROOT / "kiosk").glob("[a-z]*/"))
    if any((place / name).exists() for place in places):
        return True
    return any((ROOT / "kiosk").rglob(name.rstrip("/")))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_of_a_document_leads_to_a_file(document: str) -> None:
    for link in re.findall(r"\]\(([^)#]+)", DOCUMENTS[document]):
        assert (ROOT / document).parent.joinpath(link).exists(), link


def test_every_document_is_linked_from_a_readme() -> None:
    linked = {
        (start.parent / link).resolve()
        for start in (README, MAP)
        for link in re.findall(r"\]\(([^)#]+)", start.read_text(encoding="utf-8"))
    }
    assert {README, MAP, CHANGES, *DOCS.glob("*.md")} <= linked


def test_ten_questions_are_answered_by_a_folder_and_a_file() -> None:
    rows = re.findall(
        r"^\| (\d+)\. .+ \| `([\w/]+)/` \| (.+) \|$", DOCUMENTS["kiosk/README.md"], re.MULTILINE
    )
    assert [int(number) for number, _, _ in rows] == list(range(1, 11))
    for number, folder, files in rows:
        start = (
            next(each for each in (ROOT, ROOT / "kiosk") if each.joinpath(folder).is_dir()) / folder
        )
        for file in re.findall(r"`([\w.]+)`", files):
            assert (start / file).is_file(), (number, file)


def test_each_word_of_the_glossary_has_one_meaning_and_is_the_word_on_screen() -> None:
    _, _, rest = DOCUMENTS["kiosk/README.md"].partition("\n## Words\n")
    table, _, _ = rest.partition("\n## ")
    rows = re.findall(r"^\| ([a-z, ]+) \| (.+?) \| (.+) \|$", table, re.MULTILINE)[1:]
    assert 25 <= len(rows) <= 40
    english, chinese = [row[0] for row in rows], [row[1] for row in rows]
    assert len(set(english)) == len(set(chinese)) == len(rows)
    shown = "\n".join(
        path.read_text(encoding="utf-8")
        for folder, kind in (("templates", "*.html"), ("kiosk", "*.py"))
        for path in Path(ROOT, folder).rglob(kind)
    )
    missing = [zh for _, zh, meaning in rows if zh not in shown and "not on screen" not in meaning]
    assert missing == []


def test_the_version_is_written_in_one_place() -> None:
    written = re.search(r"^## (\S+)", CHANGES.read_text(encoding="utf-8"), re.MULTILINE)
    assert written
    assert written[1] == VERSION == package.__version__
    project, _, _ = (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("[tool.ruff]")
    assert VERSION not in project
    assert "kiosk.config.VERSION" in project

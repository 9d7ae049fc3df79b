"""Test that the README names every command and every setting, and none that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from kiosk.cli import kiosk
from kiosk.config import PREFIX, ROOT, Settings

README = ROOT / "README.md"


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield each command with the words that call it."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield before + name, command


COMMANDS = dict(commands(kiosk))
OF_TESTS = "KIOSK_FULL"
VARIABLES = [PREFIX + each.name.upper() for each in fields(Settings)]


@pytest.fixture(scope="module")
def readme() -> str:
    return README.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_in_the_readme(readme: str, name: str) -> None:
    assert re.search(rf"(python -m kiosk |`){name}\b", readme), name


@pytest.mark.parametrize("name", VARIABLES)
def test_every_setting_stands_in_the_readme(readme: str, name: str) -> None:
    assert re.search(rf"\b{name}\b", readme), name


def test_the_readme_names_no_command_that_is_not_there(readme: str) -> None:
    groups = {name.split()[0] for name in COMMANDS if " " in name}
    for words in re.findall(r"python -m kiosk((?: [a-z][a-z-]+)+)", readme):
        first, *rest = words.split()
        called = f"{first} {rest[0]}" if first in groups and rest else first
        assert called in COMMANDS or called in groups, words


def test_the_readme_names_no_setting_that_is_not_there(readme: str) -> None:
    assert set(re.findall(r"\bKIOSK_[A-Z_]+\b", readme)) <= {*VARIABLES, OF_TESTS}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_and_its_options(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    assert re.search(r"[一-鿿]", command.help)
    assert re.search(r"[a-z]{3}", command.help)
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, (name, option.name)


def test_every_file_that_the_readme_names_is_there(readme: str) -> None:
    for name in re.findall(r"`((?:kiosk|tests|templates|static)/[\w/.-]*)`", readme):
        assert Path(ROOT, name).exists(), name

"""Test that commands are listed as they are, and that each process loads only what it needs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import click
import pytest

from kiosk.cli import ENTRIES, DefaultGroup, kiosk
from kiosk.content import service as content
from tests.process import ROOT, BoothProcess, run

HEAVY = {
    "PIL",
    "alembic",
    "docx",
    "lxml",
    "numpy",
    "openpyxl",
    "pandas",
    "pyarrow",
    "pyreadstat",
    "qrcode",
    "typst",
    "xlsxwriter",
    "zxingcpp",
}
"""Libraries that make or read files, each of which takes megabytes and tens of milliseconds."""
OF_AN_APP = HEAVY | {"flask", "jinja2", "sqlalchemy", "waitress", "kiosk.app"}
WATCHED = {"PYTHONPROFILEIMPORTTIME": "1"}
"""Lets Python say on standard error what it loads."""
LOADED = re.compile(r"^import time: +\d+ \| +\d+ \| +(\S+)$", re.MULTILINE)
PAGES = ("/", "/home", "/quiz/", "/survey/", "/feedback/", "/cards/", "/tour/", "/staff/first")


def loaded(told: str) -> set[str]:
    """Return the modules that a process loaded, and the packages that they are in."""
    modules = set(LOADED.findall(told))
    assert "kiosk.cli" in modules
    return modules | {each.partition(".")[0] for each in modules}


@pytest.mark.parametrize("name", ENTRIES)
def test_listed_help_is_the_commands_own(name: str) -> None:
    assert kiosk.commands[name].name == name
    own = kiosk.commands[name].help or ""
    assert own.partition("\n\n")[0] == ENTRIES[name].help


def test_commands_are_listed_as_click_lists_them() -> None:
    context = click.Context(kiosk)
    ours, clicks = context.make_formatter(), context.make_formatter()
    kiosk.format_commands(context, ours)
    super(DefaultGroup, kiosk).format_commands(context, clicks)
    assert ours.getvalue() == clicks.getvalue()


def test_help_loads_no_command() -> None:
    command = [sys.executable, "-m", "kiosk", "--help"]
    environment = os.environ | {"PYTHONUTF8": "1"} | WATCHED
    shown = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=True
    )
    modules = loaded(shown.stderr)
    assert modules & OF_AN_APP == set()
    assert modules & {entry.target.partition(":")[0] for entry in ENTRIES.values()} == set()


@pytest.mark.usefixtures("from_nothing")
def test_copying_the_data_loads_no_app(data: Path, tmp_path: Path) -> None:
    done = run("backup", str(tmp_path / "copy.db"), data=data, **WATCHED)
    assert done.returncode == 0, done.stderr
    assert (
        loaded(done.stderr) & (HEAVY | {"kiosk.app", "kiosk.accounts.pages", "waitress"}) == set()
    )


@pytest.mark.usefixtures("from_nothing")
@pytest.mark.parametrize("words", [("journal", "verify"), ("sync", "status"), ("device", "show")])
def test_commands_that_make_no_file_load_nothing_that_makes_one(
    words: tuple[str, ...], data: Path
) -> None:
    done = run(*words, data=data, **WATCHED)
    assert done.returncode == 0, done.stderr
    assert loaded(done.stderr) & HEAVY == set()


@pytest.mark.usefixtures("from_nothing")
def test_booth_loads_nothing_that_makes_files_before_somebody_asks_for_one(data: Path) -> None:
    pack = content.bundled().pack
    assert pack is not None
    with BoothProcess(data, **WATCHED) as booth:
        for page in PAGES:
            urlopen(booth.address + page).read()
        assert loaded(booth.log) & HEAVY == set()
        urlopen(f"{booth.address}/cards/{pack.cards[0].id}/short.svg").read()
        assert "qrcode" in loaded(booth.log)

"""Test that the XML in a workbook makes the program read nothing else, nor grow without end.

It is tried as the program is installed: the library by which openpyxl refuses both comes with the
tests' requirements alone.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import insert

from kiosk.config import Settings
from kiosk.journal.models import DeskKey
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.conftest import PASSPHRASE
from tests.launch import from_nothing
from tests.process import run

SECRET = "不该读到的内容"
SHARED, SHEET = "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"
PARTS = (SHARED, SHEET)
"""Where programs write texts: beside the sheets, or in their cells."""
TYPED = f"{PASSPHRASE}\n"
WITHOUT = {"OPENPYXL_DEFUSEDXML": "False"}
BILLION = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))


def write_list(target: Path, part: str, doctype: str, entity: str) -> Path:
    """Write a list in whose `part` a type is declared; the first guest's name is an entity."""
    plain = target.with_name("plain.xlsx")
    with xlsxwriter.Workbook(plain, {"constant_memory": part == SHEET}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((["姓名", "单位"], ["NAME", "甲"], ["李", "乙"])):
            sheet.write_row(number, 0, row)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name == part:
                head, mark, rest = text.partition("?>")
                assert "NAME" in rest
                text = head + mark + doctype + rest.replace("NAME", entity)
            new.writestr(name, text)
    return target


@pytest.fixture
def keyed(data: Path, made_key: tuple[dict[str, Any], str]) -> Path:
    """Return a folder whose desk can seal, so that lists are read."""
    with opened(Settings(data=data)), db.transaction() as tx:
        tx.execute(insert(DeskKey), made_key[0])
    return data


def load(data: Path, file: Path) -> CompletedProcess[str]:
    """Look at a list by the command, in a process that read nothing before."""
    with from_nothing():
        return run("invite", "load", str(file), "--dry-run", data=data, stdin=TYPED, **WITHOUT)


@pytest.mark.parametrize("part", PARTS)
def test_the_list_of_this_test_is_read(tmp_path: Path, keyed: Path, part: str) -> None:
    done = load(keyed, write_list(tmp_path / "list.xlsx", part, "", "王"))
    assert done.returncode == 0, done.stderr
    assert "2" in done.stdout


@pytest.mark.parametrize("part", PARTS)
def test_a_workbook_reads_no_other_file(tmp_path: Path, keyed: Path, part: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    done = load(keyed, write_list(tmp_path / "list.xlsx", part, doctype, "&e;"))
    assert SECRET not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("part", PARTS)
def test_a_workbook_of_entities_within_entities_does_not_grow(
    tmp_path: Path, keyed: Path, part: str
) -> None:
    doctype = f'<!DOCTYPE x [<!ENTITY l0 "ha">{BILLION}]>'
    done = load(keyed, write_list(tmp_path / "list.xlsx", part, doctype, "&l9;"))
    assert done.returncode == 1
    assert len(done.stdout + done.stderr) < 10_000
    assert "Traceback" not in done.stderr

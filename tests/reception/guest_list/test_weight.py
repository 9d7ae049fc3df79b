"""A guest list takes a bounded memory, whatever somebody packed into it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.config import ROOT
from tests.reception.guest_list.test_workbooks import BOMBS, HEAD, bomb, raw, sst, text_cell

MOST_MB = 200
"""What a list may take beside the program; before, 380 kB took 1.5 GB, and 643 kB took 8.4 GB."""
READ = """
import sys
from pathlib import Path
from kiosk.booth.checkin.guest_list import reader
from kiosk.shell.spreadsheets import workbook
from kiosk.content.catalog import Catalog
from kiosk.content.service import bundled
from kiosk.errors import Refused

def peak():
    if sys.platform == "win32":
        import psutil
        return psutil.Process().memory_info().peak_wset
    status = Path("/proc/self/status").read_text().splitlines()
    return 1024 * int(next(line.split()[1] for line in status if line.startswith("VmHWM")))

catalog = Catalog(bundled().pack, bundled().digest)
before = peak()
try:
    said = f"{len(reader.read_file(Path(sys.argv[1]), catalog).rows)} rows"
except Refused as refused:
    said = refused.en
print((peak() - before) // 2**20, said)
"""
INSIDE = {
    "a long string of emoji": lambda: sst(f"<si><t>{'x' * 999_000}😀</t></si>" * 39),
    "as many strings as a list may have": lambda: sst("<si/>" * 400_000),
}
"""What is within the limits, and so must be read in little memory."""


def measured(file: Path) -> tuple[int, str]:
    """Read a list in a process of its own; return the memory that it took in MB, and its words."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    megabytes, _, said = done.stdout.partition(" ")
    return int(megabytes), said


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_takes_little_memory_until_it_is_refused(tmp_path: Path, name: str) -> None:
    part, data = BOMBS[name]
    megabytes, said = measured(bomb(tmp_path, part, data()))
    assert "too large" in said
    assert megabytes < MOST_MB


ROWS: dict[str, Callable[[], str]] = {
    "a row of millions of cells": lambda: f"<row>{'<c/>' * 7_000_000}</row>",
    "millions of rows": lambda: "<row/>" * 7_000_000,
    "letters without end": lambda: f"<row>{text_cell('', 'x' * 999_999)}</row>" * 45,
    "formulas without result": lambda: "<row>" + "<c><f/></c>" * 10_000 + "</row>" + "<row/>" * 9,
}


@pytest.mark.parametrize("name", ROWS)
def test_a_sheet_takes_little_memory_however_it_is_filled(tmp_path: Path, name: str) -> None:
    megabytes, said = measured(raw(tmp_path, HEAD.format("") + ROWS[name]()))
    assert "too large" in said or said.strip() == "0 rows"
    assert megabytes < MOST_MB


@pytest.mark.parametrize("name", INSIDE)
def test_what_is_within_the_limits_is_read_in_little_memory(tmp_path: Path, name: str) -> None:
    megabytes, said = measured(bomb(tmp_path, "xl/sharedStrings.xml", INSIDE[name]()))
    assert said.strip() == "1 rows"
    assert megabytes < MOST_MB

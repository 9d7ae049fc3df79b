"""Print how fast a workbook of questions is taken in, as a ratio to openpyxl's bare reading of it.

Run `python -m tests.bench.content`. The bare reading opens the file read-only, the faster way, and
walks through all rows; ours reads, checks and refuses, and puts the rows into the manuscript.
Both take turns; the ratio is the median of their rates.
"""

from __future__ import annotations

import argparse
import copy
import statistics
import tempfile
import time
from pathlib import Path

import openpyxl

from kiosk.config import Settings
from kiosk.office.editor import manuscript
from kiosk.office.editor.sections import Tree
from kiosk.office.editor.workbook import reading
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.editor.workbooks import bundled, exported

ROUNDS = 5
QUESTIONS = 5_000


def many(count: int) -> Tree:
    """Return the bundled content with so many questions, in all its topics."""
    tree = bundled()
    every = [each for topic in tree["topics"] for each in topic["questions"]]
    for topic in tree["topics"]:
        topic["questions"] = []
    for number in range(count):
        held = copy.deepcopy(every[number % len(every)]) | {"id": f"question-{number}"}
        held["prompt"]["zh"] += f"（{number}）"
        tree["topics"][number % len(tree["topics"])]["questions"].append(held)
    return tree


def bare(path: Path) -> float:
    """Return the seconds of openpyxl's own reading."""
    begun = time.perf_counter()
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass
    book.close()
    return time.perf_counter() - begun


def ours(path: Path) -> float:
    """Return the seconds in which the file is in the manuscript, which is dropped again."""
    begun = time.perf_counter()
    with db.transaction() as tx:
        found = reading.propose(tx, reading.open_file(path), path.name)
        reading.take(tx, found, who="bench")
    spent = time.perf_counter() - begun
    assert not found.refused
    print(f"    {len(found.added)} new rows, {len(found.same)} the same")
    with db.transaction() as tx:
        manuscript.discard(tx)
    return spent


def main() -> None:
    """Take turns, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    count = parser.parse_args().questions
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "questions.xlsx"
        path.write_bytes(exported(many(count)))
        print(f"{count} questions, {path.stat().st_size // 1000} kB")
        with opened(Settings(data=Path(folder) / "data")):
            pairs = [(bare(path), ours(path)) for _ in range(ROUNDS)]
    for name, spent in zip(("openpyxl", "ours"), zip(*pairs, strict=True), strict=True):
        print(
            f"{name:10} {statistics.median(spent):.2f} s, {count / statistics.median(spent):.0f}/s"
        )
    print(f"ratio      {statistics.median(one / other for one, other in pairs):.2f}, at least 0.5")


if __name__ == "__main__":
    main()

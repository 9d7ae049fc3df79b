"""Print how fast exports are written, as ratios to bare writers on the same rows.

Run `python -m tests.bench.export`. A million answers of quizzes stand in SQLite and in PostgreSQL;
`csv` is compared with a bare `csv.writer`, `xlsx` with plain `worksheet.write` of xlsxwriter, each
on the rows of the very query, read by the driver alone. Every run is a process of its own, so that
its peak of memory is its own; ours and the bare one take turns, and ratios are medians.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from sqlalchemy import Connection, Select

from kiosk.booth.quiz import tables
from kiosk.booth.quiz.records import KIND as QUIZ
from kiosk.config import Settings
from kiosk.content import editions
from kiosk.counts.filters import Filters
from kiosk.counts.tables import CHUNK
from kiosk.journal.bulk import new_batch
from kiosk.journal.records import Record, canonical
from kiosk.office.exports.formats import Export
from kiosk.office.exports.tables import open_table
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.postgres import Home, Server
from tests.process import ROOT
from tests.sync.laptops import sheet

ROUNDS = 3
ANSWERS = 1_000_000
A_ROUND = 11
"""Answers of a round of ten questions: one is asked again."""
A_BATCH = 1000
FORMS = ("csv", "jsonl", "xlsx")


def fill(answers: int) -> None:
    """Put so many answers into the read tables."""
    body, rounds = canonical(sheet(10)), answers // A_ROUND
    for begin in range(0, rounds, A_BATCH):
        batch = new_batch(db.engine.dialect.name)
        for seq in range(begin + 1, min(begin + A_BATCH, rounds) + 1):
            record = Record(
                device="d" * 32,
                epoch="e" * 32,
                seq=seq,
                kind=QUIZ.name,
                version=QUIZ.version,
                sitting=f"{seq:032x}",
                event="bench/2026",
                unit="criminal",
                booth="7",
                pack="p" * 64,
                made_at=f"2026-12-20T{seq % 24:02}:{seq % 60:02}:00.000000Z",
                body=body,
                sealed=None,
                sealed_digest=None,
                digest=bytes(32),
            )
            batch.add_rows(record, QUIZ.rows(record))
        with db.transaction() as tx:
            batch.write(tx)


def query_of(tx: Connection) -> str:
    """Return the statement that the export runs."""
    found: list[Select[Any]] = []
    given = tables.chunks

    def catch(_tx: Connection, query: Select[Any]) -> Iterator[Any]:
        found.append(query)
        return iter(())

    tables.chunks = catch
    try:
        tables.answers(tx, Filters(), editions.packs(tx))
    finally:
        tables.chunks = given
    return str(found[0].compile(dialect=tx.dialect, compile_kwargs={"literal_binds": True}))


def bare_rows(tx: Connection) -> Iterator[Any]:
    """Yield the rows as the driver alone reads them, some at a time."""
    driver: Any = tx.connection.driver_connection
    statement = query_of(tx).replace("%%", "%")
    cursor = driver.cursor("bench") if tx.dialect.name == "postgresql" else driver.cursor()
    cursor.execute(statement)
    while rows := cursor.fetchmany(CHUNK):
        yield from rows


def write_bare(tx: Connection, form: str, path: Path) -> None:
    """Write the rows as plain programs do."""
    if form == "csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(bare_rows(tx))
        return
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(bare_rows(tx)):
            for place, value in enumerate(row):
                sheet.write(number, place, value)


def write_ours(tx: Connection, form: str, path: Path) -> float:
    """Write an export; return after how many seconds its first bytes were there."""
    begun, first = time.perf_counter(), 0.0
    table = open_table(tx, "quiz", Filters(), is_long=True)
    export = Export(table, form, Filters(), datetime.now().astimezone())
    if form == "xlsx":
        export.write(path, lambda _count: None)
        return 0.0
    with path.open("wb") as file:
        for block in export.stream(lambda _count: None):
            first = first or time.perf_counter() - begun
            file.write(block)
    return first


def one(way: str, form: str, settings: Settings) -> None:
    """Write once, and print seconds, those to the first byte, and the peak of memory in MB."""
    with opened(settings), tempfile.TemporaryDirectory() as folder, db.engine.connect() as tx:
        path, begun, first = Path(folder) / "out", time.perf_counter(), 0.0
        if way == "ours":
            first = write_ours(tx, form, path)
        else:
            write_bare(tx, form, path)
        seconds = time.perf_counter() - begun
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([seconds, first, most]))


def measure(way: str, form: str, settings: Settings) -> tuple[float, float, float]:
    """Write once in a process of its own; return seconds, those to the first byte, MB at most."""
    words = [sys.executable, "-m", "tests.bench.export", "--one", way, form]
    words += ["--data", str(settings.data)]
    environment = os.environ | {"KIOSK_DATABASE": settings.database}
    done = subprocess.run(
        words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    seconds, first, most = json.loads(done.stdout)
    return seconds, first, most


def compare(name: str, settings: Settings, answers: int, rounds: int) -> None:
    """Print what each format takes on one database."""
    for form in FORMS:
        ratios, firsts, peaks, rates = [], [], [], []
        for _ in range(1 if form == "xlsx" else rounds):
            seconds, first, most = measure("ours", form, settings)
            if form != "jsonl":
                ratios.append(measure("bare", form, settings)[0] / seconds)
            firsts.append(first)
            peaks.append(most)
            rates.append(answers / seconds)
        ratio = f"{statistics.median(ratios):.2f} of bare; " if ratios else ""
        start = f"first byte {max(firsts):.2f} s; " if form != "xlsx" else ""
        rate = statistics.median(rates)
        print(f"{name} {form}: {ratio}{rate:,.0f} rows/s; {start}{max(peaks):.0f} MB", flush=True)


def main() -> None:
    """Fill both databases, and print everything."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--answers", type=int, default=ANSWERS, help="answers in each database")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is tried")
    parser.add_argument("--one", nargs=2, metavar=("WAY", "FORM"), help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        database = os.environ.get("KIOSK_DATABASE", "")
        one(*given.one, Settings(data=given.data, database=database))
        return
    home = Home()
    try:
        with tempfile.TemporaryDirectory() as folder:
            database = Server(home).make().create_database()
            places = {
                "SQLite": Settings(data=Path(folder) / "sqlite"),
                "PostgreSQL": Settings(data=Path(folder) / "server", database=database),
            }
            for name, settings in places.items():
                with opened(settings):
                    fill(given.answers)
                compare(name, settings, given.answers, given.rounds)
    finally:
        home.close()


if __name__ == "__main__":
    main()

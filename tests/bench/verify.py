"""Print how fast `journal verify` goes, as a ratio to a bare reading of the same rows.

Run `python -m tests.bench.verify`. It fills a folder with simulated people, then takes turns: our
chain and read tables compared, and a bare pass that reads every row of the same tables by the
driver alone and hashes every record's body. Ratios and records a second are medians.
"""

from __future__ import annotations

import argparse
import hashlib
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection

from kiosk.config import Settings
from kiosk.journal import kinds, service
from kiosk.office.upkeep.commands import first_fault
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.process import run

ROUNDS = 5


def bare(file: Path) -> None:
    """Read each row of the journal and of the read tables, and hash each body."""
    with sqlite3.connect(file) as database:
        for row in database.execute("SELECT * FROM record ORDER BY device, epoch, seq"):
            hashlib.sha256(row[11]).digest()
        for table in kinds.read_tables():
            query = f"SELECT * FROM {table} ORDER BY device, epoch, seq"
            for _row in database.execute(query):
                pass


def ours(tx: Connection) -> None:
    """Verify as the command does."""
    fault = first_fault(tx, lambda _count: None)
    assert fault is None, fault


def seconds(work: Callable[[], None]) -> float:
    """Return the processor's seconds that a piece of work takes."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    people = parser.parse_args().people
    with tempfile.TemporaryDirectory() as folder:
        held = Settings(data=Path(folder, "data"))
        run("demo", "--people", str(people), "--seed", "4", data=held.data)
        with opened(held), db.transaction() as tx:
            records = service.count_all(tx)
            pairs = [
                (seconds(lambda: bare(held.database_file)), seconds(lambda: ours(tx)))
                for _ in range(ROUNDS)
            ]
    ratio = statistics.median(own / plain for plain, own in pairs)
    speed = records / statistics.median(own for _, own in pairs)
    print(f"{records} records: {speed:,.0f} a second, {ratio:.1f} times a bare reading")


if __name__ == "__main__":
    main()

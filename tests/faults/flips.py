"""Flip single bits of a data folder and see what finds them: `python -m tests.faults.flips`.

A folder with people, packs, pictures and feedback is copied, one random bit of its database or log
is flipped, and the copy is read whole. Where its content changed, or cannot be read any more, the
program is asked: does it refuse to start, mend it by itself, or does `journal verify` name it?
"""

from __future__ import annotations

import argparse
import logging
import shutil
import sqlite3
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from kiosk.config import Settings
from kiosk.content import damage
from kiosk.errors import KioskError
from kiosk.office.upkeep.commands import first_fault
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.process import BoothProcess, run

OWN = ("sqlite_stat1", "sqlite_sequence")
START, VERIFY, MENDED, NOTHING = "start", "verify", "mended", "nothing"
RESCUED = "rescued"
"""The start says that the log was damaged, and puts the records back."""
Content = dict[str, list[Any]] | None
"""Every row by its table; None where something cannot be read."""


@dataclass(frozen=True)
class Flip:
    """One flipped bit: in which file, of which tables the content changed, and what found it."""

    file: str
    tables: tuple[str, ...]
    found_by: str
    words: str = ""


def content_of(folder: Path) -> Content:
    """Read every row of every table, from copies, so that nothing is taken into the database."""
    with tempfile.TemporaryDirectory() as other:
        copy = Path(shutil.copytree(folder, Path(other, "copy")), "kiosk.db")
        try:
            with closing(sqlite3.connect(copy)) as connection:
                connection.text_factory = bytes
                names = "SELECT name FROM sqlite_master WHERE type = 'table'"
                tables = [bytes(name).decode() for (name,) in connection.execute(names)]
                return {
                    table: sorted(connection.execute(f'SELECT * FROM "{table}"'), key=repr)
                    for table in tables
                    if table not in OWN
                }
        except (sqlite3.Error, UnicodeDecodeError):
            return None


def changed(before: Content, after: Content) -> tuple[str, ...]:
    """Name the tables whose content changed; `?` where the database cannot be read."""
    assert before is not None
    if after is None:
        return ("?",)
    return tuple(sorted(t for t in before.keys() | after.keys() if before.get(t) != after.get(t)))


def flip(folder: Path, random: Random) -> str:
    """Flip one random bit of the database or its log; return the file's name."""
    files = [path for path in sorted(folder.glob("kiosk.db*")) if path.suffix != ".db-shm"]
    sizes = [path.stat().st_size for path in files]
    (path,) = random.choices(files, sizes)
    with path.open("r+b") as file:
        place = random.randrange(path.stat().st_size)
        file.seek(place)
        byte = file.read(1)[0] ^ (1 << random.randrange(8))
        file.seek(place)
        file.write(bytes([byte]))
    return path.name


def ask(folder: Path, before: Content) -> tuple[str, str]:
    """Ask the program what it finds; return by what, and in which words."""
    try:
        with opened(Settings(data=folder)):
            if damage.found():
                return START, "a pack is damaged"
            with db.transaction() as tx:
                fault = first_fault(tx, lambda _count: None)
    except KioskError as error:
        return START, error.en.splitlines()[0]
    except Exception as error:  # It is a fault if the program does not say it in words.
        return NOTHING, f"traceback: {error!r}"
    if fault:
        return VERIFY, fault
    if not changed(before, content_of(folder)):
        return MENDED, ""
    return (RESCUED if list(folder.glob("kiosk-damaged-*")) else NOTHING), ""


@contextmanager
def quiet() -> Iterator[None]:
    """Let the program log nothing meanwhile."""
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)


def prepare(folder: Path, people: int) -> None:
    """Make a folder with people, an account, a desk key, and part of it still in the log."""
    made = run("demo", "--people", str(people), "--seed", "5", data=folder)
    assert made.returncode == 0, made.stderr
    with BoothProcess(folder, KIOSK_DESK_PASSPHRASE="a long passphrase 1") as booth:
        added = run("staff", "add", "chief", "--role", "admin", data=folder)
        assert added.returncode == 0, added.stderr
        booth.kill()


def try_flips(count: int, seed: int, people: int) -> list[Flip]:
    """Flip as many single bits, each on a copy of its own."""
    random, found = Random(seed), []
    with tempfile.TemporaryDirectory() as place, quiet():
        source = Path(place, "source")
        prepare(source, people)
        before = content_of(source)
        for _ in range(count):
            folder = Path(shutil.copytree(source, Path(place, "copy")))
            file = flip(folder, random)
            tables = changed(before, content_of(folder))
            by, words = ask(folder, before) if tables else ("", "")
            found.append(Flip(file, tables, by, words))
            with suppress(OSError):
                shutil.rmtree(folder)
    return found


def summary(flips: list[Flip]) -> str:
    """Return how many flips changed content, and what found them, by table."""
    harmful = [each for each in flips if each.tables]
    lines = [f"{len(flips)} bits flipped, {len(harmful)} changed content"]
    by_table: dict[str, Counter[str]] = {}
    for each in harmful:
        by_table.setdefault(", ".join(each.tables), Counter())[each.found_by] += 1
    for tables, counts in sorted(by_table.items(), key=lambda item: -item[1].total()):
        lines.append(f"  {tables[:60]:60} {dict(counts)}")
    total = Counter(each.found_by for each in harmful)
    lines.append(f"found by: {dict(total)}")
    lines += [f"  not found: {each}" for each in harmful if each.found_by == NOTHING]
    return "\n".join(lines)


def main() -> None:
    """Flip, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flips", type=int, default=300)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--people", type=int, default=150)
    given = parser.parse_args()
    sys.stdout.write(summary(try_flips(given.flips, given.seed, given.people)) + "\n")


if __name__ == "__main__":
    main()

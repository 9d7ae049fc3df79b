"""Print how fast staff's content is taken in, looked at and published, beside bare baselines.

Run `python -m tests.bench.content`.

- A workbook of 5,000 questions, as a ratio to openpyxl's bare reading of it. The bare reading opens
  the file read-only, the faster way, and walks through all rows; ours reads, checks and refuses,
  and puts the rows into the manuscript. Target: 0.5.
- The preview of each kind of page, of the bundled content and of 5,000 questions, beside the page
  that people meet first. Target: 0.3 s.
- Publishing a pack with 300 pictures of 60 to 120 kB, with the program just started and once the
  pictures were looked at, beside Pillow's bare unpacking of them and SQLite's bare writing. Target:
  5 s.

All take turns with their baselines; what is printed is the median. Seconds are the processor's, so
that whatever else the machine does counts little; of publishing, which waits for the disk, they are
those of the clock on the wall too.
"""

from __future__ import annotations

import argparse
import copy
import io
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import openpyxl
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import delete, insert

from kiosk.config import Settings
from kiosk.content import pictures as looked_at
from kiosk.content import svg
from kiosk.office.editor import manuscript, publishing
from kiosk.office.editor.models import ManuscriptFile
from kiosk.office.editor.sections import Tree
from kiosk.office.editor.workbook import reading
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.conftest import Browser
from tests.editor.test_pages import address, spots
from tests.editor.workbooks import bundled, exported
from tests.staff.test_pages import sign_in

ROUNDS, PUBLISHINGS = 5, 3
QUESTIONS, PICTURES = 5_000, 300
KINDS = (("jpg", "JPEG", 1200, 0.07), ("png", "PNG", 210, 0.5), ("webp", "WEBP", 1000, 0.08))
"""Of pictures: the ending, the format, the longer side, and how much of it is grain."""


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
    """Return the seconds of the processor for openpyxl's own reading."""
    begun = time.process_time()
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass
    book.close()
    return time.process_time() - begun


def ours(path: Path) -> float:
    """Return the seconds in which the file is in the manuscript, which is dropped again."""
    begun = time.process_time()
    with db.transaction() as tx:
        found = reading.propose(tx, reading.open_file(path), path.name)
        reading.take(tx, found, who="bench")
    spent = time.process_time() - begun
    assert not found.refused
    print(f"    {len(found.added)} new rows, {len(found.same)} the same")
    with db.transaction() as tx:
        manuscript.discard(tx)
    return spent


def pictures(count: int) -> dict[str, bytes]:
    """Return pictures as cameras and drawing programs write them, of 60 to 120 kB."""
    chance, found = Random(count), {}
    for number in range(count):
        ending, way, side, grain = KINDS[number % len(KINDS)]
        colours = [Image.frombytes("L", (24, 16), chance.randbytes(384)) for _ in "RGB"]
        image = Image.merge("RGB", colours).resize((side, side * 2 // 3), Image.Resampling.BICUBIC)
        rough = Image.effect_noise(image.size, 60).convert("RGB")
        file = io.BytesIO()
        Image.blend(image, rough, grain).save(file, way)
        found[f"picture-{number}.{ending}"] = file.getvalue()
    return found


def unpacked(held: dict[str, bytes]) -> None:
    """Unpack pictures by Pillow alone."""
    for data in held.values():
        with Image.open(io.BytesIO(data)) as image:
            image.load()


def written(held: dict[str, bytes], folder: Path) -> None:
    """Write pictures by SQLite alone, in one transaction that is safe on disk."""
    file = folder / "bare.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE picture (name TEXT PRIMARY KEY, data BLOB)")
        connection.executemany("INSERT INTO picture VALUES (?, ?)", held.items())
    file.unlink()


def publish() -> None:
    """Publish what is in the manuscript, to the commit."""
    with db.transaction() as tx:
        publishing.publish(tx, who="bench")


def spent(work: Callable[..., object], *given: object) -> float:
    """Return the seconds of the processor that a call takes."""
    begun = time.process_time()
    work(*given)
    return time.process_time() - begun


def print_workbook(path: Path, count: int) -> None:
    """Take a workbook in, in turn with openpyxl."""
    pairs = [(bare(path), ours(path)) for _ in range(ROUNDS)]
    for name, seconds in zip(("openpyxl", "ours"), zip(*pairs, strict=True), strict=True):
        middle = statistics.median(seconds)
        print(f"    {name:10} {middle:.2f} s, {count / middle:.0f}/s")
    ratio = statistics.median(one / other for one, other in pairs)
    print(f"    ratio      {ratio:.2f}, at least 0.5")


def print_previews(client: FlaskClient) -> None:
    """Look at a part of each section, in turn with the first page that people meet."""
    firsts = {spot.section.name: spot for spot in reversed(spots())}
    found: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        found.setdefault("the first page", []).append(spent(client.get, "/"))
        for name, spot in firsts.items():
            path = address(spot).replace("/content/", "/look/", 1)
            found.setdefault(name, []).append(spent(client.get, path))
    medians = {name: statistics.median(every) for name, every in found.items()}
    base = medians.pop("the first page")
    slowest = max(medians, key=lambda name: medians[name])
    print(f"    the first page {base:.3f} s")
    print(
        f"    slowest preview ({slowest}) {medians[slowest]:.3f} s, at most 0.3; "
        f"{medians[slowest] / base:.1f} times"
    )


def print_publishing(folder: Path) -> None:
    """Publish pictures, in turn with Pillow and SQLite."""
    held = pictures(PICTURES)
    sizes = sorted(map(len, held.values()))
    print(f"    {PICTURES} pictures, {sizes[0] // 1000} to {sizes[-1] // 1000} kB each")
    found: dict[str, list[tuple[float, float]]] = {}

    def measure(name: str, work: Callable[..., object], *given: object) -> None:
        begun = time.perf_counter()
        busy = spent(work, *given)
        found.setdefault(name, []).append((time.perf_counter() - begun, busy))

    for number in range(PUBLISHINGS):
        with opened(Settings(data=folder / f"publish-{number}")):
            for each in (looked_at.FOUND, svg.STILL, publishing.FOUND):
                each.forget()
            for name in ("just started", "looked at before"):
                with db.transaction() as tx:
                    manuscript.put_file(tx, "begun.jpg", held["picture-0.jpg"])
                    again = ManuscriptFile.name.in_(held)  # Those of the pack that was published.
                    tx.execute(delete(ManuscriptFile).where(again))
                    rows = [{"name": each, "data": data} for each, data in held.items()]
                    tx.execute(insert(ManuscriptFile), rows)
                measure(name, publish)
        measure("bare unpacking", unpacked, held)
        measure("bare writing", written, held, folder)
    for name, every in found.items():
        wall, busy = map(statistics.median, zip(*every, strict=True))
        print(f"    {name:16} {wall:.2f} s, the processor {busy:.2f} s")
    print("    at most 5 s")


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    count = parser.parse_args().questions
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "questions.xlsx"
        path.write_bytes(exported(many(count)))
        with opened(Settings(data=folder / "data")) as app:
            print(f"A workbook of {count} questions, {path.stat().st_size // 1000} kB")
            print_workbook(path, count)
            app.test_client_class = Browser
            client = sign_in(app.test_client())
            print("Previews of the bundled content")
            print_previews(client)
            with db.transaction() as tx:
                found = reading.propose(tx, reading.open_file(path), path.name)
                reading.take(tx, found, who="bench")
            print(f"Previews of {count} questions")
            print_previews(client)
        print("Publishing")
        print_publishing(folder)


if __name__ == "__main__":
    main()

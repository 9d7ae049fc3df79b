"""Print how fast a booth is, each rate as a ratio to a bare twin measured the same way.

Run `python -m tests.bench.booth`. Machines are noisy: each ratio is the median of several rounds in
which the booth and its twin take turns.
"""

from __future__ import annotations

import argparse
import re
import secrets
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from kiosk.booth.cards import service
from kiosk.booth.quiz.rules import to_repeat
from kiosk.booth.quiz.service import Round, _decode
from kiosk.config import Settings
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.content.load import Loaded, digest
from kiosk.content.service import bundled, require_whole
from kiosk.shell import qr
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.bench.load import Timing, fire, get, post
from tests.process import ROOT, BoothProcess, free_port

ROUNDS = 5
CLIENTS = (4, 16)
LINKED = re.compile(r'(?:src|href)="(/static/[^"]+|/pack/[^"]+)"')
IMPORTED = re.compile(r'from\s+"(\./[^"]+)"')


def main() -> None:
    """Measure and print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=1200, help="requests a round")
    count = parser.parse_args().requests
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        started = time.perf_counter()
        with BoothProcess(data) as booth:
            urllib.request.urlopen(booth.address).read()
            print(f"first start to first page: {time.perf_counter() - started:.2f} s")
        ask_single_choices(data)
        with BoothProcess(data) as booth, twin(Path(folder) / "twin.db") as twin_port:
            urllib.request.urlopen(booth.address).read()
            compare(booth, twin_port, count)
            memory(booth)
            pages(booth)
            second_start(booth)
    cards()
    environment()


def ask_single_choices(data: Path) -> None:
    """Leave single choices alone in the pack, which former versions were measured by."""
    pack = require_whole(bundled())
    topics = tuple(
        msgspec.structs.replace(
            topic, questions=tuple(each for each in topic.questions if each.kind == "single")
        )
        for topic in pack.topics
    )
    pack = msgspec.structs.replace(pack, version=pack.version + 1, topics=topics)
    with opened(Settings(data=data)), db.transaction() as tx:
        content.publish(tx, Loaded(pack, bundled().images, digest(pack, bundled().images), []))
        content.show_latest(tx)


@contextmanager
def twin(database: Path) -> Iterator[int]:
    """Run the bare twin; give its port."""
    port = free_port()
    command = [sys.executable, str(Path(__file__).with_name("twin.py")), str(database), str(port)]
    process = subprocess.Popen(command)
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/").read()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.kill()
        process.wait()


def compare(booth: BoothProcess, twin_port: int, count: int) -> None:
    """Print the three ratios for each number of clients."""
    for clients in CLIENTS:
        page, answer, last = [], [], []
        for _ in range(ROUNDS):
            sittings = start_rounds(booth, count // 5)
            bare_page = fire(twin_port, [get("/")] * count, clients, 200)
            views = [get("/quiz/1", f"sitting={sitting}") for sitting in sittings] * 5
            page.append((fire(booth.port, views, clients, 200), bare_page))
            inserts = [post("/insert", "question=anti-fraud-003&shown=1&option=a")] * count
            bare_insert = fire(twin_port, inserts, clients, 303)
            answer.append((answers(booth, sittings, clients), bare_insert))
            last.append((last_answers(booth, sittings, clients), bare_insert))
        report(f"question page, {clients} clients", page)
        report(f"confirmed answer, {clients} clients", answer)
        report(f"end of quiz, {clients} clients", last)


def report(name: str, pairs: list[tuple[Timing, Timing]]) -> None:
    """Print the median ratio of rates, and our latencies."""
    ratio = statistics.median(ours.rate / bare.rate for ours, bare in pairs)
    rate = statistics.median(ours.rate for ours, _ in pairs)
    p99 = statistics.median(ours.p99 for ours, _ in pairs)
    bare_p99 = statistics.median(bare.p99 for _, bare in pairs)
    print(
        f"{name}: ratio {ratio:.2f}  ({rate:.0f}/s, p99 {p99:.1f} ms; bare p99 {bare_p99:.1f} ms)"
    )


def start_rounds(booth: BoothProcess, count: int) -> list[str]:
    """Start `count` rounds of five questions; return their sittings."""
    sittings = [secrets.token_hex(16) for _ in range(count)]
    fire(booth.port, [post("/quiz/start", "length=5", f"sitting={s}") for s in sittings], 4, 303)
    return sittings


def drafts(booth: BoothProcess) -> dict[str, Round]:
    """Read the rounds under way from the booth's database."""
    with sqlite3.connect(booth.data / "kiosk.db") as held:
        rows = held.execute("SELECT sitting, state FROM draft WHERE kind = 'quiz'").fetchall()
    return {sitting: _decode(state) for sitting, state in rows}


def answers(booth: BoothProcess, sittings: list[str], clients: int) -> Timing:
    """Answer every question of each round but the repeated one."""
    held = drafts(booth)
    timings = []
    for number in range(1, 6):
        forms = [
            answer_form(sitting, number, held[sitting].drawn[number - 1]) for sitting in sittings
        ]
        timings.append(fire(booth.port, forms, clients, 303))
    return Timing(
        statistics.harmonic_mean([timing.rate for timing in timings]),
        statistics.median(timing.p50 for timing in timings),
        max(timing.p99 for timing in timings),
    )


def last_answers(booth: BoothProcess, sittings: list[str], clients: int) -> Timing:
    """Answer the repeated question of each round, which appends its record and rows."""
    held = drafts(booth)
    forms = [answer_form(each, 6, to_repeat(held[each].answers)) for each in sittings]
    return fire(booth.port, forms, clients, 303)


def answer_form(sitting: str, number: int, question: str) -> bytes:
    """Return the form of one answer."""
    shown = time.time_ns() // 1_000_000
    body = f"question={question}&shown={shown}&option=a"
    return post(f"/quiz/{number}", body, f"sitting={sitting}")


def memory(booth: BoothProcess) -> None:
    """Print the memory of the booth's process after more than 1,000 quizzes (Linux)."""
    assert booth._process is not None
    status = Path(f"/proc/{booth._process.pid}/status")
    if status.exists():
        found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text())
        records = booth.get("/healthz")["records"]
        print(f"memory after {records} records: {int(found[1]) / 1024 if found else 0:.0f} MB")


def pages(booth: BoothProcess) -> None:
    """Print the bytes of the heaviest page with all it loads, without the font."""
    paths = ["/", "/home", "/quiz/", "/survey/", "/feedback/praise", "/cards/", "/cards/hotlines"]
    sizes = {path: weigh(booth.address, path) for path in paths}
    heaviest = max(sizes, key=lambda path: sizes[path])
    print(f"heaviest page: {heaviest} {sizes[heaviest] / 1000:.0f} kB (without font and word list)")


def weigh(address: str, path: str, cookie: str = "") -> int:
    """Return the bytes of a page and of every file of ours that it names."""
    seen: dict[str, int] = {}
    todo = [path]
    while todo:
        each = todo.pop()
        if each.split("?")[0] in seen:
            continue
        asked = urllib.request.Request(address + each, headers={"Cookie": cookie})
        body = urllib.request.urlopen(asked).read()
        seen[each.split("?")[0]] = len(body)
        text = body.decode(errors="ignore")
        if each == path:
            todo += LINKED.findall(text)
        elif each.split("?")[0].endswith(".js"):
            folder = each.split("?")[0].rsplit("/", 1)[0]
            todo += [f"{folder}/{name[2:]}" for name in IMPORTED.findall(text)]
    return sum(seen.values())


def second_start(booth: BoothProcess) -> None:
    """Print the time from starting again to the first page."""
    booth.kill()
    started = time.perf_counter()
    booth.start()
    urllib.request.urlopen(booth.address).read()
    print(f"start to first page: {time.perf_counter() - started:.2f} s")


def cards() -> None:
    """Print the milliseconds that one card's QR code takes, drawn anew."""
    loaded = bundled()
    assert loaded.pack is not None
    catalog = Catalog(loaded.pack, loaded.digest)
    card = loaded.pack.cards[0]
    held = service.contact(catalog, card)
    drawing: list[tuple[str, Callable[[bytes], bytes]]] = [("SVG", qr.svg), ("PNG", qr.png)]
    for name, draw in drawing:
        spent = []
        for _ in range(10):
            qr.matrix.cache_clear()
            begun = time.perf_counter()
            draw(held)
            spent.append(1000 * (time.perf_counter() - begun))
        print(f"QR card as {name}: {statistics.median(spent):.0f} ms")


def environment() -> None:
    """Print the size of an environment that holds requirements.txt only."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        scripts = "Scripts" if sys.platform == "win32" else "bin"
        pip = [str(Path(folder, scripts, "python")), "-m", "pip", "install", "-q"]
        subprocess.run(
            [*pip, "-r", str(ROOT / "requirements.txt")], check=True, capture_output=True
        )
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
    print(f"installed environment: {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()

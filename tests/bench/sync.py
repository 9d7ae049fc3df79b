"""Print how fast central takes bundles in, as ratios to a bare `COPY` of the same rows.

Run `python -m tests.bench.sync`; `--million` holds a million records first, `--booths 600` lets so
many booths arrive at once. Bundles of quiz rounds (ten answers, one question asked again) go over
HTTP to real central processes on a real PostgreSQL. The bare twin copies the same rows, as text
made beforehand, into the same tables of another database of the same server, on one connection, and
commits as often. Machines are noisy: both take turns, and ratios are medians.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import msgspec
import psutil
import psycopg
from nacl.signing import SigningKey
from sqlalchemy import insert

from kiosk import clock
from kiosk.app import register_kinds
from kiosk.booth.quiz.records import KIND as QUIZ
from kiosk.config import Settings
from kiosk.journal.bulk import CopyBatch, copy_statement
from kiosk.journal.records import GENESIS, Record, canonical, chain_digest
from kiosk.startup import opened
from kiosk.storage.db import db
from kiosk.sync.booth import address, link, outbox
from kiosk.sync.booth.client import Client
from kiosk.sync.format import bundle
from kiosk.sync.format.bundle import Header, JournalStatement
from kiosk.sync.format.models import Device
from tests.bench.load import Timing, fire, get, post
from tests.postgres import Home, Server
from tests.process import BoothProcess, CentralProcess
from tests.sync.laptops import sheet
from tests.sync.sites import Site

ROUNDS = 3
RECORDS, A_BUNDLE = 20_000, outbox.RECORDS
TABLES = ("record", "quiz_round", "quiz_answer")
_devices = itertools.count(1)


@dataclass(frozen=True)
class Load:
    """Hold a device's journal: its bundles, and the same rows as blocks of text."""

    device: str
    key: SigningKey
    bundles: list[bytes]
    blocks: list[dict[str, bytes]]


def journal(records: int, size: int = A_BUNDLE, *, has_blocks: bool = False) -> Load:
    """Make the journal of one device."""
    device, epoch, key = f"{next(_devices):032x}", "e" * 32, SigningKey.generate()
    body, made = canonical(sheet(10)), []
    previous = GENESIS
    for seq in range(1, records + 1):
        record = Record(
            device=device,
            epoch=epoch,
            seq=seq,
            kind=QUIZ.name,
            version=QUIZ.version,
            sitting=f"{seq:032x}",
            event="bench/2026",
            unit="criminal",
            booth="7",
            pack="p" * 64,
            made_at="2026-12-20T01:02:00.000000Z",
            body=body,
            sealed=None,
            sealed_digest=None,
            digest=GENESIS,
        )
        record = msgspec.structs.replace(record, digest=chain_digest(previous, record))
        previous = record.digest
        made.append(record)
    parts = [made[begin : begin + size] for begin in range(0, records, size)]
    end = JournalStatement(epoch=epoch, length=records, digest=previous.hex())
    befores = [GENESIS, *(part[-1].digest for part in parts)]
    bundles = [
        bundle.seal(_header(part, before, end), part, key)
        for part, before in zip(parts, befores, strict=False)
    ]
    return Load(device, key, bundles, [_blocks(part) for part in parts] if has_blocks else [])


def _header(part: Sequence[Record], previous: bytes, end: JournalStatement) -> Header:
    first, last = part[0], part[-1]
    return Header(
        protocol=bundle.PROTOCOL,
        device=first.device,
        epoch=first.epoch,
        first=first.seq,
        last=last.seq,
        count=len(part),
        previous=previous.hex(),
        digest=last.digest.hex(),
        clock=clock.stamp(clock.now()),
        app="bench",
        pack=first.pack,
        event=first.event,
        unit=first.unit,
        booth=first.booth,
        journals=[end],
    )


def _blocks(part: Sequence[Record]) -> dict[str, bytes]:
    """Return the rows of a bundle as `COPY` takes them, a block a table."""
    batch = CopyBatch()
    for record in part:
        batch.add(record, QUIZ.rows(record))
    return {table: ("\n".join(rows) + "\n").encode() for table, rows in batch._tables.items()}


def bare_copy(url: str, load: Load) -> float:
    """Copy a journal's rows in, a commit a bundle; return records a second."""
    with psycopg.connect(url) as connection:
        begun = time.perf_counter()
        for blocks in load.blocks:
            with connection.cursor() as cursor:
                for table, block in blocks.items():
                    with cursor.copy(copy_statement(table).encode()) as copy:
                        copy.write(block)
            connection.commit()
        return RECORDS / (time.perf_counter() - begun)


class Hall:
    """Be a central, of one process or more, and send to it."""

    def __init__(self, folder: Path, database: str, processes: int = 1) -> None:
        """Keep where it is; entering starts it."""
        self._folder, self._database, self._count = folder, database, processes
        self.processes: list[CentralProcess] = []
        self._open = ExitStack()

    def __enter__(self) -> Hall:
        """Start the processes, one after the other."""
        for number in range(self._count):
            central = CentralProcess(self._folder / f"central-{number}", database=self._database)
            self.processes.append(self._open.enter_context(central))
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop them."""
        self._open.close()

    def enrol(self, loads: Sequence[Load]) -> None:
        """Make devices known."""
        settings = Settings(data=self._folder / "enrol", database=self._database)
        with opened(settings), db.transaction() as tx:
            now = clock.stamp(clock.now())
            rows = [
                {
                    "device": load.device,
                    "key": bytes(load.key.verify_key),
                    "enrolled_at": now,
                    "is_revoked": False,
                    "events": "[]",
                }
                for load in loads
            ]
            tx.execute(insert(Device), rows)

    def take(self, loads: Sequence[Load], senders: int) -> float:
        """Send all bundles by so many senders, a device at a time each; return records a second."""
        self.enrol(loads)
        queues = [loads[number::senders] for number in range(senders)]
        threads = [
            threading.Thread(target=_send, args=(self.processes[n % self._count].port, queue))
            for n, queue in enumerate(queues)
        ]
        begun = time.perf_counter()
        _run_all(threads)
        return count(loads) / (time.perf_counter() - begun)

    @property
    def memory(self) -> float:
        """Return the resident memory of the first process, in MB."""
        return psutil.Process(self.processes[0].pid).memory_info().rss / 2**20


def count(loads: Sequence[Load]) -> int:
    """Count the records of loads."""
    return sum(bundle.open_header(data).count for load in loads for data in load.bundles)


def _run_all(threads: Sequence[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _send(port: int, loads: Sequence[Load]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    for load in loads:
        for data in load.bundles:
            connection.request("POST", "/sync/v1/bundles", data)
            answer = connection.getresponse()
            words = answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{answer.status}: {words[:200]!r}")
    connection.close()


def fresh(server: Server, folder: Path) -> str:
    """Return the address of a database with its tables."""
    url = server.create_database()
    with opened(Settings(data=folder / "fresh", database=url, role="central")):
        pass
    return url


def ratios(server: Server, folder: Path, processes: int, senders: int, held: str = "") -> float:
    """Print and return the ratio of central's rate to the bare copy's, in turns."""
    url, bare_url = fresh(server, folder), fresh(server, folder)
    if held:
        for each in (url, bare_url):
            hold_a_million(each)
    found, rates = [], []
    with Hall(folder, url, processes) as hall:
        before = hall.memory
        for _ in range(ROUNDS):
            bare = bare_copy(bare_url, journal(RECORDS, has_blocks=True))
            each = RECORDS // senders
            rate = hall.take([journal(each) for _ in range(senders)], senders)
            found.append(rate / bare)
            rates.append((rate, bare))
        after = hall.memory
    ratio = statistics.median(found)
    said = ", ".join(f"{rate:,.0f} / {bare:,.0f}" for rate, bare in rates)
    print(
        f"{processes} process(es), {senders} sender(s){held}: {ratio:.2f} of a bare COPY "
        f"(records/s: {said}); memory {before:.0f} to {after:.0f} MB",
        flush=True,
    )
    return ratio


def hold_a_million(url: str) -> None:
    """Put a million rounds into a database, as if 500 booths had sent 2,000 each."""
    places = (
        "SELECT lpad((n / 2000)::text, 32, 'b') AS device, 'million' AS epoch, "
        "n % 2000 + 1 AS seq, lpad(n::text, 32, '0') AS sitting "
        "FROM generate_series(0, 999999) AS n"
    )
    rest = (
        "'bench/2026' AS event, 'criminal' AS unit, '7' AS booth, 'p' AS pack, "
        "'2026-12-19T01:02:00.000000Z' AS made_at"
    )
    body = canonical(sheet(10)).hex()
    with psycopg.connect(url, autocommit=True) as connection:
        for sql in (
            "INSERT INTO record (device, epoch, seq, sitting, kind, version, event, unit, booth, "
            f"pack, made_at, body, digest) SELECT device, epoch, seq, sitting, 'quiz', 1, {rest}, "
            f"'\\x{body}'::bytea, sha256(sitting::bytea) FROM ({places}) AS p",
            "INSERT INTO quiz_round (device, epoch, seq, sitting, event, unit, booth, pack, "
            'made_at, topic, audience, language, is_elder, is_finished, asked, answered, "right", '
            f"repeated_right) SELECT device, epoch, seq, sitting, {rest}, 'anti-fraud', 'adult', "
            f"'zh', false, true, 10, 10, 4, true FROM ({places}) AS p",
            "INSERT INTO quiz_answer (device, epoch, seq, number, question, option, is_right, "
            "is_repeat, milliseconds) SELECT device, epoch, seq, number, 'anti-fraud-001', 'a', "
            f"true, false, 1800 FROM ({places}) AS p, generate_series(1, 11) AS number",
            "VACUUM ANALYZE",
        ):
            connection.execute(sql.encode())


def wire() -> None:
    """Print how many bytes a record takes on its way."""
    load = journal(A_BUNDLE)
    print(f"on the wire: {len(load.bundles[0]) / A_BUNDLE:.0f} bytes a record of ten answers")


def crowd(server: Server, folder: Path, booths: int, records: int, single: float) -> None:
    """Let many booths arrive within a minute, each by its own client that tries again."""
    url, bare_url = fresh(server, folder), fresh(server, folder)
    loads = [journal(records) for _ in range(booths)]
    failed: list[str] = []
    with Hall(folder, url) as hall:
        hall.enrol(loads)
        where = address.parse_address(hall.processes[0].address)

        def visit(load: Load, wait: float) -> None:
            time.sleep(wait)
            client = Client(where, tries=50)
            try:
                for data in load.bundles:
                    client.bundle(data)
            except Exception as error:  # Whatever it was, this booth failed for good.
                failed.append(str(error))
            client.close()

        bare = bare_copy(bare_url, journal(RECORDS, has_blocks=True))
        waits = (number * 5 / booths for number in range(booths))
        begun = time.perf_counter()
        _run_all(
            [threading.Thread(target=visit, args=each) for each in zip(loads, waits, strict=True)]
        )
        spent = time.perf_counter() - begun
    with psycopg.connect(url) as connection:
        query = "SELECT count(*) FROM record WHERE event = 'bench/2026'"
        (held,) = connection.execute(query.encode()).fetchone() or (0,)
    rate = held / spent
    print(
        f"{booths} booths of {records} records within {spent:.0f} s: {held:,} of "
        f"{booths * records:,} held, {len(failed)} failed for good; {rate:,.0f} records/s = "
        f"{rate / bare:.2f} of a bare COPY = {rate / bare / single:.2f} of the single sender",
        flush=True,
    )
    for words in failed[:3]:
        print(words)


def taps(folder: Path) -> None:
    """Print how long a tap waits at a booth, at rest and while it sends."""
    booth = Site(folder / "booth")
    booth.rate(*[4] * 6000)
    requests = [post("/survey/rating", "value=5")] * 300 + [get("/")] * 300
    with (
        CentralProcess(folder / "central") as central,
        BoothProcess(booth.settings.data) as process,
    ):
        rest = fire_both(process.port, requests)
        code = central.enroll_code()
        with booth.open():
            link.enroll(central.address, code, is_insecure=False, note=lambda _tx: None)
        time.sleep(8)  # The background looks every five seconds.
        busy = fire_both(process.port, requests)
    for name, timings in (("at rest", rest), ("while it sends", busy)):
        tap, page = timings
        print(
            f"{name}: a rating p50 {tap.p50:.1f} ms, p99 {tap.p99:.1f} ms; "
            f"a page p50 {page.p50:.1f} ms, p99 {page.p99:.1f} ms",
            flush=True,
        )


def fire_both(port: int, requests: list[bytes]) -> tuple[Timing, Timing]:
    """Time ratings and pages, from two screens."""
    half = len(requests) // 2
    return fire(port, requests[:half], 2, 303), fire(port, requests[half:], 2, 200)


def main() -> None:
    """Measure and print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--million", action="store_true", help="also with a million records held")
    parser.add_argument("--booths", type=int, default=60, help="booths that arrive at once")
    parser.add_argument("--records", type=int, default=500, help="records of each of them")
    given = parser.parse_args()
    register_kinds()
    home = Home()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        try:
            server = Server(home).make()
            wire()
            single = ratios(server, folder, 1, 2)
            ratios(server, folder, 2, 4)
            ratios(server, folder, 1, 20)
            crowd(server, folder, given.booths, given.records, single)
            if given.million:
                ratios(server, folder, 1, 2, ", a million held")
            taps(folder)
        finally:
            home.close()


if __name__ == "__main__":
    main()

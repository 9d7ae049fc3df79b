"""Print how fast staff see figures of a million answers, beside a bare query on the same rows.

Run `python -m tests.bench.dashboard`; `--keep DIR` keeps both databases there, or takes those of a
run before. SQLite and PostgreSQL each hold three days of two hundred booths. Of each page: when
anything is on screen and when the figures are, the first time (as a browser that loads the page
anew while it tells of progress), and the median of five later openings. The bare query
groups the answers by question and counts them once, by the driver alone. Targets: 0.3 s for the
overview, 2 s for the analysis.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import current_app
from flask.testing import FlaskClient

from kiosk.accounts import accounts
from kiosk.config import Settings
from kiosk.content import editions
from kiosk.content import service as content
from kiosk.counts import tallying
from kiosk.office.overview.counting import catch_up
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.bench import day
from tests.conftest import Browser
from tests.postgres import Home, Server, nobody

OPENINGS = 5
PASSWORD = "one long password"
BARE = (
    "SELECT question, count(*), sum(CAST(is_right AS INTEGER)) FROM quiz_answer GROUP BY question"
)
WORKING = "正在计算"
DATABASE = "kiosk_1"
LEAST_LATER = 5.0
"""A page whose first opening took longer is opened only once more."""


def bare() -> float:
    """Return the seconds of the bare query."""
    with db.engine.connect() as tx:
        driver: Any = tx.connection.driver_connection
        begun = time.perf_counter()
        cursor = driver.cursor()
        cursor.execute(BARE)
        cursor.fetchall()
        return time.perf_counter() - begun


def opening(client: FlaskClient, path: str) -> tuple[float, float]:
    """Return after how many seconds anything is on screen, and after how many the figures."""
    begun, first = time.perf_counter(), 0.0
    while True:  # The page waits for progress itself, and is loaded anew at once.
        answer = client.get(path)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        now = time.perf_counter() - begun
        first = first or now
        if WORKING not in answer.get_data(as_text=True):
            return first, now


def measure(name: str) -> None:
    """Print what each page takes in the open app, where nothing was opened before."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    app.test_client_class = Browser
    client, account = app.test_client(), f"bench{time.time_ns()}"
    with db.transaction() as tx:
        accounts.add(tx, account, "admin", PASSWORD, actor="terminal")
    client.post("/staff/sign-in", data={"name": account, "password": PASSWORD})
    usual = statistics.median(bare() for _ in range(OPENINGS))
    print(f"{name}: bare query {usual:.2f} s", flush=True)
    question = content.current().pack.topics[0].questions[0].id
    pages = {
        "analysis": "/staff/questions",
        "one question": f"/staff/questions/{question}",
        "overview, last day": "/staff/",
        "overview, all days": "/staff/?since=&until=",
    }
    for page, path in pages.items():
        first, figures = opening(client, path)
        times = OPENINGS if figures < LEAST_LATER or page == "analysis" else 1
        later = statistics.median(opening(client, path)[1] for _ in range(times))
        print(
            f"{name} {page}: first {first:.2f} s, figures {figures:.2f} s "
            f"({figures / usual:.1f} of bare); later {later:.2f} s ({later / usual:.2f} of bare)",
            flush=True,
        )


@contextmanager
def server(kept: Path) -> Iterator[str]:
    """Give the address of a PostgreSQL database that lies in `kept` once it is filled."""
    home = Home()
    try:
        made = Server(home)
        if kept.exists():
            shutil.copytree(kept, made.cluster)
            for path in (made.cluster, *made.cluster.rglob("*")) if nobody() else ():
                shutil.chown(path, nobody()["user"], nobody()["group"])
            made.start()
        else:
            made.make()
            assert made.create_database() == made.url(DATABASE)
        yield made.url(DATABASE)
        if not kept.exists():
            made.stop()
            shutil.copytree(made.cluster, kept)
    finally:
        home.close()


def run(name: str, settings: Settings, answers: int) -> None:
    """Fill a database where it is empty, and measure."""
    with opened(settings), db.engine.connect() as tx:
        if not tx.exec_driver_sql("SELECT 1 FROM quiz_answer LIMIT 1").first():
            begun = time.perf_counter()
            day.fill(answers)
            print(f"{name}: filled in {time.perf_counter() - begun:.0f} s", flush=True)
        if settings.database:
            tx.exec_driver_sql("ANALYZE")
            tx.commit()
    with opened(settings):
        begun, records = time.perf_counter(), len_behind()
        catch_up(editions.packs(db.reader()))
        spent = time.perf_counter() - begun
        if records:
            print(f"{name}: {records:,} records counted in {spent:.1f} s", flush=True)
        measure(name)


def len_behind() -> int:
    """Return how many records are not counted yet."""
    return sum(each.last - each.first + 1 for each in tallying.behind(db.reader()))


def main() -> None:
    """Measure on both databases."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--answers", type=int, default=day.ANSWERS, help="answers in each database")
    parser.add_argument("--keep", type=Path, help="folder that keeps the databases for other runs")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kept = given.keep or Path(folder)
        kept.mkdir(parents=True, exist_ok=True)
        run("SQLite", Settings(data=kept / "sqlite", role="central"), given.answers)
        with server(kept / "cluster") as address:
            settings = Settings(data=kept / "server", role="central", database=address)
            run("PostgreSQL", settings, given.answers)


if __name__ == "__main__":
    main()

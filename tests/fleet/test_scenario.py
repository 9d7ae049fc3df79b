"""From nothing to a completeness statement, as `kiosk/docs/central.md` tells it.

One booth sends over the network, one by stick, one half by each; a fourth never sends.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from kiosk.config import Settings
from kiosk.content import editions
from kiosk.counts.filters import Filters
from kiosk.office.overview.counting import catch_up
from kiosk.office.overview.figures import gather
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.conftest import FULL
from tests.postgres import Server
from tests.process import CentralProcess, run

PEOPLE = "300" if FULL else "40"
KINDS = ("quiz", "rating", "survey", "feedback", "visit")


def command(*args: str | Path, data: Path) -> str:
    """Run a command of a booth; return what it printed."""
    done = run(*map(str, args), data=data)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@dataclass
class Day:
    """Hold the places of one Open Day."""

    central: CentralProcess
    booths: list[Path]
    late: Path
    stick: Path

    def completeness(self) -> tuple[int, list[str]]:
        """Return the exit code of `central completeness` and its lines."""
        done = run(
            "central", "completeness", data=self.central.data, KIOSK_DATABASE=self.central.database
        )
        return done.returncode, done.stdout.splitlines()

    def by_stick(self, booth: Path) -> None:
        """Carry a booth's records to central on a stick, and the receipts home."""
        command("sync", "export", self.stick, data=booth)
        self.central.run("sync", "import", str(self.stick))
        command("sync", "receipts", self.stick, data=booth)


@pytest.fixture(scope="module")
def day(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    folder = tmp_path_factory.mktemp("day")
    database = postgres.create_database()
    stick = folder / "stick"
    stick.mkdir()
    with CentralProcess(folder / "central", database=database) as central:
        booths = [folder / f"booth-{number}" for number in (1, 2, 3)]
        for seed, booth in enumerate(booths, start=1):
            command("demo", "--people", PEOPLE, "--seed", str(seed), data=booth)
        for booth in (booths[0], booths[2]):
            command("device", "enroll", central.address, central.enroll_code(), data=booth)
        central.run("central", "enroll-code", "--out", str(stick))
        command("device", "enroll", stick, data=booths[1])
        day = Day(central, booths, folder / "booth-4", stick)
        assert "of" in command("sync", "now", data=booths[0])
        day.by_stick(booths[1])
        command("sync", "export", stick, data=booths[2])
        central.run("sync", "import", str(stick))
        command("demo", "--people", "20", "--seed", "9", data=booths[2])
        command("sync", "now", data=booths[2])
        yield day


def counts(line: str) -> tuple[int, int]:
    found = re.search(r"(\d+) of (\d+)", line)
    assert found, line
    return int(found[1]), int(found[2])


def test_three_booths_are_complete_with_equal_counts_and_digests(day: Day) -> None:
    code, lines = day.completeness()
    assert code == 0, lines
    assert [line.split()[0] for line in lines] == ["complete"] * 3
    for line in lines:
        held, stated = counts(line)
        assert held == stated > 40
        assert "stated" not in line, "a digest differs"
    shown = [json.loads(json.dumps(command("device", "show", data=booth))) for booth in day.booths]
    for text in shown:
        assert any(part in text for line in lines for part in re.findall(r"\((\w{8})\)", line))


@pytest.mark.parametrize("kind", KINDS)
def test_an_export_of_central_holds_the_rows_of_all_booths(day: Day, kind: str) -> None:
    def rows(*texts: str) -> list[str]:
        return sorted(line for text in texts for line in text.splitlines())

    words = ("export", kind, "--format", "jsonl", "--out", "-")
    booths = [command(*words, data=booth) for booth in day.booths]
    there = day.central.run(*words, "--event", "demo")
    assert rows(there) == rows(*booths)
    assert rows(there)


def figures(settings: Settings) -> Counter[str]:
    """Return plain counts that the dashboard shows."""
    with opened(settings):
        packs = editions.packs(db.reader())
        catch_up(packs)
        held = gather(db.reader(), Filters(event="demo"), packs)
    counts = Counter({f"topic {topic.id}": topic.answers for topic in held.topics})
    counts.update({f"face {value}": n for value, n in held.ratings.by_value.items()})
    counts.update({f"feedback {kind} {unit}": n for (kind, unit), n in held.feedback.items()})
    counts.update({f"card {card}": n for card, n in held.cards.items()})
    counts.update({f"left after {item}": n for each in held.surveys for item, _, n in each.left})
    counts.update({f"people {hour.hour}": n for hour, n in held.people.items()})
    counts.update(
        started=held.quiz.started,
        finished=held.quiz.finished,
        right=held.quiz.right,
        satisfied=held.indices["satisfaction"].mean.n,
        guests=held.visits.people,
    )
    return counts


def test_the_dashboard_of_central_shows_the_sum_of_all_booths(day: Day) -> None:
    booths = [figures(Settings(data=booth)) for booth in day.booths]
    there = Settings(data=day.central.data, database=day.central.database, role="central")
    assert figures(there) == sum(booths, Counter())
    assert booths[0]["people 10"] > 0


def test_a_deleted_record_is_named_and_the_next_sync_mends_it(day: Day) -> None:
    with psycopg.connect(day.central.database, autocommit=True) as connection:
        quiz = "SELECT device, epoch, seq FROM quiz_round ORDER BY device, epoch, seq LIMIT 1"
        device, epoch, seq = connection.execute(quiz).fetchone() or ("", "", 0)
        connection.execute(
            "DELETE FROM record WHERE device = %s AND epoch = %s AND seq = %s",
            (device, epoch, seq),
        )
    code, lines = day.completeness()
    assert code == 1
    assert sum(line.startswith("complete") for line in lines) == 2
    assert f"    epoch {epoch[:8]}…: {seq}-{seq}" in lines
    owner = next(
        booth for booth in day.booths if device[:8] in command("device", "show", data=booth)
    )
    if owner == day.booths[1]:
        day.by_stick(owner)  # The receipt tells what is missing,
        day.by_stick(owner)  # and the next stick brings it.
    else:
        command("sync", "now", data=owner)
    code, lines = day.completeness()
    assert code == 0, lines


def test_a_booth_that_never_sent_is_not_complete_until_it_is_closed(day: Day) -> None:
    command("demo", "--people", "5", "--seed", "4", data=day.late)
    command("device", "enroll", day.central.address, day.central.enroll_code(), data=day.late)
    code, lines = day.completeness()
    assert code == 1
    (line,) = (line for line in lines if line.split()[0] not in ("complete", "epoch"))
    held, stated = counts(line)
    assert held == 0 < stated
    found = re.search(r"\((\w{8})\)", line)
    assert found
    day.central.run("central", "close", found[1], "--reason", "laptop lost")
    code, lines = day.completeness()
    assert code == 1
    assert any(f"closed, {stated} missing: laptop lost" in line for line in lines)

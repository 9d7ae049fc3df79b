"""Kill a booth and damage the end of its log: `python -m tests.faults.log_damage --kills 100`.

Each time people rate, the process is killed, and the log is damaged in one of the ways in
`DAMAGES`. Then the program is asked. What it may say is only: everything is here, or how many
confirmed records are missing. The table at the end counts what was lost, named and rescued.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from kiosk.storage import head, wal
from tests.faults.people import SEE_OTHER, Person, rows
from tests.process import BoothProcess, run

FEWEST, MOST = 20, 160
COUNT = "SELECT count(*) FROM record WHERE device = ? AND epoch = ?"


def flip_two_bytes(log: Path, random: Random) -> None:
    """Change two bytes somewhere in the second half, as a failing disk would."""
    data = bytearray(log.read_bytes())
    place = random.randrange(len(data) // 2, len(data) - 2)
    for offset in (place, place + 1):
        data[offset] ^= random.randrange(1, 256)
    log.write_bytes(data)


def flip_anywhere(log: Path, random: Random) -> None:
    """Change two bytes anywhere, the log's own head among them."""
    data = bytearray(log.read_bytes())
    for _ in range(2):
        data[random.randrange(len(data))] ^= random.randrange(1, 256)
    log.write_bytes(data)


def zero_a_page(log: Path, random: Random) -> None:
    """Let a whole block be zeros, as after a write that did not reach the disk."""
    data = bytearray(log.read_bytes())
    begin = random.randrange(len(data) // 4096) * 4096
    data[begin : begin + 4096] = bytes(len(data[begin : begin + 4096]))
    log.write_bytes(data)


def zero_the_head(log: Path, _random: Random) -> None:
    """Let the log's own head be zeros."""
    data = bytearray(log.read_bytes())
    data[: wal.HEAD] = bytes(wal.HEAD)
    log.write_bytes(data)


def cut(log: Path, random: Random) -> None:
    """Cut the end off."""
    data = log.read_bytes()
    log.write_bytes(data[: random.randrange(len(data))])


def lose(log: Path, _random: Random) -> None:
    """Take the log away, as somebody does who copies the database alone."""
    log.unlink()


DAMAGES: tuple[Callable[[Path, Random], None], ...] = (
    flip_two_bytes,
    flip_anywhere,
    zero_a_page,
    zero_the_head,
    cut,
    lose,
)


@dataclass(frozen=True)
class Outcome:
    """What became of one booth: records confirmed, held by the damaged files, and in the end.

    `named` is how many records the program said are missing; None where it said that all are there.
    """

    damage: str
    confirmed: int
    left: int
    held: int
    named: int | None

    @property
    def is_honest(self) -> bool:
        """Return True if exactly what is missing was named."""
        return (self.named or 0) == self.confirmed - self.held


def kill_and_damage(
    folder: Path, random: Random, damage: Callable[[Path, Random], None]
) -> Outcome:
    """Let people rate, kill the booth, damage its log, and ask the program what is there."""
    data = folder / "data"
    with BoothProcess(data) as booth:
        person = Person(booth.port)
        for _ in range(random.randrange(FEWEST, MOST)):
            assert person.post("/start", language="zh") == SEE_OTHER
            assert person.post("/survey/rating", value=str(random.randrange(1, 6))) == SEE_OTHER
            assert person.post("/end") == SEE_OTHER
        person.close()
        booth.kill()
    last = head.read(data / "kiosk.db")
    assert last is not None
    damage(data / "kiosk.db-wal", random)
    left = _count_left(folder, data, last)
    said = run("journal", "verify", data=data)
    words = said.stdout + said.stderr
    assert "Traceback" not in words, words
    named = re.search(r"(\d+) confirmed records are missing", words)
    assert (said.returncode == 0) == (named is None), words
    held = left if named else rows(data, COUNT, last.device, last.epoch)[0][0]
    if named:
        held = last.seq - int(named[1])
    _check_held(data, last, held, named=bool(named))
    return Outcome(damage.__name__, last.seq, left, held, int(named[1]) if named else None)


def _count_left(folder: Path, data: Path, last: head.Head) -> int:
    """Return how many records SQLite itself finds in the damaged files."""
    copy = folder / "copy"
    shutil.copytree(data, copy)
    try:
        return int(rows(copy, COUNT, last.device, last.epoch)[0][0])
    finally:
        shutil.rmtree(copy)


def _check_held(data: Path, last: head.Head, held: int, *, named: bool) -> None:
    """Go on as staff do where records are missing; what was said to be there is there."""
    if named:
        went_on = run("journal", "continue", "--yes", data=data)
        assert went_on.returncode == 0, went_on.stdout + went_on.stderr
        verdict = run("journal", "verify", data=data)
        assert verdict.returncode == 0, verdict.stdout + verdict.stderr
    assert rows(data, COUNT, last.device, last.epoch)[0][0] == held
    ratings = rows(data, "SELECT count(*) FROM rating WHERE epoch = ?", last.epoch)[0][0]
    kinds = "SELECT count(*) FROM record WHERE kind = 'rating' AND epoch = ?"
    assert ratings == rows(data, kinds, last.epoch)[0][0]


def summary(outcomes: list[Outcome]) -> str:
    """Return the table: what each kind of damage took, and what was rescued of it."""
    lines = [f"{'damage':16} kills  lost by SQLite  rescued  lost  named"]
    for damage in [*(each.__name__ for each in DAMAGES), ""]:
        some = [each for each in outcomes if not damage or each.damage == damage]
        taken = sum(each.confirmed - each.left for each in some)
        rescued = sum(each.held - each.left for each in some)
        lost = sum(each.confirmed - each.held for each in some)
        named = sum(each.named or 0 for each in some)
        lines.append(
            f"{damage or 'all':16} {len(some):5}  {taken:14}  {rescued:7}  {lost:4}  {named:5}"
        )
    return "\n".join(lines)


def main() -> None:
    """Run as many kills as asked for, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    random, outcomes = Random(given.seed), []
    for number in range(given.kills):
        with tempfile.TemporaryDirectory() as folder:
            damage = DAMAGES[number % len(DAMAGES)]
            outcomes.append(kill_and_damage(Path(folder), random, damage))
            if not outcomes[-1].is_honest:
                sys.stdout.write(f"not named: {outcomes[-1]}\n")
    sys.stdout.write(summary(outcomes) + "\n")
    sys.exit(any(not each.is_honest for each in outcomes))


if __name__ == "__main__":
    main()

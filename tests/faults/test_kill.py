"""Kill a booth at random instants under load, as a cut of the power would."""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.faults.people import Crowd, gaps, lost, quiz_records, rows
from tests.process import BoothProcess, run

KILLS = 20
PEOPLE = 8
SHORTEST, LONGEST = 0.1, 0.9


@pytest.fixture
def random() -> Random:
    """Give seeded randomness; the seed is printed, so that a failure can be run again."""
    seed = int(os.environ.get("KILL_SEED", time.time_ns() % 10**9))
    print(f"KILL_SEED={seed}")  # noqa: T201 - pytest shows it where the test fails
    return Random(seed)


@pytest.fixture
def crowd(booth: BoothProcess, random: Random) -> Crowd:
    """Kill the booth twenty times while people answer; leave it running; give the people.

    A slow machine confirms little before each kill, so there it is killed more often.
    """
    crowd, kills = Crowd(booth.port, random), 0
    while kills < KILLS or (len(crowd.confirmed) <= 10 * KILLS and kills < 5 * KILLS):
        kills += 1
        with crowd.at_work(PEOPLE):
            time.sleep(random.uniform(SHORTEST, LONGEST))
            booth.kill()
        booth.start()
    return crowd


def assert_nothing_doubled(data: Path, crowd: Crowd) -> None:
    held = quiz_records(data)
    assert [sitting for sitting, records in held.items() if len(records) > 1] == []
    confirmed = Counter(answer.sitting for answer in crowd.confirmed)
    unconfirmed = {
        sitting: len(answers) - confirmed[sitting]
        for sitting, (answers,) in held.items()
        if sitting in confirmed
    }
    assert set(unconfirmed.values()) <= {0, 1}
    assert rows(data, "SELECT count(*) FROM draft")[0][0] == 0


def test_no_confirmed_answer_is_lost_or_doubled_over_twenty_power_cuts(
    booth: BoothProcess, crowd: Crowd
) -> None:
    print(f"{len(crowd.confirmed)} answers confirmed")  # noqa: T201
    assert crowd.oddities == []
    assert len(crowd.confirmed) > 10 * KILLS
    assert lost(booth.data, crowd.confirmed) == []
    assert_nothing_doubled(booth.data, crowd)
    assert gaps(booth.data) == []
    booth.kill()
    verdict = run("journal", "verify", data=booth.data)
    assert verdict.returncode == 0, verdict.stderr

"""Let the laptop's clock jump while people answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Row, select

from kiosk import clock
from kiosk.booth.quiz.models import QuizAnswer, QuizRound
from kiosk.booth.quiz.rules import MOST_MILLISECONDS
from kiosk.content import service as content
from kiosk.journal import drafts, verify
from kiosk.journal import service as journal
from kiosk.journal.models import StoredRecord
from kiosk.startup import recover
from kiosk.storage.db import db
from tests.quiz import answers as quiz_answers

NOON = datetime(2026, 12, 20, 4, 0, 30, tzinfo=UTC)
SetClock = Callable[[datetime], None]
JUMPS = [
    timedelta(hours=-1),
    timedelta(days=-10 * 365),
    timedelta(days=73 * 365),
    timedelta(minutes=59),
]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[SetClock]:
    """Set the clock that dates records, and the one that measures how long an answer took."""
    with ExitStack() as held:

        def set_to(moment: datetime) -> None:
            held.enter_context(clock.pretend(moment))
            shown = round(moment.timestamp() * 1000)
            monkeypatch.setattr("kiosk.booth.quiz.views.milliseconds", lambda: shown)

        set_to(NOON)
        yield set_to


def answer(client: FlaskClient, number: int, meanwhile: Callable[[], None]) -> int:
    """Open a question, let something happen, and answer; return the status."""
    form = shown(client, number)
    meanwhile()
    for sent in quiz_answers.forms(content.current(), form["question"], is_right=True):
        status = client.post(f"/quiz/{number}", data=form | sent).status_code
        form = shown(client, number)
    return status


def shown(client: FlaskClient, number: int) -> dict[str, str]:
    """Open a question; return what its form holds of it."""
    page = client.get(f"/quiz/{number}").get_data(as_text=True)
    return dict(re.findall(r'name="(question|shown)" value="([^"]+)"', page))


def play(client: FlaskClient, set_clock: SetClock, jump: timedelta) -> None:
    """Play a whole round; the clock jumps while the third question is on screen."""
    client.post("/start")
    client.post("/quiz/start", data={"length": "5"})
    for number in range(1, 7):
        moment = NOON + timedelta(seconds=10 * number) + (jump if number >= 3 else timedelta())
        assert answer(client, number, lambda moment=moment: set_clock(moment)) == 303
    assert client.get("/quiz/result").status_code == 200


def answers() -> list[Row[tuple[int, int]]]:
    query = select(QuizAnswer.number, QuizAnswer.milliseconds).order_by(QuizAnswer.number)
    return list(db.reader().execute(query))


@pytest.mark.parametrize("jump", JUMPS)
def test_a_round_survives_a_clock_that_jumps(
    client: FlaskClient, set_clock: SetClock, jump: timedelta
) -> None:
    play(client, set_clock, jump)
    (finished,) = db.reader().execute(select(QuizRound.is_finished)).scalars().all()
    assert finished
    assert len(answers()) == 6


@pytest.mark.parametrize("jump", JUMPS)
def test_no_answer_takes_less_than_nothing_or_more_than_an_hour(
    client: FlaskClient, set_clock: SetClock, jump: timedelta
) -> None:
    play(client, set_clock, jump)
    assert all(0 <= each.milliseconds <= MOST_MILLISECONDS for each in answers())


@pytest.mark.parametrize("jump", JUMPS[:3])
def test_an_answer_during_which_the_clock_jumped_far_counts_no_time(
    client: FlaskClient, set_clock: SetClock, jump: timedelta
) -> None:
    play(client, set_clock, jump)
    assert [each.milliseconds for each in answers()] == [10_000, 10_000, 0, 10_000, 10_000, 10_000]


@pytest.mark.parametrize("jump", JUMPS)
def test_records_keep_their_order_and_chain_whatever_their_times(
    client: FlaskClient, set_clock: SetClock, jump: timedelta
) -> None:
    for value, moment in enumerate([NOON, NOON + jump, NOON], start=1):
        set_clock(moment)
        assert client.post("/survey/rating", data={"value": str(value)}).status_code == 303
    made = db.reader().execute(
        select(StoredRecord.seq, StoredRecord.made_at).order_by(StoredRecord.seq)
    )
    numbers, times = zip(*made, strict=True)
    assert list(numbers) == list(range(1, len(numbers) + 1))
    assert times[-3] == times[-1] != times[-2]
    with db.transaction() as tx:
        assert verify.verify(tx) is None


def test_a_clock_set_to_2099_erases_nothing(client: FlaskClient, set_clock: SetClock) -> None:
    client.post("/survey/rating", data={"value": "5"})
    before = journal.count_records(db.reader())
    set_clock(datetime(2099, 1, 1, tzinfo=UTC))
    for path in ("/", "/home", "/quiz/"):
        assert client.get(path).status_code == 200
    client.post("/survey/rating", data={"value": "4"})
    assert journal.count_records(db.reader()) == before + 1


def test_an_answer_from_the_future_is_kept_at_the_next_start(
    app: Flask, client: FlaskClient, set_clock: SetClock
) -> None:
    client.post("/start")
    client.post("/quiz/start", data={"length": "5"})
    set_clock(datetime(2099, 1, 1, tzinfo=UTC))
    assert answer(client, 1, lambda: None) == 303
    set_clock(NOON)
    assert recover() == 1
    assert [each.number for each in answers()] == [1]


def test_a_clock_set_back_takes_no_round_from_who_is_playing_it(
    app: Flask, client: FlaskClient, set_clock: SetClock
) -> None:
    client.post("/start")
    client.post("/quiz/start", data={"length": "5"})
    set_clock(NOON - timedelta(hours=1))
    with db.transaction() as tx:
        drafts.close_idle(tx, timedelta(minutes=10))
    assert answer(client, 1, lambda: None) == 303

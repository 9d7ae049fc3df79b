"""Test who is today's champion of the booth."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from kiosk import clock
from kiosk.booth.quiz import champion
from kiosk.booth.quiz.records import PLAYED, JudgedAnswer, PlayedSheet
from kiosk.config import ROOT
from kiosk.content.catalog import Catalog
from kiosk.journal import service as journal
from tests.quiz.test_views import answer

NOON = datetime(2026, 12, 20, 12).astimezone()
FOX, PANDA, RABBIT = (f"{n:032x}" for n in range(3))
OTHER_FOX = f"{len(champion.ANIMALS):032x}"


def play(
    tx: Connection,
    sitting: str,
    points: int,
    *,
    at: datetime = NOON,
    length: int = 5,
    mode: str = "round",
    is_finished: bool = True,
) -> None:
    """Record a round of so many points."""
    shares = [min(100, max(0, points - 100 * n)) for n in range(length)]
    answers = [
        JudgedAnswer(
            question=f"q-{n}",
            option="a",
            is_right=credit == 100,
            is_repeat=False,
            milliseconds=1000,
            credit=credit,
        )
        for n, credit in enumerate(shares)
    ]
    sheet = PlayedSheet(
        topic=None,
        audience="all",
        language="zh",
        is_elder=False,
        is_finished=is_finished,
        drawn=[each.question for each in answers],
        answers=answers,
        mode=mode,
    )
    with clock.pretend(at):
        journal.append(tx, PLAYED, sheet, sitting=sitting)


def standing(tx: Connection, sitting: str, points: int, length: int = 5) -> champion.Standing:
    with clock.pretend(NOON):
        found = champion.standing(tx, sitting, points, length)
    assert found
    return found


def test_best_of_today_is_shown_beside_the_own(tx: Connection) -> None:
    play(tx, PANDA, 500)
    play(tx, FOX, 480)
    found = standing(tx, FOX, 480)
    assert (found.own.animal.id, found.own.points) == ("fox", 480)
    assert (found.best.animal.id, found.best.points) == ("panda", 500)
    assert not found.is_best


def test_own_best_is_said_to_be_it(tx: Connection) -> None:
    play(tx, PANDA, 300)
    play(tx, FOX, 480)
    assert standing(tx, FOX, 480).is_best
    play(tx, FOX, 200)
    later = standing(tx, FOX, 200)
    assert not later.is_best
    assert later.best == champion.Mark(later.own.animal, 480)


def test_of_equal_rounds_the_earlier_is_the_best(tx: Connection) -> None:
    play(tx, RABBIT, 400, at=NOON + timedelta(hours=1))
    play(tx, PANDA, 400)
    play(tx, FOX, 400)  # In the same minute, but after.
    assert standing(tx, FOX, 400).best.animal.id == "panda"


def test_only_finished_rounds_of_this_length_today_count(tx: Connection) -> None:
    play(tx, PANDA, 500, at=NOON - timedelta(days=1))
    play(tx, PANDA, 900, length=10)
    play(tx, PANDA, 500, mode="duel")
    play(tx, PANDA, 500, mode="sprint")
    play(tx, PANDA, 500, is_finished=False)
    play(tx, FOX, 100)
    assert standing(tx, FOX, 100).is_best


def test_round_just_after_midnight_is_of_today(tx: Connection) -> None:
    play(tx, PANDA, 500, at=NOON.replace(hour=0, minute=0))
    play(tx, FOX, 100)
    assert standing(tx, FOX, 100).best.animal.id == "panda"


def test_another_sitting_with_the_same_animal_takes_the_next(tx: Connection) -> None:
    play(tx, FOX, 500)
    play(tx, OTHER_FOX, 100)
    found = standing(tx, OTHER_FOX, 100)
    assert (found.own.animal.id, found.best.animal.id) == ("panda", "fox")


def test_without_any_round_there_is_no_champion(tx: Connection) -> None:
    with clock.pretend(NOON):
        assert champion.standing(tx, FOX, 100, 5) is None


def test_every_animal_has_its_own_drawing() -> None:
    drawings = {file.stem for file in (ROOT / "static" / "quiz" / "animals").iterdir()}
    assert drawings == {animal.id for animal in champion.ANIMALS}
    assert len(drawings) == 12


def test_the_query_reads_todays_rounds_by_their_index(tx: Connection) -> None:
    query = str(champion.best_today().compile(tx, compile_kwargs={"literal_binds": False}))
    for name in ("of_event", "since", "of_device", "length", "mode_1", "param_1"):
        query = query.replace(f":{name}", "''")
    plan = tx.execute(text("EXPLAIN QUERY PLAN " + query.replace("?", "''"))).all()
    [search] = [row[-1] for row in plan if "quiz_round" in row[-1]]
    assert "INDEX ix_quiz_round_event" in search
    assert "(event=? AND made_at>?)" in search


def test_result_page_shows_the_badge(client: FlaskClient, catalog: Catalog) -> None:
    client.post("/quiz/start")
    for number in range(1, 7):
        answer(client, catalog, number, is_right=number != 1)
    page = client.get("/quiz/result").get_data(as_text=True)
    assert "400 分，今天本台最好" in page
    assert "/static/quiz/animals/" in page

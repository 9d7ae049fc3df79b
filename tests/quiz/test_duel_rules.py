"""Test what a duel asks, and who is ahead by which figures."""

from __future__ import annotations

from random import Random

import pytest

from kiosk.booth.quiz import rules as quiz_rules
from kiosk.booth.quiz.duel import rules
from kiosk.booth.quiz.records import JudgedAnswer
from kiosk.content.catalog import Catalog
from kiosk.content.questions import Question, Topic
from tests.factories import question, topic
from tests.quiz.of_kinds import MADE


def answers(*given: tuple[int, float]) -> list[JudgedAnswer]:
    """Return answers with their credit and seconds."""
    return [
        JudgedAnswer(
            question=f"q-{place}",
            option="a",
            is_right=credit == 100,
            is_repeat=False,
            milliseconds=round(1000 * seconds),
            credit=credit,
        )
        for place, (credit, seconds) in enumerate(given)
    ]


def side(audience: str, *given: tuple[int, float], is_large: bool = False) -> rules.Score:
    """Return the score of somebody who was asked two questions."""
    return rules.score(answers(*given), 2, rules.allowance(audience, is_large=is_large))


@pytest.mark.parametrize(
    ("audience", "is_large", "seconds"),
    [
        ("all", False, 30),
        ("driver", False, 30),
        ("child", False, 45),
        ("elder", False, 60),
        ("all", True, 60),
        ("child", True, 60),
        ("elder", True, 60),
    ],
)
def test_each_audience_has_its_own_allowance(audience: str, is_large: bool, seconds: int) -> None:
    assert rules.allowance(audience, is_large=is_large) == 1000 * seconds


def test_time_never_beats_right_answers() -> None:
    slow, fast = side("elder", (100, 59), (100, 59)), side("child", (100, 1), (99, 1))
    assert rules.outcome(slow, fast) == "won"
    assert rules.outcome(fast, slow) == "lost"


def test_tie_is_decided_by_the_share_of_the_own_allowance() -> None:
    grandmother, grandson = side("elder", (100, 20), (0, 16)), side("child", (100, 18), (0, 18))
    assert (grandmother.seconds, grandmother.allowed_seconds, grandmother.used) == (36, 120, 30)
    assert (grandson.seconds, grandson.allowed_seconds, grandson.used) == (36, 90, 40)
    assert rules.outcome(grandmother, grandson) == "won-by-time"
    assert rules.outcome(grandson, grandmother) == "lost-by-time"


def test_equal_figures_on_screen_are_a_draw() -> None:
    one, other = side("all", (50, 12), (50, 12)), side("child", (0, 20), (100, 16.2))
    assert (one.used, other.used) == (40, 40)
    assert rules.outcome(one, other) == rules.outcome(other, one) == "drawn"


def test_whoever_was_called_away_loses_no_more_than_the_allowance() -> None:
    assert side("all", (100, 3000), (100, 0)).used == 50


def test_nobody_wins_over_somebody_who_left() -> None:
    whole, left = side("all", (0, 5), (0, 5)), side("child", (100, 5))
    assert rules.outcome(whole, left) == rules.outcome(left, whole) == "left"


def drawn(
    topics: list[Topic], *audiences: str, seed: int = 1
) -> tuple[list[Question], list[Question]]:
    pairs = rules.draw(topics, audiences, Random(seed))
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


@pytest.mark.parametrize("audiences", [("elder", "child"), ("all", "all"), ("driver", "elder")])
def test_both_sides_are_asked_equally_hard_questions_that_suit_them(
    catalog: Catalog, audiences: tuple[str, str]
) -> None:
    for seed in range(40):
        sides = drawn(list(catalog.pack.topics), *audiences, seed=seed)
        ids = [each.id for one in sides for each in one]
        assert len(ids) == len(set(ids)) == 2 * len(rules.LEVELS)
        left, right = ([each.difficulty for each in one] for one in sides)
        hardest = 2 if "child" in audiences else 3
        assert left == right == sorted(min(level, hardest) for level in rules.LEVELS)
        for audience, asked in zip(audiences, sides, strict=True):
            assert all(quiz_rules.fits(each, audience) for each in asked)


def test_kinds_are_mixed_alike_without_the_long_and_the_wide() -> None:
    made = [question(f"single-{n}") for n in range(12)]
    made += [question(f"{kind}-{n}", kind=kind, **MADE[kind]) for kind in MADE for n in range(4)]
    seen = set()
    for seed in range(40):
        left, right = drawn([topic("mixed", made)], "all", "all", seed=seed)
        assert [each.kind for each in left] == [each.kind for each in right]
        others = [each.kind for each in left if each.kind != quiz_rules.PLAIN]
        assert len(others) == len(set(others)) == rules.MOST_OTHERS
        seen |= set(others)
    assert seen == set(MADE) - {"single", "find", "rehearsal", "case"}


def test_pack_without_equally_hard_ones_still_gives_a_duel() -> None:
    easy = [question(f"easy-{n}", audience=("child",)) for n in range(5)]
    hard = [question(f"hard-{n}", audience=("elder",), difficulty=3) for n in range(5)]
    left, right = drawn([topic("one", easy + hard)], "elder", "child")
    assert {each.difficulty for each in left} == {3}
    assert {each.difficulty for each in right} == {1}
    assert len(left) == len(right) == 5


def test_one_who_runs_out_of_questions_shortens_it_for_both() -> None:
    few = [question(f"few-{n}", audience=("child",)) for n in range(3)]
    many = [question(f"many-{n}", audience=("elder",)) for n in range(9)]
    left, right = drawn([topic("one", few + many)], "elder", "child")
    assert len(left) == len(right) == 3


def test_no_question_is_shared_where_both_have_the_same_few() -> None:
    shared = [question(f"shared-{n}") for n in range(5)]
    left, right = drawn([topic("one", shared)], "all", "all")
    assert len(left) == len(right) == 2
    assert not {each.id for each in left} & {each.id for each in right}


def test_empty_pack_gives_no_duel() -> None:
    assert rules.draw([], ("all", "child"), Random(1)) == []

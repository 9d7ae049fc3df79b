"""Test which questions are asked, which is asked again, and what to read up on."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.booth.quiz import rules
from kiosk.booth.quiz.duel import rules as duel_rules
from kiosk.booth.quiz.records import JudgedAnswer
from kiosk.content.questions import AUDIENCES, Topic
from tests.factories import question, topic


@st.composite
def topics(draw: st.DrawFn) -> list[Topic]:
    """Make topics with at least ten questions in all."""
    sizes = draw(st.lists(st.integers(5, 12), min_size=1, max_size=4).filter(lambda n: sum(n) > 9))
    audiences = st.lists(st.sampled_from(AUDIENCES), min_size=1, max_size=3, unique=True)
    return [
        topic(
            f"t{t}",
            [
                question(
                    f"t{t}-q{q}",
                    audience=tuple(draw(audiences)),
                    difficulty=draw(st.sampled_from((1, 2, 3))),
                )
                for q in range(size)
            ],
        )
        for t, size in enumerate(sizes)
    ]


@given(topics(), st.sampled_from(AUDIENCES), st.sampled_from(rules.LENGTHS), st.integers(0, 2**32))
def test_round_has_as_many_distinct_questions_as_asked_for_easy_ones_first(
    held: list[Topic], audience: str, length: int, seed: int
) -> None:
    drawn = rules.draw(held, audience, length, Random(seed))
    suited = sum(rules.fits(each, audience) for one in held for each in one.questions)
    most = min(length, suited) if audience in rules.OWN_ONLY else length
    assert len({each.id for each in drawn}) == len(drawn) == most
    assert [each.difficulty for each in drawn] == sorted(each.difficulty for each in drawn)
    assert sum(rules.fits(each, audience) for each in drawn) == min(length, suited)


def test_mixed_round_takes_as_many_topics_as_can_be() -> None:
    held = [topic(f"t{t}", [question(f"t{t}-q{q}") for q in range(9)]) for t in range(7)]
    drawn = rules.draw(held, "all", 5, Random(1))
    assert len({each.id.split("-")[0] for each in drawn}) == 5


def test_every_question_comes_in_some_round() -> None:
    audiences = ("all", "adult", "child", "elder", "driver")
    held = [topic("t", [question(f"q{q}", audience=(audiences[q % 5],)) for q in range(60)])]
    rounds = [
        rules.draw(held, audience, 10, Random(seed))
        for audience in ("all", "child", "elder", "driver")
        for seed in range(60)
    ]
    assert len({each.id for drawn in rounds for each in drawn}) == 60


def test_what_was_written_for_an_audience_comes_before_what_suits_everybody() -> None:
    held = [
        topic(f"t{t}", [question(f"t{t}-q{q}", audience=("all",)) for q in range(9)])
        for t in range(4)
    ]
    roads = [question(f"road{q}", audience=("adult", "driver")) for q in range(5)]
    held.append(topic("roads", roads))
    drawn = rules.draw(held, "driver", 5, Random(3))
    assert {each.id for each in drawn} == {each.id for each in roads}


def test_same_seed_draws_the_same_round() -> None:
    held = [topic("t", [question(f"q{q}") for q in range(20)])]
    first, second = (rules.draw(held, "all", 10, Random(7)) for _ in range(2))
    assert first == second
    assert rules.draw(held, "all", 10, Random(8)) != first


@pytest.mark.parametrize("seed", range(20))
def test_no_round_asks_two_questions_of_one_fact(seed: int) -> None:
    facts = [("f1",), ("f1", "f2"), ("f2",), ("f3",), (), ()]
    held = [topic("t", [question(f"q{q}", facts=named) for q, named in enumerate(facts)])]
    drawn = rules.draw(held, "all", 5, Random(seed))
    named = [fact for each in drawn for fact in each.facts]
    assert len(named) == len(set(named))
    assert {"q3", "q4", "q5"} <= {each.id for each in drawn}
    for pair in duel_rules.draw(held, ("all", "all"), Random(seed)):
        assert {each.id for each in pair} not in ({"q0", "q1"}, {"q1", "q2"})


@pytest.mark.parametrize(
    ("audiences", "difficulty", "audience", "does_fit"),
    [
        (("all",), 3, "all", True),
        (("adult",), 1, "all", True),
        (("child",), 1, "all", False),
        (("child",), 3, "child", True),
        (("all",), 1, "child", False),
        (("all", "child"), 2, "child", True),
        (("adult",), 1, "child", False),
        (("driver",), 3, "driver", True),
        (("all",), 3, "elder", True),
        (("driver",), 1, "elder", False),
    ],
)
def test_question_fits_its_audience(
    audiences: tuple[str, ...], difficulty: int, audience: str, does_fit: bool
) -> None:
    asked = question("q", audience=audiences, difficulty=difficulty)
    assert rules.fits(asked, audience) is does_fit


def answer(name: str, *, is_right: bool, is_repeat: bool = False) -> JudgedAnswer:
    return JudgedAnswer(
        question=name, option="a", is_right=is_right, is_repeat=is_repeat, milliseconds=1
    )


def test_first_wrong_question_is_asked_again() -> None:
    given = [
        answer("q1", is_right=True),
        answer("q2", is_right=False),
        answer("q3", is_right=False),
    ]
    assert rules.to_repeat(given) == "q2"


def test_last_question_is_asked_again_where_all_were_right() -> None:
    assert rules.to_repeat([answer("q1", is_right=True), answer("q2", is_right=True)]) == "q2"


def test_topic_with_most_wrong_first_answers_is_to_be_read_up() -> None:
    one, two = topic("one"), topic("two")
    topic_of = {"q1": one, "q2": two, "q3": two, "q4": one}
    given = [
        answer("q1", is_right=False),
        answer("q2", is_right=False),
        answer("q3", is_right=False),
        answer("q4", is_right=False, is_repeat=True),
    ]
    assert rules.read_up(given, topic_of) == two
    assert rules.read_up([answer("q1", is_right=True)], topic_of) is None


def test_question_that_left_the_pack_needs_no_reading_up() -> None:
    assert rules.read_up([answer("gone", is_right=False)], {}) is None


@pytest.mark.parametrize(
    ("shown_at", "now", "milliseconds"),
    [(1000, 3500, 2500), (3500, 1000, 0), (0, 10**15, 0), (1000, 1000, 0)],
)
def test_time_spent_makes_sense_or_is_nothing(shown_at: int, now: int, milliseconds: int) -> None:
    assert rules.spent(shown_at, now) == milliseconds

"""Test what a class is asked, what its two sides stand for, and how it did."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from kiosk.booth.quiz.classroom import rules
from kiosk.booth.quiz.classroom.records import LEFT, RIGHT, ClassAnswer, were_right
from kiosk.booth.quiz.kinds import KINDS
from kiosk.booth.quiz.kinds.base import Asked
from kiosk.content.catalog import Catalog
from kiosk.content.questions import Message, MessageLine
from tests.factories import option, question, words
from tests.quiz import classes
from tests.quiz.of_kinds import made, message

TOPICS = classes.topics("criminal")


def answer(stood_left: int, side: str = LEFT, name: str = "q") -> ClassAnswer:
    return ClassAnswer(
        question=name,
        kind="true-false",
        left_word="true",
        right_word="false",
        answer_side=side,
        stood_left=stood_left,
        milliseconds=1,
    )


def test_kinds_take_turns_and_nothing_is_asked_that_is_meant_for_others() -> None:
    drawn = rules.draw(TOPICS[:1], "child", 10, Random(1))
    kinds = Counter(each.kind for each in drawn)
    assert len({each.id for each in drawn}) == 10
    assert max(kinds.values()) - min(kinds.values()) <= 1
    assert set(kinds) == set(rules.KINDS)
    assert all("child" in each.audience for each in drawn)


def test_a_round_is_rather_shorter_than_filled_up() -> None:
    drawn = rules.draw(TOPICS[1:], "child", 10, Random(1))
    assert len(drawn) == rules.suited(TOPICS[1:], "child") == 3
    assert rules.draw(TOPICS, "elder", 5, Random(1)) == []


@pytest.mark.parametrize("audience", ["child", "all", "elder", "driver"])
def test_the_bundled_pack_has_enough_for_every_audience(catalog: Catalog, audience: str) -> None:
    drawn = rules.draw(catalog.pack.topics, audience, 10, Random(2))
    assert len(drawn) == 10
    assert [each.difficulty for each in drawn] == sorted(each.difficulty for each in drawn)


def test_only_what_has_two_sides_and_can_be_read_from_afar_suits_a_class() -> None:
    long = MessageLine(id="c", place="text", text=words("字" * rules.MOST_LETTERS))
    short = message(is_genuine=True)
    assert rules.suits(question("q", kind="real-false", options=(), message=short))
    far = Message(shape="sms", is_genuine=True, lines=(*short.lines, long))
    assert not rules.suits(question("q", kind="real-false", options=(), message=far))
    assert not rules.suits(question("q", keep_order=True))
    for kind in KINDS:
        assert rules.suits(made(kind)[1].question) == (kind in rules.KINDS)


def test_true_and_real_always_stand_left() -> None:
    for name, left, best in (("true-false", "true", RIGHT), ("real-false", "real", LEFT)):
        sides = {rules.sides_of(*made(name), Random(n)) for n in range(20)}
        assert {(each.left, each.best) for each in sides} == {(left, best)}


def test_of_a_choice_the_right_option_stands_against_one_other_on_either_side() -> None:
    kind, asked = made("single")
    sides = [rules.sides_of(kind, asked, Random(n)) for n in range(60)]
    for each in sides:
        assert {each.left, each.right} in ({"a", "b"}, {"a", "c"})
        assert (each.left if each.best == LEFT else each.right) == "a"
    assert len(set(sides)) == 4
    assert rules.sides_of(kind, asked, Random(7)) == sides[7]


def test_two_options_whose_order_means_something_keep_it() -> None:
    kept = question("q", keep_order=True, options=(option("b"), option("a", is_right=True)))
    sides = {rules.sides_of(KINDS["single"], Asked(kept), Random(n)) for n in range(20)}
    assert sides == {rules.Sides("b", "a", RIGHT)}


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 400, 0), (1, 400, 1), (200, 400, 50), (399, 400, 99), (400, 400, 100), (0, 0, 0)],
)
def test_all_and_none_of_a_hundred_are_said_only_where_it_is_so(
    part: int, whole: int, said: int
) -> None:
    assert rules.of_hundred(part, whole) == said


def test_the_question_that_fooled_most_is_the_one_that_fewest_had_right() -> None:
    held = [answer(30, name="a"), answer(35, RIGHT, "b"), answer(5, name="c"), answer(40)]
    assert [were_right(each, 40) for each in held] == [30, 5, 5, 40]
    worst = rules.fooled_most(held, 40)
    assert worst is not None
    assert worst.question == "b"
    assert rules.fooled_most([answer(40), answer(0, RIGHT)], 40) is None

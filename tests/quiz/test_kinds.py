"""Test each kind of question: how it is answered, step by step, and what an answer is worth."""

from __future__ import annotations

from random import Random

import pytest

from kiosk.booth.quiz import answer_words, kinds
from kiosk.booth.quiz.kinds.base import BETWEEN, WHOLE, Asked, QuestionKind
from kiosk.errors import KioskError
from tests.factories import question
from tests.quiz.of_kinds import made


def given(kind: QuestionKind, asked: Asked, words: tuple[str, ...]) -> tuple[str, ...]:
    """Send the forms of an answer, and return the words that were taken."""
    so_far: tuple[str, ...] = ()
    for sent in kind.forms(words):
        taken = kind.take(asked, sent, so_far)
        so_far = taken.words
    assert taken.is_whole
    return so_far


@pytest.mark.parametrize("name", kinds.KINDS)
def test_the_best_answer_is_worth_everything_and_is_said_in_words(name: str) -> None:
    kind, asked = made(name)
    best = kind.best(asked)
    assert given(kind, asked, best) == best
    assert kind.credit(asked, best) == WHOLE
    assert answer_words.said(kind, asked, BETWEEN.join(best)) is not None
    assert BETWEEN.join(best) in kind.listed(asked)


@pytest.mark.parametrize("name", kinds.KINDS)
def test_any_answer_can_be_given_and_is_worth_between_nothing_and_everything(name: str) -> None:
    kind, asked, random = *made(name), Random(1)
    for _ in range(50):
        words_of = kind.any_answer(asked, random)
        assert given(kind, asked, words_of) == words_of
        assert 0 <= kind.credit(asked, words_of) <= WHOLE
        assert kind.has_credit or kind.credit(asked, words_of) in (0, WHOLE)
        assert answer_words.said(kind, asked, BETWEEN.join(words_of)) is not None


@pytest.mark.parametrize("name", kinds.KINDS)
@pytest.mark.parametrize("sent", [{"option": ["nonsense"]}, {"option": ["x" * 2000]}])
def test_an_answer_that_does_not_exist_is_refused(name: str, sent: dict[str, list[str]]) -> None:
    kind, asked = made(name)
    with pytest.raises(KioskError):
        kind.take(asked, sent, ())


@pytest.mark.parametrize(
    ("name", "words_of", "credit"),
    [
        ("several", ("a",), 1 / 2),
        ("several", ("a", "c"), 0),
        ("several", ("a", "b", "c", "d"), 0),
        ("several", (), 0),
        ("order", ("d", "c", "b", "a"), 0),
        ("order", ("b", "a", "c", "d"), 2 / 3),
        ("find", ("stove",), 1 / 2),
        ("find", ("stove", "cable"), 1),
        ("find", ("stove", "cable", "window"), 1 / 2),
        ("find", (), 0),
        ("guess", ("35",), 1),
        ("guess", ("40",), 1 / 2),
        ("guess", ("45",), 0),
        ("rehearsal", ("hello.listen", "code.refuse"), 1),
        ("rehearsal", ("hello.pay", "code.refuse"), 0.8),
        ("rehearsal", ("hello.pay", "code.give"), 0),
        ("true-false", ("late",), 0),
        ("case", ("listens",), 1),
        ("case", ("installs",), 1 / 2),
        ("case", ("rings",), 0),
        ("case", ("gone",), 0),
    ],
)
def test_partial_credit(name: str, words_of: tuple[str, ...], credit: float) -> None:
    kind, asked = made(name)
    assert kind.credit(asked, words_of) == pytest.approx(credit)


def test_a_step_of_an_order_can_be_undone_and_a_tap_given_twice_changes_nothing() -> None:
    kind, asked = made("order")
    so_far = kind.take(asked, {"option": ["b"]}, ()).words
    so_far = kind.take(asked, {"option": ["b"]}, so_far).words
    so_far = kind.take(asked, {"option": ["a"]}, so_far).words
    assert so_far == ("b", "a")
    assert kind.take(asked, {"undo": ["yes"]}, so_far).words == ("b",)
    assert kind.take(asked, {"undo": ["yes"]}, ()).words == ()
    with pytest.raises(KioskError):
        kind.take(asked, {"done": ["yes"]}, so_far)


def test_a_reply_given_twice_does_not_answer_the_next_turn() -> None:
    kind, asked = made("rehearsal")
    so_far = kind.take(asked, {"option": ["hello.listen"]}, ()).words
    again = kind.take(asked, {"option": ["hello.listen"]}, so_far)
    assert (again.words, again.is_whole) == (("hello.listen",), False)
    with pytest.raises(KioskError):
        kind.take(asked, {"option": ["hello.hang-up"]}, so_far)


def test_a_number_off_the_slider_goes_to_its_next_step() -> None:
    kind, asked = made("guess")
    taken = [kind.take(asked, {"option": [sent]}, ()).words[0] for sent in ("-7", "33", "900")]
    assert taken == ["0", "35", "100"]


def test_options_come_in_another_order_unless_theirs_means_something() -> None:
    kind = kinds.KINDS["single"]
    asked = Asked(question("q"))
    orders = {tuple(each.id for each in kind.shown(asked, Random(n))) for n in range(40)}
    assert len(orders) == 6
    kept = Asked(question("q", keep_order=True))
    assert {tuple(each.id for each in kind.shown(kept, Random(n))) for n in range(9)} == {
        ("a", "b", "c")
    }

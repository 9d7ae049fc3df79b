"""Test which items are asked, and what counts as an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.booth.survey import rules
from kiosk.booth.survey.records import ItemAnswer
from kiosk.content.pack import Item, Survey
from kiosk.errors import Refused
from tests.factories import item, survey

CHOICES = ("a", "b", "c")


def said(name: str, *options: str) -> ItemAnswer:
    return ItemAnswer(item=name, options=list(options))


@st.composite
def surveys(draw: st.DrawFn) -> Survey:
    """Make a survey whose items depend on earlier ones in any way."""
    items: list[Item] = []
    for number in range(draw(st.integers(1, 7))):
        condition = None
        if items and draw(st.booleans()):
            earlier = draw(st.sampled_from(items)).id
            condition = (earlier, *draw(st.sets(st.sampled_from(CHOICES), min_size=1)))
        items.append(item(f"i{number}", "multiple", *CHOICES, show_if=condition))
    return survey(*items)


@given(surveys(), st.data())
def test_item_is_asked_just_when_an_asked_item_was_answered_so(
    asked: Survey, data: st.DataObject
) -> None:
    options = st.lists(st.sampled_from(CHOICES), min_size=1, unique=True)
    names = st.sets(st.sampled_from([each.id for each in asked.items]))
    answers = {name: said(name, *data.draw(options)) for name in data.draw(names)}
    shown = [each.id for each in rules.path(asked, answers, can_type=True)]
    for each in asked.items:
        condition = each.show_if
        is_due = condition is None or (
            condition.item in shown
            and condition.item in answers
            and bool(set(answers[condition.item].options) & set(condition.any_of))
        )
        assert (each.id in shown) is is_due
    assert shown == [each.id for each in asked.items if each.id in shown]


def test_answer_to_an_item_no_longer_asked_opens_no_further_items() -> None:
    asked = survey(
        item("one", "single", "yes", "no"),
        item("two", "single", "yes", "no", show_if=("one", "yes")),
        item("three", "single", "yes", "no", show_if=("two", "yes")),
    )
    answers = {"one": said("one", "no"), "two": said("two", "yes")}
    assert [each.id for each in rules.path(asked, answers, can_type=True)] == ["one"]


def test_text_is_asked_only_where_it_can_be_sealed() -> None:
    asked = survey(item("one", "single", "a", "b"), item("words", "text"))
    assert [each.id for each in rules.path(asked, {}, can_type=False)] == ["one"]
    assert [each.id for each in rules.path(asked, {}, can_type=True)] == ["one", "words"]


def test_neighbours_of_an_item() -> None:
    one, two = item("one", "single", "a", "b"), item("two", "single", "a", "b")
    assert rules.after([one, two], "one") == two
    assert rules.after([one, two], "two") is None
    assert rules.before([one, two], "two") == one
    assert rules.before([one, two], "one") is None
    assert rules.before([one, two], "gone") is None


@pytest.mark.parametrize(
    ("kind", "chosen", "options", "number"),
    [
        ("single", ["b"], ["b"], None),
        ("scale", ["c"], ["c"], 3),
        ("multiple", ["c", "a", "c"], ["c", "a"], None),
        ("ranking", ["c", "a", "b"], ["c", "a", "b"], None),
        ("unit", ["criminal"], ["criminal"], None),
    ],
)
def test_choice_is_an_answer(
    kind: str, chosen: list[str], options: list[str], number: int | None
) -> None:
    answer = rules.read_answer(item("x", kind, *CHOICES), chosen, {"criminal"})
    assert answer == ItemAnswer(item="x", options=options, number=number)


@pytest.mark.parametrize(
    ("kind", "chosen"),
    [
        ("single", []),
        ("single", ["z"]),
        ("single", ["a", "b"]),
        ("scale", ["1"]),
        ("multiple", []),
        ("multiple", ["a", "z"]),
        ("ranking", []),
        ("ranking", ["a"]),
        ("ranking", ["a", "b", "z"]),
        ("unit", ["a"]),
    ],
)
def test_what_is_no_choice_is_refused(kind: str, chosen: list[str]) -> None:
    with pytest.raises(Refused):
        rules.read_answer(item("x", kind, *CHOICES), chosen, {"criminal"})


@pytest.mark.parametrize("text", ["0", "3", "7"])
def test_number_in_range_is_an_answer(text: str) -> None:
    asked = item("x", "number", least=0, most=7)
    assert rules.read_answer(asked, [text], ()).number == int(text)


@pytest.mark.parametrize(
    "chosen", [[], ["8"], ["-1"], ["1.5"], [""], ["two"], ["1", "2"], ["1e1"], ["9" * 9999]]
)
def test_number_out_of_range_is_refused(chosen: list[str]) -> None:
    with pytest.raises(Refused, match="from 0 to 7"):
        rules.read_answer(item("x", "number", least=0, most=7), chosen, ())

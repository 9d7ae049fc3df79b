"""Test the pack that comes with the app, as the bureau will show it."""

from __future__ import annotations

from collections import Counter

import pytest

from kiosk.content.load import BUNDLED, Loaded, load
from kiosk.content.pack import Pack

TOPICS = {
    "anti-fraud",
    "traffic-safety",
    "anti-theft",
    "fire-safety",
    "anti-drug",
    "student-safety",
    "law-basics",
    "economic-crime",
    "hukou-id",
    "exit-entry",
    "police-supervision",
}


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(BUNDLED)


@pytest.fixture(scope="module")
def pack(loaded: Loaded) -> Pack:
    assert loaded.pack is not None, loaded.errors
    return loaded.pack


def test_it_has_no_errors(loaded: Loaded) -> None:
    assert loaded.errors == []
    assert len(loaded.digest) == 64


def test_eleven_topics_have_at_least_fifteen_questions_each(pack: Pack) -> None:
    counts = {topic.id: len(topic.questions) for topic in pack.topics}
    assert set(counts) == TOPICS
    assert min(counts.values()) >= 15, counts


def test_every_question_cites_a_source_and_says_why(pack: Pack) -> None:
    for topic in pack.topics:
        for question in topic.questions:
            assert question.source.title.zh, question.id
            assert len(question.explanation.zh) > 8, question.id


def test_right_options_are_spread_over_the_positions(pack: Pack) -> None:
    for topic in pack.topics:
        places = Counter(
            next(place for place, option in enumerate(question.options) if option.is_right)
            for question in topic.questions
        )
        most = max(len(question.options) for question in topic.questions)
        assert set(places) >= set(range(min(most, 3))), (topic.id, places)
        assert max(places.values()) <= 0.6 * len(topic.questions), (topic.id, places)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_longest_option_does_not_give_the_right_one_away(pack: Pack, language: str) -> None:
    questions = [question for topic in pack.topics for question in topic.questions]
    longest = 0
    for question in questions:
        right = next(len(each.text[language]) for each in question.options if each.is_right)
        others = [len(each.text[language]) for each in question.options if not each.is_right]
        longest += right > max(others)
    assert longest <= 0.6 * len(questions), f"{longest} of {len(questions)}"


def test_every_unit_has_a_card(pack: Pack) -> None:
    assert {unit.id for unit in pack.units} <= {card.unit for card in pack.cards}


def test_every_town_has_a_station(pack: Pack) -> None:
    assert {town.id for town in pack.towns} <= {unit.town for unit in pack.units}


def test_every_placeholder_number_is_warned_of_at_its_line(loaded: Loaded, pack: Pack) -> None:
    samples = [place for place, card in enumerate(pack.cards) if card.is_placeholder]
    warned = [problem for problem in loaded.problems if not problem.is_error]
    assert samples
    assert {problem.field for problem in warned} >= {f"cards.{place}.phone" for place in samples}
    held = (BUNDLED / "cards.yaml").read_text(encoding="utf-8").splitlines()
    for problem in warned:
        assert problem.file == "cards.yaml"
        assert "phone:" in held[problem.line - 1]


def test_no_post_is_a_person(pack: Pack) -> None:
    for card in pack.cards:
        assert not card.post.zh.endswith(("警官", "同志", "先生", "女士")), card.id


def test_every_image_is_used_and_every_panel_has_one(loaded: Loaded, pack: Pack) -> None:
    assert {panel.image for panel in pack.panels} == set(loaded.images)


def test_emergency_numbers_stand_first(pack: Pack) -> None:
    urgent = [line.is_emergency for line in pack.hotlines]
    assert urgent == sorted(urgent, reverse=True)
    assert pack.hotlines[0].number == "110"

"""Test the pack that comes with the app, as the bureau will show it."""

from __future__ import annotations

import re
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
import yaml

from kiosk.booth.survey import rules
from kiosk.booth.survey.records import ItemAnswer
from kiosk.content.catalog import Catalog
from kiosk.content.kinds.rehearsal import MOST_KEPT, chances, kept_by_chance
from kiosk.content.load import BUNDLED, Loaded, load
from kiosk.content.pack import Item, Pack, Survey

FORMER = Path(__file__).with_name("first_surveys.yaml")

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
        questions = [question for question in topic.questions if question.kind == "single"]
        places = Counter(
            next(place for place, option in enumerate(question.options) if option.is_right)
            for question in questions
        )
        most = max(len(question.options) for question in questions)
        assert set(places) >= set(range(min(most, 3))), (topic.id, places)
        assert max(places.values()) <= 0.6 * len(questions), (topic.id, places)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_longest_option_does_not_give_the_right_one_away(pack: Pack, language: str) -> None:
    every = [question for topic in pack.topics for question in topic.questions]
    questions = [question for question in every if question.kind == "single"]
    longest = 0
    for question in questions:
        right = next(len(each.text[language]) for each in question.options if each.is_right)
        others = [len(each.text[language]) for each in question.options if not each.is_right]
        longest += right > max(others)
    assert longest <= 0.6 * len(questions), f"{longest} of {len(questions)}"


def test_calls_are_rehearsed_in_a_few_turns_and_one_way_out_loses_nothing(pack: Pack) -> None:
    asked = [each for topic in pack.topics for each in topic.questions if each.kind == "rehearsal"]
    assert len(asked) >= 3
    assert {each.call for each in asked} == {call.id for call in pack.calls}
    assert {"elder", "adult"} <= {who for each in asked for who in each.audience}
    for call in pack.calls:
        assert 4 <= len(call.turns) <= 6, call.id
        assert {len(turn.replies) for turn in call.turns} == {3}, call.id
        assert 0 in chances(call), call.id
        assert kept_by_chance(call) <= MOST_KEPT, call.id


def test_every_topic_has_one_thing_to_do_tonight(pack: Pack) -> None:
    assert all(topic.tonight for topic in pack.topics)


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
        if problem.file == "cards.yaml":
            assert "phone:" in held[problem.line - 1]


def test_no_post_is_a_person(pack: Pack) -> None:
    for card in pack.cards:
        assert not card.post.zh.endswith(("警官", "同志", "先生", "女士")), card.id


def test_every_image_is_used_and_every_panel_has_one(loaded: Loaded, pack: Pack) -> None:
    shown = {panel.image for panel in pack.panels} | {scene.picture for scene in pack.scenes}
    asked = {each.picture for topic in pack.topics for each in topic.questions if each.picture}
    told = {each.picture for each in pack.cases if each.picture}
    assert shown | asked | told == set(loaded.images)


def test_emergency_numbers_stand_first(pack: Pack) -> None:
    urgent = [line.is_emergency for line in pack.hotlines]
    assert urgent == sorted(urgent, reverse=True)
    assert pack.hotlines[0].number == "110"


# The surveys

LETTERS_A_SECOND = 5
"""How fast people read Chinese aloud, which is slower than to themselves."""
SECONDS_A_TAP = 1.5
OFFICIAL = "在目前的社会治安环境下，您感觉安全吗？"


@pytest.fixture(scope="module")
def satisfaction(pack: Pack) -> Survey:
    return Catalog(pack, "").surveys["satisfaction"]


def paths(asked: Survey) -> list[list[Item]]:
    """Return every path that answers to items with conditions behind them may lead along."""
    found = []
    openers = {each.show_if.item for each in asked.items if each.show_if}
    choices = [[(each, option.id) for option in each.options] for each in asked.items]
    choices = [each for each in choices if each and each[0][0].id in openers]
    for taken in product(*choices):
        answers = {each.id: ItemAnswer(item=each.id, options=[option]) for each, option in taken}
        found.append(rules.path(asked, answers, can_type=True))
    return found


def seconds(items: list[Item]) -> float:
    """Return how long it takes to read and tap through items; typed text is optional."""
    letters = sum(len(each.prompt.zh) + sum(len(o.text.zh) for o in each.options) for each in items)
    taps = sum({"ranking": 3, "multiple": 3, "text": 1}.get(each.kind, 1) for each in items)
    return letters / LETTERS_A_SECOND + taps * SECONDS_A_TAP


def test_a_survey_takes_three_minutes_at_most(pack: Pack) -> None:
    for asked in Catalog(pack, "").surveys.values():
        every = paths(asked)
        assert max(len(each) for each in every) <= 22, asked.id
        assert max(seconds(each) for each in every) <= 180, asked.id


def test_the_official_question_stands_in_its_own_words_with_four_points(
    satisfaction: Survey,
) -> None:
    [asked] = [each for each in satisfaction.items if each.prompt.zh == OFFICIAL]
    assert [option.text.zh for option in asked.options] == [
        "不安全",
        "不太安全",
        "比较安全",
        "安全",
    ]
    assert [option.value for option in asked.options] == [1, 2, 4, 5]
    assert {each.rate for each in satisfaction.items} >= {"security", "awareness", "participation"}
    assert "than-last-year" in [each.id for each in satisfaction.items]


def test_people_without_contact_are_not_asked_to_judge_it(satisfaction: Survey) -> None:
    none = {"dealt": ItemAnswer(item="dealt", options=["none"])}
    asked = rules.path(satisfaction, none, can_type=True)
    assert not [each.id for each in asked if each.index in ("justice", "satisfaction")]
    assert not [each.id for each in asked if each.kind == "unit"]
    justice = [each.id for each in satisfaction.items if each.index == "justice"]
    assert justice == ["respected", "fair-decision", "explained"]


def test_no_item_asks_two_things_at_once(pack: Pack) -> None:
    for asked in Catalog(pack, "").surveys.values():
        for each in asked.items:
            assert not re.search("[和及、].*(满意|安全|信任)吗", each.prompt.zh.split("，")[-1]), (
                each
            )


def test_no_id_of_the_first_surveys_has_another_meaning_now(pack: Pack) -> None:
    words = {
        f"{asked.id}.{each.id}": each.prompt.zh
        for asked in Catalog(pack, "").surveys.values()
        for each in asked.items
    }
    former = yaml.safe_load(FORMER.read_text(encoding="utf-8"))
    changed = {name for name in words if name in former and former[name] != words[name]}
    assert not changed

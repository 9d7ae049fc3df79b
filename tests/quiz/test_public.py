"""The simulated public: who knows nothing does not get far, and who knows has all."""

from __future__ import annotations

import json
from random import Random

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from kiosk.booth.quiz import kinds, public
from kiosk.cli import kiosk
from kiosk.content import service as content
from kiosk.content.pack import Pack
from tests.factories import option, question, topic, words
from tests.quiz.of_kinds import CALL, MADE, SCENE, made

STRICT = replace(option("a", is_right=True), text=words("不可以，会被拘留，马上报警"))
LENIENT = replace(option("b"), text=words("可以，没关系，谁也管不着，想怎么样就怎么样"))
MIDDLE = replace(option("c"), text=words("问一问"))


def pack_of(*right: str) -> Pack:
    """Return a pack with a question for each right option among the three."""
    asked = [
        question(
            f"q{n}",
            options=tuple(
                replace(each, is_right=each.id == name) for each in (STRICT, LENIENT, MIDDLE)
            ),
        )
        for n, name in enumerate(right)
    ]
    whole = content.require_whole(content.bundled())
    return replace(whole, topics=(topic("t", asked),))


def test_each_person_answers_in_a_way_of_their_own() -> None:
    reached = public.play(pack_of("a", "a", "a", "b"))
    assert reached["knower"].whole == 1
    assert reached["strict"].whole == 3 / 4
    assert reached["longest"].whole == 1 / 4
    assert reached["first"].whole == 3 / 4
    assert reached["guesser"].whole == pytest.approx(1 / 3, abs=0.1)
    assert reached["strict"].topics == {"t": 3 / 4}
    assert reached["strict"].kinds == {"single": 3 / 4}


def test_what_is_called_no_crime_does_not_sound_strict() -> None:
    assert public.strictness("不算犯罪，不违法") < public.strictness("问一问")
    assert public.strictness("不行") > public.strictness("行")


@pytest.mark.parametrize("name", MADE)
def test_every_kind_is_answered_by_its_words(name: str) -> None:
    kind, asked = made(name)
    for person in public.PEOPLE.values():
        words_given = person.answer(kind, asked, Random(1))
        assert 0 <= kind.credit(asked, words_given) <= 1
        assert all(kind.said(asked, word) for word in words_given)
    assert kind.credit(asked, public.PEOPLE["knower"].answer(kind, asked, Random(1))) == 1


def test_a_call_is_rehearsed_by_the_strictest_reply_of_each_turn() -> None:
    first, last = CALL.turns
    replies = (
        replace(first.replies[0], text=words("好的")),
        replace(first.replies[1], text=words("不行，我要报警")),
    )
    call = replace(CALL, turns=(replace(first, replies=replies), last))
    kind, asked = made("rehearsal")
    given = kind.by_words(replace_call(asked, call), public.strictness, Random(1))
    assert given[0] == f"hello.{first.replies[1].id}"
    assert len(given) == 2


def replace_call(asked: kinds.Asked, call: object) -> kinds.Asked:
    """Return a question that is asked with another call."""
    return kinds.Asked(asked.question, SCENE, call)  # type: ignore[arg-type]


def test_the_same_seed_gives_the_same_figures() -> None:
    pack = pack_of("a", "b", "c")
    assert public.play(pack, 3) == public.play(pack, 3)
    assert public.play(pack, 3)["guesser"] != public.play(pack, 4)["guesser"]


def test_in_the_bundled_pack_nobody_gets_far_without_knowing() -> None:
    reached = public.play(content.require_whole(content.bundled()))
    assert reached["knower"].whole == 1
    assert 0.25 < reached["guesser"].whole < 0.45
    assert reached["longest"].whole < 0.4
    assert reached["strict"].whole < 0.6


def test_the_command_prints_each_person_s_score_and_each_figure_of_the_check() -> None:
    said = CliRunner().invoke(kiosk, ["content", "try"]).output
    for word in (
        "guesser",
        "strict-picker",
        "longest-picker",
        "first-picker",
        "knower",
        "100.0%",
        "traffic-safety",
    ):
        assert word in said
    told = json.loads(CliRunner().invoke(kiosk, ["content", "try", "--json"]).output)
    assert set(told["people"]) == set(public.PEOPLE)
    assert told["people"]["knower"]["all"] == 1
    assert set(told["check"]) >= {"longest-right", "lone-right", "permitting", "genuine", "alike"}
    assert told["check"]["longest-right"]["share"] <= told["check"]["longest-right"]["most"]

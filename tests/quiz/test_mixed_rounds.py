"""Test rounds of all kinds of question: their records, rows and exports, and what they become."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Any

import msgspec
import pandas
import pytest
from sqlalchemy import Connection

from kiosk.booth.quiz import kinds, rules, service
from kiosk.booth.quiz.kinds.base import BETWEEN
from kiosk.booth.quiz.tables import KIND_NAMES
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.content.load import Loaded, digest
from kiosk.counts.filters import Filters
from kiosk.counts.rebuild import rebuild
from kiosk.journal import drafts
from kiosk.journal.service import new_id
from kiosk.office.exports.formats import Export
from kiosk.office.exports.tables import open_table
from tests.factories import SITTING, question, records, rows, topic
from tests.quiz.of_kinds import CALL, CASE, MADE, SCENE

SINGLES = [question(f"single-{n}") for n in range(6)]
OF_KINDS = [question(f"{kind}-{n}", kind=kind, **MADE[kind]) for kind in MADE for n in range(3)]


@pytest.fixture
def mixed(tx: Connection) -> Catalog:
    """Show a pack with questions of each kind, and return it."""
    pack = content.require_whole(content.bundled())
    topics = (topic("plain", SINGLES, unit=pack.units[0].id), topic("mixed", OF_KINDS))
    made = msgspec.structs.replace(
        pack, version=200, topics=topics, panels=(), scenes=(SCENE,), calls=(CALL,), cases=(CASE,)
    )
    content.publish(tx, Loaded(made, {}, digest(made, {}), []))
    content.show_latest(tx)
    return Catalog(made, digest(made, {}))


def answer(
    tx: Connection, catalog: Catalog, play: service.Round, random: Random, sitting: str = SITTING
) -> service.Round:
    """Answer the question that is due somehow, form by form."""
    number, name = play.number, play.question_id(play.number)
    found = kinds.asked(catalog, name)
    assert found is not None
    kind, asked = found
    for sent in kind.forms(kind.any_answer(asked, random)):
        play = service.answer(
            tx, sitting, catalog, number, question_id=name, sent=sent, milliseconds=1500
        )
    return play


def people(tx: Connection, catalog: Catalog, count: int) -> Iterator[service.Round]:
    """Let people play rounds, some of which they leave."""
    random = Random(5)
    for _ in range(count):
        sitting = new_id()
        play = service.start(
            tx, sitting, catalog, topic_id="mixed", length=10, random=random, audience="all"
        )
        patience = random.randint(3, 12)
        while play.number <= min(play.total, patience):
            play = answer(tx, catalog, play, random, sitting)
        drafts.close_sitting(tx, sitting)
        yield play


def test_a_round_of_single_choices_has_the_record_that_former_programs_read(
    tx: Connection, mixed: Catalog
) -> None:
    play = service.start(tx, SITTING, mixed, topic_id="plain", random=Random(1))
    while not play.is_recorded:
        play = answer(tx, mixed, play, Random(2))
    [record] = records(tx, "quiz")
    sheet = json.loads(record.body)
    assert record.version == 1
    assert "mode" not in sheet
    assert sheet["answers"][0].keys() == {
        *("question", "option", "is_right", "is_repeat", "milliseconds")
    }


def test_a_round_of_other_kinds_says_each_answer_s_kind_and_credit(
    tx: Connection, mixed: Catalog
) -> None:
    list(people(tx, mixed, 30))
    held = records(tx, "quiz")
    assert {record.version for record in held} == {2}
    answers = [each for record in held for each in json.loads(record.body)["answers"]]
    asked = {each.get("kind", "single") for each in answers}
    assert asked == set(kinds.KINDS)
    for each in answers:
        credit = each.get("credit")
        assert (credit is not None) == kinds.KINDS[each.get("kind", "single")].has_credit
        assert credit is None or (credit == 100) == each["is_right"]


def test_rows_can_be_made_again_from_the_records(tx: Connection, mixed: Catalog) -> None:
    list(people(tx, mixed, 10))
    before = [rows(tx, table) for table in ("quiz_round", "quiz_answer")]
    assert rebuild(tx)
    assert [rows(tx, table) for table in ("quiz_round", "quiz_answer")] == before


def test_at_most_a_fifth_of_a_round_is_of_one_other_kind() -> None:
    held = [topic("plain", [question(f"q{n}") for n in range(60)]), topic("mixed", OF_KINDS)]
    seen: Counter[str] = Counter()
    for seed in range(200):
        for length in rules.LENGTHS:
            drawn = rules.draw(held, "all", length, Random(seed))
            counts = Counter(each.kind for each in drawn)
            single = counts.pop("single")
            assert max(counts.values()) <= length // 5
            assert single + sum(counts.values()) == length == len({each.id for each in drawn})
            seen += counts
    assert seen.keys() == set(kinds.KINDS) - {"single"}
    assert max(seen.values()) < 1.5 * min(seen.values())


@pytest.mark.parametrize("audience", rules.OWN_ONLY)
def test_a_round_of_children_or_elders_is_rather_shorter_than_filled_up(audience: str) -> None:
    own = [question(f"own-{n}", audience=(audience,)) for n in range(3)]
    others = [question(f"other-{n}", audience=("driver",)) for n in range(9)]
    drawn = rules.draw([topic("t", [*own, *others])], audience, 5, Random(1))
    assert {each.id for each in drawn} == {each.id for each in own}


def test_an_answer_half_given_is_there_again_after_a_restart(
    tx: Connection, mixed: Catalog
) -> None:
    name = "order-0"
    play = service.start(tx, SITTING, mixed, topic_id="mixed", random=Random(1))
    play.drawn = [name, *play.drawn]
    drafts.save(tx, SITTING, service.DRAFT, msgspec.json.encode(play).decode())
    for step in ("c", "a"):
        service.answer(
            tx, SITTING, mixed, 1, question_id=name, sent={"option": [step]}, milliseconds=1
        )
    state = drafts.load(tx, SITTING, service.DRAFT)
    assert state is not None
    assert json.loads(state)["so_far"] == ["c", "a"]
    assert not records(tx, "quiz")


def test_a_round_begun_under_the_former_version_goes_on(tx: Connection, catalog: Catalog) -> None:
    play = service.start(tx, SITTING, catalog, random=Random(3))
    former = json.loads(msgspec.json.encode(play))
    for name in ("mode", "seed", "so_far"):
        del former[name]
    former["drawn"].sort(key=lambda each: catalog.questions[each].kind != "single")
    asked = next(each for each in catalog.questions.values() if each.kind == "single")
    former["drawn"][0] = asked.id
    given = {"option": asked.options[0].id, "is_right": asked.options[0].is_right}
    former["answers"] = [given | {"question": asked.id, "is_repeat": False, "milliseconds": 900}]
    drafts.save(tx, SITTING, service.DRAFT, json.dumps(former))
    play = msgspec.json.decode(json.dumps(former), type=service.Round)
    while not play.is_recorded:
        play = answer(tx, catalog, play, Random(2))
    assert len(json.loads(records(tx, "quiz")[0].body)["answers"]) == 6


def exported(tx: Connection, *, is_long: bool) -> pandas.DataFrame:
    """Export as CSV, and read that back."""
    file = io.BytesIO()
    table = open_table(tx, "quiz", Filters(), is_long=is_long)
    moment = datetime(2026, 12, 20, 9, 30).astimezone()
    Export(table, "csv", Filters(), moment).write_to(file, lambda _count: None)
    return pandas.read_csv(io.BytesIO(file.getvalue()), encoding="utf-8-sig")


def counted(tx: Connection) -> list[dict[str, Any]]:
    """Return the answers as records have them, with their round's number."""
    return [
        each | {"round": number}
        for number, record in enumerate(records(tx, "quiz"))
        for each in json.loads(record.body)["answers"]
    ]


def test_exports_say_what_an_independent_count_of_the_records_says(
    tx: Connection, mixed: Catalog
) -> None:
    list(people(tx, mixed, 60))
    answers = counted(tx)
    for each in answers:
        each["points"] = 100 * each["is_right"] if each["credit"] is None else each["credit"]
    first = [each for each in answers if not each["is_repeat"]]
    long, wide = exported(tx, is_long=True), exported(tx, is_long=False)
    assert len(long) == len(answers)
    assert list(long["得分（百分）"]) == [each["points"] for each in answers]
    assert wide["总分（每题满分 100）"].sum() == sum(each["points"] for each in first)
    assert wide["首答正确"].sum() == sum(each["is_right"] for each in first)
    assert [KIND_NAMES[each["kind"]] for each in answers] == list(long["题型"])
    for each, said in zip(answers, long["所选答案"], strict=True):
        if each["kind"] == "several":
            names = each["option"].split(BETWEEN)
            told = "；".join(f"选{name}" for name in names)
            assert said == (told if each["option"] else "（什么都没选）")
        if each["kind"] == "guess":
            assert said == f"{each['option']} 分钟"

"""What was taken out of the pack keeps its words wherever records name it, and its id for ever."""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import Any

import msgspec
import pytest
from flask import Flask
from sqlalchemy import Connection

from kiosk.booth.cards.records import KIND as CARD
from kiosk.booth.cards.records import CardShown
from kiosk.booth.checkin.records import BEGAN, Head, State, VisitBegan
from kiosk.booth.feedback.records import KIND as FEEDBACK
from kiosk.booth.feedback.records import FeedbackGiven
from kiosk.booth.quiz.records import KIND as QUIZ
from kiosk.booth.quiz.records import Answer, QuizSheet
from kiosk.booth.survey.records import (
    RATING,
    REASON,
    SURVEY,
    ItemAnswer,
    RatingGiven,
    ReasonGiven,
    SurveySheet,
)
from kiosk.content import service as content
from kiosk.content.load import Loaded, digest
from kiosk.content.pack import Block, FeedbackKind, Item, Pack, Reason, Slot, Visitor
from kiosk.content.parts import Text
from kiosk.counts.filters import Filters
from kiosk.journal import service as journal
from kiosk.office.editor import manuscript
from kiosk.office.editor.sections import SECTIONS, Spot, parts
from kiosk.office.exports.formats import Export
from kiosk.office.exports.tables import open_table
from kiosk.storage.db import db
from tests.factories import card, item, option, question, survey, topic, unit

replace = msgspec.structs.replace
HERE = {"language": "zh", "is_elder": False}


def named(zh: str) -> Text:
    return Text(zh=zh, en=zh)


def asked(name: str) -> Item:
    return item(name, "single", "x", "y")


def with_more(pack: Pack) -> Pack:
    """Return a pack in which there is one more of everything that records name."""
    first, survey_, kind = pack.topics[0], pack.surveys[0], pack.feedback[0]
    more = replace(first.questions[0], options=(*first.questions[0].options[:2], option("gone")))
    questions = (more, *first.questions[1:], question("gone-question", prompt=named("旧题")))
    extra = [
        replace(asked("gone-item"), prompt=named("旧问题")),
        replace(survey_.items[-2], options=(*survey_.items[-2].options, option("gone"))),
    ]
    items = (*extra[:1], *survey_.items[:-2], *extra[1:], survey_.items[-1])
    old_kind = FeedbackKind(
        id="gone-kind",
        name=named("旧种类"),
        about=named("字"),
        prompt=named("字"),
        chips=(option("p"), option("q")),
    )
    slot = Slot(id="gone-slot", starts_at="06:10", ends_at="06:20", capacity=3)
    tour = replace(
        pack.tour,
        slots=(*pack.tour.slots, slot),
        visitors=(*pack.tour.visitors, Visitor(id="gone-visitor", name=named("旧来宾"))),
    )
    reason = Reason(id="gone-reason", text=named("旧原因"), values=(1,))
    block = Block(id="gone-block", name=named("旧题组"), items=(asked("in-block"),))
    return replace(
        pack,
        units=(*pack.units, unit("gone-unit", name=named("旧单位"))),
        topics=(
            replace(first, questions=questions),
            *pack.topics[1:],
            replace(topic("gone-topic", [question("of-topic")]), name=named("旧主题")),
        ),
        surveys=(
            replace(survey_, items=items, begins_with=(*survey_.begins_with, "gone-block")),
            *pack.surveys[1:],
            replace(survey(asked("only"), name="gone-survey"), title=named("旧问卷")),
        ),
        blocks=(*pack.blocks, block),
        cards=(*pack.cards, replace(card(post=named("旧岗")), id="gone-card", unit="gone-unit")),
        feedback=(replace(kind, chips=(*kind.chips, option("gone"))), *pack.feedback[1:], old_kind),
        rating=replace(
            pack.rating,
            reasons=(
                *pack.rating.reasons,
                reason,
            ),
        ),
        tour=tour,
    )


def publish(tx: Connection, pack: Pack, version: int) -> None:
    pack = replace(pack, version=version)
    content.publish(tx, Loaded(pack, {}, digest(pack, {}), []))
    content.show_latest(tx)


def answer(tx: Connection, pack: Pack) -> None:
    """Record something of everything that will be taken out."""
    first, kept, kind = pack.topics[0], pack.surveys[0], pack.feedback[0]
    given = [(first.questions[0].id, "gone"), ("gone-question", "b"), ("of-topic", "c")]
    for name, questions in ((first.id, given[:2]), ("gone-topic", given[2:])):
        answers = [
            Answer(question=of, option=chosen, is_right=False, is_repeat=False, milliseconds=900)
            for of, chosen in questions
        ]
        drawn = [each.question for each in answers]
        sheet = {"audience": "all", "is_finished": True, "drawn": drawn, "answers": answers}
        journal.append(tx, QUIZ, QuizSheet(topic=name, **sheet, **HERE))
    items = {
        kept.id: {"gone-item": "x", kept.items[-2].id: "gone", "in-block": "y"},
        "gone-survey": {"only": "x"},
    }
    for name, answered in items.items():
        sheets = [ItemAnswer(item=of, options=[chosen]) for of, chosen in answered.items()]
        said = {"is_finished": True, "about_unit": "gone-unit", "has_text": False}
        journal.append(tx, SURVEY, SurveySheet(survey=name, answers=sheets, **said, **HERE))
    rating = RatingGiven(value=1, is_repeat=False, **HERE)
    journal.append(tx, RATING, rating, sitting="s" * 32)
    journal.append(tx, REASON, ReasonGiven(value=1, reason="gone-reason"), sitting="s" * 32)
    shown = CardShown(card="gone-card", about_unit="gone-unit", language="zh")
    journal.append(tx, CARD, shown)
    for number, (name, chip) in enumerate(((kind.id, "gone"), ("gone-kind", "q"))):
        piece = {"about_unit": "gone-unit", "has_text": False, "has_contact": False}
        made = FeedbackGiven(kind=name, chips=[chip], language="zh", form=f"{number:032}", **piece)
        journal.append(tx, FEEDBACK, made)
    state = State(status="inside", inside=2, places=2, slot="gone-slot", day="2026-12-20")
    nothing = dict.fromkeys(("invitation", "withdrawal", "actor"))
    nothing |= dict.fromkeys(("has_name", "has_phone", "has_organisation"), False)
    visit = {"visit": "v" * 10, "tap": "t" * 32, "channel": "walk-in", "under_14": 0}
    heads = [Head(kind="gone-visitor", people=2)]
    more = {"has_accepted_rules": True, "language": "zh", "heads": heads, "state": state}
    journal.append(tx, BEGAN, VisitBegan(**visit, **more, **nothing))


@pytest.fixture
def former(tx: Connection) -> Pack:
    """Give the pack from which everything was taken out again that records name."""
    pack = content.require_whole(content.bundled())
    publish(tx, with_more(pack), 101)
    answer(tx, with_more(pack))
    publish(tx, pack, 102)
    return pack


def lines(tx: Connection, kind: str, *, is_long: bool = False) -> list[dict[str, Any]]:
    """Return the lines of an export, with labels."""
    file = io.BytesIO()
    table = open_table(tx, kind, Filters(), is_long=is_long)
    moment = datetime(2026, 12, 20, 9, 30).astimezone()
    Export(table, "jsonl", Filters(), moment).write_to(file, lambda _count: None)
    return [json.loads(line) for line in file.getvalue().splitlines()]


def test_topics_questions_and_options_keep_their_words(tx: Connection, former: Pack) -> None:
    first = former.topics[0]
    told = [
        (line["topic"], line["question"], line["prompt"], line["option"])
        for line in lines(tx, "quiz", is_long=True)
    ]
    assert told == [
        (first.name.zh, first.questions[0].id, first.questions[0].prompt.zh, "选gone"),
        (first.name.zh, "gone-question", "旧题", "选b"),
        ("旧主题", "of-topic", "问of-topic", "选c"),
    ]
    assert [line["topic"] for line in lines(tx, "quiz")] == [first.name.zh, "旧主题"]


def test_surveys_items_options_and_units_keep_their_words(tx: Connection, former: Pack) -> None:
    kept = former.surveys[0]
    changed = kept.items[-2]
    told = {
        (line["survey"], line["item"]): (line["prompt"], line["option"])
        for line in lines(tx, "survey", is_long=True)
    }
    assert told == {
        (kept.title.zh, "gone-item"): ("旧问题", "选x"),
        (kept.title.zh, changed.id): (changed.prompt.zh, "选gone"),
        (kept.title.zh, "in-block"): ("字", "选y"),
        ("旧问卷", "only"): ("字", "选x"),
    }
    first, second = lines(tx, "survey")
    assert (first["survey"], second["survey"]) == (kept.title.zh, "旧问卷")
    assert first[f"{kept.id}.gone-item"] == "选x"
    assert first[f"{kept.id}.in-block"] == "选y"
    assert second["gone-survey.only"] == "选x"


def test_cards_feedback_and_reasons_keep_their_words(tx: Connection, former: Pack) -> None:
    (shown,) = lines(tx, "card")
    assert (shown["card"], shown["about_unit"]) == ("gone-card", "旧单位")
    assert shown["name"] == "旧单位 旧岗"
    pieces = {line["kind"]: line for line in lines(tx, "feedback")}
    kind = former.feedback[0]
    assert set(pieces) == {kind.name.zh, "旧种类"}
    assert pieces[kind.name.zh][f"{kind.id}.gone"] is True
    assert pieces["旧种类"]["gone-kind.q"] is True
    assert {line["about_unit"] for line in pieces.values()} == {"旧单位"}
    (rating,) = lines(tx, "rating")
    assert "旧原因" in rating.values()


def test_slots_and_kinds_of_guest_keep_their_words(tx: Connection, former: Pack) -> None:
    table = open_table(tx, "visit", Filters(), is_long=False)
    headings = {each.id: each.label for each in table.columns}
    assert headings["kind.gone-visitor"] == "人数［旧来宾］"
    (visit,) = lines(tx, "visit")
    assert (visit["slot"], visit["kind.gone-visitor"]) == ("06:10–06:20", 2)


LISTS = [each for each in SECTIONS.values() if each.is_list]


@pytest.mark.parametrize("of", LISTS, ids=lambda of: of.name)
def test_the_id_of_what_was_taken_out_is_never_given_again(app: Flask, of: Any) -> None:
    tree = manuscript.read(db.reader()).tree
    outer = parts(tree, SECTIONS[of.within])[0]["id"] if of.within else ""
    held = parts(tree, of, outer)[-1]["id"]
    with db.transaction() as tx:
        manuscript.remove(tx, Spot(of, held, outer), who="li")
        new = manuscript.add(tx, Spot(of, "", outer), {}, who="li").id
        manuscript.remove(tx, Spot(of, new, outer), who="li")
        assert manuscript.add(tx, Spot(of, "", outer), {}, who="li").id not in (held, new)
        assert {held, new} <= manuscript.used_ids(tx, of)

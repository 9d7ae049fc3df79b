"""A round: starting it, taking an answer, finishing it, closing what was left unfinished."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from kiosk.booth.quiz import rules
from kiosk.booth.quiz.records import KIND, Answer, QuizSheet
from kiosk.content.catalog import Catalog
from kiosk.content.pack import AUDIENCES, Option, Question
from kiosk.errors import Refused, Unknown
from kiosk.journal import drafts
from kiosk.journal import service as journal

DRAFT = KIND.name


class Round(Struct, kw_only=True):
    """A round under way. `is_recorded` is true once its record is in the journal."""

    topic: str | None
    audience: str
    length: int
    language: str
    is_elder: bool
    drawn: list[str]
    answers: list[Answer] = []
    is_recorded: bool = False

    @property
    def total(self) -> int:
        """Return how often the person is asked: each question once, and one of them again."""
        return len(self.drawn) + 1

    @property
    def number(self) -> int:
        """Return the number of the question to answer next, from 1."""
        return len(self.answers) + 1

    def question_id(self, number: int) -> str:
        """Return the question asked as `number`."""
        if number <= len(self.drawn):
            return self.drawn[number - 1]
        return rules.to_repeat(self.answers[: len(self.drawn)])


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Round).decode


def round_on_screen(sitting: str | None) -> Round | None:
    """Return the sitting's round as it was last committed, or None."""
    state = drafts.peek(sitting, DRAFT) if sitting else None
    return _decode(state) if state else None


def start(
    tx: Connection,
    sitting: str,
    catalog: Catalog,
    *,
    topic_id: str = "",
    audience: str = "all",
    length: int = rules.DEFAULT_LENGTH,
    language: str = "zh",
    is_elder: bool = False,
    random: Random | None = None,
) -> Round:
    """Draw a round; one begun before becomes an unfinished record. Raises Unknown."""
    topics = [catalog.topics[topic_id]] if topic_id in catalog.topics else catalog.pack.topics
    if topic_id and topic_id not in catalog.topics:
        raise Unknown("没有这个主题。", "There is no such topic.")
    if audience not in AUDIENCES or length not in rules.LENGTHS:
        raise Refused("没有这个选项。", "There is no such option.")
    drafts.close(tx, sitting, DRAFT)
    drawn = rules.draw(topics, audience, length, random or Random())
    play = Round(
        topic=topic_id or None,
        audience=audience,
        length=length,
        language=language,
        is_elder=is_elder,
        drawn=[question.id for question in drawn],
    )
    drafts.save(tx, sitting, DRAFT, _encode(play).decode())
    return play


def answer(
    tx: Connection,
    sitting: str,
    catalog: Catalog,
    number: int,
    *,
    question_id: str,
    option_id: str,
    milliseconds: int,
) -> Round:
    """Take one answer and keep it; the last one appends the round's record.

    A form sent twice changes nothing. Raises Unknown if the form is of another round or pack.
    """
    state = drafts.load(tx, sitting, DRAFT)
    play = _decode(state) if state else None
    is_due = play is not None and 1 <= number <= min(play.number, play.total)
    if play is None or not is_due or question_id != play.question_id(number):
        raise Unknown("这道题已经不在了。", "This question is no longer being asked.")
    if number < play.number:
        return play
    option = _option(catalog.questions.get(question_id), option_id)
    play.answers.append(
        Answer(
            question=question_id,
            option=option.id,
            is_right=option.is_right,
            is_repeat=number > len(play.drawn),
            milliseconds=milliseconds,
        )
    )
    if len(play.answers) == play.total:
        _record(tx, sitting, play, is_finished=True)
        play.is_recorded = True
    drafts.save(tx, sitting, DRAFT, _encode(play).decode())
    return play


def _option(question: Question | None, option_id: str) -> Option:
    options: Sequence[Option] = question.options if question else ()
    for option in options:
        if option.id == option_id:
            return option
    raise Unknown("没有这个选项。", "There is no such option.")


def _record(tx: Connection, sitting: str, play: Round, *, is_finished: bool) -> None:
    sheet = QuizSheet(
        topic=play.topic,
        audience=play.audience,
        language=play.language,
        is_elder=play.is_elder,
        is_finished=is_finished,
        drawn=play.drawn,
        answers=play.answers,
    )
    journal.append(tx, KIND, sheet, sitting=sitting)


def close_draft(tx: Connection, sitting: str, state: str) -> None:
    """Turn a round that was left into an unfinished record."""
    play = _decode(state)
    if not play.is_recorded:
        _record(tx, sitting, play, is_finished=False)


drafts.register(DRAFT, close_draft)

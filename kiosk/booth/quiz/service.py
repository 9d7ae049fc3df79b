"""A round: starting it, taking an answer, finishing it, closing what was left unfinished."""

from __future__ import annotations

from random import Random

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from kiosk.booth.quiz import kinds, rules
from kiosk.booth.quiz.kinds.base import BETWEEN, WHOLE, Sent
from kiosk.booth.quiz.records import KIND, PLAYED, Answer, JudgedAnswer, PlayedSheet, QuizSheet
from kiosk.content.catalog import Catalog
from kiosk.content.questions import AUDIENCES, Topic
from kiosk.errors import Refused, Unknown
from kiosk.journal import drafts, earned
from kiosk.journal import service as journal

DRAFT = KIND.name


class Round(Struct, kw_only=True):
    """A round under way. `is_recorded` is true once its record is in the journal.

    `so_far` are the words of an answer that is not whole yet, on which `spent` milliseconds went.
    By `seed` each question comes back in the order in which it was shown.
    """

    topic: str | None
    audience: str
    length: int
    language: str
    is_elder: bool
    drawn: list[str]
    answers: list[JudgedAnswer] = []
    is_recorded: bool = False
    mode: str = rules.ROUND
    seed: int = 0
    so_far: list[str] = []
    spent: int = 0

    @property
    def total(self) -> int:
        """Return how often the person is asked: each question once, and one of them again."""
        return len(self.drawn) + (self.mode == rules.ROUND)

    @property
    def is_over(self) -> bool:
        """Return True if all is answered."""
        return len(self.answers) == self.total

    @property
    def number(self) -> int:
        """Return the number of the question to answer next, from 1."""
        return len(self.answers) + 1

    def question_id(self, number: int) -> str:
        """Return the question asked as `number`."""
        if number <= len(self.drawn):
            return self.drawn[number - 1]
        return rules.to_repeat(self.answers[: len(self.drawn)])

    def order(self, number: int) -> Random:
        """Return the chance by which the question asked as `number` is shown."""
        return Random(f"{self.seed} {number}")


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Round).decode


def round_on_screen(sitting: str | None) -> Round | None:
    """Return the sitting's round as it was last committed, or None."""
    state = drafts.peek(sitting, DRAFT) if sitting else None
    return _decode(state) if state else None


def topics_of(catalog: Catalog, topic_id: str) -> list[Topic]:
    """Return the topic of this id, or all of them if `topic_id` is empty. Raises Unknown."""
    if not topic_id:
        return list(catalog.pack.topics)
    if topic_id not in catalog.topics:
        raise Unknown("没有这个主题。", "There is no such topic.")
    return [catalog.topics[topic_id]]


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
    mode: str = rules.ROUND,
    random: Random | None = None,
) -> Round:
    """Draw a round; one begun before becomes an unfinished record. Raises Unknown, Refused.

    A sprint has ten statements, whatever `length` says.
    """
    topics = topics_of(catalog, topic_id)
    if audience not in AUDIENCES or length not in rules.LENGTHS or mode not in rules.ALONE:
        raise Refused("没有这个选项。", "There is no such option.")
    if mode == rules.SPRINT:
        length = rules.SPRINT_LENGTH
        if not rules.can_sprint(topics, audience):
            raise Refused(
                "适合您的判断题还不够十道，请先选一个主题。",
                "There are fewer than ten statements for you; choose a topic instead.",
            )
    drafts.close(tx, sitting, DRAFT)
    chance = random or Random()
    draw = rules.draw_sprint if mode == rules.SPRINT else rules.draw
    drawn = draw(topics, audience, length, chance)
    if not drawn:
        raise Refused(
            "这里还没有适合您的题目，请换一个主题。",
            "There are no questions for you here yet; choose another topic.",
        )
    play = Round(
        topic=topic_id or None,
        audience=audience,
        length=length,
        language=language,
        is_elder=is_elder,
        drawn=[question.id for question in drawn],
        mode=mode,
        seed=chance.getrandbits(32),
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
    sent: Sent,
    milliseconds: int,
) -> Round:
    """Take what a form sent and keep it; the last answer appends the round's record.

    A form sent twice changes nothing. Raises Unknown if the form is of another round or pack.
    """
    state = drafts.load(tx, sitting, DRAFT)
    if state is None:
        raise kinds.gone()
    play = _decode(state)
    if take(play, catalog, number, question_id, sent, milliseconds) and play.is_over:
        record(tx, sitting, play, is_finished=True)
        earned.note(tx, sitting, "round")
        play.is_recorded = True
    drafts.save(tx, sitting, DRAFT, _encode(play).decode())
    return play


def take(
    play: Round, catalog: Catalog, number: int, question_id: str, sent: Sent, milliseconds: int
) -> bool:
    """Take what a form sent into a round; return True if that was a whole answer. Raises Unknown.

    What was answered before stays as it is.
    """
    is_due = 1 <= number <= min(play.number, play.total)
    if not is_due or question_id != play.question_id(number):
        raise kinds.gone()
    if number < play.number:
        return False
    kind, asked = kinds.require(catalog, question_id)
    given = kind.take(asked, sent, play.so_far)
    play.spent += milliseconds
    play.so_far = [] if given.is_whole else list(given.words)
    if given.is_whole:
        credit = kind.credit(asked, given.words)
        play.answers.append(
            JudgedAnswer(
                question=question_id,
                option=BETWEEN.join(given.words),
                is_right=credit >= WHOLE,
                is_repeat=number > len(play.drawn),
                milliseconds=min(play.spent, rules.MOST_MILLISECONDS),
                kind=asked.question.kind,
                credit=round(100 * credit) if kind.has_credit else None,
            )
        )
        play.spent = 0
    return given.is_whole


def record(tx: Connection, sitting: str, play: Round, *, is_finished: bool) -> None:
    """Append the record of a round."""
    sheet = PlayedSheet(
        topic=play.topic,
        audience=play.audience,
        language=play.language,
        is_elder=play.is_elder,
        is_finished=is_finished,
        drawn=play.drawn,
        answers=play.answers,
        mode=play.mode,
    )
    if play.mode == rules.ROUND and all(each.kind == "single" for each in play.answers):
        journal.append(tx, KIND, _former(sheet), sitting=sitting)
    else:
        journal.append(tx, PLAYED, sheet, sitting=sitting)


def _former(sheet: PlayedSheet) -> QuizSheet:
    """Return a round of single choices as programs of former versions read it."""
    own = {name: getattr(sheet, name) for name in QuizSheet.__struct_fields__}
    answers = [
        Answer(**{name: getattr(each, name) for name in Answer.__struct_fields__})
        for each in sheet.answers
    ]
    return QuizSheet(**own | {"answers": answers})


def close_draft(tx: Connection, sitting: str, state: str) -> None:
    """Turn a round that was left into an unfinished record."""
    play = _decode(state)
    if not play.is_recorded:
        record(tx, sitting, play, is_finished=False)


drafts.register(DRAFT, close_draft)

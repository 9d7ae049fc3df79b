"""A class's round: starting it, taking a count or taking it back, finishing or closing it."""

from __future__ import annotations

from random import Random

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from kiosk.booth.quiz import kinds
from kiosk.booth.quiz import service as quiz
from kiosk.booth.quiz.classroom import rules
from kiosk.booth.quiz.classroom.records import KIND, ClassAnswer, ClassSheet
from kiosk.content.catalog import Catalog
from kiosk.content.questions import AUDIENCES
from kiosk.errors import Refused
from kiosk.journal import drafts
from kiosk.journal import service as journal

DRAFT = KIND.name


class ClassPlay(Struct, kw_only=True):
    """A class's round under way. `is_recorded` is true once its record is in the journal.

    By `seed` each question comes back with the same sides.
    """

    topic: str | None
    audience: str
    length: int
    language: str
    is_elder: bool
    people: int
    drawn: list[str]
    seed: int
    answers: list[ClassAnswer] = []
    is_recorded: bool = False

    @property
    def total(self) -> int:
        """Return how many questions are asked."""
        return len(self.drawn)

    @property
    def number(self) -> int:
        """Return the number of the question to answer next, from 1."""
        return len(self.answers) + 1

    @property
    def is_finished(self) -> bool:
        """Return True if every question is answered."""
        return len(self.answers) == len(self.drawn)

    def order(self, number: int) -> Random:
        """Return the chance by which the question asked as `number` has its sides."""
        return Random(f"{self.seed} {number}")


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(ClassPlay).decode


def round_on_screen(sitting: str | None) -> ClassPlay | None:
    """Return the sitting's round of a class as it was last committed, or None."""
    state = drafts.peek(sitting, DRAFT) if sitting else None
    return _decode(state) if state else None


def start(
    tx: Connection,
    sitting: str,
    catalog: Catalog,
    *,
    people: int,
    topic_id: str = "",
    audience: str = rules.DEFAULT_AUDIENCE,
    length: int = rules.LENGTHS[0],
    language: str = "zh",
    is_elder: bool = False,
    random: Random | None = None,
) -> ClassPlay:
    """Draw a round; one begun before becomes an unfinished record. Raises Refused, Unknown."""
    topics = quiz.topics_of(catalog, topic_id)
    if audience not in AUDIENCES or length not in rules.LENGTHS:
        raise Refused("没有这个选项。", "There is no such option.")
    if not rules.LEAST_PEOPLE <= people <= rules.MOST_PEOPLE:
        raise Refused(
            f"一起玩的人数要在 {rules.LEAST_PEOPLE} 到 {rules.MOST_PEOPLE} 之间，请重新点人数。",
            f"From {rules.LEAST_PEOPLE} to {rules.MOST_PEOPLE} people can play together; "
            "touch their number again.",
        )
    chance = random or Random()
    drawn = rules.draw(topics, audience, length, chance)
    if not drawn:
        raise Refused(
            "这里还没有适合大家的题目，请换一个主题。",
            "There are no questions for this class here yet; choose another topic.",
        )
    drafts.close(tx, sitting, DRAFT)
    play = ClassPlay(
        topic=topic_id or None,
        audience=audience,
        length=length,
        language=language,
        is_elder=is_elder,
        people=people,
        drawn=[question.id for question in drawn],
        seed=chance.getrandbits(32),
    )
    _save(tx, sitting, play)
    return play


def answer(
    tx: Connection,
    sitting: str,
    catalog: Catalog,
    number: int,
    *,
    question_id: str,
    stood_left: int | None,
    milliseconds: int,
) -> ClassPlay:
    """Keep how many stood on the left; a form sent twice changes nothing.

    Raises Refused if so many cannot stand there, Unknown if the form is of another round or pack.
    """
    play = _load(tx, sitting)
    is_due = play is not None and 1 <= number <= min(play.number, play.total)
    if play is None or not is_due or question_id != play.drawn[number - 1]:
        raise kinds.gone()
    if number < play.number:
        return play
    kind, asked = kinds.require(catalog, question_id)
    if stood_left is None or not 0 <= stood_left <= play.people:
        raise Refused(
            f"站在左边的人数要在 0 到 {play.people} 之间，请返回再点一次。",
            f"From 0 to {play.people} people can stand on the left; go back and touch again.",
        )
    sides = rules.sides_of(kind, asked, play.order(number))
    play.answers.append(
        ClassAnswer(
            question=question_id,
            kind=asked.question.kind,
            left_word=sides.left,
            right_word=sides.right,
            answer_side=sides.best,
            stood_left=stood_left,
            milliseconds=milliseconds,
        )
    )
    _save(tx, sitting, play)
    return play


def take_back(tx: Connection, sitting: str, number: int) -> ClassPlay:
    """Take the last count back, so that it can be tapped again; a second tap takes back no other.

    Once the round is a record, nothing is taken back. Raises Unknown.
    """
    play = _load(tx, sitting)
    if play is None:
        raise kinds.gone()
    if not play.is_recorded and 1 <= number == len(play.answers):
        play.answers.pop()
        _save(tx, sitting, play)
    return play


def finish(tx: Connection, sitting: str) -> ClassPlay:
    """Append the record of a round that is answered to its end, once. Raises Unknown."""
    play = _load(tx, sitting)
    if play is None:
        raise kinds.gone()
    if play.is_finished and not play.is_recorded:
        _record(tx, sitting, play)
        play.is_recorded = True
        _save(tx, sitting, play)
    return play


def close_draft(tx: Connection, sitting: str, state: str) -> None:
    """Turn a round that was left into a record, unfinished unless every question was answered."""
    play = _decode(state)
    if not play.is_recorded:
        _record(tx, sitting, play)


def _load(tx: Connection, sitting: str) -> ClassPlay | None:
    state = drafts.load(tx, sitting, DRAFT)
    return _decode(state) if state else None


def _save(tx: Connection, sitting: str, play: ClassPlay) -> None:
    drafts.save(tx, sitting, DRAFT, _encode(play).decode())


def _record(tx: Connection, sitting: str, play: ClassPlay) -> None:
    sheet = ClassSheet(
        topic=play.topic,
        audience=play.audience,
        language=play.language,
        is_elder=play.is_elder,
        is_finished=play.is_finished,
        people=play.people,
        drawn=play.drawn,
        answers=play.answers,
    )
    journal.append(tx, KIND, sheet, sitting=sitting)


drafts.register(DRAFT, close_draft)

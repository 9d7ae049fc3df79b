"""Fill a database with three days of two hundred booths, in realistic variety, for benches.

Records go through each kind's `rows` and the journal's bulk batches, as central takes them in.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

import msgspec

from kiosk import clock
from kiosk.booth.cards.records import KIND as CARD
from kiosk.booth.cards.records import CardShown
from kiosk.booth.checkin.records import BEGAN, Head, State, VisitBegan
from kiosk.booth.feedback.records import KIND as FEEDBACK
from kiosk.booth.feedback.records import FeedbackGiven
from kiosk.booth.quiz import rules
from kiosk.booth.quiz.records import KIND as QUIZ
from kiosk.booth.quiz.records import Answer, JudgedAnswer, QuizSheet
from kiosk.booth.survey.records import RATING, SURVEY, ItemAnswer, RatingGiven, SurveySheet
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.content.load import Loaded, digest
from kiosk.content.pack import Pack
from kiosk.content.parts import Text
from kiosk.content.questions import Question
from kiosk.journal.bulk import new_batch
from kiosk.journal.kinds import Kind
from kiosk.journal.records import Payload, Record, canonical
from kiosk.storage.db import db

FIRST_DAY = datetime(2026, 12, 20, tzinfo=UTC)
DAYS, BOOTHS = 3, 200
ANSWERS = 1_000_000
A_ROUND = 8.5
"""Answers of a round, on average: half have five questions, half ten, and one is asked again."""
OTHERS = {"rating": 45_000, "survey": 30_000, "card": 15_000, "feedback": 15_000, "visit": 5_000}
"""What else stands beside a million answers."""
AUDIENCES = ("all", "all", "all", "adult", "child", "elder", "driver")
ROUNDS_DRAWN = 40
"""Rounds drawn beforehand for each topic, audience and length."""


def fill(answers: int = ANSWERS) -> None:
    """Put so many answers, and the others in proportion, into the open database."""
    catalogs = _two_packs()
    crowd = Crowd(catalogs, Random(20261220))
    kinds = list(OTHERS)
    weights = [answers / A_ROUND, *(OTHERS[kind] * answers / ANSWERS for kind in kinds)]
    each = round(sum(weights) / BOOTHS)
    for booth in range(BOOTHS):
        batch = new_batch(db.engine.dialect.name)
        chosen = crowd.random.choices(["quiz", *kinds], weights, k=each)
        for seq, name in enumerate(chosen, start=1):
            kind, payload = MAKERS[name](crowd, booth)
            record = _record(crowd, kind, payload, booth, seq, seq / each)
            batch.add(record, kind.rows(record))
        with db.transaction() as tx:
            batch.write(tx)


def _record(
    crowd: Crowd, kind: Kind, payload: Payload, booth: int, seq: int, share: float
) -> Record:
    """Place a record in its booth's journal; `share` of the three days have gone by."""
    day = int(share * DAYS - 1e-9)
    moment = FIRST_DAY + timedelta(days=day, hours=1 + 8 * (share * DAYS - day))
    units = crowd.catalog(booth).pack.units
    return Record(
        device=f"{booth:032x}",
        epoch=f"{booth + BOOTHS:032x}",
        seq=seq,
        kind=kind.name,
        version=kind.version,
        sitting=f"{crowd.random.getrandbits(128):032x}",
        event=crowd.catalog(booth).pack.event.id,
        unit=units[booth % len(units)].id,
        booth=f"B{booth}",
        pack=crowd.catalog(booth).digest,
        made_at=clock.stamp(moment, whole_minute=kind.whole_minutes),
        body=canonical(payload),
        sealed=None,
        sealed_digest=None,
        digest=bytes(32),
    )


def _two_packs() -> list[Catalog]:
    """Publish a second version of the bundled pack, a few questions said anew and one fewer."""
    first = content.current()
    topics = []
    for topic in first.pack.topics:
        said, *others = topic.questions
        anew = Text(zh=said.prompt.zh + "（请想一想）", en=said.prompt.en + " (Think.)")
        questions = (msgspec.structs.replace(said, prompt=anew), *others[:-1])
        topics.append(msgspec.structs.replace(topic, questions=questions))
    pack: Pack = msgspec.structs.replace(
        first.pack, topics=tuple(topics), version=first.pack.version + 1
    )
    loaded = Loaded(pack, {}, digest(pack, {}), [])
    with db.transaction() as tx:
        content.publish(tx, loaded)
    return [first, Catalog(pack, loaded.digest)]


class Crowd:
    """Make what people do; each question has its difficulty, and some mislead."""

    def __init__(self, catalogs: list[Catalog], random: Random) -> None:
        """Take turns between the packs, booth by booth."""
        self.random = random
        self._catalogs = catalogs
        self._draw = cache(self._drawn)
        self._nature = cache(self._nature_of)

    def catalog(self, booth: int) -> Catalog:
        """Return the pack that a booth shows."""
        return self._catalogs[booth % len(self._catalogs)]

    def _drawn(self, which: int, topic: str, audience: str, length: int) -> list[list[Question]]:
        catalog = self._catalogs[which]
        topics = [catalog.topics[topic]] if topic else catalog.pack.topics
        plain = [
            msgspec.structs.replace(
                topic, questions=tuple(each for each in topic.questions if each.kind == "single")
            )
            for topic in topics
        ]
        return [rules.draw(plain, audience, length, self.random) for _ in range(ROUNDS_DRAWN)]

    def _nature_of(self, question: str) -> tuple[float, float, list[float], float]:
        """Return difficulty, discrimination, the pull of wrong options, and usual log time."""
        own = Random(question)
        slope = own.choice((0.4, 0.8, 1.0, 1.2, 1.6)) if own.random() > 0.04 else -0.5
        pulls = [own.random() ** 2 for _ in range(4)]
        return own.gauss(-1.0, 1.1), slope, pulls, own.gauss(8.9, 0.25)

    def quiz(self, booth: int) -> tuple[Kind, Payload]:
        """Play a round."""
        random, catalog = self.random, self.catalog(booth)
        topic = random.choice(list(catalog.topics)) if random.random() < 0.5 else ""
        audience, length = random.choice(AUDIENCES), random.choice(rules.LENGTHS)
        which = booth % len(self._catalogs)
        drawn = random.choice(self._draw(which, topic, audience, length))
        skill = random.gauss(0.3 if audience != "elder" else -0.2, 1)
        answers = [self._answer(question, skill) for question in drawn]
        is_finished = random.random() < 0.93
        if is_finished:
            judged = [JudgedAnswer(**msgspec.structs.asdict(each)) for each in answers]
            again = catalog.questions[rules.to_repeat(judged)]
            answers.append(self._answer(again, skill + 1.5, is_repeat=True))
        else:
            del answers[random.randint(1, length - 1) :]
        sheet = QuizSheet(
            topic=topic or None,
            audience=audience,
            language="en" if random.random() < 0.04 else "zh",
            is_elder=audience == "elder",
            is_finished=is_finished,
            drawn=[question.id for question in drawn],
            answers=answers,
        )
        return QUIZ, sheet

    def _answer(self, question: Question, skill: float, *, is_repeat: bool = False) -> Answer:
        hard, slope, pulls, usual = self._nature(question.id)
        chance = 0.2 + 0.8 / (1 + math.exp(-slope * (skill - hard)))
        is_right = self.random.random() < chance
        # Days are made of single choices, as they were when the figures were first measured.
        options = [each for each in question.options if each.is_right == is_right]
        option = options[0] if is_right else self.random.choices(options, pulls[: len(options)])[0]
        return Answer(
            question=question.id,
            option=option.id,
            is_right=is_right,
            is_repeat=is_repeat,
            milliseconds=int(self.random.lognormvariate(usual, 0.45)),
        )

    def survey(self, booth: int) -> tuple[Kind, Payload]:
        """Answer a survey in part or whole."""
        offered = self.random.choice(self.catalog(booth).pack.surveys)
        items = [each for each in offered.items if each.options]
        answers = []
        for item in items[: self.random.randint(1, len(items))]:
            option = self.random.choice(item.options)
            number = option.value if item.kind == "scale" else None
            answers.append(ItemAnswer(item=item.id, options=[option.id], number=number))
        sheet = SurveySheet(
            survey=offered.id,
            language="zh",
            is_elder=False,
            is_finished=len(answers) == len(items),
            about_unit=None,
            has_text=False,
            answers=answers,
        )
        return SURVEY, sheet

    def rating(self, _booth: int) -> tuple[Kind, Payload]:
        """Tap on a face."""
        value = self.random.choices((1, 2, 3, 4, 5), (3, 5, 14, 34, 44))[0]
        is_repeat = self.random.random() < 0.03
        given = RatingGiven(value=value, is_repeat=is_repeat, language="zh", is_elder=False)
        return RATING, given

    def card(self, booth: int) -> tuple[Kind, Payload]:
        """Look at a card."""
        card = self.random.choice(self.catalog(booth).pack.cards)
        return CARD, CardShown(card=card.id, about_unit=card.unit, language="zh")

    def feedback(self, booth: int) -> tuple[Kind, Payload]:
        """Leave feedback by chips."""
        kind = self.random.choice(self.catalog(booth).pack.feedback)
        given = FeedbackGiven(
            kind=kind.id,
            about_unit=None,
            chips=[chip.id for chip in self.random.sample(kind.chips, 2)],
            has_text=False,
            has_contact=False,
            language="zh",
            form=f"{self.random.getrandbits(128):032x}",
        )
        return FEEDBACK, given

    def visit(self, booth: int) -> tuple[Kind, Payload]:
        """Come to a station."""
        pack = self.catalog(booth).pack
        kind = self.random.choice(pack.tour.visitors).id
        people = self.random.randint(1, 6)
        state = State(status="inside", inside=people, places=people, slot=None, day="2026-12-20")
        began = VisitBegan(
            visit=f"{self.random.getrandbits(60):012x}",
            tap=f"{self.random.getrandbits(128):032x}",
            channel="walk-in",
            heads=[Head(kind=kind, people=people)],
            under_14=0,
            invitation=None,
            has_name=False,
            has_phone=False,
            has_organisation=False,
            withdrawal=None,
            has_accepted_rules=True,
            language="zh",
            actor=None,
            state=state,
        )
        return BEGAN, began


MAKERS: dict[str, Callable[[Crowd, int], tuple[Kind, Payload]]] = {
    "quiz": Crowd.quiz,
    "survey": Crowd.survey,
    "rating": Crowd.rating,
    "card": Crowd.card,
    "feedback": Crowd.feedback,
    "visit": Crowd.visit,
}

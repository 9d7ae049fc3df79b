"""Let simulated people come through a day, each with a mood, a skill and an hour of arrival."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy import Connection

from kiosk import clock
from kiosk.booth.cards import service as cards
from kiosk.booth.cards.records import Step
from kiosk.booth.feedback import service as feedback
from kiosk.booth.quiz import kinds
from kiosk.booth.quiz import rules as quiz_rules
from kiosk.booth.quiz import service as quiz
from kiosk.booth.quiz.kinds.base import Sent
from kiosk.booth.survey import service as survey
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Item, Survey
from kiosk.journal import drafts
from kiosk.journal.service import new_id
from kiosk.office.demo import callers, claimants, collectors, guests

OPENS, HOURS = 9, 7
"""The booth's day: from 9 local time, seven hours."""
PEAKS = (0.25, 0.75)
"""People come mostly in mid-morning and mid-afternoon (shares of the day)."""


MOST_COUNT = 0.9
"""So many of those who come are of whom a survey's indices are about, as far as an item asks."""


class Crowd:
    """A crowd, made person by person; the same seed makes the same crowd."""

    def __init__(self, catalog: Catalog, seed: int, day: datetime | None = None) -> None:
        """Let the crowd come on `day`, today by default."""
        self._catalog = catalog
        self._random = Random(seed)
        start = (day or datetime.now()).astimezone()
        self._opens = start.replace(hour=OPENS, minute=0, second=0, microsecond=0)

    def next_person(self, tx: Connection) -> None:
        """Let one person use the screen."""
        with clock.pretend(self._arrival()):
            Person(self._catalog, self._random).visit(tx)

    def _arrival(self) -> datetime:
        share = min(0.999, max(0.0, self._random.gauss(self._random.choice(PEAKS), 0.12)))
        return (self._opens + timedelta(hours=HOURS * share)).astimezone(UTC)


class Person:
    """One visitor: how they read, what they know, and how content they are."""

    def __init__(self, catalog: Catalog, random: Random) -> None:
        """Draw a character."""
        self._catalog = catalog
        self._random = random
        self._sitting = f"{random.getrandbits(128):032x}"
        self._language = "en" if random.random() < 0.04 else "zh"
        self._is_elder = random.random() < 0.2
        self._skill = random.uniform(0.45, 0.9)
        self._mood = random.triangular(1.0, 5.4, 4.4)

    def visit(self, tx: Connection) -> None:
        """Do some of what the screen offers, then leave."""
        chances = ((0.8, self._quiz), (0.55, self._rate), (0.4, self._survey))
        more = ((0.3, self._card), (0.15, self._feedback), (0.2, self._tour))
        for chance, act in chances + more:
            if self._random.random() < chance:
                act(tx)
        self._stamp(tx)
        self._be_called_at(tx)
        self._claim(tx)
        drafts.close_sitting(tx, self._sitting)

    def _quiz(self, tx: Connection) -> None:
        audience, topics = self._audience()
        play = quiz.start(
            tx,
            self._sitting,
            self._catalog,
            topic_id=self._random.choice(topics) if self._random.random() < 0.4 else "",
            audience=audience,
            length=self._random.choice(quiz_rules.LENGTHS),
            language=self._language,
            is_elder=self._is_elder,
            random=self._random,
        )
        patience = self._random.randint(1, 40)
        while play.number <= min(play.total, patience):
            number, question_id = play.number, play.question_id(play.number)
            for sent in self._forms(question_id, number > len(play.drawn)):
                play = quiz.answer(
                    tx,
                    self._sitting,
                    self._catalog,
                    number,
                    question_id=question_id,
                    sent=sent,
                    milliseconds=int(self._random.lognormvariate(9.1, 0.4)),
                )

    def _audience(self) -> tuple[str, list[str]]:
        """Return for whom a round is, and the topics that are offered then; for all if none is."""
        audience = "elder" if self._is_elder else self._random.choice(("all", "child", "driver"))
        topics = self._catalog.topics
        offered = [name for name in topics if quiz_rules.is_offered(topics[name], audience)]
        return (audience, offered) if offered else ("all", list(topics))

    def _forms(self, question_id: str, is_repeat: bool) -> list[Sent]:
        """Answer right by skill, less often what is hard, more often what was just explained."""
        kind, asked = kinds.require(self._catalog, question_id)
        chance = self._skill - 0.12 * (asked.question.difficulty - 2) + (0.25 if is_repeat else 0)
        words = best = kind.best(asked)
        if self._random.random() >= chance:
            while words == best:
                words = kind.any_answer(asked, self._random)
        return kind.forms(words)

    def _rate(self, tx: Connection) -> None:
        value = self._value()
        survey.rate(
            tx,
            self._sitting,
            value,
            is_repeat=self._random.random() < 0.03,
            language=self._language,
            is_elder=self._is_elder,
        )
        reasons = [each.id for each in self._catalog.pack.rating.reasons if value in each.values]
        if reasons and self._random.random() < 0.5:
            chosen = self._random.choice(reasons)
            survey.give_reason(tx, self._sitting, self._catalog, value, chosen)

    def _value(self) -> int:
        return max(1, min(5, round(self._random.gauss(self._mood, 0.6))))

    def _survey(self, tx: Connection) -> None:
        offered: Survey = next(iter(self._catalog.surveys.values()))
        patience = self._random.randint(2, 60)
        item: Item | None = offered.items[0]
        while item is not None and patience > 0:
            item = survey.take_answer(
                tx,
                self._sitting,
                self._catalog,
                offered.id,
                item.id,
                chosen=self._answer(item),
                language=self._language,
                is_elder=self._is_elder,
            )
            patience -= 1

    def _answer(self, item: Item) -> list[str]:
        options = [option.id for option in item.options]
        if item.kind == "scale":
            mood = self._value()
            return [min(item.options, key=lambda each: abs((each.value or 0) - mood)).id]
        if item.kind == "number":
            least, most = item.least or 0, item.most or 0
            return [str(min(most, least + int(self._random.expovariate(0.5))))]
        if item.kind == "unit":
            return [self._random.choice(list(self._catalog.units))]
        if item.kind == "ranking":
            return self._random.sample(options, len(options))
        if item.kind == "multiple":
            return self._some(item, options)
        counted = [option.id for option in item.options if not option.is_uncounted]
        if len(counted) < len(options) and self._random.random() < MOST_COUNT:
            return [self._random.choice(counted)]
        return [self._random.choice(options)]

    def _some(self, item: Item, options: list[str]) -> list[str]:
        """Choose one that stands alone, or up to three others."""
        alone = [option.id for option in item.options if option.is_exclusive]
        rest = [option for option in options if option not in alone]
        if alone and self._random.random() < 0.1:
            return alone[:1]
        return self._random.sample(rest, self._random.randint(1, min(3, len(rest))))

    def _card(self, tx: Connection) -> None:
        card = self._random.choice(self._catalog.pack.cards)
        cards.show(tx, self._sitting, card, self._language)
        app = self._random.choice([None, *self._catalog.apps.values()])
        steps: tuple[Step, ...] = ("chosen", "kept") if app else ("kept",)
        for step in steps if self._random.random() < 0.6 else steps[:-1]:
            cards.take(
                tx, self._sitting, self._catalog, card, step, app=app, language=self._language
            )

    def _feedback(self, tx: Connection) -> None:
        kinds = self._catalog.pack.feedback
        kind = self._random.choices(kinds, weights=[5, 3, *[1] * len(kinds)][: len(kinds)])[0]
        feedback.give(
            tx,
            self._sitting,
            self._catalog,
            kind.id,
            form=new_id(),
            chips=[chip.id for chip in self._random.sample(kind.chips, 2)],
            unit_id=self._random.choice(list(self._catalog.units)),
            language=self._language,
        )

    def _stamp(self, tx: Connection) -> None:
        """Collect stamps, by a chance apart: all else is as in a crowd without passports."""
        chance = Random(self._sitting)
        if chance.random() < 0.3:
            collectors.collect(tx, self._sitting, self._catalog, chance)

    def _be_called_at(self, tx: Connection) -> None:
        """Have staff call at a place, by a chance apart likewise."""
        chance = Random(f"{self._sitting}/outreach")
        if chance.random() < 0.2:
            callers.call(tx, self._catalog, chance)

    def _claim(self, tx: Connection) -> None:
        """Have a belonging handed back, by a chance apart likewise."""
        chance = Random(f"{self._sitting}/handback")
        if chance.random() < 0.15:
            claimants.claim(tx, self._catalog, chance)

    def _tour(self, tx: Connection) -> None:
        guests.come(tx, self._catalog, self._random, self._language)

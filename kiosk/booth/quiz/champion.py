"""Today's champion of the booth: the best round of the day, under an animal instead of a name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Select, bindparam, select

from kiosk import clock
from kiosk.booth.quiz import rules
from kiosk.booth.quiz.models import QuizRound
from kiosk.content.parts import Text
from kiosk.journal import sittings, this_device


@dataclass(frozen=True)
class Animal:
    """A badge. Its drawing is `static/quiz/animals/<id>.svg`."""

    id: str
    name: Text


ANIMALS = tuple(
    Animal(name, Text(zh=zh, en=en))
    for name, zh, en in (
        ("fox", "小狐狸", "fox"),
        ("panda", "大熊猫", "panda"),
        ("rabbit", "小白兔", "rabbit"),
        ("cat", "小猫咪", "cat"),
        ("dog", "小狗", "dog"),
        ("tiger", "小老虎", "tiger"),
        ("owl", "猫头鹰", "owl"),
        ("deer", "小鹿", "deer"),
        ("penguin", "小企鹅", "penguin"),
        ("turtle", "小乌龟", "turtle"),
        ("elephant", "小象", "elephant"),
        ("squirrel", "小松鼠", "squirrel"),
    )
)


@dataclass(frozen=True)
class Mark:
    """What one sitting reached, under its animal."""

    animal: Animal
    points: int


@dataclass(frozen=True)
class Standing:
    """One sitting's round beside the best of the day; `is_best` is true where it is the best."""

    own: Mark
    best: Mark
    is_best: bool


def best_today() -> Select[str, int]:
    """Return the query for the best round of a length since a moment; the earlier of equal ones.

    It reads the rounds of that day alone, by the index of event and time.
    """
    return (
        select(QuizRound.sitting, QuizRound.points)
        .where(
            QuizRound.event == bindparam("of_event"),
            QuizRound.made_at >= bindparam("since"),
            QuizRound.device == bindparam("of_device"),
            QuizRound.mode == rules.ROUND,
            QuizRound.is_finished,
            QuizRound.asked == bindparam("length"),
        )
        .order_by(QuizRound.points.desc(), QuizRound.made_at, QuizRound.seq)
        .limit(1)
    )


def animal_of(sitting: str) -> Animal:
    """Return the animal of a sitting: the same for each of its rounds."""
    return ANIMALS[sittings.number(sitting) % len(ANIMALS)]


def standing(tx: Connection, sitting: str, points: int, length: int) -> Standing | None:
    """Return how a finished round stands among those of its length today, None if none is kept.

    Where the best round of another sitting has the same animal, this one takes the next.
    """
    here = this_device.place(tx)
    if here is None:
        return None
    values = {
        "of_event": here.event,
        "of_device": here.device,
        "since": clock.stamp(clock.midnight(clock.today())),
        "length": length,
    }
    row = tx.execute(best_today(), values).first()
    if row is None:
        return None
    best = Mark(animal_of(row[0]), row[1])
    own = animal_of(sitting)
    is_own = row[0] == sitting
    if own == best.animal and not is_own:
        own = ANIMALS[(ANIMALS.index(own) + 1) % len(ANIMALS)]
    return Standing(Mark(own, points), best, is_best=is_own and row[1] == points)

"""Put rounds into the read tables as central does, from answer sheets that a test made up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from kiosk.booth.quiz.records import KIND, Answer, QuizSheet
from kiosk.journal.bulk import new_batch
from kiosk.journal.records import Record, canonical
from kiosk.storage.db import db

EVENT = "pinghu/2026"
AUDIENCES = ("all", "child", "elder", "driver")


@dataclass(frozen=True)
class Played:
    """Hold one round, and where and when it was played."""

    sheet: QuizSheet
    device: int = 0
    epoch: int = 0
    booth: str = "1"
    pack: str = "0" * 64
    day: int = 20


def sheet(*answers: Answer, audience: str = "all") -> QuizSheet:
    """Return a finished round."""
    return QuizSheet(
        topic=None,
        audience=audience,
        language="zh",
        is_elder=False,
        is_finished=True,
        drawn=[answer.question for answer in answers if not answer.is_repeat],
        answers=list(answers),
    )


def answer(question: str, option: str = "a", seconds: float = 5, **given: bool) -> Answer:
    """Return an answer; `a` is right unless said otherwise."""
    held = {"is_right": option == "a", "is_repeat": False} | given
    return Answer(question=question, option=option, milliseconds=round(1000 * seconds), **held)


def store(rounds: Iterable[Played]) -> None:
    """Put rounds into the read tables of the open app."""
    batch = new_batch(db.engine.dialect.name)
    for seq, each in enumerate(rounds, start=1):
        record = Record(
            device=f"{each.device:032x}",
            epoch=f"{each.epoch:032x}",
            seq=seq,
            kind=KIND.name,
            version=KIND.version,
            sitting=f"{seq:032x}",
            event=EVENT,
            unit="criminal",
            booth=each.booth,
            pack=each.pack,
            made_at=f"2026-12-{each.day}T03:{seq % 60:02}:00.000000Z",
            body=canonical(each.sheet),
            sealed=None,
            sealed_digest=None,
            digest=bytes(32),
        )
        batch.add_rows(record, KIND.rows(record))
    with db.transaction() as tx:
        batch.write(tx)


def crowd(random: Random, count: int, questions: list[str], packs: list[str]) -> list[Played]:
    """Make rounds in which people of different skill answer questions of different difficulty."""
    hard = {question: random.gauss(0, 1.5) for question in questions}
    made = []
    for _ in range(count):
        skill = random.gauss(0, 1)
        drawn = random.sample(questions, random.randint(0, min(6, len(questions))))
        answers = [_given(random, question, skill - hard[question]) for question in drawn]
        if answers and random.random() < 0.7:
            again = random.choice(drawn)
            answers.append(_given(random, again, skill - hard[again] + 1, is_repeat=True))
        device = random.choice((0, 0, 0, 1, 2, 3, 4))
        made.append(
            Played(
                sheet(*answers, audience=random.choice(AUDIENCES)),
                device=device,
                epoch=device + 10 * random.randint(0, 1),
                booth=f"B{device}",
                pack=random.choice(packs),
                day=random.choice((20, 21)),
            )
        )
    return made


def _given(random: Random, question: str, edge: float, *, is_repeat: bool = False) -> Answer:
    option = "a" if random.gauss(0, 1) < edge else random.choice("bbbc")
    seconds = 0 if random.random() < 0.05 else random.lognormvariate(2, 0.6)
    return answer(question, option, seconds, is_repeat=is_repeat)

"""A duel: starting it, showing a side's question, taking its answer, ending it."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from kiosk.booth.quiz import rules as quiz_rules
from kiosk.booth.quiz import service as quiz
from kiosk.booth.quiz.duel import rules
from kiosk.booth.quiz.duel.rules import SIDES, Side
from kiosk.booth.quiz.kinds.base import Sent
from kiosk.content.catalog import Catalog
from kiosk.errors import Refused, Unknown
from kiosk.journal import drafts

DRAFT = "duel"


class Half(Struct, kw_only=True):
    """One side of a duel.

    `shown_at` is the server's clock, in milliseconds, when the question that is due was shown, or
    last tapped; 0 while it was not shown, as when the last answer's explanation is read.
    """

    play: quiz.Round
    shown_at: int = 0

    @property
    def score(self) -> rules.Score:
        """Return how this side did so far."""
        allowed = rules.allowance(self.play.audience, is_large=self.play.is_elder)
        return rules.score(self.play.answers, self.play.total, allowed)

    @property
    def on_screen(self) -> int:
        """Return the number of the question that is asked or explained now."""
        is_asked = self.shown_at or not self.play.answers
        return self.play.number if is_asked and not self.play.is_over else len(self.play.answers)


class Duel(Struct, kw_only=True):
    """A duel under way; `is_ended` is true once one side ended it since the other had left."""

    left: Half
    right: Half
    is_ended: bool = False

    def half(self, side: Side) -> Half:
        """Return one side."""
        return self.left if side == "left" else self.right

    @property
    def is_over(self) -> bool:
        """Return True if the result can be shown."""
        return self.is_ended or (self.left.play.is_over and self.right.play.is_over)


class Seat(Struct, frozen=True):
    """What one side chose."""

    audience: str
    is_large: bool


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Duel).decode


def duel_on_screen(sitting: str | None) -> Duel | None:
    """Return the sitting's duel as it was last committed, or None."""
    state = drafts.peek(sitting, DRAFT) if sitting else None
    return _decode(state) if state else None


def start(
    tx: Connection,
    sitting: str,
    catalog: Catalog,
    left: Seat,
    right: Seat,
    *,
    language: str = "zh",
    random: Random | None = None,
) -> Duel:
    """Draw a duel; one begun before becomes unfinished records. Raises Refused."""
    seats = (left, right)
    if not all(rules.is_audience(seat.audience) for seat in seats):
        raise Refused("没有这个选项。", "There is no such option.")
    drafts.close(tx, sitting, DRAFT)
    chance = random or Random()
    pairs = rules.draw(catalog.pack.topics, [seat.audience for seat in seats], chance)
    if not pairs:
        raise Refused(
            "题目还不够两个人答，请换一种人群。",
            "There are too few questions for two; choose another audience.",
        )
    halves = [
        Half(
            play=quiz.Round(
                topic=None,
                audience=seat.audience,
                length=len(pairs),
                language=language,
                is_elder=seat.is_large,
                drawn=[pair[place].id for pair in pairs],
                mode=quiz_rules.DUEL,
                seed=chance.getrandbits(32),
            )
        )
        for place, seat in enumerate(seats)
    ]
    duel = Duel(left=halves[0], right=halves[1])
    _save(tx, sitting, duel)
    return duel


def show(tx: Connection, sitting: str, side: Side, now: int) -> None:
    """Let a side's clock run from `now`, unless it runs already or nothing is due."""
    duel = _load(tx, sitting)
    half = duel.half(side)
    if not half.shown_at and not half.play.is_over and not duel.is_ended:
        half.shown_at = now
        _save(tx, sitting, duel)


def answer(
    tx: Connection,
    sitting: str,
    catalog: Catalog,
    side: Side,
    number: int,
    *,
    question_id: str,
    sent: Sent,
    now: int,
) -> Duel:
    """Take what one side's form sent; its last answer appends its record.

    A form sent twice changes nothing. Raises Unknown if the form is of another duel or pack.
    """
    duel = _load(tx, sitting)
    half = duel.half(side)
    if duel.is_ended:
        return duel
    is_due = number == half.play.number
    milliseconds = quiz_rules.spent(half.shown_at or now, now)
    if is_due:
        half.shown_at = now  # What came before is counted with each tap of an answer.
    if quiz.take(half.play, catalog, number, question_id, sent, milliseconds):
        half.shown_at = 0
        if half.play.is_over:
            _record(tx, sitting, [half])
    _save(tx, sitting, duel)
    return duel


def end(tx: Connection, sitting: str) -> Duel:
    """End a duel of which one side has finished; what the other answered becomes its record."""
    duel = _load(tx, sitting)
    halves = [duel.half(side) for side in SIDES]
    if not any(half.play.is_over for half in halves):
        raise Refused(
            "还没有人答完，先答题吧。", "Nobody has finished yet; please go on with the questions."
        )
    _record(tx, sitting, halves)
    duel.is_ended = True
    _save(tx, sitting, duel)
    return duel


def close_draft(tx: Connection, sitting: str, state: str) -> None:
    """Turn both sides of a duel that was left into records, those not finished as unfinished."""
    duel = _decode(state)
    _record(tx, sitting, (duel.left, duel.right))


def _record(tx: Connection, sitting: str, halves: Iterable[Half]) -> None:
    for half in halves:
        if not half.play.is_recorded:
            quiz.record(tx, sitting, half.play, is_finished=half.play.is_over)
            half.play.is_recorded = True


def _load(tx: Connection, sitting: str) -> Duel:
    state = drafts.load(tx, sitting, DRAFT)
    if state is None:
        raise Unknown("这一局已经结束了。", "This duel is over.")
    return _decode(state)


def _save(tx: Connection, sitting: str, duel: Duel) -> None:
    drafts.save(tx, sitting, DRAFT, _encode(duel).decode())


drafts.register(DRAFT, close_draft)

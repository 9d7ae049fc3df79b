"""Count a million answers in a second or two: what was chosen, how fast, and how the rest went.

The database groups, piece by piece: a piece is some journals that played some thousand rounds
under one pack, so that sorting stays in memory and progress can be shown. SQLite must be led: a
piece's rounds come first, by their key alone (the `LIMIT` makes a table of them, from which other
filters choose), then each round's answers, which lie beside each other. Other orders take minutes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    Engine,
    Float,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    select,
)
from sqlalchemy.orm import aliased

from kiosk.booth.quiz.models import QuizAnswer, QuizRound
from kiosk.counts.filters import Filters
from kiosk.journal.models import same_record

PIECE = 12_000
"""Rounds of a piece, about: larger ones sort slower, smaller ones say one group more often."""
MOST_JOURNALS = 64
"""Journals of a piece; each of its devices is sought with each of its epochs."""
READERS = 2
"""Pieces read at the same time; a booth's screen and others' pages keep what cores are left."""
ALL_ROUNDS = 2**31 - 1
TENTH = 100
"""Milliseconds of a tenth of a second, to which times are rounded before they are counted."""
BETWEEN = ","
JournalOfPack = tuple[Any, ...]
"""Device, epoch, first and last record that is a round, and how many rounds."""
Progress = Callable[[int], None]
"""Hears how many rounds are counted."""


class Piece(NamedTuple):
    """Some journals under one pack, each from record `first` to `last`; `rounds` in all."""

    pack: str
    devices: tuple[str, ...]
    epochs: tuple[str, ...]
    first: int
    last: int
    rounds: int


class Choice(NamedTuple):
    """Who chose what: a question's option, right or wrong under a pack, by an audience."""

    question: str
    pack: str
    option: str
    is_right: bool
    audience: str


class Again(NamedTuple):
    """A question asked twice in a round, by an audience, and whether each answer was right."""

    question: str
    audience: str
    is_first_right: bool
    is_again_right: bool


@dataclass
class Sums:
    """First answers: how many, and the sums of the rest score of those that have one.

    The rest score is the share right among the round's other first answers. `with_rest` counts
    those that had any; `rest` and `rest_squares` are the sums of the score and of its square.
    `credit` sums the credit, in hundredths.
    """

    n: int = 0
    with_rest: int = 0
    rest: float = 0.0
    rest_squares: float = 0.0
    credit: int = 0

    def add(self, n: int, with_rest: int, rest: float, rest_squares: float, credit: int) -> None:
        """Add what one piece holds."""
        self.n += n
        self.credit += credit
        self.with_rest += with_rest
        self.rest += rest
        self.rest_squares += rest_squares


@dataclass
class AnswerCounts:
    """What was counted; `tenths` are times in tenths of a second, by question and audience."""

    choices: dict[Choice, Sums] = field(default_factory=lambda: defaultdict(Sums))
    tenths: dict[tuple[str, str], Counter[int]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    again: Counter[Again] = field(default_factory=Counter)


class Extent(NamedTuple):
    """How much there is to count. Rows are only ever added, so more rows make another extent."""

    rounds: int
    answered: int
    right: int


def extent(tx: Connection, filters: Filters) -> Extent:
    """Return the extent of the rounds that `filters` let through."""
    query = select(
        func.count(),
        func.coalesce(func.sum(QuizRound.answered), 0),
        func.coalesce(func.sum(QuizRound.right), 0),
    ).where(*filters.conditions(QuizRound))
    return Extent(*map(int, tx.execute(query).one()))


def _plan(tx: Connection, filters: Filters) -> list[Piece]:
    """Cut the rounds that `filters` let through into pieces."""
    key = (QuizRound.pack, QuizRound.device, QuizRound.epoch)
    query = (
        select(*key, func.min(QuizRound.seq), func.max(QuizRound.seq), func.count())
        .where(*filters.conditions(QuizRound))
        .group_by(*key)
        .order_by(*key)
    )
    heads: list[tuple[Any, ...]] = [tuple(row) for row in tx.execute(query)]
    pieces: list[Piece] = []
    for pack in dict.fromkeys(head[0] for head in heads):
        pieces += _cut(pack, (head[1:] for head in heads if head[0] == pack))
    return pieces


def _cut(pack: str, journals: Iterable[JournalOfPack]) -> Iterator[Piece]:
    """Put short journals together and cut long ones, which are taken to be played evenly."""
    held: list[JournalOfPack] = []
    for journal in journals:
        device, epoch, begin, end, rounds = journal
        if held and (sum(each[4] for each in held) + rounds > PIECE or len(held) == MOST_JOURNALS):
            yield _together(pack, held)
            held = []
        parts = -(-rounds // PIECE)
        if parts == 1:
            held.append(journal)
            continue
        ends = [begin + (end + 1 - begin) * part // parts for part in range(parts + 1)]
        for first, after in pairwise(ends):
            yield Piece(pack, (device,), (epoch,), first, after - 1, rounds // parts)
    if held:
        yield _together(pack, held)


def _together(pack: str, journals: list[JournalOfPack]) -> Piece:
    devices, epochs, firsts, lasts, rounds = zip(*journals, strict=True)
    return Piece(pack, devices, epochs, min(firsts), max(lasts), sum(rounds))


def count(
    tx: Connection, filters: Filters, progress: Progress = lambda _done: None
) -> AnswerCounts:
    """Count the committed answers that `filters` let through; `progress` may raise to break off."""
    counts, done, pieces = AnswerCounts(), 0, _plan(tx, filters)
    read = partial(_read, tx.engine, _choices(filters), _again(filters))
    with ThreadPoolExecutor(READERS) as readers:
        for piece, (choices, again) in zip(pieces, readers.map(read, pieces), strict=True):
            _add_choices(counts, piece.pack, choices)
            for question, audience, first, second, pairs in again:
                counts.again[Again(question, audience, bool(first), bool(second))] += pairs
            done += piece.rounds
            progress(done)
    return counts


def _read(
    engine: Engine, choices: Select[Any], again: Select[Any], piece: Piece
) -> tuple[Sequence[Any], Sequence[Any]]:
    """Read what one piece holds, on a connection of its own."""
    with engine.connect() as tx:
        place = piece._asdict()
        return tx.execute(choices, place).all(), tx.execute(again, place).all()


def _add_choices(counts: AnswerCounts, pack: str, rows: Iterable[Any]) -> None:
    for question, option, is_right, audience, n, with_rest, rest, squares, credit, tenths in rows:
        sums = counts.choices[Choice(question, pack, option, bool(is_right), audience)]
        sums.add(n, with_rest, rest or 0.0, squares or 0.0, int(credit))
        if tenths:
            counts.tenths[question, audience].update(map(int, tenths.split(BETWEEN)))


def _rounds() -> Any:
    """Return the columns of a table of a piece's rounds."""
    query = select(
        *(getattr(QuizRound, name) for name in ("device", "epoch", "seq", "audience", "answered")),
        *(getattr(QuizRound, name) for name in ("right", "event", "unit", "booth", "made_at")),
        QuizRound.pack,
        # What one right answer counts among the others; without others, NULL is in no sum.
        (1 / cast(func.nullif(QuizRound.answered - 1, 0), Float)).label("weight"),
    ).where(
        QuizRound.pack == bindparam("pack"),
        QuizRound.device.in_(bindparam("devices", expanding=True)),
        QuizRound.epoch.in_(bindparam("epochs", expanding=True)),
        QuizRound.seq.between(bindparam("first"), bindparam("last")),
    )
    return query.limit(ALL_ROUNDS).subquery().c


def _choices(filters: Filters) -> Select[Any]:
    rounds = _rounds()
    key = (QuizAnswer.question, QuizAnswer.option, QuizAnswer.is_right, rounds.audience)
    rest = (rounds.right - cast(QuizAnswer.is_right, Integer)) * rounds.weight
    tenths = func.nullif(QuizAnswer.milliseconds, 0) + TENTH // 2
    return (
        select(
            *key,
            func.count(),
            func.count(rest),
            func.sum(rest),
            func.sum(rest * rest),
            func.sum(QuizAnswer.credit),
            func.aggregate_strings(cast(tenths // TENTH, String), BETWEEN),
        )
        .select_from(QuizAnswer)
        .join(rounds.device.table, same_record(QuizAnswer, rounds))
        .where(QuizAnswer.is_repeat.is_(False), *filters.conditions(rounds))
        .group_by(*key)
    )


def _again(filters: Filters) -> Select[Any]:
    """Pair a round's repeated question, which comes last, with its first answer."""
    rounds = _rounds()
    is_last = and_(same_record(QuizAnswer, rounds), QuizAnswer.number == rounds.answered + 1)
    query = (
        select(rounds.device, rounds.epoch, rounds.seq, rounds.audience)
        .add_columns(QuizAnswer.question, QuizAnswer.is_right)
        .select_from(rounds.device.table)
        .join(QuizAnswer, is_last)
        .where(QuizAnswer.is_repeat, *filters.conditions(rounds))
    )
    second, first = query.limit(ALL_ROUNDS).subquery().c, aliased(QuizAnswer)
    key = (second.question, second.audience, first.is_right, second.is_right)
    is_first = and_(
        same_record(first, second), first.question == second.question, first.is_repeat.is_(False)
    )
    return (
        select(*key, func.count())
        .select_from(second.device.table)
        .join(first, is_first)
        .group_by(*key)
    )

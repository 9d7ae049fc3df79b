"""A call that branches: what the caller says, what one replies, what follows, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from kiosk.booth.quiz.kinds.base import (
    Asked,
    Given,
    QuestionKind,
    Sent,
    Weigh,
    first,
    heaviest,
    no_such_answer,
)
from kiosk.content.parts import Text
from kiosk.content.questions import Call, Reply, Turn

INNER = "."
"""Stands between the turn and the reply in a word of the answer; no id has it."""


@dataclass(frozen=True)
class Passed:
    """A turn that was replied to."""

    turn: Turn
    reply: Reply


class Rehearsal(QuestionKind):
    """One turn of the call at a time. An answer is the replies on the way through.

    Credit is the share of the stake that is kept.
    """

    has_credit = True
    can_repeat = False

    def shown(self, asked: Asked, random: Random) -> dict[str, list[Reply]]:
        """Return the replies of each turn, in another order at each showing."""
        turns = _call(asked).turns
        return {turn.id: random.sample(turn.replies, len(turn.replies)) for turn in turns}

    def take(self, asked: Asked, sent: Sent, so_far: Sequence[str]) -> Given:
        """Return the replies so far with the one given. Raises Unknown if it is not of this turn.

        A reply to a turn that has been replied to, as by a double tap, changes nothing.
        """
        call = _call(asked)
        passed = list(way(call, so_far))
        before = tuple(_word(each.turn, each.reply) for each in passed)
        due = turn_due(call, passed)
        word = first(sent, "option")
        if due is None or word in before:
            return Given(before, is_whole=due is None)
        reply = next((each for each in due.replies if _word(due, each) == word), None)
        if reply is None:
            raise no_such_answer()
        return Given((*before, word), is_whole=reply.next is None)

    def credit(self, asked: Asked, words: Sequence[str]) -> float:
        """Return the share of the stake that is kept."""
        call = _call(asked)
        return max(0.0, 1 - lost(way(call, words)) / call.stake)

    def best(self, asked: Asked) -> tuple[str, ...]:
        """Return the shortest of the ways through on which least is lost."""
        call = _call(asked)
        turns = {turn.id: turn for turn in call.turns}
        known: dict[str, tuple[int, int, tuple[str, ...]]] = {}

        def after(turn: Turn) -> tuple[int, int, tuple[str, ...]]:
            if turn.id not in known:
                ways = []
                for reply in turn.replies:
                    rest = after(turns[reply.next]) if reply.next else (0, 0, ())
                    words = (_word(turn, reply), *rest[2])
                    ways.append((reply.loss + rest[0], len(words), words))
                known[turn.id] = min(ways)
            return known[turn.id]

        return after(call.turns[0])[2]

    def said(self, asked: Asked, word: str) -> Text | None:
        """Return a reply's words."""
        turn_id, _, reply_id = word.partition(INNER)
        turn = next((each for each in _call(asked).turns if each.id == turn_id), None)
        replies = turn.replies if turn else ()
        return next((each.text for each in replies if each.id == reply_id), None)

    def passed(self, asked: Asked, words: Sequence[str]) -> list[Passed]:
        """Return the turns that were replied to."""
        return list(way(_call(asked), words))

    def due(self, asked: Asked, words: Sequence[str]) -> Turn | None:
        """Return the turn to reply to next, None if the call is over."""
        return turn_due(_call(asked), self.passed(asked, words))

    def voice(self, asked: Asked, so_far: Sequence[str]) -> str | None:
        """Return the recording of what the other side says now, else at first the question's."""
        due = self.due(asked, so_far)
        return (due.voice if due else None) or (None if so_far else asked.question.voice)

    def kept(self, asked: Asked, words: Sequence[str]) -> int:
        """Return the money that is still safe, in yuan."""
        return max(0, _call(asked).stake - lost(self.passed(asked, words)))

    def unheard(self, asked: Asked, words: Sequence[str]) -> list[Turn]:
        """Return what the other side would have said besides, had the call gone on."""
        heard = {each.turn.id for each in self.passed(asked, words)}
        return [turn for turn in _call(asked).turns if turn.id not in heard]

    def forms(self, words: Sequence[str]) -> list[Sent]:
        """Return a tap for each reply."""
        return [{"option": [word]} for word in words]

    def any_answer(self, asked: Asked, random: Random) -> tuple[str, ...]:
        """Return any way through."""
        return self.by_words(asked, lambda _text: 0.0, random)

    def by_words(self, asked: Asked, weigh: Weigh, random: Random) -> tuple[str, ...]:
        """Return the way through on which each reply weighs most in its turn."""
        call = _call(asked)
        words: list[str] = []
        while due := turn_due(call, list(way(call, words))):
            replies = {_word(due, reply): weigh(reply.text.zh) for reply in due.replies}
            words.append(heaviest(tuple(replies), replies.__getitem__, random))
        return tuple(words)


def way(call: Call, words: Sequence[str]) -> Iterator[Passed]:
    """Yield the turns that these replies led through, as far as they belong to the call."""
    turns = {turn.id: turn for turn in call.turns}
    due: Turn | None = call.turns[0]
    for word in words:
        reply = (
            next((each for each in due.replies if _word(due, each) == word), None) if due else None
        )
        if due is None or reply is None:
            return
        yield Passed(due, reply)
        due = turns[reply.next] if reply.next else None


def turn_due(call: Call, passed: Sequence[Passed]) -> Turn | None:
    """Return the turn to reply to next, None if the call is over."""
    if not passed:
        return call.turns[0]
    turns = {turn.id: turn for turn in call.turns}
    next_turn = passed[-1].reply.next
    return turns[next_turn] if next_turn else None


def lost(passed: Iterator[Passed] | Sequence[Passed]) -> int:
    """Return the money that went on the way, in yuan."""
    return sum(each.reply.loss for each in passed)


def _word(turn: Turn, reply: Reply) -> str:
    return f"{turn.id}{INNER}{reply.id}"


def _call(asked: Asked) -> Call:
    if asked.call is None:
        raise no_such_answer()
    return asked.call

"""What this desk is giving away this moment, and which of two desks may go on.

A desk claims a number, asks the others, settles its claim, gives, and lets go. Of two claims that
are both still asking the one whose tap sorts first stands; the other is lost by the very question
that finds it. So two desks never both go on: each claimed before it asked, so at least one of the
two questions meets a claim, and either that claim is lost or the question hears of it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from kiosk.errors import NotAllowed
from kiosk.shell.desks.questions import Question

MOST_NONCES = 10_000
"""More questions than the desks of an event ask in a day."""


@dataclass(eq=False)
class Claim:
    """One form on its way to give away what has a number: the ticket of a passport, say."""

    number: str
    tap: str
    state: Literal["asking", "settled", "lost"] = "asking"


class Claims:
    """The claims of this process, in memory; and the questions it has heard, each only once."""

    def __init__(self) -> None:
        """Start with none."""
        self._held: list[Claim] = []
        self._nonces: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def claim(self, number: str, tap: str) -> Iterator[Claim]:
        """Claim a number for a form while the block runs, which ends once its record is stored."""
        held = Claim(number, tap)
        with self._lock:
            self._held.append(held)
        try:
            yield held
        finally:
            with self._lock:
                self._held.remove(held)

    def settle(self, held: Claim) -> bool:
        """Return True if a claim stands; from then on it is lost to nobody."""
        with self._lock:
            if held.state == "asking":
                held.state = "settled"
            return held.state == "settled"

    def hear(self, question: Question) -> Literal["free", "claimed"]:
        """Return whether a number is claimed here; claims that come after the asker's are lost."""
        with self._lock:
            if question.nonce in self._nonces:
                raise NotAllowed(
                    "这个问题已经回答过一次。", "This question has been answered before."
                )
            self._nonces[question.nonce] = None
            if len(self._nonces) > MOST_NONCES:
                self._nonces.popitem(last=False)
            met = [
                each
                for each in self._held
                if each.number == question.number and each.state != "lost"
            ]
            if any(each.state == "settled" or each.tap < question.tap for each in met):
                return "claimed"
            for each in met:
                each.state = "lost"
            return "free"

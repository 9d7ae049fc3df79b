"""Agree with the other desks of this network before something is given away here.

While they are asked nothing is locked and no transaction is open, so that a slow network holds up
nobody else here. A desk that does not answer in time stops nobody.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from queue import Empty, Queue
from typing import Generic

import urllib3
from flask import Blueprint, Flask, Response, current_app, request
from sqlalchemy import Connection
from urllib3.exceptions import HTTPError

from kiosk.errors import NotAllowed, Refused
from kiosk.journal.service import new_id
from kiosk.sealing import booth_keys, identity
from kiosk.shell.desks.addresses import Address, read_addresses
from kiosk.shell.desks.claims import Claims
from kiosk.shell.desks.questions import MOST_BYTES, A, Question, Questions
from kiosk.shell.throttle import Throttle
from kiosk.storage.db import db

WAIT_SECONDS = 1.2
"""How long staff wait for desks that do not answer; those on one network answer in hundredths."""


class UsedElsewhere(Refused, Generic[A]):
    """What another desk has given away already; `answer` says where and when."""

    def __init__(self, zh: str, en: str, answer: A) -> None:
        """Keep what the other desk answered."""
        super().__init__(zh, en)
        self.answer = answer


@dataclass
class State:
    """The other desks' addresses, what this desk claims, and who asked it wrongly."""

    addresses: Sequence[Address]
    claims: Claims = field(default_factory=Claims)
    throttle: Throttle = field(default_factory=Throttle)


@dataclass(frozen=True, kw_only=True)
class Desks(Generic[A]):
    """What desks ask each other on one `subject`, a plain word: `gift`. A feature makes one.

    Answers are of the type `answer`. `used(tx, number)` returns this desk's answer for a number
    that it has given away, None if it has not. `elsewhere` and `busy` say in both languages that
    another desk did so before, and that one is doing so this moment.
    """

    subject: str
    answer: type[A]
    used: Callable[[Connection, str], A | None]
    elsewhere: tuple[str, str]
    busy: tuple[str, str]

    @property
    def questions(self) -> Questions[A]:
        """Return what signs and reads questions and answers on this subject."""
        return Questions(self.subject, self.answer)

    @property
    def path(self) -> str:
        """Return the address at which the other desks ask."""
        return f"/{self.subject}-desks/question"

    @property
    def here(self) -> State:
        """Return what this process knows of the desks."""
        held: State = current_app.extensions[self._extension]
        return held

    @property
    def _extension(self) -> str:
        return f"kiosk.{self.subject}-desks"

    def init_app(self, app: Flask) -> None:
        """Read the addresses of the other desks. Raises SetupFailed."""
        app.extensions[self._extension] = State(read_addresses(app.config["SETTINGS"].desks))

    def blueprint(self) -> Blueprint:
        """Return the page at which the other desks ask; no visitor and no phone finds it."""
        bp = Blueprint(f"{self.subject}_desks", __name__)
        bp.add_url_rule(self.path, "question", self._question, methods=["POST"])
        return bp

    def _question(self) -> Response:
        """Answer a desk whether a number was used here, or is claimed this moment."""
        request.max_content_length = MOST_BYTES
        with self.here.throttle.trying(f"{self.subject} desk", str(request.remote_addr)):
            told = self.reply(db.reader(), request.get_data(cache=False))
        return Response(told, content_type="application/octet-stream")

    @contextmanager
    def agreed(self, number: str, tap: str) -> Iterator[int]:
        """Give away what has a number in the block, unless another desk has done so.

        Gives how many desks did not answer. Raises UsedElsewhere, and Refused while another desk
        does it. The number stays claimed until the block ends, so its transaction ends within.
        """
        held = self.here
        with held.claims.claim(number, tap) as claim:
            answers = self._ask(held.addresses, number, tap) if held.addresses else []
            for answer in answers:
                if answer.verdict == "used":
                    raise UsedElsewhere(*self.elsewhere, answer)
            is_busy = any(answer.verdict == "claimed" for answer in answers)
            if is_busy or not held.claims.settle(claim):
                raise Refused(*self.busy)
            yield len(held.addresses) - len(answers)

    def _ask(self, addresses: Sequence[Address], number: str, tap: str) -> list[A]:
        """Ask all desks at once; return what came in time, one answer of each desk that is known.

        An answer counts once for its key, and this desk's own never: nobody answers for another.
        """
        with db.transaction() as tx:
            key, keys = identity.device_key(tx), booth_keys.others(tx)
        question = Question(number=number, tap=tap, nonce=new_id())
        data = self.questions.sign_question(question, key)
        came: Queue[tuple[bytes, A] | None] = Queue()
        for address in addresses:
            given = address, data, keys, came
            threading.Thread(target=self._ask_one, args=given, daemon=True).start()
        until = time.monotonic() + WAIT_SECONDS
        found: dict[bytes, A] = {}
        with suppress(Empty):
            for _ in addresses:
                answer = came.get(timeout=max(0.0, until - time.monotonic()))
                found.update([answer] if answer else [])
        return list(found.values())

    def _ask_one(
        self,
        address: Address,
        question: bytes,
        keys: Sequence[bytes],
        came: Queue[tuple[bytes, A] | None],
    ) -> None:
        """Put the answer of one desk, None if it gives none that is to be believed."""
        answer = None
        with (
            suppress(HTTPError, OSError, NotAllowed),
            urllib3.HTTPConnectionPool(*address, timeout=WAIT_SECONDS, retries=False) as pool,
        ):
            told = pool.request(
                "POST",
                self.path,
                body=question,
                headers={"Accept": "application/json", "Content-Type": "application/octet-stream"},
                redirect=False,
                preload_content=False,
            )
            answer = self.questions.read_answer(told.read(MOST_BYTES), question, keys)
        came.put(answer)

    def reply(self, tx: Connection, data: bytes) -> bytes:
        """Return this desk's signed answer to a question. Raises NotAllowed for those of strangers.

        Claims are looked at before rows, since a claim ends when its row is there. Who knows keys
        of others has one, so nothing is made by reading.
        """
        question = self.questions.read_question(data, booth_keys.others(tx))
        verdict = self.here.claims.hear(question)
        told = self.used(tx, question.number) or self.answer(verdict=verdict)
        return self.questions.sign_answer(told, data, identity.device_key(tx))

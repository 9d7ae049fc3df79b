"""Agree with the other gift desks of this network before a ticket is redeemed here.

Nothing is locked while they are asked, and no transaction is open: whoever waits for the network
keeps nobody else waiting. A desk that does not answer in time stops nobody.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from queue import Empty, Queue
from urllib.parse import urlsplit

import urllib3
from flask import Flask, current_app
from sqlalchemy import Connection
from urllib3.exceptions import HTTPError

from kiosk.booth.stamps.gifts import questions, service
from kiosk.booth.stamps.gifts.claims import Claims
from kiosk.booth.stamps.gifts.questions import Answer, Question
from kiosk.errors import NotAllowed, Refused, SetupFailed
from kiosk.journal.service import new_id
from kiosk.sealing import booth_keys, identity
from kiosk.shell.throttle import Throttle
from kiosk.storage.db import db

EXTENSION = "kiosk.gift-desks"
PATH = "/gift-desks/question"
WAIT_SECONDS = 1.2
"""How long staff wait for desks that do not answer; those on one network answer in hundredths."""
Address = tuple[str, int]


class UsedElsewhere(Refused):
    """A ticket that another desk has redeemed; `answer` says where and when."""

    def __init__(self, answer: Answer) -> None:
        """Keep what the other desk answered."""
        super().__init__(
            "这张护照已经在别的礼品台领过礼品了。",
            "A gift was given for this passport at another desk.",
        )
        self.answer = answer


class Desks:
    """The other desks' addresses, what this desk claims, and who asked it wrongly."""

    def __init__(self, addresses: Sequence[Address]) -> None:
        """Start without a claim."""
        self.addresses = addresses
        self.claims = Claims()
        self.throttle = Throttle()


def init_app(app: Flask) -> None:
    """Read the addresses of the other desks. Raises SetupFailed."""
    app.extensions[EXTENSION] = Desks(read_addresses(app.config["SETTINGS"].desks))


def here() -> Desks:
    """Return what this process knows of the desks."""
    held: Desks = current_app.extensions[EXTENSION]
    return held


def read_addresses(text: str) -> list[Address]:
    """Return the addresses in a setting. Raises SetupFailed, which names what is wrong."""
    return [_address(each.strip()) for each in text.split(",") if each.strip()]


def _address(text: str) -> Address:
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or not port or parts.netloc != text or parts.username is not None:
        raise SetupFailed(
            f"礼品台的地址“{text}”不对：KIOSK_DESKS 里请写别的礼品台的地址和端口，用逗号隔开，"
            "例如 192.168.8.2:8080,192.168.8.3:8080。",
            f"{text!r} is no address of a gift desk: give address and port of each other one in "
            "KIOSK_DESKS, with commas between, such as 192.168.8.2:8080,192.168.8.3:8080.",
        )
    return host, port


@contextmanager
def agreed(number: str, tap: str) -> Iterator[int]:
    """Redeem the ticket of a number in the block, unless another desk has it.

    Gives how many desks did not answer. Raises UsedElsewhere, and Refused while another desk
    redeems it. The ticket stays claimed until the block ends, so its transaction ends within.
    """
    held = here()
    with held.claims.claim(number, tap) as claim:
        answers = _ask(held.addresses, number, tap) if held.addresses else []
        for answer in answers:
            if answer.verdict == "used":
                raise UsedElsewhere(answer)
        if any(answer.verdict == "claimed" for answer in answers) or not held.claims.settle(claim):
            raise Refused(
                "这张护照正在另一台礼品台办理，请稍等再查一次。",
                "This passport is being redeemed at another desk this moment; check it again.",
            )
        yield len(held.addresses) - len(answers)


def _ask(addresses: Sequence[Address], number: str, tap: str) -> list[Answer]:
    """Ask all desks at once; return what came in time, one answer of each desk that is known.

    An answer counts once for its key, and this desk's own never: nobody answers for another.
    """
    with db.transaction() as tx:
        key, keys = identity.device_key(tx), booth_keys.others(tx)
    question = Question(number=number, tap=tap, nonce=new_id())
    data = questions.sign_question(question, key)
    came: Queue[tuple[bytes, Answer] | None] = Queue()
    for address in addresses:
        threading.Thread(target=_ask_one, args=(address, data, keys, came), daemon=True).start()
    until = time.monotonic() + WAIT_SECONDS
    found: dict[bytes, Answer] = {}
    with suppress(Empty):
        for _ in addresses:
            answer = came.get(timeout=max(0.0, until - time.monotonic()))
            found.update([answer] if answer else [])
    return list(found.values())


def _ask_one(
    address: Address,
    question: bytes,
    keys: Sequence[bytes],
    came: Queue[tuple[bytes, Answer] | None],
) -> None:
    """Put the answer of one desk, None if it gives none that is to be believed."""
    answer = None
    with (
        suppress(HTTPError, OSError, NotAllowed),
        urllib3.HTTPConnectionPool(*address, timeout=WAIT_SECONDS, retries=False) as pool,
    ):
        told = pool.request(
            "POST",
            PATH,
            body=question,
            headers={"Accept": "application/json", "Content-Type": "application/octet-stream"},
            redirect=False,
            preload_content=False,
        )
        answer = questions.read_answer(told.read(questions.MOST_BYTES), question, keys)
    came.put(answer)


def answer(tx: Connection, data: bytes) -> bytes:
    """Return this desk's signed answer to a question. Raises NotAllowed for those of strangers.

    Claims are looked at before rows, since a claim ends when its row is there. Who knows keys of
    others has one, so nothing is made by reading.
    """
    question = questions.read_question(data, booth_keys.others(tx))
    verdict = here().claims.hear(question)
    used = service.redeemed(tx, question.number)
    told = Answer(verdict=verdict)
    if used is not None:
        told = Answer(verdict="used", booth=used.booth, made_at=used.made_at, gift=used.gift)
    return questions.sign_answer(told, data, identity.device_key(tx))

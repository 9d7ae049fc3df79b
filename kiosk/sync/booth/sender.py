"""Send what central does not hold, and take its receipts, until nothing is missing.

The sender asks first what central holds, so that nothing is sent twice after a lost answer, an
interruption or a restored copy. It begins with small bundles, and grows them with what has arrived
by then: a broken connection costs a small part of that.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from filelock import FileLock, Timeout
from sqlalchemy import update

from kiosk.config import Settings
from kiosk.errors import KioskError, NotReached, Refused
from kiosk.sealing import identity, scrub
from kiosk.sealing.models import Link
from kiosk.storage.db import db
from kiosk.sync.booth import address, bulletins, link, outbox, packs
from kiosk.sync.booth.client import TRIES, Client, Rejected
from kiosk.sync.format import ranges
from kiosk.sync.format.receipt import SyncReceipt

log = logging.getLogger(__name__)
LOCK = "sync.lock"
FEWEST_RECORDS = 25
PART = 10
"""A bundle holds at most so small a part of what this run has sent."""
ROUNDS = 20
"""How often to look again what is missing; records made meanwhile need one more, a fork two."""


@dataclass(frozen=True)
class SendingProgress:
    """The number of this device's records, of those central holds, and of those sent by now."""

    held: int
    total: int
    sent: int

    @property
    def is_complete(self) -> bool:
        """Return True if central holds everything."""
        return self.held == self.total


class Busy(Refused):
    """The refusal while another program of this computer is sending."""


Tell = Callable[[SendingProgress], None]


@dataclass(frozen=True)
class Pace:
    """The pace of sending: records a bundle, the pause after each in seconds, and retries."""

    records: int = outbox.RECORDS
    pause: float = 0.0
    tries: int = TRIES


@dataclass
class SendingResult:
    """The result of a run. `pack` is a new pack that came, `pack_problem` why none did."""

    progress: SendingProgress
    appended_again: int = 0
    pack: str | None = None
    pack_problem: KioskError | None = None


@contextmanager
def one_at_a_time(settings: Settings, wait: float) -> Iterator[None]:
    """Keep other senders off this folder. Raises Busy if one goes on for `wait` seconds."""
    lock = FileLock(settings.data / LOCK, timeout=wait)
    try:
        lock.acquire()
    except Timeout:
        raise Busy(
            "本机的另一个程序正在发送，请稍后再看。",
            "Another program on this computer is sending already; look again in a moment.",
        ) from None
    try:
        yield
    finally:
        lock.release()


def is_busy(settings: Settings) -> bool:
    """Return True if some program is sending from this folder."""
    try:
        with one_at_a_time(settings, 0):
            return False
    except Busy:
        return True


def send(
    settings: Settings,
    tell: Tell = lambda _progress: None,
    *,
    pace: Pace | None = None,
    wait: float = 0.0,
) -> SendingResult:
    """Send all that central does not hold. Raises NotReached, Rejected if central refuses for good.

    What was sent before an error stays sent: each receipt is kept as soon as it comes. `wait` is
    for how many seconds another sender may go on first. Needs an app context, no transaction.
    """
    here = link.standing(db.reader())
    if not here.is_linked or here.url is None:
        raise _no_way(here.is_linked)
    pace = pace or Pace()
    client = Client(address.parse_address(here.url, is_insecure=here.is_insecure), tries=pace.tries)
    with one_at_a_time(settings, wait):
        try:
            done = _Run(client, tell, pace).go()
        except Rejected as error:
            with db.transaction() as tx:
                tx.execute(update(Link).values(refusal=str(error)))
            raise
        finally:
            client.close()
    scrub.finish(settings)
    return done


def _no_way(is_linked: bool) -> Refused:
    if not is_linked:
        return Refused(
            "本终端还没有登记到中心；请先用 device enroll 登记。",
            "This device is not enrolled at a central yet; do that first, with device enroll.",
        )
    return Refused(
        "本终端是用 U 盘登记的，不知道中心的网址；请用 U 盘（sync export），"
        "或用 device enroll 网址 登记码 补上网址。",
        "This device was enrolled by stick and knows no address of central; send by stick (sync "
        "export), or add the address with device enroll URL CODE.",
    )


class _Run:
    """One run of sending."""

    def __init__(self, client: Client, tell: Tell, pace: Pace) -> None:
        self._client = client
        self._tell = tell
        self._pace = pace
        self._records = min(FEWEST_RECORDS, pace.records)
        self._sent = 0
        self._round = SendingProgress(0, 0, 0)
        self._again = 0

    def go(self) -> SendingResult:
        """Send rounds until nothing is missing; each ends with a statement."""
        receipt = self._exchange(outbox.statement(db.reader()))
        for _ in range(ROUNDS):
            progress = self._look()
            if progress.is_complete:
                break
            self._round = progress
            self._send_missing()
            receipt = self._exchange(outbox.statement(db.reader()))
        done = SendingResult(self._look(), self._again)
        self._fetch_pack(receipt, done)
        self._fetch_bulletin()
        return done

    def _look(self) -> SendingProgress:
        waiting = outbox.waiting(db.reader())
        progress = SendingProgress(waiting.records - waiting.missing, waiting.records, self._sent)
        self._tell(progress)
        return progress

    def _send_missing(self) -> None:
        """Send what was missing when the round began; a fork ends it, since that changes all."""
        reader = db.reader()
        gained = self._again
        for journal in outbox.journals(reader):
            runs = ranges.missing(outbox.receipted_ranges(reader, journal.epoch), journal.length)
            for first, last in runs:
                self._send_stretch(journal.epoch, first, last)
                if self._again > gained:
                    return

    def _send_stretch(self, epoch: str, first: int, last: int) -> None:
        gained = self._again
        while first <= last and self._again == gained:
            retried = self._client.retried
            until = min(last, first + self._records - 1)
            data, end = outbox.make_fitting(db.reader(), epoch, first, until)
            self._exchange(data)
            self._count(end - first + 1, is_smooth=self._client.retried == retried)
            first = end + 1
            time.sleep(self._pace.pause)

    def _count(self, records: int, *, is_smooth: bool) -> None:
        """Report the progress, and choose how much to send next."""
        self._sent += records
        grown = max(FEWEST_RECORDS, self._sent // PART) if is_smooth else FEWEST_RECORDS
        self._records = min(grown, self._pace.records)
        begun = self._round
        held = min(begun.total, begun.held + self._sent - begun.sent)
        self._tell(SendingProgress(held, begun.total, self._sent))

    def _exchange(self, data: bytes) -> SyncReceipt:
        """Send one bundle and keep what its receipt tells, at once."""
        answer = self._client.bundle(data)
        with db.transaction() as tx:
            receipt = outbox.open_own(tx, answer)
            self._again += outbox.take_receipt(tx, receipt, is_answer=True)
        return receipt

    def _fetch_pack(self, receipt: SyncReceipt, done: SendingResult) -> None:
        """Take central's pack where it is new; records never wait for it."""
        reader = db.reader()
        if not packs.is_new(reader, receipt):
            return
        try:
            data = self._client.pack(identity.device_key(reader))
            with db.transaction() as tx:
                done.pack = packs.take_pack(tx, data)
        except (Rejected, NotReached, Refused) as error:
            done.pack_problem = error

    def _fetch_bulletin(self) -> None:
        """Take central's bulletin where it is new; a central of a former version has none."""
        reader = db.reader()
        try:
            data = self._client.bulletin(identity.device_key(reader), bulletins.known(reader))
            if data:
                with db.transaction() as tx:
                    bulletins.take_bulletin(tx, data, is_answer=True)
        except (Rejected, NotReached, Refused) as error:
            log.info("no bulletin came: %s", error)

"""Send by itself while a booth is served: at start, every few minutes, and when staff ask.

One thread a process. It goes gently, in small bundles with pauses, so that a tap never waits for
it; after a failure it waits longer each time, and after central's final word until staff ask.
"""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass
from typing import Literal

from flask import Flask, current_app

from kiosk.errors import KioskError, NotReached
from kiosk.storage.db import db
from kiosk.sync.booth import link, outbox, sender
from kiosk.sync.booth.client import Rejected
from kiosk.sync.booth.sender import Busy, Pace, SendingProgress

EXTENSION = "kiosk.sync.booth.background"
GENTLE = Pace(records=100, pause=0.05, tries=3)
FIRST_SECONDS = 3.0
"""A whole hall of booths that get power together does not come to central together."""
REST_SECONDS = 180.0
FIRST_RETRY_SECONDS, LAST_RETRY_SECONDS = 10.0, 1800.0
LOOK_SECONDS = 5.0
"""How soon a central is noticed that another program has set."""
JITTER = 0.3

UNFORESEEN = NotReached(
    "发送没有完成，稍后会再试；记录都在本机。详情见启动窗口。",
    "Sending was not finished, and is tried again later; the records stay here. The start window "
    "tells more.",
)

Word = Literal["idle", "sending", "waiting", "offline", "refused", "never"]


@dataclass(frozen=True)
class SendingStatus:
    """The state of sending: one word, counts and, if something is wrong, the problem.

    `idle`: central holds everything. `waiting`: records wait for the next turn. `offline`: the last
    try failed, and another follows by itself. `refused`: central's final word; staff must act.
    `never`: no central is set, or one that is reached by stick alone.
    """

    word: Word
    progress: SendingProgress
    problem: KioskError | None = None


class BackgroundSender:
    """The thread that sends, with its progress and its last problem."""

    def __init__(self, app: Flask) -> None:
        """Keep the app; `start` begins."""
        self._app = app
        self._asked = threading.Event()
        self._failures = 0
        self.progress: SendingProgress | None = None
        self.problem: KioskError | None = None

    def start(self) -> None:
        """Begin, in a thread that ends with the process."""
        threading.Thread(target=self._run, name="sync", daemon=True).start()

    def wake(self) -> None:
        """Send now."""
        self._asked.set()

    def _run(self) -> None:
        self._asked.wait(random.uniform(0, FIRST_SECONDS))
        has_tried = False
        while True:
            was_asked = self._asked.is_set()
            self._asked.clear()
            with self._app.app_context():
                has_tried = self._turn(must_try=was_asked or not has_tried) or has_tried
            self._asked.wait(self._pause(has_tried=has_tried))

    def _turn(self, *, must_try: bool) -> bool:
        """Send once if there is a central to send to; return True if that was tried."""
        try:
            here = link.standing(db.reader())
            if here.url is None or (here.refusal and not must_try):
                return False
            sender.send(self._app.config["SETTINGS"], self._note, pace=GENTLE)
        except Busy:
            pass  # `sync now` is at it, and sends the same.
        except Exception as error:
            self._fail(error)
        else:
            self._failures, self.problem = 0, None
        finally:
            self.progress = None
        return True

    def _note(self, progress: SendingProgress) -> None:
        self.progress = progress

    def _fail(self, error: Exception) -> None:
        """Remember what went wrong; the thread goes on, whatever it was."""
        self._failures += 1
        self.problem = error if isinstance(error, KioskError) else UNFORESEEN
        if self.problem is UNFORESEEN:
            self._app.logger.error("unforeseen error while sending", exc_info=error)
        elif self._failures == 1:
            self._app.logger.warning("could not send: %s", error)

    def _pause(self, *, has_tried: bool) -> float:
        """Return for how many seconds to wait; chance keeps booths apart."""
        if not has_tried:
            return LOOK_SECONDS
        if not self._failures:
            base = REST_SECONDS
        else:
            base = min(FIRST_RETRY_SECONDS * 2 ** (self._failures - 1), LAST_RETRY_SECONDS)
        return base * random.uniform(1 - JITTER, 1 + JITTER)


def init_app(app: Flask) -> BackgroundSender:
    """Make the background of this process, and start it."""
    held = app.extensions[EXTENSION] = BackgroundSender(app)
    held.start()
    return held


def wake() -> bool:
    """Send now, in the background; return False if this process has no sender."""
    held: BackgroundSender | None = current_app.extensions.get(EXTENSION)
    if held is not None:
        held.wake()
    return held is not None


def status() -> SendingStatus:
    """Return how sending stands at this booth, for staff."""
    reader = db.reader()
    here, waiting = link.standing(reader), outbox.waiting(reader)
    progress = SendingProgress(waiting.records - waiting.missing, waiting.records, 0)
    held: BackgroundSender | None = current_app.extensions.get(EXTENSION)
    if held is not None and held.progress is not None:
        return SendingStatus("sending", held.progress)
    if held is None and sender.is_busy(current_app.config["SETTINGS"]):
        return SendingStatus("sending", progress)
    if here.refusal:
        zh, _, en = here.refusal.partition("\n")
        return SendingStatus("refused", progress, Rejected(zh, en))
    if here.url is None:
        return SendingStatus("never", progress)
    if held is not None and held.problem is not None:
        return SendingStatus("offline", progress, held.problem)
    return SendingStatus("waiting" if waiting.missing else "idle", progress)

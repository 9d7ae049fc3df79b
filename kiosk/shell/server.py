"""The HTTP server: waitress, with deadlines, and with the screen served before everybody else.

A booth may be opened to a network (`--host`). Then somebody who sends half a request and waits, or
asks for much and does not read it, must not keep people at the screen waiting. So:

- a request's head must arrive within `HEAD_SECONDS`, its body at `LEAST_RATE` or faster; a client
  that does not read its answer for `UNREAD_SECONDS` is cut off;
- one address has at most `MOST_OF_ADDRESS` connections; this machine has as many as it asks for;
- requests of this machine are worked on by threads of their own;
- an answer waits for its reader in memory, a very long one in a file, never in a thread.
"""

from __future__ import annotations

import copy
import select
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from waitress import server as waitress_server
from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import ThreadedTaskDispatcher

from kiosk.shell.guard import LOOPBACK

HEAD_SECONDS, BODY_SECONDS, UNREAD_SECONDS = 10.0, 30.0, 30.0
LEAST_RATE = 10 * 1024
"""Bytes a second that a body has to come at, on average, after its first `BODY_SECONDS`."""
IDLE_SECONDS = 60
LOOK_SECONDS = 2
MOST_OF_ADDRESS = 32
"""A browser opens six."""
MOST_CONNECTIONS = 2000
"""More than all booths of an event, even if they all connect to central in the same minute."""
MOST_BY_SELECT = 400
"""As many as `select` can watch on systems that have no `poll`, such as Windows."""
WATERMARK = 2**40
"""Bytes of an answer above which waitress lets the thread wait for the reader: never here."""
MOST_PATIENCE = 0.02
"""Seconds for which phones let the screen pass, so that a busy screen does not shut them out."""
STAFF = "/staff/"
PHOTOS_BEGIN, PHOTOS_END = "/staff/activities/", "/photos"
MOST_UPLOAD_BYTES = 64 * 2**20
"""What the page of photos takes at once."""
MOST_READ_BYTES = 256 * 2**20
"""What the server reads of what staff send, to answer with words to what is too long.
A browser shows nothing but an error of its own where its upload is broken off."""
HELD_BYTES = 64 * 2**20
"""So much of what staff send, and of any answer, is held in memory and not in a file: a list of
names, or an opened export, would lie open on the disk. Photos of activities are nobody's secret,
and wait in a file."""

MayUpload = Callable[[dict[str, str]], bool]
"""Take a request's headers, by their names in capitals; return True for staff who are signed in."""


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """A request as it comes in; long bodies are read for staff alone."""

    adj: Any
    may_upload: MayUpload = staticmethod(lambda _headers: False)

    def parse_header(self, header_plus: bytes) -> Any:
        """Take the head of a request, and choose by it how much of a body is read."""
        super().parse_header(header_plus)
        if self.path.startswith(STAFF) and type(self).may_upload(self.headers):
            limits = copy.copy(self.adj)
            limits.max_request_body_size = MOST_READ_BYTES
            self.adj = limits
            are_photos = self.path.startswith(PHOTOS_BEGIN) and self.path.endswith(PHOTOS_END)
            if self.body_rcv is not None and not are_photos:
                self.body_rcv.buf = OverflowableBuffer(HELD_BYTES)


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection, which knows when its present request began."""

    parser_class = Parser
    began: float | None = None

    def received(self, data: bytes) -> Any:
        """Take what came, and remember when the first piece of a request did."""
        if self.request is None:
            self.began = time.monotonic()
        done = super().received(data)
        if self.request is None:
            self.began = None
        return done

    def service(self) -> None:
        """Answer a request; while this machine's is worked on, others may let it pass."""
        with SCREEN.served() if self.is_local else nullcontext():
            super().service()

    @property
    def is_local(self) -> bool:
        """Return True if it comes from this machine."""
        return str(self.addr[0]) in LOOPBACK

    def is_overdue(self, now: float) -> bool:
        """Return True if a request is coming in too slowly, or an answer is not being read."""
        is_unread = self.total_outbufs_len > 0
        if is_unread and time.time() - self.last_activity > UNREAD_SECONDS:
            return True
        request = self.request
        if request is None or self.began is None:
            return False
        age = now - self.began
        if not request.headers_finished:
            return age > HEAD_SECONDS
        return bool(age > BODY_SECONDS + request.body_bytes_received / LEAST_RATE)


def close_overdue(channels: Iterable[Channel]) -> None:
    """Close connections that send too slowly, or do not read."""
    moment = time.monotonic()
    for channel in list(channels):
        if channel.is_overdue(moment):
            channel.handle_close()


class Screen:
    """Requests of this machine that are under way; others can let them pass."""

    def __init__(self) -> None:
        """Start with none."""
        self._under_way = 0
        self._is_idle = threading.Condition()

    @contextmanager
    def served(self) -> Iterator[None]:
        """Count a request while the block runs."""
        with self._is_idle:
            self._under_way += 1
        try:
            yield
        finally:
            with self._is_idle:
                self._under_way -= 1
                if not self._under_way:
                    self._is_idle.notify_all()

    def let_pass(self) -> None:
        """Wait until no request is under way, for `MOST_PATIENCE` at the most."""
        with self._is_idle:
            self._is_idle.wait_for(lambda: not self._under_way, MOST_PATIENCE)


SCREEN = Screen()


class Server(waitress_server.TcpWSGIServer):  # type: ignore[misc]
    """A listening socket that takes this machine's requests first."""

    channel_class = Channel

    def __init__(self, *args: Any, **given: Any) -> None:
        """Start the threads for requests of this machine."""
        super().__init__(*args, **given)
        self.local_tasks = ThreadedTaskDispatcher()
        self.local_tasks.set_thread_count(self.adj.threads)

    def add_task(self, task: Channel) -> None:
        """Let a request be worked on, those of this machine by threads of their own."""
        (self.local_tasks if task.is_local else self.task_dispatcher).add_task(task)

    def handle_accept(self) -> None:
        """Take a connection, unless its address has too many."""
        super().handle_accept()
        newest = next(reversed(self.active_channels.values()), None)
        if newest is None or newest.is_local:
            return
        address = newest.addr[0]
        others = [each for each in self.active_channels.values() if not each.is_local]
        of_address = sum(each.addr[0] == address for each in others)
        if of_address > MOST_OF_ADDRESS or len(others) > self.most_of_others:
            newest.handle_close()

    @property
    def most_of_others(self) -> int:
        """Return how many connections other machines may have: some are left for this one."""
        return int(self.adj.connection_limit) - 2 * MOST_OF_ADDRESS

    def maintenance(self, now: float) -> None:
        """Close connections that idle, that send too slowly, and that do not read."""
        super().maintenance(now)
        close_overdue(self.active_channels.values())


def init(may_upload: MayUpload) -> None:
    """Make this process's server a `Server`; `may_upload` knows staff by a request's headers."""
    Parser.may_upload = staticmethod(may_upload)
    waitress_server.TcpWSGIServer = Server


def options() -> dict[str, Any]:
    """Return waitress's options that do not depend on settings."""
    has_poll = hasattr(select, "poll")
    return {
        "asyncore_use_poll": has_poll,
        "connection_limit": MOST_CONNECTIONS if has_poll else MOST_BY_SELECT,
        "channel_timeout": IDLE_SECONDS,
        "cleanup_interval": LOOK_SECONDS,
        "outbuf_high_watermark": WATERMARK,
        "outbuf_overflow": HELD_BYTES,
    }

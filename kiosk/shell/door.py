"""The visitors' door as a server: a listening socket and threads of its own, and its own limits.

Phones must never keep people at the screen waiting, whoever holds them. So:

- requests of phones are worked on by `THREADS` threads of their own, apart from the screen's, and
  each begins when no request of the screen is under way;
- an address has `MOST_OF_PHONE` connections, and requests by `fair_limits`; more are answered by
  429 and the time to wait, and then not read at all for a while;
- where `MOST_WAITING` requests wait already, further ones are answered by 503;
- connections are taken `ACCEPTED` a second at the most, and idle ones closed after `IDLE_SECONDS`.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from kiosk.config import Settings
from kiosk.shell import server, visitors
from kiosk.shell.fair_limits import Buckets
from kiosk.shell.server_errors import Busy, TooMany

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

THREADS = 2
MOST_OF_PHONE = 12
"""A browser opens six."""
MOST_WAITING = 256
"""One request of each phone; on a slow laptop the last of them waits for two seconds."""
ACCEPTED = 150.0
IDLE_SECONDS = 10
BUSY_SECONDS = 2
MOST_HEADER_BYTES, MOST_BODY_BYTES = 8 * 1024, 64 * 1024
AGAIN_SECONDS = 5.0
"""How often a door that cannot open yet is tried: the Wi-Fi may come up after the booth."""
_LOG = logging.getLogger(__name__)


class Marked:
    """The app as phones reach it: each request says through which door it came."""

    def __init__(self, app: WSGIApplication) -> None:
        """Keep the app."""
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Mark a request, and let the screen's go first."""
        environ[visitors.MARK] = True
        server.SCREEN.let_pass()
        return self._app(environ, start_response)


class DoorChannel(server.Channel):
    """One connection of a phone."""

    server: Door

    @property
    def is_local(self) -> bool:
        """Return False: nobody who comes through this door is the screen."""
        return False

    def readable(self) -> bool:
        """Return True unless its address has to rest."""
        return bool(super().readable()) and not self.server.buckets.is_resting(self.addr[0])

    def service(self) -> None:
        """Answer a request, or say when to try again."""
        request = self.requests[0]
        wait = self.server.buckets.take(self.addr[0])
        if wait:
            request.error = TooMany(math.ceil(wait))
        elif len(self.server.task_dispatcher.queue) > MOST_WAITING:
            request.error = Busy(BUSY_SECONDS)
        super().service()


class Door(TcpWSGIServer):  # type: ignore[misc]
    """The listening socket of the visitors' door."""

    channel_class = DoorChannel

    def __init__(self, app: Flask, host: str, port: int) -> None:
        """Listen. Raises OSError or ValueError where that is not possible."""
        self.buckets = Buckets()
        self._accepts = Buckets(burst=ACCEPTED, rate=ACCEPTED)
        given = server.options() | {"channel_timeout": IDLE_SECONDS}
        adjusted = Adjustments(
            host=host,
            port=port,
            threads=THREADS,
            ident=None,
            max_request_header_size=MOST_HEADER_BYTES,
            max_request_body_size=MOST_BODY_BYTES,
            **given,
        )
        tasks = ThreadedTaskDispatcher()
        super().__init__(Marked(app), {}, dispatcher=tasks, adj=adjusted)
        tasks.set_thread_count(THREADS)

    def readable(self) -> bool:
        """Return True unless connections come too fast; then they wait in the system."""
        return bool(super().readable()) and not self._accepts.is_resting("")

    def handle_accept(self) -> None:
        """Take a connection, unless its address has too many."""
        self._accepts.take("")
        super().handle_accept()
        newest = next(reversed(self.active_channels.values()), None)
        if newest is None:
            return
        address = newest.addr[0]
        held = sum(each.addr[0] == address for each in self.active_channels.values())
        if held > MOST_OF_PHONE:
            newest.handle_close()

    def maintenance(self, now: float) -> None:
        """Close connections that idle, that send too slowly, and that do not read."""
        super().maintenance(now)
        server.close_overdue(self.active_channels.values())


def keep_open(app: Flask, settings: Settings) -> None:
    """Open the door as soon as its address is there, and serve it in a thread of its own.

    Raises SetupFailed for an address that can never be one.
    """
    host, port = visitors.read_address(settings)
    room: visitors.Room = app.extensions[visitors.ROOM]
    room.is_open = False
    threading.Thread(target=_serve, args=(app, room, host, port), daemon=True).start()


def _serve(app: Flask, room: visitors.Room, host: str, port: int) -> None:
    """Try until the socket is bound; say once that it is not."""
    said = ""
    while True:
        try:
            door = Door(app, host, port)
        except (OSError, ValueError) as error:
            if str(error) != said:
                said = str(error)
                _LOG.warning(
                    "手机入口 %s:%s 还打不开，会一直重试（%s） / "
                    "the visitors' door cannot open yet and is tried again",
                    *(host, port, error),
                )
            time.sleep(AGAIN_SECONDS)
            continue
        room.is_open = True
        _LOG.warning("手机入口已打开 / the visitors' door is open: http://%s:%s/", host, port)
        door.run()
        return

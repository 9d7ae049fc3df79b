"""Stand between booths and central, as a reverse proxy does, and lose answers on purpose."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

from kiosk.sync.format import bundle

GONE = (OSError, http.client.HTTPException)
KEPT = ("Content-Type", "Kiosk-Key", "Kiosk-Time", "Kiosk-Signature", "Accept")
Act = Callable[[int], None]


class Wire(ThreadingHTTPServer):
    """Forward requests to the centrals at `ports` in turn.

    `sent` counts the records that reached a central, those sent twice twice. Answers whose number
    is in `dropped` are lost after central gave them. `before` acts before a bundle goes on, and is
    given the number of the bundle.
    """

    daemon_threads = True

    def __init__(self, *ports: int) -> None:
        """Listen on a free port."""
        super().__init__(("127.0.0.1", 0), _Forwarder)
        self.ports = list(ports)
        self.dropped: set[int] = set()
        self.before: Act = lambda _number: None
        self.sent = 0
        self.bundles = count(1)
        self._turn = count()
        self._guard = threading.Lock()

    @property
    def address(self) -> str:
        """Return the address that booths are told."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def next_port(self) -> int:
        """Return whose turn it is."""
        return self.ports[next(self._turn) % len(self.ports)]

    def next_number(self) -> int:
        """Return a bundle's number."""
        with self._guard:
            return next(self.bundles)

    def count_sent(self, body: bytes) -> None:
        """Count the records of a bundle that reached a central."""
        records = bundle.open_header(body).count
        with self._guard:
            self.sent += records

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: booths and centrals are killed on purpose."""


class _Forwarder(BaseHTTPRequestHandler):
    """Forward one connection's requests."""

    server: Wire
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Forward a request without a body."""
        self._forward(None, 0)

    def do_POST(self) -> None:
        """Forward a request with its body."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        number = self.server.next_number() if self.path.endswith("/bundles") else 0
        if number:
            self.server.before(number)
        self._forward(body, number)

    def _forward(self, body: bytes | None, number: int) -> None:
        headers = {name: self.headers[name] for name in KEPT if name in self.headers}
        connection = http.client.HTTPConnection("127.0.0.1", self.server.next_port(), timeout=60)
        try:
            connection.request(self.command, self.path, body, headers)
            if body and number:
                self.server.count_sent(body)
            answer = connection.getresponse()
            data = answer.read()
        except GONE:
            self.close_connection = True
            return
        finally:
            connection.close()
        if number in self.server.dropped:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name in ("Content-Type", "Retry-After", "Kiosk-Signature"):
            if name in answer.headers:
                self.send_header(name, answer.headers[name])
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@contextmanager
def wire(*ports: int) -> Iterator[Wire]:
    """Give a wire to the centrals at `ports`."""
    with Wire(*ports) as held:
        thread = threading.Thread(target=held.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield held
        finally:
            held.shutdown()
            thread.join()

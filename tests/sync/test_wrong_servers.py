"""Test that a booth believes no server but central: not by its certificate, not by a redirect.

The key and certificates in `certificates/` sign themselves, last until 2126 and guard nothing.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kiosk.errors import NotReached
from kiosk.sync.booth import client as sending
from kiosk.sync.booth.address import parse_address
from kiosk.sync.booth.client import Client

CERTIFICATES = Path(__file__).with_name("certificates")
TRUSTED = "SSL_CERT_FILE"
"""The environment variable by which a bureau names its own root certificate."""


class Server(ThreadingHTTPServer):
    """A server that is no central; `asked` is what it was asked for."""

    daemon_threads = True

    def __init__(self, target: str = "") -> None:
        """Listen on a free port; answer 200, or lead on to `target`."""
        super().__init__(("127.0.0.1", 0), Answer)
        self.target = target
        self.asked: list[str] = []

    def handle_error(self, *_args: object) -> None:
        """Pass over clients that hang up."""


class Answer(BaseHTTPRequestHandler):
    """The answer to whatever is asked."""

    server: Server

    def do_GET(self) -> None:
        """Answer, or lead elsewhere."""
        self.server.asked.append(self.path)
        self.send_response(307 if self.server.target else 200)
        if self.server.target:
            self.send_header("Location", self.server.target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        """Read the body, and answer likewise."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def log_message(self, *_args: object) -> None:
        """Write nothing."""


@contextmanager
def served(server: Server) -> Iterator[Server]:
    """Serve while the block runs."""
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def tls(name: str) -> Server:
    """Return a server with one of the certificates."""
    server = Server()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / f"{name}.pem", CERTIFICATES / "key.pem")
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    return server


def refused(url: str) -> NotReached:
    """Send something, which must be refused; return the words."""
    client = Client(parse_address(url), tries=0)
    try:
        with pytest.raises(NotReached) as error:
            client.bundle(b"records")
        return error.value
    finally:
        client.close()


@pytest.fixture(autouse=True)
def without_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Go straight to the servers of the test."""
    monkeypatch.setenv("no_proxy", "localhost,127.0.0.1")


def test_a_certificate_that_nobody_vouches_for_gets_nothing() -> None:
    with served(tls("localhost")) as server:
        error = refused(f"https://localhost:{server.server_port}")
    assert "证书不能信任" in error.zh
    assert "certificate" in error.en
    assert server.asked == []


def test_a_root_of_the_bureaus_own_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TRUSTED, str(CERTIFICATES / "localhost.pem"))
    with served(tls("localhost")) as server:
        client = Client(parse_address(f"https://localhost:{server.server_port}"), tries=0)
        assert client.bundle(b"records") == b""
        client.close()
    assert server.asked == [f"{sending.PATH}/bundles"]


def test_a_certificate_of_another_name_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TRUSTED, str(CERTIFICATES / "elsewhere.pem"))
    with served(tls("elsewhere")) as server:
        assert "certificate" in refused(f"https://localhost:{server.server_port}").en
    assert server.asked == []


def test_a_server_that_leads_elsewhere_is_not_followed() -> None:
    with (
        served(Server()) as elsewhere,
        served(Server(f"http://127.0.0.1:{elsewhere.server_port}/")) as server,
    ):
        error = refused(f"http://127.0.0.1:{server.server_port}")
    assert "307" in error.en
    assert (len(server.asked), elsewhere.asked) == (1, [])

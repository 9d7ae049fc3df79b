"""Be a member of the reception at a real booth, who sends forms over HTTP."""

from __future__ import annotations

import io
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from typing import Any

from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from kiosk.journal.service import new_id
from tests.conftest import PASSPHRASE
from tests.process import BoothProcess
from tests.staff.test_pages import PASSWORD


def at_hour(hour: int) -> dict[str, str]:
    """Return the setting by which a process believes that it is `hour` o'clock, or a bit later."""
    ahead = (hour - datetime.now(UTC).hour + 12) % 24 - 12
    return {"TZ": f"XXX{-ahead:+d}"}


@dataclass(frozen=True)
class Answer:
    """Hold what the booth answered, after going where it sent us."""

    status: int
    path: str
    data: bytes

    @property
    def page(self) -> str:
        """Return a page's text."""
        return self.data.decode()


class Door:
    """Send forms as one signed-in browser."""

    def __init__(self, booth: BoothProcess) -> None:
        """Start without a session."""
        self._booth = booth
        self._browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def set_up(self) -> None:
        """Sign in for the first time, with the code that the booth printed."""
        given = {"name": "admin", "password": PASSWORD, "password_again": PASSWORD, "booth": "A-1"}
        assert self.post("first", code=self._booth.first_code, **given).status == 200

    def sign_in(self) -> None:
        """Sign in again, as after a restart."""
        assert self.post("sign-in", name="admin", password=PASSWORD).status == 200

    def unlock(self) -> None:
        """Open the desk key."""
        assert self.post("unlock", passphrase=PASSPHRASE).status == 200

    def check_in(self, **given: str | int) -> Answer:
        """Check a party in at the desk."""
        return self.post("reception/new", **({"tap": new_id(), "rules": "yes"} | given))

    def get(self, path: str) -> Answer:
        """Ask for a staff page."""
        return self._send(path, None)

    def post(self, path: str, **given: str | int) -> Answer:
        """Send a form to a staff page."""
        return self._send(path, urllib.parse.urlencode(given).encode())

    def upload(self, path: str, field: str, data: bytes, name: str, **given: str) -> Answer:
        """Send a form with a file to a staff page."""
        form: dict[str, Any] = given | {field: FileStorage(io.BytesIO(data), name)}
        stream, _, boundary = stream_encode_multipart(form)
        return self._send(path, stream.read(), f"multipart/form-data; boundary={boundary}")

    def _send(self, path: str, data: bytes | None, kind: str = "") -> Answer:
        told = {"Content-Type": kind} if kind else {}
        address = f"{self._booth.address}/staff/{path}"
        try:
            request = urllib.request.Request(address, data, told)
            answer = self._browser.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            url = urllib.parse.urlsplit(answer.url)
            return Answer(answer.status, url.path, answer.read())

"""Sign-ins that wait for the second factor, held in memory.

The right password alone begins no session: the browser gets a token that opens one page, the one
that asks for the code, for five minutes.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from flask import current_app, g
from nacl.encoding import HexEncoder
from nacl.hash import blake2b

from kiosk.accounts import sessions
from kiosk.accounts.sign_in import Opened
from kiosk.shell import cookies

EXTENSION = "kiosk.waiting-sign-ins"
LASTS_SECONDS = 5 * 60.0


@dataclass(frozen=True)
class Waiting:
    """An account that its password opened, until its code is given or the time is over.

    `is_short` is True if the password is shorter than one has to be by now.
    """

    opened: Opened
    is_short: bool
    until: float


def begin(opened: Opened, *, is_short: bool) -> None:
    """Let a sign-in wait, and end the session that this browser had."""
    sessions.end()
    token, now = secrets.token_urlsafe(32), time.monotonic()
    held = _held()
    for key in [key for key, each in list(held.items()) if each.until < now]:
        held.pop(key, None)
    held[_key(token)] = Waiting(opened, is_short, now + LASTS_SECONDS)
    g.staff_token = token


def current() -> Waiting | None:
    """Return the sign-in of this browser that waits, if there is one and its time is not over."""
    found = _held().get(_key(cookies.read(sessions.COOKIE)))
    return found if found and found.until >= time.monotonic() else None


def end() -> None:
    """Forget the sign-in of this browser that waits."""
    _held().pop(_key(cookies.read(sessions.COOKIE)), None)


def _held() -> dict[str, Waiting]:
    held: dict[str, Waiting] = current_app.extensions.setdefault(EXTENSION, {})
    return held


def _key(token: str) -> str:
    return blake2b(token.encode(), encoder=HexEncoder).decode()

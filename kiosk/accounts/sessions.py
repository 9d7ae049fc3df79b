"""Staff sessions, held in memory: who is signed in, and the desk key that they opened.

A session ends by signing out, by idling, with the process, or when its account's series changes
(see `accounts`). The opened key is wiped with it.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Flask, current_app, g, request
from nacl.encoding import HexEncoder
from nacl.hash import blake2b
from werkzeug import http
from werkzeug.wrappers import Response

from kiosk import clock, memory
from kiosk.accounts import accounts, roles
from kiosk.config import Settings
from kiosk.errors import NotAllowed
from kiosk.sealing.keys import new_code, plain_code
from kiosk.sealing.open_list import OpenList
from kiosk.shell import cookies
from kiosk.shell.throttle import Throttle
from kiosk.storage.db import db

COOKIE = "staff"
EXTENSION = "kiosk.staff"
REFRESH = "Kiosk-Refresh"
"""The header of requests that a page sends by itself. They do not prolong a session."""
FIRST_CODE_GROUPS = 3
LONGEST_SECONDS = 12 * 60 * 60
"""A day at the booth; who goes on after that signs in again."""
MOST_BROWSER, ID = 200, 16
"""Letters kept of what a browser calls itself, and of a session's hash by which pages name it."""


@dataclass
class Session:
    """The session of one member of staff. `key` is the opened desk key, None while locked.

    `seen` is when it was last used, on the monotonic clock in seconds. It ends when its account's
    `series` changes. `must_choose` is True after signing in by a one-time code, until a password
    is chosen; no other page opens before. `must_set_up` is True while its role must have a second
    factor and has none. `opened` holds the opened names of invited guests by invitation id, and
    `lists` the long lists that were opened, by name, `books` what a feature made of one. `sought`
    are the words last looked for in each: where a page answers a form, the browser's profile keeps
    what was typed. `event` is the event chosen at central; `proposed` is the secret that its page
    shows for a second factor, until a code confirms it. It ends `LONGEST_SECONDS` after it `began`,
    used or not; `began_at`, `address` and `browser` are shown to its account.
    """

    name: str
    role: str
    seen: float
    series: int = 0
    must_choose: bool = False
    must_set_up: bool = False
    proposed: str = ""
    key: bytearray | None = None
    opened: dict[str, dict[str, str]] = field(default_factory=dict)
    lists: dict[str, OpenList] = field(default_factory=dict)
    books: dict[str, Any] = field(default_factory=dict)
    sought: dict[str, str] = field(default_factory=dict)
    event: str | None = None
    began: float = field(default_factory=time.monotonic)
    began_at: datetime = field(default_factory=clock.now)
    address: str = ""
    browser: str = ""

    @property
    def is_unlocked(self) -> bool:
        """Return True if the desk key is open in this session."""
        return self.key is not None

    def open_list(self, name: str, phones: Sequence[str] = ("phone",)) -> OpenList:
        """Return the list of a name that this session has opened, a new one at first.

        Once it is locked, also by another request, that is one that holds nothing and never will.
        """
        held = self.lists.setdefault(name, OpenList(phones))
        if self.key is None:
            self.lists.pop(name, None)
            held.wipe()
        return held

    def lock(self) -> None:
        """Wipe the opened key, and what was opened with it, from memory as far as that can be."""
        key, self.key = self.key, None
        self.opened, self.books, self.sought = {}, {}, {}
        lists, self.lists = self.lists, {}
        for each in lists.values():
            each.wipe()
        if key is not None:
            memory.wipe(key)
            memory.overwrite_freed()


@dataclass
class Sessions:
    """The sessions of this process, by hashed token, with its throttle and first sign-in code."""

    lock_after: int
    two_factor_roles: frozenset[str] = frozenset()
    throttle: Throttle = field(default_factory=Throttle)
    sessions: dict[str, Session] = field(default_factory=dict)
    first_code: str = field(default_factory=lambda: new_code(FIRST_CODE_GROUPS))


def init_app(app: Flask) -> None:
    """Start with nobody signed in."""
    settings: Settings = app.config["SETTINGS"]
    app.extensions[EXTENSION] = Sessions(
        lock_after=settings.staff_lock, two_factor_roles=roles.named(settings.second_factor)
    )


def open_sessions() -> Sessions:
    """Return the sessions of this process."""
    found: Sessions = current_app.extensions[EXTENSION]
    return found


def first_code() -> str | None:
    """Return the one-time code of the first sign-in, or None once there is an administrator."""
    return None if accounts.has_admin(db.reader()) else open_sessions().first_code


def check_first_code(code: str) -> None:
    """Raise NotAllowed if the one-time code is wrong or used up."""
    expected = first_code()
    with trying("first"):
        given = plain_code(code).encode()
        if expected is None or not secrets.compare_digest(given, plain_code(expected).encode()):
            raise NotAllowed(
                "一次性代码不对；请看启动窗口里显示的代码。",
                "The one-time code is wrong; look at what the start window shows.",
            )


def trying(what: str) -> AbstractContextManager[None]:
    """Count a try at `what` while a block runs, by where the request comes from; see Throttle."""
    return open_sessions().throttle.trying(what, str(request.remote_addr))


def trying_code(name: str) -> AbstractContextManager[None]:
    """Count a try at an account's second factor, wherever it comes from: the password is known.

    A right password does not begin this count again.
    """
    return open_sessions().throttle.trying(f"second factor {name}")


def begin(name: str, role: str, series: int = 0) -> None:
    """Sign `name` in, and end the session that this browser had. The response sets the cookie."""
    end()
    token, now = secrets.token_urlsafe(32), time.monotonic()
    open_sessions().sessions[_key(token)] = Session(
        name,
        role,
        now,
        series,
        began=now,
        began_at=clock.now(),
        address=str(request.remote_addr),
        browser=request.user_agent.string[:MOST_BROWSER],
    )
    g.staff_token = token


def is_held(app: Flask, cookies_header: str) -> bool:
    """Return True if a request's cookies name a session, as far as its head alone can tell."""
    held: Sessions = app.extensions[EXTENSION]
    given = http.parse_cookie(cookies_header)
    names = (COOKIE, cookies.PREFIX + COOKIE)
    return any(_key(given[name]) in held.sessions for name in names if name in given)


def of_account(name: str) -> list[tuple[str, Session]]:
    """Return the sessions of an account in this process with their public ids, the newest first."""
    end_idle()
    held = [(key[:ID], each) for key, each in open_sessions().sessions.items() if each.name == name]
    return sorted(held, key=lambda pair: pair[1].began, reverse=True)


def own_id() -> str:
    """Return the public id of this request's session."""
    return _key(cookies.read(COOKIE))[:ID]


def end_other(name: str, public_id: str) -> int:
    """End a session of an account, or with an empty id all but this request's; return how many."""
    here, count = open_sessions(), 0
    for key, session in list(here.sessions.items()):
        is_meant = key[:ID] == public_id if public_id else key[:ID] != own_id()
        if session.name == name and is_meant:
            session.lock()
            here.sessions.pop(key, None)
            count += 1
    return count


def current() -> Session | None:
    """Return the session of this request, or None if nobody is signed in or it has ended."""
    if "staff_session" not in g:
        end_idle()
        g.staff_session = _find(_key(cookies.read(COOKIE)))
    session: Session | None = g.staff_session
    return session


def _find(key: str) -> Session | None:
    """Return a session whose account still stands as it did, with the role it has by now."""
    session = open_sessions().sessions.get(key)
    if session is None:
        return None
    now = _standing(key, session)
    if now is None:
        return None
    if now.role != session.role:
        session.lock()  # What the former role had opened may not be for the new one.
        session.role = now.role
    session.must_choose = not now.has_password
    is_asked = now.role in open_sessions().two_factor_roles
    session.must_set_up = is_asked and not now.has_second_factor
    if REFRESH not in request.headers:
        session.seen = time.monotonic()
    return session


def end_idle() -> None:
    """Forget every session that idled too long or is too old, with its key, though nobody asks."""
    here, now = open_sessions(), time.monotonic()
    for key, session in list(here.sessions.items()):
        if now - session.seen > here.lock_after or now - session.began > LONGEST_SECONDS:
            session.lock()
            here.sessions.pop(key, None)


def end_closed() -> None:
    """Forget every session whose account was closed elsewhere, with its key, though nobody asks."""
    here = open_sessions()
    for key, session in list(here.sessions.items()):
        _standing(key, session)


def _standing(key: str, session: Session) -> accounts.Standing | None:
    """Return the state of a session's account; if that ends the session, forget it, return None."""
    now = accounts.standing(db.reader(), session.name)
    if now is not None and now.series == session.series:
        return now
    session.lock()
    open_sessions().sessions.pop(key, None)
    return None


def lock_all() -> None:
    """Forget the opened key of every session; they stay signed in."""
    for session in list(open_sessions().sessions.values()):
        session.lock()


def end() -> None:
    """Sign out: forget the session and the key it opened."""
    session = open_sessions().sessions.pop(_key(cookies.read(COOKIE)), None)
    if session is not None:
        session.lock()
    g.staff_session = None
    g.staff_token = ""


def set_cookie(response: Response) -> Response:
    """Set the session's cookie on the response, if this request changed it."""
    token = g.get("staff_token")
    if token is not None:
        cookies.write(response, COOKIE, token, path="/staff")
    return response


def _key(token: str) -> str:
    """Return the token's hash; only this is kept, so memory holds nothing to sign in with."""
    return blake2b(token.encode(), encoder=HexEncoder).decode()

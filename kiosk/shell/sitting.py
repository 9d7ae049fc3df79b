"""Follow one person's use of the screen by two cookies that end with it.

`sitting` is a random id that names no one; `view` holds language and text size. A page sets
either only when it changes, and the end of the sitting deletes both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Response, g, request, url_for

from kiosk.journal import sittings
from kiosk.shell import cookies, visitors
from kiosk.shell.templates import LANGUAGES, Language

SITTING, VIEW = "sitting", "view"
OPEN = (None, "home", "shell", "front", "staff", "wall")
"""Blueprints whose pages, and files of no blueprint, need no sitting."""

Ending = Callable[[str], None]
"""Take the id of a sitting that has ended; forget what was held of it in memory."""
ENDINGS: list[Ending] = []


@dataclass(frozen=True)
class View:
    """How this person wants to read."""

    language: Language = "zh"
    is_elder: bool = False

    @classmethod
    def read(cls, text: str) -> View:
        """Read the cookie; nonsense gives the default."""
        language, _, size = text.partition(".")
        known: Language = next((each for each in LANGUAGES if each == language), "zh")
        return cls(known, size == "elder")

    def __str__(self) -> str:
        """Return what the cookie holds."""
        return f"{self.language}.{'elder' if self.is_elder else 'normal'}"


def init_app(app: Flask) -> None:
    """Set changed cookies on answers, and lead people from an ended sitting to the idle screen."""
    app.before_request(_send_back_to_idle)
    app.after_request(_set_cookies)


def view() -> View:
    """Return how the person at the screen wants to read."""
    chosen: View | None = g.get("shown_as") or g.get("view")
    return chosen or View.read(cookies.read(VIEW))


def show_as(shown: View) -> None:
    """Let this page be read in a way of its own; the sitting's stays as it is."""
    g.shown_as = shown


def choose_view(language: str | None, size: str | None) -> None:
    """Change language (`zh`, `en`) or text size (`normal`, `elder`); None keeps either."""
    now = view()
    g.view = View.read(
        f"{language or now.language}.{size or ('elder' if now.is_elder else 'normal')}"
    )


def current() -> str | None:
    """Return the id of the sitting under way, or None without one."""
    begun: str | None = g.get("sitting")
    if begun:
        return begun
    held = cookies.read(SITTING)
    is_phone = visitors.is_through_door()
    return held if sittings.is_valid(held, is_phone=is_phone) else None


def ensure() -> str:
    """Return the id of the sitting under way; begin one if needed."""
    held = current()
    if held is None:
        held = g.sitting = sittings.new(is_phone=visitors.is_through_door())
    return held


def on_end(ending: Ending) -> None:
    """Register what else is to be forgotten when a sitting ends."""
    if ending not in ENDINGS:
        ENDINGS.append(ending)


def forget() -> None:
    """Delete both cookies with the answer, and all that was held of the sitting in memory."""
    held = current()
    if held:
        for ending in ENDINGS:
            ending(held)
    g.is_over = True


def _send_back_to_idle() -> Response | None:
    """Show the idle screen to those who go Back into a sitting that has ended.

    Whoever comes from another page here has a sitting; without one, the browser's history led here,
    and its addresses tell what the last person did.
    """
    is_page = request.headers.get("Sec-Fetch-Mode") == "navigate"
    is_from_here = request.headers.get("Sec-Fetch-Site") == "same-origin"
    is_get = request.method == "GET" and request.blueprint not in OPEN
    if is_get and is_page and is_from_here and current() is None:
        return Response(status=303, headers={"Location": url_for("home.idle")})
    return None


def _set_cookies(response: Response) -> Response:
    if g.get("is_over"):
        for name in (SITTING, VIEW):
            cookies.write(response, name, "")
        return response
    for name in (SITTING, VIEW):
        value = g.get(name)
        if value is not None:
            cookies.write(response, name, str(value))
    return response

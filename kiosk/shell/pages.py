"""Render a page in the language and text size of the person at the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, g, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.content import service as content
from kiosk.journal import this_device
from kiosk.sealing.keys import has_key
from kiosk.shell import framing, sitting, templates, visitors
from kiosk.shell.raw_input import is_plain
from kiosk.storage.db import db

SEE_OTHER = 303


@dataclass(frozen=True)
class Page:
    """What a template knows of this page and this person."""

    is_elder: bool
    is_demo: bool
    is_framed: bool
    is_phone: bool
    has_door: bool
    path: str
    idle: int
    countdown: int


def render(template: str, code: int = 200, **context: Any) -> Response:
    """Render `template` for the person at the screen."""
    view = sitting.view()
    environment = current_app.extensions[templates.EXTENSION][view.language]
    settings = current_app.config["SETTINGS"]
    is_phone = visitors.is_through_door()
    path = request.full_path if request.query_string else request.path
    page = Page(
        is_elder=view.is_elder,
        is_demo=current_app.config["IS_DEMO"],
        is_framed=framing.is_framed(),
        is_phone=is_phone,
        has_door=not is_phone and visitors.link("/") is not None,
        path=path if is_plain(path) else "/",
        idle=0 if is_phone else settings.idle,
        countdown=settings.countdown,
    )
    text = environment.get_template(template).render(
        page=page, pack=content.current().pack, image=image_url, **context
    )
    return Response(text, code, content_type="text/html; charset=utf-8")


def image_url(name: str) -> str:
    """Return the address of an image of the pack on screen, or of the one that is previewed."""
    previewed: Callable[[str], str] | None = g.get("image_address")
    if previewed:
        return previewed(name)
    return url_for("shell.image", digest=content.current().digest, name=name)


def see(endpoint: str, **values: Any) -> AnyResponse:
    """Send the browser on to another page, with GET, so that Back repeats nothing."""
    address = url_for(endpoint, **values)
    return Response(status=SEE_OTHER, headers={"Location": address})


def can_type() -> bool:
    """Return True if fields for typed text may be shown: only where they can be sealed."""
    return has_key(db.reader())


def refresh_demo_mark() -> None:
    """Remember whether this folder holds simulated people, for the banner."""
    here = this_device.place(db.reader())
    current_app.config["IS_DEMO"] = bool(here and here.is_demo)

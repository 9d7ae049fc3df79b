"""Guard the door: own pages only, own files only, nothing kept by the browser.

A form is taken only from our own pages. Browsers say where a request comes from (`Sec-Fetch-Site`,
else `Origin`), which needs no token in each form, so none grows stale while a page stands open.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, abort, request

from kiosk.shell import visitors

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = list(
    {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }.items()
)
NAMES = {name for name, _ in HEADERS}
"""A page that sets one of these itself, such as a preview in a frame, keeps its own."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OVER_TLS_ALONE = ("Strict-Transport-Security", "max-age=31536000")
"""Sent over TLS: for a year the browser then asks this address by TLS alone."""
FOUND = ("200", "206", "304")
A_YEAR = "public, max-age=31536000, immutable"
A_WHILE = "max-age=300"
"""Keeps files that a style sheet or script names, whose addresses have no hash."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def init_app(app: Flask) -> None:
    """Check each request, and add the headers to each answer."""
    app.before_request(_refuse_strangers)
    app.wsgi_app = _Headed(app.wsgi_app)  # type: ignore[method-assign]


class _Headed:
    """A layer below Flask that adds the constant headers, where they cost a page almost nothing."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            if environ["PATH_INFO"].startswith("/static/"):
                is_marked = environ["QUERY_STRING"].startswith("v=")
                kept = (A_YEAR if is_marked else A_WHILE) if status[:3] in FOUND else "no-cache"
                headers = [each for each in headers if each[0] != "Cache-Control"]
                headers.append(("Cache-Control", kept))
            elif not any(name == "Cache-Control" for name, _ in headers):
                headers.append(("Cache-Control", "no-store"))
            if environ["wsgi.url_scheme"] == "https":
                headers.append(OVER_TLS_ALONE)
            own = {name for name, _ in headers} & NAMES
            rest = [each for each in HEADERS if each[0] not in own] if own else HEADERS
            return start_response(status, headers + rest, *error)

        return self._app(environ, start)


def is_trusted() -> bool:
    """Return True if a request comes from this machine, or over TLS."""
    return request.remote_addr in LOOPBACK or request.is_secure


def _refuse_strangers() -> None:
    """Refuse other sites' forms, and names of this machine that are not its own."""
    is_here = request.remote_addr in LOOPBACK and not visitors.is_through_door()
    if is_here and not is_own_name(request.host):
        abort(421)
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        allowed = site in ("same-origin", "none")
    else:
        origin = request.headers.get("Origin")
        allowed = origin is None or origin.partition("://")[2] == request.host
    if not allowed:
        abort(403)


@lru_cache(maxsize=64)
def is_own_name(host: str) -> bool:
    """Return True if a Host header on the loopback address names this machine by that address."""
    return (urlsplit(f"//{host}").hostname or "") in LOOPBACK

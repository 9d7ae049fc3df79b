"""Let one page of this program stand in a frame of another."""

from __future__ import annotations

from flask import Flask, Response, g

from kiosk.shell.guard import POLICY

FRAMING = POLICY + "; frame-src 'self'"
"""The policy of a page that holds frames."""
FRAMED = {
    "Content-Security-Policy": POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    "X-Frame-Options": "SAMEORIGIN",
}


def init_app(app: Flask) -> None:
    """Add the headers to each answer that is shown in a frame, errors too."""
    app.after_request(_add_headers)


def frame() -> None:
    """Show what answers this request in a frame."""
    g.is_framed = True


def is_framed() -> bool:
    """Return True if what answers this request is shown in a frame."""
    return bool(g.get("is_framed"))


def _add_headers(response: Response) -> Response:
    if is_framed():
        response.headers.update(FRAMED)
    return response

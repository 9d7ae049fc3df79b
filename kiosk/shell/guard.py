"""Guard the door: own pages only, own files only, nothing kept by the browser.

A form is taken only from our own pages. Browsers say where a request comes from (`Sec-Fetch-Site`,
else `Origin`), which needs no token in each form, so none grows stale while a page stands open.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
A_YEAR = "public, max-age=31536000, immutable"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def init_app(app: Flask) -> None:
    """Check each request, and add the constant headers to each answer."""
    app.before_request(_refuse_strangers)
    app.after_request(_add_headers)


def _refuse_strangers() -> None:
    """Refuse other sites' forms, and names of this machine that are not its own."""
    if request.remote_addr in LOOPBACK and not is_own_name(request.host):
        abort(421)
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        allowed = site in ("same-origin", "none")
    else:
        origin = request.headers.get("Origin")
        allowed = origin is None or urlsplit(origin).netloc == request.host
    if not allowed:
        abort(403)


def is_own_name(host: str) -> bool:
    """Tell whether a Host header on the loopback address names this machine by that address."""
    return (urlsplit(f"//{host}").hostname or "") in LOOPBACK


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.extend(HEADERS)
    if request.endpoint == "static":
        headers["Cache-Control"] = A_YEAR if request.args.get("v") else "no-cache"
    elif "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response

"""Set and read cookies, which scripts cannot read and other sites cannot send.

Over TLS their names begin with `__Host-`, so that a browser takes them from this host alone.
"""

from __future__ import annotations

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

PREFIX = "__Host-"


def read(name: str) -> str:
    """Return what a cookie of this request holds, `` without it."""
    return request.cookies.get(_name(name), "")


def write(response: Response | AnyResponse, name: str, value: str, path: str = "/") -> None:
    """Set a cookie until the browser ends; without a value, delete it.

    The names over TLS allow no `path` but the root.
    """
    response.set_cookie(
        _name(name),
        value,
        max_age=None if value else 0,
        expires=None if value else 0,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
        path="/" if request.is_secure else path,
    )


def _name(name: str) -> str:
    return PREFIX + name if request.is_secure else name

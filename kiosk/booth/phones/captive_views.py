"""What phones hear that ask whether this Wi-Fi has the internet, and the page that they then show.

A phone is led to the page until somebody there chooses to keep this Wi-Fi; from then on it hears
what it expects, and stays. Which phones chose that is kept in memory, by address.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

from flask import Blueprint, Response, abort, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.shell import captive, visitors
from kiosk.shell.pages import render, see

bp = Blueprint("captive", __name__)
MOST_KEPT = 4096
"""Addresses remembered; the one that chose first is forgotten, and asked again."""
FOUND = 302
"""What phones take for a page to show; some of them do not follow 303."""


class Keeping:
    """The phones that keep this Wi-Fi."""

    def __init__(self) -> None:
        """Start with none."""
        self._addresses: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, address: str) -> None:
        """Let a phone hear what it expects from now on."""
        with self._lock:
            self._addresses[address] = None
            if len(self._addresses) > MOST_KEPT:
                self._addresses.popitem(last=False)

    def __contains__(self, address: Any) -> bool:
        """Return True if a phone keeps this Wi-Fi."""
        return address in self._addresses


KEEPING = Keeping()


def _probe() -> AnyResponse:
    """Answer the question of a system, or lead it to our page."""
    _require_captive()
    probe = captive.PROBES[request.path]
    if request.remote_addr in KEEPING:
        return Response(probe.body, probe.status, content_type=probe.content_type)
    return Response(status=FOUND, headers={"Location": visitors.link("/wifi") or "/wifi"})


for _place, _path in enumerate(captive.PROBES):
    bp.add_url_rule(_path, f"probe_{_place}", _probe, methods=["GET"])


@bp.get("/wifi")
def welcome() -> Response:
    """Welcome a phone that joined the Wi-Fi."""
    _require_captive()
    return render("phones/welcome.html", address=visitors.link("/"), is_kept=_is_kept())


@bp.post("/wifi")
def keep() -> AnyResponse:
    """Let this phone keep the Wi-Fi, and show how to go on."""
    _require_captive()
    KEEPING.add(request.remote_addr or "")
    return see("captive.welcome")


def _is_kept() -> bool:
    return (request.remote_addr or "") in KEEPING


def _require_captive() -> None:
    """Answer 404 at the screen, and where it is not switched on."""
    if not (visitors.is_through_door() and current_app.config["SETTINGS"].captive):
        abort(404)

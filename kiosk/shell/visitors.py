"""The visitors' door: pages of the booth that people open on their own phones, over its Wi-Fi.

It is a second listening socket (`door.py`), which marks each request; here nothing but the pages
that features declare for visitors is let through that door. Whatever is not declared is not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, current_app, has_request_context, request

from kiosk.config import Settings
from kiosk.errors import SetupFailed, Unknown
from kiosk.shell import captive

MARK = "kiosk.visitors"
"""The key under which the door's server marks a request. No header becomes a key like this one:
those of headers begin with `HTTP_`."""
ROOM = "kiosk.visitors"
SHELL = frozenset({"static", "shell.view", "shell.image", "shell.favicon"})
"""What every page needs: style sheets and drawings, language and size of letters."""
EVERYWHERE = ("0.0.0.0", "::", "")
LAST_PORT = 65535


class Room:
    """What is behind the door, and whether it stands open."""

    def __init__(self) -> None:
        """Start with the shell's own pages; the server closes the door until it listens."""
        self.blueprints: set[str] = set()
        self.is_open = True

    def has(self, endpoint: str | None) -> bool:
        """Return True if phones may open a page."""
        if endpoint is None:
            return False
        blueprint, dot, _ = endpoint.partition(".")
        return endpoint in SHELL or (bool(dot) and blueprint in self.blueprints)


def init_app(app: Flask) -> None:
    """Let nothing else through the visitors' door."""
    app.extensions[ROOM] = Room()
    app.before_request(_admit)


def admit(app: Flask, pages: Iterable[Blueprint]) -> None:
    """Let phones open the pages of these blueprints."""
    app.extensions[ROOM].blueprints.update(each.name for each in pages)


def room() -> Room:
    """Return what is behind this app's door."""
    found: Room = current_app.extensions[ROOM]
    return found


def is_through_door() -> bool:
    """Return True if a phone asks."""
    return has_request_context() and request.environ.get(MARK) is True


def link(path: str) -> str | None:
    """Return the address at which a phone finds the page at `path`; None if phones find none."""
    address = current_app.config["SETTINGS"].visitors
    return f"http://{_host(address)}{path}" if address and room().is_open else None


def read_address(settings: Settings) -> tuple[str, int]:
    """Return the host and port of the door. Raises SetupFailed if phones cannot reach them."""
    try:
        parts = urlsplit(f"//{settings.visitors}")
        host, port = parts.hostname or "", parts.port or 0
    except ValueError:
        host, port = "", 0
    if host in EVERYWHERE or not port or "/" in settings.visitors or "@" in settings.visitors:
        raise SetupFailed(
            f"手机入口“{settings.visitors}”不对：请写本机在展位 Wi-Fi 里的地址和端口，"
            "例如 192.168.8.1:8090。",
            f"{settings.visitors!r} is no address for the visitors' door: give this machine's "
            "address in the booth's Wi-Fi and a port, such as 192.168.8.1:8090.",
        )
    if port == settings.port:
        raise SetupFailed(
            f"手机入口和屏幕不能用同一个端口 {port}；请给 --visitors 换一个端口。",
            f"The visitors' door and the screen cannot share port {port}; choose another one for "
            "--visitors.",
        )
    return host, port


def _host(address: str) -> str:
    """Return what browsers write for an address in their Host header, without HTTP's own port."""
    return address.removesuffix(":80").lower()


def _admit() -> None:
    """Refuse what no phone may open, and names that are not this door's. Raises Unknown."""
    if not is_through_door():
        return
    settings: Settings = current_app.config["SETTINGS"]
    is_probe = bool(settings.captive) and captive.is_probe(request.host, request.path)
    if request.host.lower() != _host(settings.visitors) and not is_probe:
        abort(421)
    if not room().has(request.endpoint):
        raise Unknown(
            "手机上没有这一页。请回到首页，从那里的按钮进入；别的事情请到展位找工作人员。",
            "Phones do not have this page. Go home and use the buttons there; for anything else "
            "ask the staff at the booth.",
        )

"""Let a page show what was not published yet, for staff who look at it before they publish."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Response, g

from kiosk.content.catalog import Catalog
from kiosk.content.service import PREVIEWED
from kiosk.shell.sitting import View

Preview = Callable[[Catalog, str], Response]
"""Take a catalog and the key of a part; render the page on which people meet that part."""
PREVIEWS: dict[str, Preview] = {}
"""The previews of all features, by the section of the pack; those that end in `ANSWERED` show the
page on which people see the answer."""
ANSWERED = "-answered"
FRAMED = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "frame-ancestors 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}
"""Headers of a page in a frame of our own: it runs no script, and its forms lead nowhere."""


@contextmanager
def previewing(catalog: Catalog, view: View, image_address: Callable[[str], str]) -> Iterator[None]:
    """Let the pages rendered meanwhile show a catalog, in a language and size of their own."""
    held = {PREVIEWED: catalog, "view": view, "image_address": image_address}
    for name, value in held.items():
        setattr(g, name, value)
    try:
        yield
    finally:
        for name in held:
            g.pop(name)

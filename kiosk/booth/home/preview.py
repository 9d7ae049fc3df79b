"""The idle screen and home as staff look at them before they publish."""

from __future__ import annotations

from flask import Response

from kiosk.booth.home import rules
from kiosk.content.catalog import Catalog
from kiosk.shell.pages import render


def idle(catalog: Catalog, _key: str) -> Response:
    """Show the idle screen."""
    return render("home/idle.html", slides=rules.slides(catalog.pack))


def panel(catalog: Catalog, key: str) -> Response:
    """Show the idle screen with one slide."""
    shown = [each for each in catalog.pack.panels if each.id == key]
    return render("home/idle.html", slides=shown)


def home(_catalog: Catalog, _key: str) -> Response:
    """Show what there is to do."""
    return render("home/home.html", is_station=True)

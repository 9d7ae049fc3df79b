"""Contacts as staff look at them before they publish: a card, the units, the hotlines."""

from __future__ import annotations

from flask import Response

from kiosk.booth.cards import views
from kiosk.content.catalog import Catalog


def card(catalog: Catalog, key: str) -> Response:
    """Show a card with its code; nobody was shown it, so nothing is recorded."""
    return views.show_card(catalog, catalog.cards[key])


def towns(_catalog: Catalog, _key: str) -> Response:
    """Show the towns and units."""
    return views.towns()


def hotlines(_catalog: Catalog, _key: str) -> Response:
    """Show the hotlines."""
    return views.hotlines()

"""Contacts as staff look at them before they publish: cards, apps, the units, the hotlines."""

from __future__ import annotations

from flask import Response

from kiosk.booth.cards import rules, views
from kiosk.content.catalog import Catalog
from kiosk.errors import Unknown


def card(catalog: Catalog, key: str) -> Response:
    """Show a card with its code; nobody was shown it, so nothing is recorded."""
    return views.show_card(catalog, catalog.cards[key])


def app(catalog: Catalog, key: str) -> Response:
    """Show the first card as it is with an app chosen; its account is that of no card."""
    chosen = catalog.apps.get(key)
    if chosen is None or not catalog.pack.cards:
        raise Unknown("还没有联系卡可以看。", "There is no card yet to look at.")
    code = rules.code_for(chosen, has_account=False)
    return views.show_card(catalog, catalog.pack.cards[0], chosen, code)


def towns(_catalog: Catalog, _key: str) -> Response:
    """Show the towns and units."""
    return views.towns()


def hotlines(_catalog: Catalog, _key: str) -> Response:
    """Show the hotlines."""
    return views.hotlines()

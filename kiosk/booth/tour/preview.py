"""The tour as staff look at it before they publish."""

from __future__ import annotations

from flask import Response

from kiosk.booth.tour import views
from kiosk.content.catalog import Catalog


def stop(_catalog: Catalog, key: str) -> Response:
    """Show a stop."""
    return views.stop(key)


def times(_catalog: Catalog, _key: str) -> Response:
    """Show the slots and demonstrations of a day."""
    return views.times()


def rules(_catalog: Catalog, _key: str) -> Response:
    """Show the rules of the visit."""
    return views.visit_rules()

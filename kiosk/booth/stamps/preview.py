"""The passport's first page as staff look at it before they publish."""

from __future__ import annotations

from flask import Response

from kiosk.booth.stamps import views
from kiosk.content.catalog import Catalog


def stops(_catalog: Catalog, _key: str) -> Response:
    """Show what there is to collect, and the gifts."""
    return views.start()

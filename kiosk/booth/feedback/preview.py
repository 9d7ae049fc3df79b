"""Feedback as staff look at it before they publish."""

from __future__ import annotations

from flask import Response

from kiosk.booth.feedback import views
from kiosk.content.catalog import Catalog


def kind(_catalog: Catalog, key: str) -> Response:
    """Show the form of a kind of feedback."""
    return views.form(key)

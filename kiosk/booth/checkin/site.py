"""Gather the guests' pages on their blueprint."""

from kiosk.booth.checkin import scan_views, views, withdraw_views
from kiosk.booth.checkin.views import bp

__all__ = ["bp", "scan_views", "views", "withdraw_views"]

"""Gather the guests' pages on their blueprint."""

from kiosk.checkin import scan_views, views, withdraw_views
from kiosk.checkin.views import bp

__all__ = ["bp", "scan_views", "views", "withdraw_views"]

"""Gather central's pages on the staff's blueprint."""

from kiosk.fleet import privacy_views, views, withdraw_views
from kiosk.reports.site import bp

__all__ = ["bp", "privacy_views", "views", "withdraw_views"]

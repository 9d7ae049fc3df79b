"""Gather central's pages on the staff's blueprint."""

from kiosk.reports.site import bp
from kiosk.fleet import privacy_views, views, withdraw_views

__all__ = ["bp", "privacy_views", "views", "withdraw_views"]

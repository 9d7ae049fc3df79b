"""Gather the staff's pages on their blueprint."""

from kiosk.staff import export_views, privacy_views, setup_views, views
from kiosk.staff.pages import bp

__all__ = ["bp", "export_views", "privacy_views", "setup_views", "views"]

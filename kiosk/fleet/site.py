"""Gather central's pages on the staff's blueprint."""

from kiosk.dashboard import question_views
from kiosk.dashboard import views as dashboard_views
from kiosk.fleet import privacy_views, views, withdraw_views
from kiosk.reports.site import bp

__all__ = ["bp", "dashboard_views", "privacy_views", "question_views", "views", "withdraw_views"]

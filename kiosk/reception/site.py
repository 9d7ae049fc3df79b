"""Gather the reception's pages on the staff's blueprint."""

from kiosk.dashboard import question_views
from kiosk.dashboard import views as dashboard_views
from kiosk.reception import (
    end_views,
    invited_views,
    muster_views,
    party_views,
    scan_views,
    views,
)
from kiosk.reports.site import bp

__all__ = [
    "bp",
    "dashboard_views",
    "end_views",
    "invited_views",
    "muster_views",
    "party_views",
    "question_views",
    "scan_views",
    "views",
]

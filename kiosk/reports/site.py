"""Gather the pages of activities and reports on the staff's blueprint."""

from kiosk.exports.site import bp
from kiosk.reports import activity_views, photo_views, views

__all__ = ["activity_views", "bp", "photo_views", "views"]

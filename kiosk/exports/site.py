"""Gather the pages of exports on the staff's blueprint."""

from kiosk.exports import acts_views, views
from kiosk.staff.site import bp

__all__ = ["acts_views", "bp", "views"]

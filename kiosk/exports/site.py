"""Gather the pages of exports on the staff's blueprint."""

from kiosk.exports import views
from kiosk.staff.site import bp

__all__ = ["bp", "views"]

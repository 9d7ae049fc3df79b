"""Gather the reception's pages on the staff's blueprint."""

from kiosk.reception import views
from kiosk.staff.site import bp

__all__ = ["bp", "views"]

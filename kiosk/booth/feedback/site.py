"""Gather the citizens' pages on their blueprint."""

from kiosk.booth.feedback import answer_views, views
from kiosk.booth.feedback.views import bp

__all__ = ["answer_views", "bp", "views"]

"""Gather the citizens' pages on their blueprint."""

from kiosk.booth.quiz import slip_views, views
from kiosk.booth.quiz.views import bp

__all__ = ["bp", "slip_views", "views"]

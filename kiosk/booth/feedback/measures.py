"""What is counted of feedback, by hour and place."""

from __future__ import annotations

from kiosk.booth.feedback.models import Feedback
from kiosk.counts.tally import Measure, counted

PIECES = Measure("feedback", Feedback, counted(Feedback, about=Feedback.kind))
"""Pieces of feedback by kind, and by the unit they speak of."""

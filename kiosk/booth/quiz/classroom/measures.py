"""What is counted of classes, by hour and place.

A class is one sitting, and one of many people: it is counted apart, and not among the people who
came to the screen by themselves.
"""

from __future__ import annotations

from sqlalchemy import case

from kiosk.booth.quiz.classroom.models import ClassRound
from kiosk.booth.quiz.measures import FINISHED
from kiosk.booth.quiz.measures import LEFT as LEFT_EARLY
from kiosk.counts.tally import Measure, counted

CLASSES = Measure(
    "quiz-class",
    ClassRound,
    counted(
        ClassRound,
        about=case((ClassRound.is_finished, FINISHED), else_=LEFT_EARLY),
        total=case((ClassRound.answered > 0, ClassRound.people), else_=0),
    ),
)
"""Rounds of classes, finished or left; sums the people of those that answered anything."""

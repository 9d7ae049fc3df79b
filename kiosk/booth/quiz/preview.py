"""The quiz as staff look at it before they publish: a question, or a topic among the others."""

from __future__ import annotations

from flask import Response

from kiosk.booth.quiz import rules
from kiosk.booth.quiz.views import AUDIENCE_NAMES, Step
from kiosk.content.catalog import Catalog
from kiosk.shell.pages import render


def question(catalog: Catalog, key: str) -> Response:
    """Show a question, as the first of a round."""
    asked = catalog.questions[key.rpartition("/")[2]]
    step = Step(
        number=1,
        total=rules.DEFAULT_LENGTH,
        is_repeat=False,
        topic=catalog.topic_of[asked.id],
        question=asked,
        shown_at=0,
        answered=None,
        is_right=None,
        dots=["now", *["todo"] * (rules.DEFAULT_LENGTH - 1)],
        next_url="",
    )
    return render("quiz/question.html", step=step)


def explained(catalog: Catalog, key: str) -> Response:
    """Show a question that was answered right, with its explained."""
    asked = catalog.questions[key.rpartition("/")[2]]
    right = next(option.id for option in asked.options if option.is_right)
    step = Step(
        number=1,
        total=rules.DEFAULT_LENGTH,
        is_repeat=False,
        topic=catalog.topic_of[asked.id],
        question=asked,
        shown_at=0,
        answered=right,
        is_right=True,
        dots=["right", *["todo"] * (rules.DEFAULT_LENGTH - 1)],
        next_url="",
    )
    return render("quiz/question.html", step=step)


def topics(catalog: Catalog, _key: str) -> Response:
    """Show the choice of topics."""
    return render(
        "quiz/topics.html",
        topics=catalog.pack.topics,
        lengths=rules.LENGTHS,
        audiences=AUDIENCE_NAMES,
    )

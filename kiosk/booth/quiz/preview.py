"""The quiz as staff look at it before they publish: a question, or a topic among the others."""

from __future__ import annotations

from random import Random
from typing import Any

from flask import Response

from kiosk.booth.quiz import kinds, rules
from kiosk.booth.quiz.views import RIGHT, step_of, topics_page
from kiosk.content.catalog import Catalog
from kiosk.shell.pages import render


def question(catalog: Catalog, key: str) -> Response:
    """Show a question, as the first of a round."""
    return _shown(catalog, key.rpartition("/")[2], "now")


def explained(catalog: Catalog, key: str) -> Response:
    """Show a question that was answered right, with why."""
    name = key.rpartition("/")[2]
    kind, asked = kinds.asked(catalog, name) or (None, None)
    best = kind.best(asked) if kind and asked else ()
    return _shown(catalog, name, "right", answered=best, credit=RIGHT)


def _shown(catalog: Catalog, name: str, dot: str, **given: Any) -> Response:
    step = step_of(
        catalog,
        name,
        Random(name),
        1,
        rules.DEFAULT_LENGTH,
        is_repeat=False,
        shown_at=0,
        dots=[dot, *["todo"] * (rules.DEFAULT_LENGTH - 1)],
        next_url="",
        **given,
    )
    return render("quiz/question.html", step=step)


def topics(catalog: Catalog, _key: str) -> Response:
    """Show the choice of topics."""
    return topics_page(catalog)

"""Surveys as staff look at them before they publish: an item, or the choice of surveys."""

from __future__ import annotations

from flask import Response

from kiosk.booth.survey.views import item_context
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Survey
from kiosk.shell.pages import render


def item(catalog: Catalog, key: str) -> Response:
    """Show an item that nobody has answered yet."""
    survey_id, _, item_id = key.partition("/")
    survey = catalog.surveys[survey_id]
    asked = next(each for each in survey.items if each.id == item_id)
    return render("survey/item.html", **item_context(survey, asked, None))


def block_item(catalog: Catalog, key: str) -> Response:
    """Show an item of a block, as the survey of that block alone would ask it."""
    block_id, _, item_id = key.partition("/")
    block = next(each for each in catalog.pack.blocks if each.id == block_id)
    asked = next(each for each in block.items if each.id == item_id)
    name = block.name
    survey = Survey(
        id=block.id, title=name, about=name, thanks=name, place="booth", items=block.items
    )
    return render("survey/item.html", **item_context(survey, asked, None))


def surveys(catalog: Catalog, _key: str) -> Response:
    """Show the choice of surveys."""
    return render("survey/surveys.html", surveys=catalog.surveys.values())

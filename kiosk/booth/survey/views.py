"""Pages of surveys, one item a screen, and of the one-tap rating."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, current_app, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from kiosk.booth.survey import rules, service
from kiosk.booth.survey.records import ItemAnswer
from kiosk.content import service as content
from kiosk.content.pack import Item, Survey, Unit
from kiosk.content.parts import Option
from kiosk.errors import Unknown
from kiosk.journal import this_device
from kiosk.shell import offers, sitting
from kiosk.shell.pages import can_type, render, see
from kiosk.storage.db import db

bp = Blueprint("survey", __name__, url_prefix="/survey")
LAST_RATING = "kiosk.last_rating"


@bp.get("/")
def surveys() -> Response:
    """Offer the surveys of this place."""
    catalog, here = content.current(), this_device.place(db.reader())
    is_station = catalog.station(here.unit if here else None) is not None
    every = list(catalog.surveys.values())
    return render("survey/surveys.html", surveys=rules.offered(every, is_station=is_station))


@bp.get("/<survey_id>/<item_id>")
def item(survey_id: str, item_id: str) -> AnyResponse:
    """Show one item, with the answer given before."""
    survey, asked = service.find(content.current(), survey_id, item_id)
    held = service.load(db.reader(), sitting.current(), survey_id)
    if held is None and asked.id != survey.items[0].id:
        return see("survey.item", survey_id=survey.id, item_id=survey.items[0].id)
    seen_by = sitting.ensure() if asked.order == "random" else sitting.current()
    return render("survey/item.html", **item_context(survey, asked, held, seen_by))


def item_context(
    survey: Survey, asked: Item, held: service.Response | None, seen_by: str | None = None
) -> dict[str, Any]:
    """Return what the page of an item shows, with the answers given so far in a sitting."""
    answers = held.answers if held else {}
    may_type = can_type()
    items = rules.path(survey, answers, can_type=may_type)
    previous = rules.before(items, asked.id)
    given = answers.get(asked.id)
    ranked = held.ranked.get(asked.id, []) if held else []
    options = {option.id: option for option in asked.options}
    return {
        "survey": survey,
        "item": asked,
        "number": items.index(asked) + 1 if asked in items else 1,
        "total": len(items),
        "answer": _shown_answer(asked, given),
        "ranked": [options[each] for each in ranked],
        "choices": _choices(asked, rules.in_order(asked, seen_by, survey.id), ranked),
        "previous": previous,
        "can_type": may_type,
    }


def _choices(
    asked: Item, options: list[Option], ranked: Sequence[str]
) -> list[Option] | list[Unit]:
    if asked.kind == "unit":
        return list(content.current().pack.units)
    return [option for option in options if option.id not in ranked]


def _shown_answer(asked: Item, given: ItemAnswer | None) -> str | list[str] | int | None:
    """Return the answer given before, in the form in which its template marks it."""
    if given is None:
        return [] if asked.kind == "multiple" else None
    if asked.kind == "number":
        return given.number
    return given.options if asked.kind == "multiple" else given.options[0]


@bp.post("/<survey_id>/<item_id>")
def answer(survey_id: str, item_id: str) -> AnyResponse:
    """Keep an answer and show the next item, or say thank you."""
    form, view = request.form, sitting.view()
    held_sitting = sitting.ensure()
    may_type = can_type()
    with db.transaction() as tx:
        survey, asked = service.find(content.current(), survey_id, item_id)
        # A choice that stands alone has a button of its own, which leaves all ticks aside.
        chosen: Sequence[str] | None = form.getlist("only") or form.getlist("answer")
        if asked.kind == "ranking" and "skip" not in form:
            chosen = _rank(tx, held_sitting, survey, asked)
        following = (
            asked
            if chosen is None
            else service.take_answer(
                tx,
                held_sitting,
                content.current(),
                survey_id,
                item_id,
                chosen=chosen,
                is_skipped="skip" in form,
                text="" if "skip" in form else form.get("text", ""),
                language=view.language,
                is_elder=view.is_elder,
                can_type=may_type,
            )
        )
    if following is None:
        return see("survey.thanks", survey_id=survey_id)
    return see("survey.item", survey_id=survey_id, item_id=following.id)


def _rank(tx: Connection, held_sitting: str, survey: Survey, asked: Item) -> list[str] | None:
    """Take one tap of a ranking; return the whole ranking once it is complete."""
    form, view = request.form, sitting.view()
    held = service.begun(
        tx, held_sitting, survey, asked, language=view.language, is_elder=view.is_elder
    )
    option = None if "undo" in form else form.get("answer", "")
    return service.rank(tx, held_sitting, held, asked, option) if held else []


@bp.get("/<survey_id>/thanks")
def thanks(survey_id: str) -> Response:
    """Say thank you."""
    survey = content.current().surveys.get(survey_id)
    if survey is None:
        raise Unknown("没有这个问卷。", "There is no such survey.")
    return render("survey/thanks.html", survey=survey, offers=offers.after("survey"))


@bp.post("/rating")
def rate() -> AnyResponse:
    """Record one tap on a face."""
    view = sitting.view()
    value = request.form.get("value", 0, int)
    with db.transaction() as tx:
        service.rate(
            tx,
            sitting.ensure(),
            value,
            is_repeat=_is_repeat(),
            language=view.language,
            is_elder=view.is_elder,
        )
    return see("survey.rated", value=value)


def _is_repeat() -> bool:
    """Return True if somebody at this screen pressed a face only moments ago."""
    now = time.monotonic()
    before = current_app.extensions.get(LAST_RATING)
    current_app.extensions[LAST_RATING] = now
    return before is not None and now - before < rules.REPEAT_SECONDS


@bp.get("/rated")
def rated() -> AnyResponse:
    """Say thank you for a rating, and offer reasons."""
    rating = content.current().pack.rating
    value = request.args.get("value", 0, int)
    face = next((face for face in rating.faces if face.value == value), None)
    if face is None:
        return see("home.home")
    return render(
        "survey/rated.html",
        face=face,
        reasons=[reason for reason in rating.reasons if value in reason.values],
        is_done="done" in request.args,
    )


@bp.post("/rating/reason")
def reason() -> AnyResponse:
    """Record the reason for a rating."""
    value = request.form.get("value", 0, int)
    with db.transaction() as tx:
        service.give_reason(
            tx,
            sitting.ensure(),
            content.current(),
            value,
            request.form.get("reason", ""),
        )
    return see("survey.rated", value=value, done=1)

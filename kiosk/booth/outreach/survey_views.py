"""Staff pages that ask a survey at the door. Nothing in them names a place."""

from __future__ import annotations

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts.pages import StaffPages, show
from kiosk.accounts.roles import DESK
from kiosk.booth.outreach import answers
from kiosk.booth.outreach.staff_views import overview
from kiosk.content import service as content
from kiosk.content.outreach import DoorSurvey
from kiosk.errors import KioskError, Refused, Unknown
from kiosk.shell.pages import see
from kiosk.storage.db import db

pages = StaffPages(allowed=DESK, at="booth", section="outreach")


def _survey(survey: str) -> DoorSurvey:
    """Return a survey. Raises Unknown."""
    found = content.current().door_surveys.get(survey)
    if found is None:
        raise Unknown("没有这份问卷。", "There is no such survey.")
    return found


def _number(text: str) -> int:
    """Return the number of an item, 0 where the text is no number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 3 else 0


@pages.get("/outreach/survey/<survey>")
def outreach_survey(survey: str) -> Response:
    """Show what survey it is, and that it may stop at any time."""
    try:
        return show("outreach/staff/survey.html", survey=_survey(survey))
    except Unknown as error:
        return overview(404, error)


@pages.post("/outreach/survey/<survey>")
def outreach_survey_begin(survey: str) -> AnyResponse:
    """Begin a sheet, which knows of no place."""
    try:
        with db.transaction() as tx:
            sheet = answers.begin(tx, _survey(survey))
    except Unknown as error:
        return overview(404, error)
    return see("staff.outreach_item", sheet=sheet, number=1)


@pages.get("/outreach/sheet/<sheet>/<number>")
def outreach_item(sheet: str, number: str) -> Response:
    """Ask one item."""
    try:
        return _item(sheet, _number(number))
    except Unknown as error:
        return overview(404, error)


def _item(sheet: str, number: int, code: int = 200, problem: KioskError | None = None) -> Response:
    row, survey = answers.find(db.reader(), content.current(), sheet)
    item = answers.item_of(survey, number)
    return show(
        "outreach/staff/item.html",
        code,
        problem=problem,
        sheet=sheet,
        survey=survey,
        item=item,
        number=number,
        chosen=answers.chosen(row, item),
    )


@pages.post("/outreach/sheet/<sheet>/<number>")
def outreach_answer(sheet: str, number: str) -> AnyResponse:
    """Keep one answer, or leave it out, and ask the next; or stop here."""
    form, place = request.form, _number(number)
    try:
        with db.transaction() as tx:
            row, survey = answers.find(tx, content.current(), sheet)
            item = answers.item_of(survey, place)
            if "skip" in form:
                answers.leave_out(tx, row, item)
            elif "stop" not in form:
                answers.take(tx, row, item, form.getlist("answer"))
            is_last = "stop" in form or place == len(survey.items)
            if is_last and "stop" not in form:
                answers.finish(tx, row)
    except Unknown as error:
        return overview(404, error)
    except Refused as error:
        return _item(sheet, place, 409, error)
    if is_last:
        return see("staff.outreach_thanks", survey=survey.id)
    return see("staff.outreach_item", sheet=sheet, number=place + 1)


@pages.get("/outreach/survey/<survey>/thanks")
def outreach_thanks(survey: str) -> Response:
    """Thank, and lead back to the place."""
    try:
        return show("outreach/staff/thanks.html", survey=_survey(survey))
    except Unknown as error:
        return overview(404, error)

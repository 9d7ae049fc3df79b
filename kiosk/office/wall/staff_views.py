"""The staff page of the wall: notices of today, and quotations whose wording staff confirm."""

from __future__ import annotations

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk import clock
from kiosk.accounts.pages import MenuEntry, StaffPages, show, signed_in
from kiosk.accounts.roles import OVERVIEW, ROLES, allow
from kiosk.accounts.unlock_views import may_read, opener
from kiosk.booth.feedback import step_report
from kiosk.content import editions
from kiosk.counts.filters import Filters
from kiosk.errors import KioskError, NotAllowed, Refused, Unknown
from kiosk.journal import events
from kiosk.office.wall import rules, service
from kiosk.shell.pages import see
from kiosk.storage.db import db

pages = StaffPages(allowed=allow(*ROLES, central=tuple(OVERVIEW.central)), section="wall")


@pages.get("/wall", name="wall", menu=MenuEntry("大屏", "The wall", "today", 9))
def wall_page() -> Response:
    """Show what is on the wall, and the forms for more."""
    return _page()


def _page(code: int = 200, problem: KioskError | None = None) -> Response:
    reader, session = db.reader(), signed_in()
    event = _event()
    filters, found = Filters(event=event), opener(reader, session)
    return show(
        "wall/staff.html",
        code,
        problem=problem,
        given=request.form,
        lines=[
            (each, clock.local(each.begins), clock.local(each.ends))
            for each in service.of_today(reader, event)
        ],
        now=clock.stamp(clock.now()),
        chosen=step_report.figures(reader, filters).quotes,
        quotes=step_report.quotes(reader, filters, editions.labels(reader), found),
        can_unlock=may_read(session),
        most=rules.MOST,
        done=request.args.get("done", ""),
    )


def _event() -> str:
    return events.choose(db.reader(), None) or ""


@pages.post("/wall", name="wall_act")
def wall_act() -> AnyResponse:
    """Put something on the wall, take it down, or put it back."""
    form, session = request.form, signed_in()
    act = form.get("act", "")
    try:
        if form.get("kind") == "quote" and not may_read(session):
            raise NotAllowed("您的角色不能做这一步。", "Your role may not do this.")
        with db.transaction() as tx:
            if act == "add":
                service.add(tx, form, event=_event(), who=session.name)
            elif act in ("down", "up"):
                service.move(tx, form.get("line", ""), is_up=act == "up", who=session.name)
            else:
                raise Refused("没有这个操作。", "There is no such act.")
    except (Refused, Unknown) as error:
        return _page(409, error)
    return see("staff.wall", done=act)

"""Guard the staff's pages, and render what each of them shows."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, current_app, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.db import db
from kiosk.errors import NotAllowed, Refused
from kiosk.journal import desk
from kiosk.shell.guard import LOOPBACK
from kiosk.shell.pages import render, see
from kiosk.staff import accounts, events, handbook, roles, sealed, sessions

bp = Blueprint("staff", __name__, url_prefix="/staff")
bp.after_request(sessions.set_cookie)

FIRST_YEAR, LAST_YEAR = 2000, 2099
"""Days outside make no sense here, and the day before the first one does not exist."""


@bp.before_request
def guard_staff() -> AnyResponse | None:
    """Answer only on this machine or behind TLS, to those whose role allows it."""
    if request.remote_addr not in LOOPBACK and not request.is_secure:
        raise NotAllowed(
            "工作人员页面只能在本机打开。", "Staff pages open only on this machine, or over TLS."
        )
    if request.endpoint in roles.OPEN:
        return None
    session = sessions.current()
    if session is None:
        return see("staff.sign_in_form")
    if may_open(session, request.endpoint or ""):
        return None
    if session.must_choose:
        return see("staff.password_form")
    if request.endpoint == "staff.overview":
        return see(first_page(session.role))
    raise NotAllowed("您的角色不能做这一步。", "Your role may not do this.")


def may_open(session: sessions.Session, endpoint: str) -> bool:
    """Tell whether a session may open a page here."""
    if session.must_choose and endpoint not in roles.BY_CODE:
        return False
    is_central = current_app.config["IS_CENTRAL"]
    return roles.may_open(session.role, endpoint, is_central=is_central)


def first_page(role: str) -> str:
    """Return the page where a role begins here; the overview leads those on who may not see it."""
    return roles.first_page(role, is_central=current_app.config["IS_CENTRAL"])


def signed_in() -> sessions.Session:
    """Return the session that the guard let in."""
    session = sessions.current()
    if session is None:
        raise NotAllowed("请重新登录。", "Please sign in again.")
    return session


def chosen_event() -> str | None:
    """Return the event whose figures are shown; at central a page's `event` chooses another."""
    session = signed_in()
    asked = request.values.get("event") or session.event
    session.event = events.choose(db.reader(), asked)
    return session.event


def show(template: str, code: int = 200, **context: Any) -> Response:
    """Render a staff page with what each of them shows."""
    session = sessions.current()
    return render(
        template,
        code,
        session=session,
        may=lambda endpoint: session is not None and may_open(session, endpoint),
        is_central=current_app.config["IS_CENTRAL"],
        health=current_app.extensions["kiosk.health"],
        place=desk.place(db.reader()),
        role_names=accounts.ROLES,
        lock_after=sessions.front_desk().lock_after,
        overdue=sealed.overdue() if session else [],
        help_at=help_address(request.endpoint or ""),
        **context,
    )


def help_address(endpoint: str) -> str:
    """Return where the handbook helps with a page; its contents where nothing is nearer."""
    section = handbook.section_for(endpoint)
    if section is None:
        return url_for("staff.help")
    return url_for("staff.help_part", part=handbook.PART_OF[section], _anchor=section)


def read_day(text: str | None) -> date | None:
    """Return a date as forms send it, or None. Raises Refused."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refused(
            f"{text[:20]} 不是日期，应像 2026-12-20。", f"{text[:20]} is no date like 2026-12-20."
        ) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(
            f"日期应在 {FIRST_YEAR} 年到 {LAST_YEAR} 年之间。",
            f"Days lie between {FIRST_YEAR} and {LAST_YEAR}.",
        )
    return day

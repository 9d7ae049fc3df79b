"""Let staff sign in and out, and print cards."""

from __future__ import annotations

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.cards.sheet import sheet
from kiosk.content import service as content
from kiosk.db import db
from kiosk.errors import NotAllowed
from kiosk.shell.pages import see
from kiosk.staff import accounts, sessions
from kiosk.staff import sign_in as entry
from kiosk.staff.pages import bp, first_page, show, signed_in


@bp.get("/sign-in")
def sign_in_form() -> AnyResponse:
    """Ask for name and password, or for the one-time code the first time."""
    if sessions.first_code():
        return see("staff.first_form")
    return show("staff/sign_in.html", problem=None, name="")


@bp.post("/sign-in")
def sign_in() -> AnyResponse:
    """Sign a member of staff in by password or one-time code; wrong tries are slowed down."""
    name = request.form.get("name", "").strip()[:64]
    throttle = sessions.front_desk().throttle
    try:
        throttle.check(f"sign-in {name}")
        opened = entry.open_account(db.reader(), name, request.form.get("password", ""))
        with db.transaction() as tx:
            entry.enter(tx, opened)
    except NotAllowed as error:
        throttle.count(f"sign-in {name}")
        return show("staff/sign_in.html", 403, problem=error, name=name)
    sessions.begin(opened.name, opened.role, opened.series)
    return see("staff.password_form" if opened.code else first_page(opened.role))


@bp.post("/lock")
def lock() -> AnyResponse:
    """Sign out and forget the opened key; go to the citizen's screen where asked."""
    session = signed_in()
    with db.transaction() as tx:
        accounts.note(tx, session.name, "lock")
    sessions.end()
    return see("home.idle" if request.form.get("to") == "screen" else "staff.sign_in_form")


@bp.get("/cards")
def cards() -> Response:
    """Offer the printed sheet of contact cards."""
    return show("staff/cards.html", count=len(content.current().pack.cards))


@bp.get("/cards.pdf")
def cards_pdf() -> Response:
    """Send the sheet of contact cards."""
    catalog = content.current()
    response = Response(sheet(catalog, catalog.pack.cards), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="cards.pdf"'
    return response

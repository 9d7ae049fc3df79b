"""Set a booth up: the first sign-in, where it stands, and its desk key."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts import accounts, sessions
from kiosk.accounts.pages import MenuEntry, StaffPages, show, signed_in
from kiosk.accounts.roles import ADMIN
from kiosk.errors import NotAllowed, Refused
from kiosk.journal import this_device
from kiosk.office.setup import service
from kiosk.sealing import keys
from kiosk.shell import sounds
from kiosk.shell.pages import refresh_demo_mark, see
from kiosk.storage.db import db

pages = StaffPages(allowed=ADMIN, section="first-sign-in")


@pages.get("/first", allowed=None)
def first_form() -> AnyResponse:
    """Ask what the first sign-in sets."""
    if not sessions.first_code():
        return see("staff.sign_in_form")
    return show("setup/first.html", problem=None, given={}, has_key=keys.has_key(db.reader()))


@pages.post("/first", allowed=None)
def first() -> AnyResponse:
    """Take the one-time code, set the booth up, and show the recovery code once."""
    form = request.form
    try:
        sessions.check_first_code(form.get("code", ""))
        with db.transaction() as tx:
            recovery_code = _set_up(tx)
    except (NotAllowed, Refused) as error:
        shown = {name: form.get(name, "") for name in ("code", "name", "unit", "booth", "event")}
        has_key = keys.has_key(db.reader())
        return show("setup/first.html", 409, problem=error, given=shown, has_key=has_key)
    sessions.begin(form["name"].strip(), "admin")
    refresh_demo_mark()
    if current_app.config["IS_CENTRAL"]:
        return see("staff.overview")
    return show("setup/recovery.html", recovery_code=recovery_code)


def _set_up(tx: Connection) -> str | None:
    """Make what the first sign-in makes, here; return the desk key's recovery code."""
    given = _first_setup(tx)
    if not current_app.config["IS_CENTRAL"]:
        return service.set_up(tx, given)
    service.set_up_central(tx, given.name, given.password, given.password_again)
    return None


def _first_setup(tx: Connection) -> service.FirstSetup:
    form, here = request.form, this_device.place(tx)
    return service.FirstSetup(
        name=form.get("name", "").strip(),
        password=form.get("password", ""),
        password_again=form.get("password_again", ""),
        unit=form.get("unit", ""),
        booth=form.get("booth", ""),
        event=form.get("event", "").strip() or (here.event if here else ""),
        passphrase=form.get("passphrase", ""),
        passphrase_again=form.get("passphrase_again", ""),
    )


@pages.get("/place", at="booth", section="place", menu=MenuEntry("展位", "Booth", "machine", 4))
def place_form() -> Response:
    """Show where this booth stands."""
    return _place_page()


def _place_page(code: int = 200, **given: Any) -> Response:
    shown: dict[str, Any] = {"problem": None, "given": {}, "has_key": keys.has_key(db.reader())}
    return show("setup/place.html", code, **(shown | given), has_sounds=sounds.are_on())


@pages.post("/sounds", at="booth", section="place")
def switch_sounds() -> AnyResponse:
    """Switch the sounds of the quiz on or off, at this booth alone."""
    is_on = request.form.get("on") == "yes"
    with db.transaction() as tx:
        accounts.note(tx, signed_in().name, "sounds-on" if is_on else "sounds-off")
    sounds.switch(is_on=is_on)
    return see("staff.place_form")


@pages.post("/place", at="booth", section="place")
def place() -> AnyResponse:
    """Set unit, booth and event."""
    form = request.form
    try:
        with db.transaction() as tx:
            here = this_device.place(tx)
            event = form.get("event", "").strip() or (here.event if here else "")
            service.move(tx, unit=form.get("unit", ""), booth=form.get("booth", ""), event=event)
            now = this_device.place(tx)
            about = f"{now.event} {now.unit or '–'} {now.booth}" if now else ""
            accounts.note(tx, signed_in().name, "place-move", about)
    except Refused as error:
        return _place_page(409, problem=error, given=form)
    sessions.lock_all()  # each event has a desk key of its own
    refresh_demo_mark()
    return see("staff.overview")


@pages.post("/key", at="booth", section="change")
def key() -> AnyResponse:
    """Make the desk key of an event that has none yet, and show its recovery code once."""
    form, session = request.form, signed_in()
    try:
        with db.transaction() as tx:
            recovery_code = service.make_desk_key(
                tx, form.get("passphrase", ""), form.get("passphrase_again", "")
            )
            accounts.note(tx, session.name, "desk-key")
    except Refused as error:
        return _place_page(409, problem=error, has_key=False)
    return show("setup/recovery.html", recovery_code=recovery_code)

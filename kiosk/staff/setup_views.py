"""Set a booth up: the first sign-in, where it stands, its desk key, and backups."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from flask import Response, current_app, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from kiosk.db import db
from kiosk.errors import NotAllowed, Refused
from kiosk.journal import desk, keys, storage
from kiosk.shell.pages import refresh_demo_mark, see
from kiosk.staff import accounts, service, sessions
from kiosk.staff.pages import bp, show, signed_in


@bp.get("/first")
def first_form() -> AnyResponse:
    """Ask what the first sign-in sets."""
    if not sessions.first_code():
        return see("staff.sign_in_form")
    return show("staff/first.html", problem=None, given={}, has_key=keys.has_key(db.reader()))


@bp.post("/first")
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
        return show("staff/first.html", 409, problem=error, given=shown, has_key=has_key)
    sessions.begin(form["name"].strip(), "admin")
    refresh_demo_mark()
    if current_app.config["IS_CENTRAL"]:
        return see("staff.overview")
    return show("staff/recovery.html", recovery_code=recovery_code)


def _set_up(tx: Connection) -> str | None:
    """Make what the first sign-in makes, here; return the desk key's recovery code."""
    given = _first_setup(tx)
    if not current_app.config["IS_CENTRAL"]:
        return service.set_up(tx, given)
    service.set_up_central(tx, given.name, given.password, given.password_again)
    return None


def _first_setup(tx: Connection) -> service.FirstSetup:
    form, here = request.form, desk.place(tx)
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


@bp.get("/place")
def place_form() -> Response:
    """Show where this booth stands."""
    return show("staff/place.html", problem=None, given={}, has_key=keys.has_key(db.reader()))


@bp.post("/place")
def place() -> AnyResponse:
    """Set unit, booth and event."""
    form = request.form
    try:
        with db.transaction() as tx:
            here = desk.place(tx)
            event = form.get("event", "").strip() or (here.event if here else "")
            service.move(tx, unit=form.get("unit", ""), booth=form.get("booth", ""), event=event)
    except Refused as error:
        has_key = keys.has_key(db.reader())
        return show("staff/place.html", 409, problem=error, given=form, has_key=has_key)
    sessions.lock_all()  # each event has a desk key of its own
    refresh_demo_mark()
    return see("staff.overview")


@bp.post("/key")
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
        return show("staff/place.html", 409, problem=error, given={}, has_key=False)
    return show("staff/recovery.html", recovery_code=recovery_code)


@bp.get("/backup")
def backup() -> Response:
    """Offer a backup."""
    return show("staff/backup.html")


@bp.post("/backup")
def backup_file() -> Response:
    """Send a copy of everything, made while the booth runs."""
    session = signed_in()
    settings = current_app.config["SETTINGS"]
    storage.refuse_on_server(settings)
    with db.transaction() as tx:
        accounts.note(tx, session.name, "backup")
    name = f"kiosk-{datetime.now().astimezone():%Y%m%d-%H%M}.db"
    with tempfile.TemporaryDirectory(
        dir=settings.data, prefix=storage.PASSING, ignore_cleanup_errors=True
    ) as folder:
        copy = Path(folder, name)
        storage.copy_database(settings.database_file, copy)
        data = copy.read_bytes()
    response = Response(data, content_type="application/vnd.sqlite3")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

"""Let the administrator take a backup along."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Response, current_app

from kiosk import clock
from kiosk.accounts import accounts
from kiosk.accounts.pages import MenuEntry, StaffPages, show, signed_in
from kiosk.accounts.roles import ADMIN
from kiosk.office.upkeep import backing_up
from kiosk.storage import data_folder
from kiosk.storage.db import db

pages = StaffPages(allowed=ADMIN, section="evening")


@pages.get("/backup", menu=MenuEntry("备份", "Backup", "machine", 2))
def backup() -> Response:
    """Offer a backup."""
    return show("upkeep/backup.html", is_sealed=backing_up.is_sealed(db.reader()))


@pages.post("/backup")
def backup_file() -> Response:
    """Send a copy of everything, made while the booth runs."""
    session = signed_in()
    settings = current_app.config["SETTINGS"]
    data_folder.refuse_on_server(settings)
    with db.transaction() as tx:
        accounts.note(tx, session.name, "backup")
    name = f"kiosk-{clock.local_now():%Y%m%d-%H%M}{backing_up.SUFFIX}"
    with tempfile.TemporaryDirectory(
        dir=settings.data, prefix=data_folder.PASSING, ignore_cleanup_errors=True
    ) as passing:
        copy = Path(passing, name)
        backing_up.make(settings, copy)
        data = copy.read_bytes()
    response = Response(data, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

"""The staff page that shows whether this machine is ready."""

from __future__ import annotations

from flask import Response, current_app

from kiosk.accounts.pages import MenuEntry, StaffPages, show
from kiosk.accounts.roles import ADMIN
from kiosk.office.machine.check.findings import STATES
from kiosk.office.machine.check.laptop import Laptop
from kiosk.office.machine.check.table import CHECKS, look
from kiosk.storage.db import db

pages = StaffPages(allowed=ADMIN, at="booth", section="ready")
ORDER = ("attention", "unknown", "ok")
CHECKED = tuple(each for each in CHECKS if not each.is_of_account)


@pages.get("/machine", menu=MenuEntry("检查本机", "Is it ready?", "machine", 7))
def machine() -> Response:
    """Show what each check found that the booth itself can do, what needs attention first."""
    laptop = Laptop(current_app.config["SETTINGS"], db.engine.connect, is_booth=True)
    rows = look(laptop, CHECKED)
    rows.sort(key=lambda row: ORDER.index(row.finding.state))
    return show("machine/machine.html", rows=rows, states=STATES)

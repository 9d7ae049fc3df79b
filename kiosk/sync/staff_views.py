"""A booth's page of sync: how its records reach central, by network or by stick."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flask import Response, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts import accounts
from kiosk.accounts.pages import MenuEntry, StaffPages, show, signed_in
from kiosk.accounts.roles import ADMIN, FIGURES
from kiosk.clock import local
from kiosk.errors import KioskError
from kiosk.shell.pages import see
from kiosk.storage.db import db
from kiosk.sync.booth import background, link
from kiosk.sync.stick import at_booth, drives, invitations

pages = StaffPages(allowed=FIGURES, at="booth", section="send")


@pages.get("/sync", name="sync", menu=MenuEntry("同步", "Sync", "machine", 1))
def sync_page() -> Response:
    """Show in one word how sending stands, with counts and the last receipt's time."""
    return _page()


@pages.post("/sync/now")
def sync_now() -> AnyResponse:
    """Send now; the page that follows shows how far it is."""
    with db.transaction() as tx:
        accounts.note(tx, signed_in().name, "sync-now")
    background.wake()
    return see("staff.sync")


@pages.post("/sync/stick", section="stick")
def sync_stick() -> Response:
    """Write what central does not hold to a stick, or take the receipts it brings back."""
    act, name = request.form.get("act", ""), signed_in().name
    try:
        folder = _folder()
        if act == "receipts":
            taken = at_booth.take_receipts(current_app.config["SETTINGS"], folder)
            done: dict[str, object] = {"receipts": taken.receipts, "pack": taken.pack}
        else:
            written = at_booth.export(db.reader(), folder)
            done = {"written": written.records, "total": written.total, "folder": written.folder}
        with db.transaction() as tx:
            accounts.note(tx, name, f"sync-{'receipts' if act == 'receipts' else 'stick'}")
    except KioskError as error:
        return _page(409, error)
    return _page(done=done)


@pages.post("/sync/enrol", allowed=ADMIN, section="enrol")
def sync_enrol() -> AnyResponse:
    """Let this laptop belong to a central: by address and code, or by a stick's invitation."""
    form, name = request.form, signed_in().name
    try:
        if form.get("act") == "stick":
            invitations.join(_folder())
            with db.transaction() as tx:
                accounts.note(tx, name, "enrol", "stick")
        else:
            url = form.get("url", "").strip()
            link.enroll(
                url,
                form.get("code", "").strip(),
                is_insecure=False,
                note=lambda tx: accounts.note(tx, name, "enrol", url),
            )
            background.wake()
    except KioskError as error:
        return _page(409, error)
    return see("staff.sync")


def _folder() -> Path:
    """Return the stick's folder: one that was found, or one that an administrator typed."""
    return drives.chosen(
        request.form.get("drive", ""),
        request.form.get("folder", "").strip(),
        may_type=_may_type(),
        ours=[current_app.config["SETTINGS"].data],
    )


def _may_type() -> bool:
    """Return True if this account may type a folder, beside choosing a stick."""
    return signed_in().role in ADMIN.booth


def _page(
    code: int = 200, problem: KioskError | None = None, done: Mapping[str, object] | None = None
) -> Response:
    return show(
        "sync/sync.html",
        code,
        problem=problem,
        done=done,
        standing=link.standing(db.reader()),
        status=background.status(),
        sticks=drives.sticks(),
        may_type=_may_type(),
        local=local,
        given=request.form,
    )

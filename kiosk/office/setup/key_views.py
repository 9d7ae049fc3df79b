"""Change the desk passphrase, and make a new recovery code."""

from __future__ import annotations

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts import rewrapping
from kiosk.accounts.pages import MenuEntry, StaffPages, show
from kiosk.accounts.roles import ADMIN
from kiosk.errors import KioskError, NotAllowed, Refused, Throttled
from kiosk.sealing import keys
from kiosk.storage.db import db

pages = StaffPages(allowed=ADMIN, at="booth", section="change")


@pages.get("/key", at="booth", menu=MenuEntry("台钥", "Desk key", "machine", 5))
def key_form() -> Response:
    """Offer to change the passphrase and the recovery code; without a key, lead to making one."""
    return _page()


@pages.post("/key/passphrase")
def change_passphrase() -> AnyResponse:
    """Wrap the desk key by a new passphrase; the former one opens nothing from now on."""
    try:
        rewrapping.by_passphrase(request.form)
    except (NotAllowed, Refused, Throttled) as error:
        return rewrapping.refused(error, _page)
    return _page(done="passphrase")


@pages.post("/key/recovery-code")
def new_recovery_code() -> AnyResponse:
    """Wrap the desk key by a new recovery code, and show it once; the former one stops."""
    try:
        code = rewrapping.by_recovery_code(request.form)
    except (NotAllowed, Refused, Throttled) as error:
        return rewrapping.refused(error, _page)
    return show("setup/recovery.html", recovery_code=code)


def _page(code: int = 200, problem: KioskError | None = None, done: str = "") -> Response:
    has_key = keys.has_key(db.reader())
    return show("setup/key.html", code, problem=problem, done=done, has_key=has_key)

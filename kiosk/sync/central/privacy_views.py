"""Make central's privacy key, which opens what every enrolled desk has sealed, and change words."""

from __future__ import annotations

from flask import Response, request
from sqlalchemy import func, select
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts import accounts, rewrapping
from kiosk.accounts.pages import MenuEntry, StaffPages, show, signed_in
from kiosk.accounts.roles import KEEPERS
from kiosk.errors import KioskError, NotAllowed, Refused, Throttled
from kiosk.journal.models import DeskKeyGiven
from kiosk.sealing import keys, privacy
from kiosk.storage.db import db, take_turn
from kiosk.sync.format.models import Device

pages = StaffPages(allowed=KEEPERS, at="central", section="at-central")


@pages.get(
    "/privacy-key", name="fleet_key_form", menu=MenuEntry("隐私钥", "Privacy key", "machine", 6)
)
def key_form() -> Response:
    """Offer to make the privacy key, or to change its passphrase and recovery code."""
    return _page()


@pages.post("/privacy-key", name="fleet_make_key")
def make_key() -> AnyResponse:
    """Make the privacy key, and show its recovery code once."""
    form = request.form
    try:
        if form.get("passphrase", "") != form.get("passphrase_again", ""):
            raise Refused("两次输入的口令不一样。", "The two passphrases differ.")
        with db.transaction() as tx:
            take_turn(tx, keys.PRIVACY)
            if privacy.has_key(tx):
                raise Refused("中心已经有隐私钥了。", "Central has a privacy key already.")
            code = keys.make_key(tx, keys.PRIVACY, form.get("passphrase", ""))
            accounts.note(tx, signed_in().name, "privacy-key")
    except Refused as error:
        return _page(409, error)
    return _recovery(code)


@pages.post("/privacy-key/passphrase", name="fleet_change_passphrase", section="change")
def change_passphrase() -> AnyResponse:
    """Wrap the privacy key by a new passphrase; the former one opens nothing from now on."""
    try:
        rewrapping.by_passphrase(request.form)
    except (NotAllowed, Refused, Throttled) as error:
        return rewrapping.refused(error, _page)
    return _page(done="passphrase")


@pages.post("/privacy-key/recovery-code", name="fleet_new_recovery_code", section="change")
def new_recovery_code() -> AnyResponse:
    """Wrap the privacy key by a new recovery code, and show it once; the former one stops."""
    try:
        code = rewrapping.by_recovery_code(request.form)
    except (NotAllowed, Refused, Throttled) as error:
        return rewrapping.refused(error, _page)
    return _recovery(code)


def _recovery(code: str) -> Response:
    return show("sync/central/recovery.html", recovery_code=code)


def _page(code: int = 200, problem: KioskError | None = None, done: str = "") -> Response:
    tx = db.reader()
    given = select(func.count(DeskKeyGiven.device.distinct()))
    return show(
        "sync/central/privacy_key.html",
        code,
        problem=problem,
        done=done,
        has_key=privacy.has_key(tx),
        devices=tx.execute(select(func.count()).select_from(Device)).scalar_one(),
        given=tx.execute(given).scalar_one(),
    )

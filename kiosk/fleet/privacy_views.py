"""Make central's privacy key, which opens what every enrolled desk has sealed, and change words."""

from __future__ import annotations

from flask import Response, request
from sqlalchemy import func, select
from werkzeug.wrappers import Response as AnyResponse

from kiosk.db import db, take_turn
from kiosk.errors import KioskError, NotAllowed, Refused, Throttled
from kiosk.journal import keys
from kiosk.journal.models import DeskKeyGiven
from kiosk.staff import accounts, key_views
from kiosk.staff.pages import bp, show, signed_in
from kiosk.sync import privacy
from kiosk.sync.models import Device


@bp.get("/privacy-key", endpoint="fleet_key_form")
def key_form() -> Response:
    """Offer to make the privacy key, or to change its passphrase and recovery code."""
    return _page()


@bp.post("/privacy-key", endpoint="fleet_make_key")
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


@bp.post("/privacy-key/passphrase", endpoint="fleet_change_passphrase")
def change_passphrase() -> AnyResponse:
    """Wrap the privacy key by a new passphrase; the former one opens nothing from now on."""
    try:
        key_views.rewrap_by_passphrase(request.form)
    except (NotAllowed, Refused, Throttled) as error:
        return key_views.refused(error, _page)
    return _page(done="passphrase")


@bp.post("/privacy-key/recovery-code", endpoint="fleet_new_recovery_code")
def new_recovery_code() -> AnyResponse:
    """Wrap the privacy key by a new recovery code, and show it once; the former one stops."""
    try:
        code = key_views.rewrap_by_recovery_code(request.form)
    except (NotAllowed, Refused, Throttled) as error:
        return key_views.refused(error, _page)
    return _recovery(code)


def _recovery(code: str) -> Response:
    return show("fleet/recovery.html", recovery_code=code)


def _page(code: int = 200, problem: KioskError | None = None, done: str = "") -> Response:
    tx = db.reader()
    given = select(func.count(DeskKeyGiven.device.distinct()))
    return show(
        "fleet/privacy_key.html",
        code,
        problem=problem,
        done=done,
        has_key=privacy.has_key(tx),
        devices=tx.execute(select(func.count()).select_from(Device)).scalar_one(),
        given=tx.execute(given).scalar_one(),
    )

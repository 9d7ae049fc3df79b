"""Erase at central what a guest's withdrawal code stands for; booths hear of it by receipts."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from flask import Response, current_app, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from kiosk.checkin import service, withdrawal
from kiosk.db import db
from kiosk.errors import KioskError, NotAllowed, Refused, Throttled
from kiosk.journal import keys, scrub
from kiosk.journal.reading import local
from kiosk.staff import accounts, sealed, sessions
from kiosk.staff.pages import bp, show, signed_in
from kiosk.staff.privacy_views import retry_later
from kiosk.sync import privacy

CODES = "withdrawal"
"""The lock whose wrong tries are counted together, whoever gave them."""
_CODE = re.compile(
    rf"[{keys.ALPHABET}]{{{service.WITHDRAWAL_GROUPS * service.WITHDRAWAL_LETTERS}}}"
)


@bp.get("/withdraw", endpoint="fleet_withdraw_form")
def withdraw_form() -> Response:
    """Ask for the withdrawal code."""
    return _ask()


@bp.post("/withdraw", endpoint="fleet_withdraw")
def withdraw() -> AnyResponse:
    """Say what is kept under a code, as far as can be known without opening it."""
    try:
        code = _code()
        visit = _find(db.reader(), code)
    except (NotAllowed, Refused, Throttled) as error:
        return _refuse(error)
    return _show_held(visit, code=code)


@bp.post("/withdraw/erase", endpoint="fleet_withdraw_erase")
def withdraw_erase() -> AnyResponse:
    """Erase what is sealed under a code, everywhere: here at once, at its booth with a receipt."""
    try:
        code = _code()
        with db.transaction() as tx:
            visit = _find(tx, code)
            withdrawal.erase(tx, visit)
            accounts.note(tx, signed_in().name, "erase-visit", visit.visit)
    except (NotAllowed, Refused, Throttled) as error:
        return _refuse(error)
    sessions.lock_all()
    sealed.look_again()
    is_clean = scrub.scrub(current_app.config["SETTINGS"])
    return _show_held(visit, is_done=True, is_clean=is_clean)


def _code() -> str:
    """Return the code of the form. Raises Refused where it is none."""
    code = keys.plain_code(unicodedata.normalize("NFKC", request.form.get("code", "")[:100]))
    if not _CODE.fullmatch(code):
        raise Refused(
            "撤回码是单子上的十个字母和数字，例如 AB2CD-EF3GH。",
            "A withdrawal code is the ten letters and digits on the receipt, such as AB2CD-EF3GH.",
        )
    return code


def _find(tx: Connection, code: str) -> Any:
    """Return the visit of a code. Raises NotAllowed, and Throttled after too many wrong ones."""
    throttle = sessions.front_desk().throttle
    throttle.check(CODES)
    try:
        return withdrawal.find_marked(tx, privacy.code_marks(tx, code))
    except NotAllowed:
        throttle.count(CODES)
        raise NotAllowed(
            "中心没有找到这个撤回码。请核对单子上的十个字母和数字；如果没有错，可能是那台终端"
            "还没有同步，或者同步后还没有解锁过：请在那个展位撤回。",
            "Central knows no such withdrawal code. Compare the ten letters and digits on the "
            "receipt. If they are right, that booth may not have synced, or was not unlocked since "
            "it was enrolled: withdraw at the booth itself.",
        ) from None


def _refuse(error: KioskError) -> Response:
    if isinstance(error, Throttled):
        return retry_later(_ask(429, error), error)
    return _ask(403 if isinstance(error, NotAllowed) else 409, error)


def _ask(code: int = 200, problem: KioskError | None = None) -> Response:
    return show("fleet/withdraw.html", code, problem=problem)


def _show_held(
    visit: Any, *, code: str = "", is_done: bool = False, is_clean: bool = True
) -> Response:
    return show(
        "fleet/withdraw_held.html",
        visit=visit,
        arrived_at=local(visit.made_at),
        typed=code,
        is_done=is_done,
        is_clean=is_clean,
    )

"""Erase at central what a guest's withdrawal code stands for; booths hear of it by receipts."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from flask import Response, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts import accounts, sessions
from kiosk.accounts.erasing import finish_erasing
from kiosk.accounts.pages import MenuEntry, StaffPages, show, signed_in
from kiosk.accounts.roles import SEALED
from kiosk.accounts.unlock_views import retry_later
from kiosk.booth.checkin import service, withdrawal
from kiosk.clock import local
from kiosk.errors import KioskError, NotAllowed, Refused, Throttled
from kiosk.sealing import keys, privacy
from kiosk.storage.db import db

pages = StaffPages(allowed=SEALED, at="central", section="withdrawal")

CODES = "withdrawal"
"""The lock whose wrong tries are counted together, whoever gave them."""
_CODE = re.compile(
    rf"[{keys.ALPHABET}]{{{service.WITHDRAWAL_GROUPS * service.WITHDRAWAL_LETTERS}}}"
)


@pages.get(
    "/withdraw", name="fleet_withdraw_form", menu=MenuEntry("撤回登记", "Withdrawal", "people", 4)
)
def withdraw_form() -> Response:
    """Ask for the withdrawal code."""
    return _ask()


@pages.post("/withdraw", name="fleet_withdraw")
def withdraw() -> AnyResponse:
    """Show what is kept under a code, as far as can be known without opening it."""
    try:
        code = _code()
        visit = _find(db.reader(), code)
    except (NotAllowed, Refused, Throttled) as error:
        return _refuse(error)
    return _show_held(visit, code=code)


@pages.post("/withdraw/erase", name="fleet_withdraw_erase")
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
    is_clean = finish_erasing()
    return _show_held(visit, is_done=True, is_clean=is_clean)


def _code() -> str:
    """Return the code of the form. Raises Refused if it is not one."""
    code = keys.plain_code(unicodedata.normalize("NFKC", request.form.get("code", "")[:100]))
    if not _CODE.fullmatch(code):
        raise Refused(
            "撤回码是单子上的十个字母和数字，例如 AB2CD-EF3GH。",
            "A withdrawal code is the ten letters and digits on the receipt, such as AB2CD-EF3GH.",
        )
    return code


def _find(tx: Connection, code: str) -> Any:
    """Return the visit of a code. Raises NotAllowed, and Throttled after too many wrong ones."""
    try:
        with sessions.trying(CODES):
            return withdrawal.find_marked(tx, privacy.code_marks(tx, code))
    except NotAllowed:
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
    return show("checkin/central/withdraw.html", code, problem=problem)


def _show_held(
    visit: Any, *, code: str = "", is_done: bool = False, is_clean: bool = True
) -> Response:
    return show(
        "checkin/central/withdraw_held.html",
        visit=visit,
        arrived_at=local(visit.made_at),
        typed=code,
        is_done=is_done,
        is_clean=is_clean,
    )

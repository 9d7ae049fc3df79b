"""Pages where a guest may see by code what is kept of them, and take it back."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.booth.checkin import receipts, service, withdrawal
from kiosk.booth.checkin.views import bp, said
from kiosk.clock import local
from kiosk.content.parts import Text
from kiosk.errors import KioskError, NotAllowed, Refused, Throttled
from kiosk.sealing import keys, scrub
from kiosk.shell import sitting
from kiosk.shell.pages import render, see
from kiosk.shell.sitting_store import SittingStore
from kiosk.shell.throttle import Throttle
from kiosk.storage.db import db

THROTTLE, CODES = "kiosk.withdrawals", "withdrawal"
_CODE = re.compile(
    rf"[{keys.ALPHABET}]{{{service.WITHDRAWAL_GROUPS * service.WITHDRAWAL_LETTERS}}}"
)
NO_CODE = Refused(
    "撤回码是单子上的十个字母和数字，例如 AB2CD-EF3GH。",
    "A withdrawal code is the ten letters and digits on your receipt, such as AB2CD-EF3GH.",
)


@dataclass(frozen=True)
class Asked:
    """The code that a sitting gave, or why it was not taken."""

    code: str = ""
    problem: Text | None = None


ASKED: SittingStore[Asked] = SittingStore()


@bp.get("/withdraw")
def withdraw_form() -> Response:
    """Ask for the withdrawal code."""
    held = ASKED.get(sitting.current()) if "again" in request.args else None
    return render("checkin/withdraw.html", problem=held.problem if held else None)


@bp.post("/withdraw")
def withdraw() -> AnyResponse:
    """Look the code up; it is carried on in memory, never in an address."""
    code = keys.plain_code(unicodedata.normalize("NFKC", request.form.get("code", "")[:100]))
    if not _CODE.fullmatch(code):
        return _refuse(NO_CODE)
    try:
        look_up(code)
    except (NotAllowed, Throttled) as problem:
        return _refuse(problem)
    ASKED.keep(sitting.ensure(), Asked(code))
    return see("checkin.withdraw_held")


def look_up(code: str) -> Any:
    """Return the visit of a code. Raises NotAllowed, and Throttled after too many wrong ones.

    Wrong codes are counted together, whoever gave them: who guesses may begin many sittings.
    """
    throttle: Throttle = current_app.extensions.setdefault(THROTTLE, Throttle())
    with throttle.trying(CODES, str(request.remote_addr)):
        return withdrawal.find(db.reader(), code)


def _refuse(problem: KioskError) -> AnyResponse:
    """Lead back to the form, which says why."""
    ASKED.keep(sitting.ensure(), Asked(problem=said(problem)))
    return see("checkin.withdraw_form", again=1)


@bp.get("/withdraw/held")
def withdraw_held() -> AnyResponse:
    """Show what is kept under the code, as far as the booth can know, and offer to erase it."""
    held = ASKED.get(sitting.current())
    if held is None or not held.code:
        return see("checkin.withdraw_form")
    try:
        row = withdrawal.find(db.reader(), held.code)
    except NotAllowed as problem:
        return _refuse(problem)
    return render("checkin/withdraw_held.html", visit=row, arrived_at=local(row.made_at))


@bp.post("/withdraw/erase")
def withdraw_erase() -> AnyResponse:
    """Erase what is sealed under the code that was looked up."""
    held = ASKED.get(sitting.current())
    if held is None or not held.code:
        return see("checkin.withdraw_form")
    with db.transaction() as tx:
        visit = withdrawal.find(tx, held.code).visit
        withdrawal.withdraw(tx, held.code)
    scrub.scrub(current_app.config["SETTINGS"])
    _forget(visit)
    return see("checkin.withdrawn")


def _forget(visit: str) -> None:
    """Drop from memory too what this sitting holds of a visit."""
    of_sitting = sitting.ensure()
    ASKED.drop(of_sitting)
    receipt = receipts.RECEIPTS.get(of_sitting)
    if receipt and receipt.visit == visit:
        receipts.RECEIPTS.drop(of_sitting)


@bp.get("/withdraw/done")
def withdrawn() -> Response:
    """Say that it is erased, and what stays."""
    return render("checkin/withdrawn.html")

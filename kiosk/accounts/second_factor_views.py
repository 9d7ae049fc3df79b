"""The pages of the second factor: the code at sign-in, and one's own page to set it up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts import accounts, second_factor, sessions, sign_in, sign_in_views, waiting, watch
from kiosk.accounts.pages import StaffPages, first_page, show, signed_in, staffroom
from kiosk.accounts.rewrapping import refused
from kiosk.accounts.roles import EVERYONE
from kiosk.clock import local_now
from kiosk.errors import KioskError, NotAllowed, Refused, Throttled
from kiosk.journal import this_device
from kiosk.shell import qr
from kiosk.shell.pages import see
from kiosk.storage.db import db

pages = StaffPages(allowed=EVERYONE, section="second-factor")

LONGEST_CODE = 64
GROUP = 4
"""Letters of the secret that stand together, for those who type it."""


@pages.get("/sign-in/code", allowed=None)
def sign_in_code_form() -> AnyResponse:
    """Ask for the code of the second factor, after the right password."""
    held = waiting.current()
    return _ask(held) if held else see("staff.sign_in_form")


@pages.post("/sign-in/code", allowed=None)
def sign_in_code() -> AnyResponse:
    """Sign in an account whose password was right, if its code is right, too."""
    held = waiting.current()
    if held is None or not _still_stands(held):
        waiting.end()
        return see("staff.sign_in_form")
    name = held.opened.name
    try:
        with _trying_code(name):
            proof = second_factor.prove(db.reader(), name, _typed())
            with db.transaction() as tx:
                second_factor.use(tx, name, proof)
                sign_in.enter(tx, held.opened)
    except (NotAllowed, Throttled) as error:
        return refused(error, lambda status, problem: _ask(held, status, problem))
    waiting.end()
    return sign_in_views.begin(held.opened, is_short=held.is_short)


def _still_stands(held: waiting.Waiting) -> bool:
    """Return True if the account was neither disabled nor given another password meanwhile."""
    now = accounts.standing(db.reader(), held.opened.name)
    return now is not None and now.series == held.opened.series


def _ask(held: waiting.Waiting, status: int = 200, problem: KioskError | None = None) -> Response:
    return show("staff/sign_in_code.html", status, problem=problem, name=held.opened.name)


@pages.get("/second-factor", is_for_set_up=True)
def second_factor_page() -> Response:
    """Show one's second factor: how to set it up, or what can be done with it."""
    return _own()


def _own(status: int = 200, problem: KioskError | None = None) -> Response:
    """Show one's own page. The secret that it proposes stays the same until a code confirms it."""
    session, tx = signed_in(), db.reader()
    common = {
        "problem": problem,
        "is_done": "off" in request.args,
        "is_asked": session.role in sessions.open_sessions().two_factor_roles,
    }
    if second_factor.has(tx, session.name):
        left = second_factor.count_spare_codes(tx, session.name)
        return show("staff/second_factor.html", status, left=left, **common)
    session.proposed = secret = session.proposed or second_factor.new_secret()
    dark = qr.matrix(second_factor.address(secret, session.name, _issuer()).encode())
    return show(
        "staff/second_factor_new.html",
        status,
        secret=[secret[at : at + GROUP] for at in range(0, len(secret), GROUP)],
        path="".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in qr.runs(dark)),
        size=len(dark),
        now=local_now(),
        **common,
    )


def _issuer() -> str:
    """Return what the app lists the account under: each laptop has accounts of its own."""
    if staffroom().is_central:
        return "Open Day central"
    here = this_device.place(db.reader())
    return f"Open Day {here.booth}" if here else "Open Day"


@pages.post("/second-factor", is_for_set_up=True)
def second_factor_set_up() -> AnyResponse:
    """Set the second factor up whose secret was shown, if its app shows the right code."""
    session = signed_in()
    if not session.proposed:
        return see("staff.second_factor_page")
    name = session.name
    try:
        _check_password(name)
        with _trying_code(name):
            step = second_factor.confirm(session.proposed, _typed())
        spare = second_factor.new_spare_codes()
        with db.transaction() as tx:
            second_factor.set_up(tx, name, session.proposed, step, spare)
            series = accounts.end_sessions(tx, name)
    except (NotAllowed, Refused, Throttled) as error:
        return refused(error, _own)
    session.series, session.proposed, session.must_set_up = series, "", False
    return _spare_codes(spare, is_new=True)


@pages.post("/second-factor/spare-codes")
def second_factor_renew() -> Response:
    """Make new spare codes, and show them once."""
    spare = second_factor.new_spare_codes()
    try:
        with _proved() as (tx, name):
            second_factor.renew_spare_codes(tx, name, spare)
    except (NotAllowed, Throttled) as error:
        return refused(error, _own)
    return _spare_codes(spare, is_new=False)


@pages.post("/second-factor/off")
def second_factor_off() -> AnyResponse:
    """Switch one's second factor off."""
    try:
        with _proved() as (tx, name):
            second_factor.switch_off(tx, name)
    except (NotAllowed, Throttled) as error:
        return refused(error, _own)
    return see("staff.second_factor_page", off="1")


@contextmanager
def _proved() -> Iterator[tuple[Connection, str]]:
    """Yield a transaction and one's name if password and code are right; end one's other sessions.

    Raises NotAllowed or Throttled.
    """
    session = signed_in()
    _check_password(session.name)
    with _trying_code(session.name):
        proof = second_factor.prove(db.reader(), session.name, _typed())
        with db.transaction() as tx:
            second_factor.use(tx, session.name, proof)
            yield tx, session.name
            series = accounts.end_sessions(tx, session.name)
    session.series = series


def _spare_codes(spare: second_factor.SpareCodes, *, is_new: bool) -> Response:
    """Show the spare codes, once."""
    after = first_page(signed_in().role) if is_new else "staff.second_factor_page"
    return show(
        "staff/spare_codes.html", codes=spare.codes, is_new=is_new, after=after, made=local_now()
    )


@contextmanager
def _trying_code(name: str) -> Iterator[None]:
    """Count a try at a code while a block runs, and put one that fails into the staff log."""
    try:
        with sessions.trying_code(name):
            yield
    except NotAllowed:
        watch.note_wrong_code(name)
        raise
    except Throttled:
        watch.note_wait(name)
        raise


def _check_password(name: str) -> None:
    """Raise NotAllowed unless the form holds the present password: the screen may stand open."""
    try:
        with sessions.trying(f"sign-in {name}"):
            sign_in.check_present(db.reader(), name, request.form.get("present", ""))
    except NotAllowed:
        watch.note_failure(name)
        raise


def _typed() -> str:
    return request.form.get("code", "")[:LONGEST_CODE]

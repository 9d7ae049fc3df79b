"""The pages for managing accounts and for changing one's own password."""

from __future__ import annotations

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk import clock
from kiosk.accounts import accounts, second_factor, sessions, sign_in, watch
from kiosk.accounts.models import Staff
from kiosk.accounts.pages import MenuEntry, StaffPages, first_page, show, signed_in
from kiosk.accounts.roles import ADMIN, EVERYONE, ROLES
from kiosk.clock import local
from kiosk.errors import KioskError, NotAllowed, Refused, Unknown
from kiosk.shell.pages import see
from kiosk.storage.db import db

pages = StaffPages(allowed=ADMIN, section="accounts")

DONE = ("disable", "enable", "role", "second-factor")


@pages.get("/accounts", name="accounts", menu=MenuEntry("账号", "Accounts", "people", 1))
def accounts_page() -> Response:
    """List the accounts, with what was just done and a button to undo it."""
    return _accounts()


def _accounts(code: int = 200, problem: KioskError | None = None) -> Response:
    return show(
        "staff/accounts.html",
        code,
        problem=problem,
        accounts=db.session.scalars(db.select(Staff).order_by(Staff.name)).all(),
        holders=second_factor.holders(db.reader()),
        local=local,
        done=_done(),
        given=request.form,
    )


def _done() -> dict[str, str] | None:
    """Return what the query says was just done, if one of our own pages can have sent it."""
    done = {name: request.args.get(name, "") for name in ("done", "name", "former")}
    is_ours = done["done"] in DONE and accounts.NAME.fullmatch(done["name"])
    return done if is_ours and done["former"] in (*ROLES, "") else None


@pages.post("/accounts")
def account_add() -> Response:
    """Add an account, and show its one-time code, once."""
    name, role = request.form.get("name", "").strip(), request.form.get("role", "")
    try:
        with db.transaction() as tx:
            code = accounts.add_with_code(tx, name, role, actor=signed_in().name)
    except Refused as error:
        return _accounts(409, error)
    return _code(name, code, is_new=True)


@pages.post("/accounts/change")
def account_change() -> AnyResponse:
    """Disable or enable an account, or give it another role."""
    form, actor = request.form, signed_in().name
    name, act, role = form.get("name", ""), form.get("act", ""), form.get("role", "")
    former = ""
    try:
        with db.transaction() as tx:
            if act == "disable":
                accounts.disable(tx, name, actor=actor)
            elif act == "enable":
                accounts.enable(tx, name, actor=actor)
            else:
                act, former = "role", accounts.set_role(tx, name, role, actor=actor)
    except (Refused, Unknown) as error:
        return _accounts(409, error)
    if former and former == role:
        return see("staff.accounts")
    return see("staff.accounts", done=act, name=name, former=former)


@pages.post("/accounts/reset")
def account_reset() -> Response:
    """Remove an account's password, and show its new one-time code, once."""
    name = request.form.get("name", "")
    try:
        with db.transaction() as tx:
            code = accounts.reset(tx, name, actor=signed_in().name)
    except (Refused, Unknown) as error:
        return _accounts(409, error)
    return _code(name, code, is_new=False)


@pages.post("/accounts/second-factor")
def account_second_factor() -> AnyResponse:
    """Take an account's second factor away: somebody lost telephone and spare codes."""
    name = request.form.get("name", "")
    try:
        with db.transaction() as tx:
            second_factor.reset(tx, name, actor=signed_in().name)
    except (Refused, Unknown) as error:
        return _accounts(409, error)
    return see("staff.accounts", done="second-factor", name=name)


def _code(name: str, code: str, *, is_new: bool) -> Response:
    return show(
        "staff/account_code.html",
        account=accounts.one(db.reader(), name),
        one_time_code=code,
        local=local,
        is_new=is_new,
    )


@pages.get("/password", allowed=EVERYONE, section="staff-page", is_by_code=True)
def password_form() -> Response:
    """Ask for a new password. After signing in by a one-time code it must be chosen now."""
    return show(
        "staff/password.html",
        problem=None,
        is_done="done" in request.args,
        is_short="short" in request.args,
    )


@pages.get("/sessions", allowed=EVERYONE, section="staff-page")
def own_sessions() -> Response:
    """Show where one's account is signed in."""
    name = signed_in().name
    return show(
        "staff/sessions.html",
        held=sessions.of_account(name),
        own=sessions.own_id(),
        local_now=clock.local_now(),
        ended=request.args.get("ended", type=int),
    )


@pages.post("/sessions/end", allowed=EVERYONE, section="staff-page")
def session_end() -> AnyResponse:
    """End one of one's sessions, or all but this one."""
    name = signed_in().name
    count = sessions.end_other(name, request.form.get("session", "")[: sessions.ID])
    with db.transaction() as tx:
        accounts.note(tx, name, "session-end", str(count))
    return see("staff.own_sessions", ended=count)


@pages.post("/password", allowed=EVERYONE, section="staff-page", is_by_code=True)
def password() -> AnyResponse:
    """Change one's own password, and end one's other sessions."""
    session, form = signed_in(), request.form
    was_by_code = session.must_choose
    try:
        with sessions.trying(f"sign-in {session.name}"), db.transaction() as tx:
            series = sign_in.change_own_password(
                tx,
                session.name,
                session.series,
                words=form.get("present", ""),
                password=form.get("password", ""),
                again=form.get("password_again", ""),
            )
    except NotAllowed as error:
        watch.note_failure(session.name)
        return show("staff/password.html", 403, problem=error, is_done=False, is_short=False)
    except Refused as error:
        return show("staff/password.html", 409, problem=error, is_done=False, is_short=False)
    session.series, session.must_choose = series, False
    return see(first_page(session.role)) if was_by_code else see("staff.password_form", done="1")

"""Signing in with name and password, or with name and one-time code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection, select, update

from kiosk.accounts import passwords
from kiosk.accounts.accounts import note, set_password, standing
from kiosk.accounts.models import Staff
from kiosk.errors import NotAllowed, Refused
from kiosk.sealing.keys import plain_code
from kiosk.storage.session import load


@dataclass(frozen=True)
class Opened:
    """An account that was opened; `code` is the hash of the one-time code, if one was used.

    `again` is a new hash of its password, where a former version made the one that is stored.
    """

    name: str
    role: str
    series: int
    code: str | None
    again: str | None = None


def open_account(tx: Connection, name: str, words: str) -> Opened:
    """Return the account that a password or one-time code opens. Raises NotAllowed if it does not.

    It takes as long whether or not there is such an account, so that timing reveals no names.
    """
    query = select(Staff).where(Staff.name == name, Staff.is_active)
    held = next(iter(load(tx, query)), None)
    code = held.waiting_code if held else None
    kept = code or (held.password if held else "") or _nobodys()
    is_right = passwords.is_right(kept, plain_code(words) if code else words)
    if held is None or not is_right:
        raise _wrong()
    again = passwords.hashed(words) if not code and passwords.is_former(kept) else None
    return Opened(held.name, held.role, held.series, code, again)


def enter(tx: Connection, opened: Opened) -> None:
    """Record a sign-in, and void the one-time code if one was used.

    Raises NotAllowed if the code was used in the meantime.
    """
    if opened.code is None:
        if opened.again:
            renew = update(Staff).where(Staff.name == opened.name)
            tx.execute(renew.values(password=opened.again))
        note(tx, opened.name, "sign-in")
        return
    use = update(Staff).where(Staff.name == opened.name, Staff.code == opened.code)
    if tx.execute(use.values(code=None, code_until=None)).rowcount == 0:
        raise _wrong()
    note(tx, opened.name, "sign-in-code")


def change_own_password(
    tx: Connection, name: str, series: int, *, words: str, password: str, again: str
) -> int:
    """Change one's own password, end the account's other sessions, and return its new series.

    `words` is the present password, which an account opened by a one-time code does not have.
    Raises NotAllowed if it is wrong, or if the session (with `series`) has ended; Refused if the
    new password is too short, the same as before, or was typed differently the second time.
    """
    if password != again:
        raise Refused("两次输入的新密码不一样。", "The two new passwords differ.")
    now = standing(tx, name)
    if now is None or now.series != series:
        raise NotAllowed("请重新登录。", "Please sign in again.")
    if now.has_password:
        check_present(tx, name, words)
        if password == words:
            raise Refused(
                "新密码和现在的一样，请换一个。",
                "The new password is the present one; choose another.",
            )
    return set_password(tx, name, password, actor=name)


def check_present(tx: Connection, name: str, words: str) -> None:
    """Raise NotAllowed if `words` are not an account's present password."""
    kept = tx.execute(select(Staff.password).where(Staff.name == name)).scalar_one()
    if not passwords.is_right(kept, words):
        raise NotAllowed("现在的密码不对。", "The present password is wrong.")


def _wrong() -> NotAllowed:
    return NotAllowed("账号或密码不对。", "The name or password is wrong.")


@cache
def _nobodys() -> str:
    """Return a hash to check for unknown names, so that they take as long as known ones."""
    return passwords.hashed("nobody has this password")

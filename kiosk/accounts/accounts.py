"""Staff accounts and their roles.

A new account gets a one-time code, or a password typed on the terminal. To end an account's
sessions, its `series` is increased: every process compares that number on each request, so that
the sessions end everywhere at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, insert, literal_column, select, update

from kiosk import clock
from kiosk.accounts import passwords
from kiosk.accounts.models import SecondFactor, Staff
from kiosk.accounts.records import KIND, TERMINAL, UNKNOWN, StaffAct
from kiosk.accounts.roles import ROLES
from kiosk.errors import Refused, Unknown
from kiosk.journal import service as journal
from kiosk.sealing.keys import new_code, plain_code
from kiosk.storage.db import Prepared, take_turn
from kiosk.storage.session import load

NAME = re.compile(r"(?!.*[.]{2})(?![.-])[0-9A-Za-z\u4e00-\u9fff._-]{1,32}(?<![.-])")
"""Letters that look like others, such as the Cyrillic а, are none of these; nor are dots alone."""
CODE_GROUPS = 3
CODE_LASTS = timedelta(hours=24)
ENDS_SESSIONS = {"series": Staff.series + 1}

_STANDING = Prepared(
    select(
        Staff.role,
        Staff.is_active,
        Staff.series,
        literal_column("staff.password <> ''"),
        exists().where(SecondFactor.name == Staff.name),
    ).where(Staff.name == bindparam("name"))
)


@dataclass(frozen=True)
class Standing:
    """The present state of an active account, as a session needs it on each request."""

    role: str
    series: int
    has_password: bool
    has_second_factor: bool = False


def has_admin(tx: Connection) -> bool:
    """Return True if there is an active administrator on this machine."""
    query = select(Staff.name).where(Staff.role == "admin", Staff.is_active)
    return tx.execute(query).first() is not None


def standing(tx: Connection, name: str) -> Standing | None:
    """Return an account's present state, or None if it is disabled or does not exist."""
    row = _STANDING.run(tx, {"name": name}).fetchone()
    if row is None or not row[1]:
        return None
    return Standing(row[0], row[2], bool(row[3]), bool(row[4]))


def listed(tx: Connection) -> list[Staff]:
    """Return the accounts by name."""
    return load(tx, select(Staff).order_by(Staff.name))


def one(tx: Connection, name: str) -> Staff:
    """Return one account. Raises Unknown."""
    for account in load(tx, select(Staff).where(Staff.name == name)):
        return account
    raise Unknown(f"没有账号 {name[:32]}。", f"There is no account {name[:32]}.")


def add(tx: Connection, name: str, role: str, password: str, *, actor: str) -> None:
    """Add an account with a password.

    Raises Refused if the name is taken or malformed, the role unknown or the password too short.
    """
    passwords.check(password, name)
    _add(tx, name, role, actor, {"password": passwords.hashed(password)})


def add_with_code(tx: Connection, name: str, role: str, *, actor: str) -> str:
    """Add an account and return its one-time code.

    Raises Refused if the name is taken or malformed, or the role unknown.
    """
    code, values = _new_code()
    _add(tx, name, role, actor, values)
    return code


def _add(tx: Connection, name: str, role: str, actor: str, values: dict[str, Any]) -> None:
    if not NAME.fullmatch(name):
        raise Refused(
            "账号名用 1～32 个英文字母、汉字、数字，中间可以有点或横线。",
            "An account's name has 1 to 32 letters (a to z), Chinese characters or digits, with "
            "dots and hyphens within.",
        )
    _check_role(role)
    take_turn(tx, "staff accounts")
    taken = {each.casefold() for each in tx.execute(select(Staff.name)).scalars()}
    if name.casefold() in taken | {TERMINAL, UNKNOWN}:
        raise Refused(f"账号 {name} 已存在。", f"There is an account {name} already.")
    tx.execute(insert(Staff), values | {"name": name, "role": role, "is_active": True})
    note(tx, actor, "staff-add", f"{name} ({role})")


def _check_role(role: str) -> None:
    if role not in ROLES:
        known = "、".join(ROLES)
        raise Refused(f"角色应是 {known} 之一。", f"The role is one of {', '.join(ROLES)}.")


def set_password(tx: Connection, name: str, password: str, *, actor: str) -> int:
    """Give an account a new password, end its sessions, and return its new series.

    Raises Unknown, or Refused if the password is too short.
    """
    one(tx, name)
    passwords.check(password, name)
    given = {"password": passwords.hashed(password), "code": None, "code_until": None}
    _change(tx, name, **given, **ENDS_SESSIONS)
    note(tx, actor, "staff-password", name)
    series: int = tx.execute(select(Staff.series).where(Staff.name == name)).scalar_one()
    return series


def reset(tx: Connection, name: str, *, actor: str) -> str:
    """Remove an account's password, end its sessions, and return a new one-time code.

    Raises Unknown, or Refused if the account is one's own or disabled.
    """
    held = one(tx, name)
    if name == actor:
        raise Refused(
            "自己的密码请在“修改密码”页修改。", "Change your own password on its own page."
        )
    if not held.is_active:
        raise Refused(
            f"账号 {name} 已停用；请先启用，再重设密码。",
            f"The account {name} is disabled; enable it before you reset its password.",
        )
    code, values = _new_code()
    _change(tx, name, **values, **ENDS_SESSIONS)
    note(tx, actor, "staff-reset", name)
    return code


def take_password(tx: Connection, name: str) -> None:
    """Remove an account's password and code, so that nothing opens it until it is reset.

    Raises Unknown, or Refused if the account is the last administrator's.
    """
    _keep_an_admin(tx, one(tx, name))
    _change(tx, name, password="", code=None, code_until=None, **ENDS_SESSIONS)


def disable(tx: Connection, name: str, *, actor: str) -> None:
    """Disable an account, and end its sessions.

    Raises Unknown, or Refused if the account is one's own or the last administrator's.
    """
    _check_not_own(name, actor)
    held = one(tx, name)
    _keep_an_admin(tx, held)
    if held.is_active:
        _change(tx, name, is_active=False, **ENDS_SESSIONS)
        note(tx, actor, "staff-disable", name)


def enable(tx: Connection, name: str, *, actor: str) -> None:
    """Enable a disabled account again, with the password it had. Raises Unknown."""
    if not one(tx, name).is_active:
        _change(tx, name, is_active=True)
        note(tx, actor, "staff-enable", name)


def set_role(tx: Connection, name: str, role: str, *, actor: str) -> str:
    """Give an account another role, and return the former one.

    Raises Unknown, or Refused if the account is one's own or the last administrator's.
    """
    _check_role(role)
    _check_not_own(name, actor)
    held = one(tx, name)
    if role != held.role:
        _keep_an_admin(tx, held)
        _change(tx, name, role=role)
        note(tx, actor, "staff-role", f"{name} ({held.role} → {role})")
    return held.role


def _check_not_own(name: str, actor: str) -> None:
    if name == actor:
        raise Refused(
            "不能停用自己的账号，也不能改自己的角色；请另一位管理员来做。",
            "You cannot disable your own account or change its role; ask another administrator.",
        )


def _keep_an_admin(tx: Connection, leaving: Staff) -> None:
    """Raise Refused if nobody else could administer this machine.

    An administrator who has not chosen a password yet does not count: the code may expire unused.
    """
    take_turn(tx, "staff accounts")
    query = select(func.count()).where(
        Staff.role == "admin", Staff.is_active, Staff.password != "", Staff.name != leaving.name
    )
    is_admin = leaving.role == "admin" and leaving.is_active
    if is_admin and tx.execute(query).scalar_one() == 0:
        raise Refused(
            f"{leaving.name} 是最后一个能登录的管理员；请先添加另一个管理员，等他设好密码。",
            f"{leaving.name} is the last administrator who can sign in; add another one first, and "
            "wait until they have chosen a password.",
        )


def end_sessions(tx: Connection, name: str) -> int:
    """End an account's sessions, and return its new series."""
    _change(tx, name, **ENDS_SESSIONS)
    return tx.execute(select(Staff.series).where(Staff.name == name)).scalar_one()


def _change(tx: Connection, name: str, **values: Any) -> None:
    tx.execute(update(Staff).where(Staff.name == name).values(**values))


def _new_code() -> tuple[str, dict[str, Any]]:
    """Make a one-time code; return it as people write it, and the columns an account stores."""
    code = new_code(CODE_GROUPS)
    until = clock.stamp(clock.now() + CODE_LASTS)
    kept = passwords.hashed(plain_code(code))
    return code, {"password": "", "code": kept, "code_until": until}


def note(tx: Connection, actor: str, act: str, about: str = "") -> None:
    """Append a record of what a member of staff did; `acts.WORDS` has the words for each act."""
    journal.append(tx, KIND, StaffAct(actor=actor, act=act, about=about))

"""Keep accounts and roles."""

from __future__ import annotations

import re
from functools import cache

from sqlalchemy import Connection, insert, select, update
from werkzeug.security import check_password_hash, generate_password_hash

from kiosk.errors import NotAllowed, Refused, Unknown
from kiosk.journal import service as journal
from kiosk.staff.models import Staff
from kiosk.staff.records import KIND, StaffAct

ROLES = {
    "reception": ("接待", "Reception"),
    "editor": ("内容编辑", "Editor"),
    "analyst": ("分析", "Analyst"),
    "privacy": ("隐私", "Privacy"),
    "admin": ("管理员", "Administrator"),
}
NAME = re.compile(r"[\w.-]{1,32}")
LEAST_PASSWORD = 8


def has_admin(tx: Connection) -> bool:
    """Tell whether anybody can administer this machine."""
    query = select(Staff.name).where(Staff.role == "admin", Staff.is_active)
    return tx.execute(query).first() is not None


def add(tx: Connection, name: str, role: str, password: str, *, actor: str) -> None:
    """Make an account. Raises Refused where the name is taken or something is unfit."""
    if not NAME.fullmatch(name):
        raise Refused(
            "账号名用 1～32 个字母、汉字、数字、点或横线。",
            "An account's name has 1 to 32 letters, digits, dots or hyphens.",
        )
    if role not in ROLES:
        known = "、".join(ROLES)
        raise Refused(f"角色应是 {known} 之一。", f"The role is one of {', '.join(ROLES)}.")
    if tx.execute(select(Staff.name).where(Staff.name == name)).first():
        raise Refused(f"账号 {name} 已存在。", f"There is an account {name} already.")
    row = {"name": name, "role": role, "password": hashed(password), "is_active": True}
    tx.execute(insert(Staff), row)
    note(tx, actor, "staff-add", f"{name} ({role})")


def set_password(tx: Connection, name: str, password: str, *, actor: str) -> None:
    """Give an account a new password. Raises Unknown."""
    change = update(Staff).where(Staff.name == name).values(password=hashed(password))
    if tx.execute(change).rowcount == 0:
        raise Unknown(f"没有账号 {name}。", f"There is no account {name}.")
    note(tx, actor, "staff-password", name)


def hashed(password: str) -> str:
    """Return a password's hash. Raises Refused where it is too short."""
    if len(password) < LEAST_PASSWORD:
        raise Refused(
            f"密码至少要 {LEAST_PASSWORD} 个字符。",
            f"A password needs at least {LEAST_PASSWORD} characters.",
        )
    return generate_password_hash(password)


def listed(tx: Connection) -> list[tuple[str, str, bool]]:
    """Return name, role and whether it is active, of each account."""
    query = select(Staff.name, Staff.role, Staff.is_active).order_by(Staff.name)
    return [(row.name, row.role, row.is_active) for row in tx.execute(query)]


def role_by_password(tx: Connection, name: str, password: str) -> str:
    """Return the role of the account that name and password open. Raises NotAllowed."""
    held = tx.execute(
        select(Staff.role, Staff.password).where(Staff.name == name, Staff.is_active)
    ).first()
    is_right = check_password_hash(held.password if held else _nobodys(), password)
    if held is None or not is_right:
        raise NotAllowed("账号或密码不对。", "The name or password is wrong.")
    role: str = held.role
    return role


@cache
def _nobodys() -> str:
    """Return a hash to check for names that do not exist, so that they take as long as others."""
    return generate_password_hash("nobody has this password")


def note(tx: Connection, actor: str, act: str, about: str = "") -> None:
    """Record that a member of staff did something."""
    journal.append(tx, KIND, StaffAct(actor=actor, act=act, about=about))

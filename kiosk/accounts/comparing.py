"""Compare the accounts with the staff log: who was added, in which role, and who was disabled.

No chain covers the table of accounts. A bit that flips in a role there, or somebody who writes
`admin` into it, is found because every change of an account is a record too.
"""

from __future__ import annotations

import re

from sqlalchemy import Connection, select

from kiosk.accounts.models import Staff, StaffActRow
from kiosk.journal import this_device

CHANGES = ("staff-add", "staff-role", "staff-disable", "staff-enable")
_IN_ROLE = re.compile(r"(?P<name>.+) \((?:\w+ → )?(?P<role>\w+)\)")
Standing = tuple[str, bool]
"""Role, and whether the account is active."""


def compare(tx: Connection) -> str | None:
    """Return a sentence that names an account which is not as the staff log has it, or None."""
    held = {each.name: (each.role, each.is_active) for each in tx.execute(select(Staff.__table__))}
    logged = _logged(tx)
    for name in sorted(held.keys() | logged.keys()):
        one, other = logged.get(name), held.get(name)
        if one != other:
            return (
                f"账号 {name} 与工作人员日志不符：日志 {_zh(one)}，现在 {_zh(other)}；"
                f"请在“账号”页核对，重新设定 / account {name} is not as the staff log has it: "
                f"{_en(one)} there, {_en(other)} now; check it, and set it again, on its page"
            )
    return None


def _zh(standing: Standing | None) -> str:
    if standing is None:
        return "没有"
    return standing[0] if standing[1] else f"{standing[0]}（停用）"


def _en(standing: Standing | None) -> str:
    if standing is None:
        return "none"
    return standing[0] if standing[1] else f"{standing[0]} (disabled)"


def _logged(tx: Connection) -> dict[str, Standing]:
    """Return how the staff log leaves each account of this device."""
    standing: dict[str, Standing] = {}
    for act, about in _changes(tx):
        if match := _IN_ROLE.fullmatch(about):
            name, role = match["name"], match["role"]
            standing[name] = role, act == "staff-add" or standing.get(name, ("", True))[1]
        elif about in standing:
            standing[about] = standing[about][0], act == "staff-enable"
    return standing


def _changes(tx: Connection) -> list[tuple[str, str]]:
    """Return the acts that changed accounts of this device, in the order of its journals."""
    here = this_device.place(tx)
    if here is None:
        return []
    order = {epoch: place for place, epoch in enumerate(this_device.lineage(tx))}
    ended = this_device.ended(tx)
    query = select(StaffActRow.__table__).where(
        StaffActRow.device == here.device, StaffActRow.act.in_(CHANGES)
    )
    rows = [row for row in tx.execute(query) if row.seq <= ended.get(row.epoch, row.seq)]
    rows.sort(key=lambda row: (order.get(row.epoch, -1), row.seq))
    return [(row.act, row.about) for row in rows]

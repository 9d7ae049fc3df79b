"""Checks of the account that asks, and of who may read the data folder."""

from __future__ import annotations

import csv
import getpass
import os
import re
import stat
import sys
from collections.abc import Collection
from pathlib import Path

from kiosk.office.machine.check.findings import Finding, attention, ok, unknown
from kiosk.office.machine.check.laptop import Laptop, ask, ask_powershell
from kiosk.storage.private_files import OTHERS

POWERFUL = frozenset({"root", "sudo", "wheel", "admin", "adm", "docker", "lxd", "disk", "shadow"})
"""Groups of Linux whose members can become administrators, or read what is not theirs."""
ADMINISTRATORS = "S-1-5-32-544"
WIDE_OPEN = {
    "WD": "Everyone",
    "BU": "Users",
    "AU": "Authenticated Users",
    "IU": "INTERACTIVE",
    "BG": "Guests",
    "AN": "ANONYMOUS",
    "S-1-1-0": "Everyone",
    "S-1-5-32-545": "Users",
    "S-1-5-11": "Authenticated Users",
    "S-1-5-4": "INTERACTIVE",
}
"""Groups of Windows that hold more than one user, as access lists in SDDL write them."""


def account(_laptop: Laptop) -> Finding:
    """Check that the account is no administrator's."""
    name = getpass.getuser()
    if sys.platform == "win32":
        groups = ask("whoami", "/groups", "/fo", "csv", "/nh")
        if groups is None:
            return unknown((f"看不出 {name} 的权限", f"the rights of {name} cannot be seen"))
        return judge_account(name, has_administrators(groups))
    import grp

    held = set()
    for each in {os.getegid(), *os.getgroups()}:
        try:
            held.add(grp.getgrgid(each).gr_name)
        except KeyError:
            continue
    return judge_account(name, os.geteuid() == 0 or is_powerful(held))


def is_powerful(groups: Collection[str]) -> bool:
    """Return True if one of a user's groups on Linux makes an administrator."""
    return not POWERFUL.isdisjoint(groups)


def has_administrators(groups: str) -> bool:
    """Return True if `whoami /groups` names the administrators, also where they are set aside."""
    return any(ADMINISTRATORS in row for row in csv.reader(groups.splitlines()))


def judge_account(name: str, is_administrator: bool) -> Finding:
    """Judge what an account may do."""
    if not is_administrator:
        return ok(f"{name}，不是管理员", f"{name}, no administrator")
    return attention(
        (f"{name} 是管理员", f"{name} is an administrator"),
        (
            "屏幕要用普通账户打开，见 kiosk/docs/lockdown.md；再用那个账户查一次。",
            "Let an ordinary account show the screen, see kiosk/docs/lockdown.md; then check "
            "again as that account.",
        ),
    )


def folder(laptop: Laptop) -> Finding:
    """Check that nobody else can read the data folder, and that its owner can write."""
    place = laptop.settings.data
    try:
        place.stat()
    except FileNotFoundError:
        return unknown((f"{place} 还没有，第一次启动时建立", f"{place} is made at the first start"))
    except PermissionError:
        return _closed(place)
    if sys.platform == "win32":
        quoted = str(place).replace("'", "''")
        sddl = ask_powershell(f"(Get-Acl -LiteralPath '{quoted}').Sddl")
        return judge_access_list(place, sddl)
    return judge_modes(place)


def judge_modes(place: Path) -> Finding:
    """Judge a data folder by the modes of all in it."""
    if not os.access(place, os.R_OK | os.X_OK):
        return _closed(place)
    open_to_others = 0
    for parent, folders, files in os.walk(place):
        for path in (parent, *(os.path.join(parent, each) for each in (*folders, *files))):  # noqa: PTH118 - many paths, each wanted once.
            try:
                mode = os.lstat(path).st_mode
            except FileNotFoundError:  # A log of the database comes and goes.
                continue
            open_to_others += not stat.S_ISLNK(mode) and bool(mode & OTHERS)
    if open_to_others:
        return _open(place, f"{open_to_others} 个文件", f"{open_to_others} files")
    if not os.access(place, os.W_OK):
        return attention(
            (f"{place} 不可写", f"{place} cannot be written to"),
            ("修改权限，或用 --data 另选文件夹。", "Change its rights, or choose one with --data."),
        )
    return ok(
        f"{place} 可写，别的用户读不到", f"{place} can be written to, and read by no one else"
    )


def judge_access_list(place: Path, sddl: str | None) -> Finding:
    """Judge a data folder by its access list, as Windows writes it in SDDL."""
    if not sddl or "D:" not in sddl:
        return unknown((f"看不到 {place} 的权限", f"the rights of {place} cannot be seen"))
    _, _, entries = sddl.strip().partition("D:")
    allowed = re.findall(r"\(X?A;[^;]*;[^;]*;[^;]*;[^;]*;([^;)]+)", entries)
    names = sorted({WIDE_OPEN[who] for who in allowed if who in WIDE_OPEN})
    if names:
        return _open(place, "、".join(names), ", ".join(names))
    return ok(f"{place} 只有自己的用户能读", f"{place} is read by its own users alone")


def _closed(place: Path) -> Finding:
    return ok(
        f"这个账户读不到 {place}，本来就该这样",
        f"this account cannot read {place}, as it should be",
    )


def _open(place: Path, zh: str, en: str) -> Finding:
    return attention(
        (f"{place} 对其他用户开放：{zh}", f"{place} is open to others: {en}"),
        (
            "重新启动展位，它会自己收紧；还是这样，就用 --data 选一个专用的文件夹。",
            "Restart the booth, which closes it; if that does not help, choose a folder of its "
            "own with --data.",
        ),
    )

"""Which folder a page may read from and write to: a stick that is plugged in.

Whoever may sync would otherwise write to any folder of the machine by typing its name. So a page
offers the sticks that it finds. Only an administrator may type a folder, for a stick that shows up
in an unusual place; even so none of another machine, and none of the program's own.
"""

from __future__ import annotations

import ctypes
import os
import re
import string
import sys
from collections.abc import Iterable
from pathlib import Path

from kiosk.config import ROOT
from kiosk.errors import NotAllowed, Refused

PARENTS = (Path("/media"), Path("/run/media"), Path("/Volumes"))
"""Where Linux and macOS show sticks: by name, or by user and name."""
MOUNTS = Path("/proc/self/mounts")
REMOVABLE = 2
"""What Windows answers for a drive that can be taken out (GetDriveTypeW)."""
_OCTAL = re.compile(r"\\([0-7]{3})")


def sticks() -> list[Path]:
    """Return the folders of the sticks that are there now."""
    if sys.platform == "win32":
        kind_of = ctypes.windll.kernel32.GetDriveTypeW
        drives = [f"{letter}:{os.sep}" for letter in string.ascii_uppercase]
        return [Path(drive) for drive in drives if kind_of(drive) == REMOVABLE]
    folders = [folder for parent in PARENTS for folder in (*parent.glob("*"), *parent.glob("*/*"))]
    found = sorted(folder for folder in folders if folder.is_mount())
    if MOUNTS.exists():
        of_devices = mounted_devices(MOUNTS.read_text(errors="surrogateescape"))
        found = [folder for folder in found if folder in of_devices]
    return found


def mounted_devices(mounts: str) -> set[Path]:
    """Return where devices of this machine are mounted, by Linux's list; shares are no devices."""
    rows = (line.split(" ") for line in mounts.splitlines())
    return {
        Path(_OCTAL.sub(lambda found: chr(int(found[1], 8)), row[1]))
        for row in rows
        if len(row) > 1 and row[0].startswith("/dev/")
    }


def chosen(drive: str, typed: str, *, may_type: bool, ours: Iterable[Path]) -> Path:
    """Return the folder that a form names: a stick's, or one typed by who may.

    `ours` are folders into which nothing may go, beside the program's. Raises Refused, NotAllowed.
    """
    if typed:
        if not may_type:
            raise NotAllowed(
                "只有管理员可以填写文件夹；请插好 U 盘，再从列表里选。",
                "Only an administrator may type a folder; plug the stick in and choose it.",
            )
        return _typed(typed, (ROOT, *ours))
    if not drive:
        raise Refused(
            "没有找到 U 盘；请插好 U 盘，再刷新本页。",
            "No stick was found. Plug it in and load this page again.",
        )
    folder = Path(drive)
    if folder not in sticks():
        raise Refused(
            "选的 U 盘已经拔出；请插好，再刷新本页。",
            "The stick that was chosen is not there any more; plug it in and load this page again.",
        )
    return folder


def _typed(words: str, ours: Iterable[Path]) -> Path:
    """Return a folder that an administrator typed. Raises Refused."""
    if words.replace("\\", "/").startswith("//"):
        raise Refused(
            "不能用别的电脑上的文件夹（网络路径）；请用插在本机上的 U 盘。",
            "A folder of another computer (a network path) cannot be used; use a stick that is "
            "plugged in here.",
        )
    folder = Path(words)
    if "\0" in words or not folder.is_absolute():
        raise Refused(
            "请填写完整的文件夹，像 E:\\ 或 /media/usb。",
            "Type the whole folder, such as E:\\ or /media/usb.",
        )
    real = folder.resolve()
    for own in (each.resolve() for each in ours):
        if real == own or own in real.parents or real in own.parents:
            raise Refused(
                f"{words} 是本程序自己的文件夹，或包含它；请用 U 盘的文件夹。",
                f"{words} is this program's own folder, or holds it; use a stick's folder.",
            )
    return folder

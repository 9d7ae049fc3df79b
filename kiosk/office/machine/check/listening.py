"""Checks of the booth's port: who listens there, and whether as a user of its own."""

from __future__ import annotations

import csv
import getpass
import http.client
import json
import os
import re
import socket
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from kiosk.office.machine.check.findings import Finding, Words, attention, ok, unknown
from kiosk.office.machine.check.laptop import Laptop, ask

SECONDS = 3
LISTENS = "0A"
"""How Linux writes the state of a socket that listens (net/tcp_states.h)."""
MOST_ANSWER = 64 * 1024
TROUBLES: dict[str, Words] = {
    "storage-failed": ("存不下去", "it cannot store"),
    "disk-low": ("磁盘快满了", "the disk is nearly full"),
    "pack-damaged": ("内容包坏了", "a pack is damaged"),
    "clock-wrong": ("电脑时间不对", "the clock is wrong"),
}
LOCKDOWN: Words = (
    "让展位用另一个用户运行，见 kiosk/docs/lockdown.md：离开全屏的人就读不到数据。",
    "Let the booth run as another user, see kiosk/docs/lockdown.md: whoever leaves the full "
    "screen can then read no data.",
)


def port(laptop: Laptop) -> Finding:
    """Check that our booth answers on its port, or that the port is free for it."""
    number = laptop.settings.port
    try:
        said = _health(number)
    except ConnectionRefusedError:
        return ok(f"{number} 空着，展位没有运行", f"{number} is free; no booth is running")
    except (OSError, http.client.HTTPException, ValueError):
        return _taken(number)
    return judge_health(number, said)


def _health(number: int) -> Any:
    """Return what answers at the port. Raises OSError, HTTPException or ValueError."""
    with closing(http.client.HTTPConnection("127.0.0.1", number, timeout=SECONDS)) as connection:
        connection.request("GET", "/healthz", headers={"Accept": "application/json"})
        return json.loads(connection.getresponse().read(MOST_ANSWER))


def judge_health(number: int, said: Any) -> Finding:
    """Judge what the program at the port says of itself."""
    role = said.get("role") if isinstance(said, dict) else None
    if role not in ("booth", "central"):
        return _taken(number)
    if said.get("status") == "ok":
        return ok(f"展位在 {number} 上运行正常", f"our {role} answers on {number} and is well")
    zh, en = TROUBLES.get(str(said.get("status")), ("有问题", "something is wrong"))
    return attention(
        (f"展位在 {number} 上运行，但是{zh}", f"our {role} answers on {number}, but {en}"),
        ("打开 /staff/，照页面上的提示做。", "Open /staff/ and do what the page says."),
    )


def _taken(number: int) -> Finding:
    return attention(
        (f"{number} 被别的程序占用", f"another program holds {number}"),
        (
            "关闭那个程序，或用 --port（KIOSK_PORT）换一个端口。",
            "Stop that program, or choose another port with --port (KIOSK_PORT).",
        ),
    )


def separation(laptop: Laptop) -> Finding:
    """Check that the booth runs as another user than the one who asks."""
    number = laptop.settings.port
    if not _is_taken(number):
        return unknown(
            ("展位没有运行，看不出它用哪个用户", "no booth runs, so its user cannot be seen"),
            (
                "启动展位，再用打开屏幕的那个账户查一次。",
                "Start the booth, then check again as the account that shows the screen.",
            ),
        )
    if sys.platform == "linux":
        return judge_owner(_owner_on_linux(number), os.getuid())
    if sys.platform == "win32":
        return judge_user(_user_on_windows(number), ask("whoami"))
    return unknown(("这个系统上看不出来", "this system does not say"))


def _is_taken(number: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(SECONDS)
        return probe.connect_ex(("127.0.0.1", number)) == 0


def _owner_on_linux(number: int) -> int | None:
    files = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
    return listener("\n".join(file.read_text() for file in files if file.exists()), number)


def listener(table: str, number: int) -> int | None:
    """Return the id of the user who listens on a port, by Linux's table of sockets."""
    for line in table.splitlines():
        match line.split():
            case [_, local, _, state, _, _, _, user, *_] if state == LISTENS:
                if int(local.rpartition(":")[2], 16) == number:
                    return int(user)
    return None


def judge_owner(owner: int | None, asking: int) -> Finding:
    """Judge the ids of the users who run the booth and who ask."""
    if owner is None:
        return unknown(("看不出展位用哪个用户", "the booth's user cannot be seen"))
    if owner == asking:
        return _same()
    return ok(
        f"展位用 {_name(owner)} 运行，不是这个账户",
        f"the booth runs as {_name(owner)}, not as this account",
    )


def _name(user: int) -> str:
    if sys.platform == "win32":
        return str(user)
    import pwd

    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


def _same() -> Finding:
    name = getpass.getuser()
    return attention(
        (
            f"展位和这个账户是同一个用户（{name}）",
            f"the booth and this account are one user ({name})",
        ),
        LOCKDOWN,
    )


def _user_on_windows(number: int) -> str | None:
    process = listening_process(ask("netstat", "-ano", "-p", "TCP") or "", number)
    if process is None:
        return None
    return user_of(ask("tasklist", "/fi", f"PID eq {process}", "/v", "/fo", "csv", "/nh") or "")


def listening_process(table: str, number: int) -> int | None:
    """Return which process listens on a port, by what `netstat -ano` prints on Windows."""
    found = re.search(rf"^\s*TCP\s+\S+:{number}\s+\S+:0\s+\S+\s+(\d+)\s*$", table, re.MULTILINE)
    return int(found[1]) if found else None


def user_of(table: str) -> str | None:
    """Return a process's user by what `tasklist /v /fo csv` prints; None where it is not shown."""
    for row in csv.reader(table.splitlines()):
        if len(row) > USER_COLUMN and "\\" in row[USER_COLUMN]:
            return row[USER_COLUMN]
    return None


USER_COLUMN = 6
"""Where `tasklist /v` has the user; of other users' processes it shows N/A there."""


def judge_user(owner: str | None, asking: str | None) -> Finding:
    """Judge the names of the users who run the booth and who ask, as Windows writes them."""
    if owner is None or not asking:
        return unknown(
            (
                "这个账户看不到展位用哪个用户（多半是另一个用户）",
                "this account may not see the booth's user, which is most likely another one",
            ),
            (
                "用管理员账户打开任务管理器，在“详细信息”里看 python.exe 的用户名。",
                "As an administrator, look up the user of python.exe in the Task Manager, Details.",
            ),
        )
    if owner.casefold() == asking.strip().casefold():
        return _same()
    return ok(
        f"展位用 {owner} 运行，不是这个账户", f"the booth runs as {owner}, not as this account"
    )

"""Checks of the browser, and of what starts by itself."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from os import environ
from pathlib import Path

from kiosk.errors import SetupFailed
from kiosk.office.machine import policies
from kiosk.office.machine.browser import FREE, HOST, find_browser
from kiosk.office.machine.check.findings import Finding, attention, ok, unknown
from kiosk.office.machine.check.laptop import Laptop, ask

OLDEST = 109
"""The oldest Chromium that shows the pages as meant: they need container queries (105) and
`:has` (105); 109 is the last one for Windows 7 and 8."""
VERSION = re.compile(r"\b(\d+)\.\d+\.\d+\.\d+\b")
STARTS = re.compile(
    r"-m[ \t]+kiosk(?:[ \t]+(open|serve)\b|(?=[ \t]*(?:[\"'<\r]|$)|[ \t]+-))", re.MULTILINE
)
"""The two commands in a file that starts programs; without a word the booth is served."""
UNITS = (Path("/etc/systemd/system"), Path("~/.config/systemd/user"))
DESKTOP = (Path("/etc/xdg/autostart"), Path("~/.config/autostart"))
STARTUP = r"Microsoft\Windows\Start Menu\Programs\Startup"
WINLOGON = r"Software\Microsoft\Windows NT\CurrentVersion\Winlogon"


def browser(laptop: Laptop) -> Finding:
    """Check that there is a browser, and that it is not too old."""
    try:
        path = find_browser(laptop.settings.browser)
    except SetupFailed as error:
        return attention(
            (error.zh, error.en),
            ("装 Edge、Chrome 或 Chromium。", "Install Edge, Chrome or Chromium."),
        )
    said = beside(path) if sys.platform == "win32" else ask(path, "--version")
    return judge_browser(path, said or "")


def rules(laptop: Laptop) -> Finding:
    """Check that the browser's policies keep it on the booth's pages."""
    port = laptop.settings.port
    try:
        path = find_browser(laptop.settings.browser)
    except SetupFailed:
        return unknown(("没有浏览器", "there is no browser"))
    try:
        place = policies.laid(path, f"http://{HOST}:{port}/")
        if place:
            return ok(f"已装上：{place}", f"laid in {place}")
        where = policies.place(path)
    except policies.NoPolicies:
        return attention(FREE, ("换 Edge、Chrome 或 Chromium。", "Use Edge, Chrome or Chromium."))
    command = f"python -m kiosk browser lock --port {port}"
    return attention(
        (f"没有装上：{where}", f"not laid in {where}"),
        (
            f"请管理员（root）在程序文件夹里运行一次 {command}。",
            f"Let an administrator (root) run {command} once, in the program's folder.",
        ),
    )


def beside(path: str) -> str:
    """Return the version of a browser on Windows: its folder has one that is named after it.

    Asked for its version, it would open a window.
    """
    folders = [each.name for each in Path(path).parent.iterdir() if VERSION.fullmatch(each.name)]
    return max(folders, key=lambda name: [int(part) for part in name.split(".")], default="")


def judge_browser(path: str, said: str) -> Finding:
    """Judge a browser by what it says of its version."""
    found = VERSION.search(said)
    if not found:
        return unknown(
            (f"{path}，看不出版本", f"{path}, whose version cannot be seen"),
            (
                "打开浏览器的“关于”页，看版本不低于 109。",
                "Open the browser's About page; its version should be 109 or later.",
            ),
        )
    if int(found[1]) >= OLDEST:
        return ok(f"{path}，版本 {found[0]}", f"{path}, version {found[0]}")
    return attention(
        (f"{path} 的版本 {found[0]} 太旧", f"{path}, version {found[0]}, is too old"),
        (f"更新到 {OLDEST} 或更新的版本。", f"Update it to {OLDEST} or later."),
    )


def autostart(_laptop: Laptop) -> Finding:
    """Check that booth and screen start by themselves."""
    if sys.platform == "linux":
        return judge_starts(started(_starters_on_linux()))
    if sys.platform == "win32":
        # Tasks of other users, such as the one that starts a locked-down booth, are not shown.
        return judge_starts(started(_starters_on_windows()), is_booth_seen=False)
    return unknown(("这个系统上看不出来", "this system does not say"))


def started(texts: Iterable[str]) -> set[str]:
    """Return which of `serve` and `open` are started by the texts of files that start programs."""
    return {found[1] or "serve" for text in texts for found in STARTS.finditer(text)}


def judge_starts(found: set[str], *, is_booth_seen: bool = True) -> Finding:
    """Judge which of the two commands start by themselves.

    What starts the booth may be another user's, and hidden from this one.
    """
    names = {"serve": ("展位", "the booth"), "open": ("屏幕", "the screen")}
    missing = [words for command, words in names.items() if command not in found]
    if not missing:
        return ok("展位和屏幕都会自己启动", "the booth and the screen start by themselves")
    zh, en = ("和".join(each[0] for each in missing), " and ".join(each[1] for each in missing))
    advice = (
        "照 kiosk/docs/setup.md 或 kiosk/docs/lockdown.md 设置，再断一次电试试。",
        "Set it up by kiosk/docs/setup.md or kiosk/docs/lockdown.md, then pull the plug once.",
    )
    if "open" in found and not is_booth_seen:
        return unknown(
            (
                "屏幕会自己启动；看不出展位会不会",
                "the screen starts by itself; perhaps the booth does",
            ),
            (
                "重新启动电脑，看展位在不在。",
                "Restart the machine, and see whether the booth is there.",
            ),
        )
    if found:
        return attention((f"{zh}不会自己启动", f"{en} does not start by itself"), advice)
    return attention((f"没有找到自动启动{zh}的设置", f"nothing was found that starts {en}"), advice)


def _starters_on_linux() -> Iterator[str]:
    for folder in (each.expanduser() for each in UNITS):
        yield from enabled_units(folder)
    for folder in (each.expanduser() for each in DESKTOP):
        yield from _texts(sorted(folder.glob("*.desktop")))


def enabled_units(folder: Path) -> Iterator[str]:
    """Yield the texts of the systemd units below a folder that are switched on."""
    yield from _texts(sorted(folder.glob("*.wants/*.service")))


def _starters_on_windows() -> Iterator[str]:
    for name in ("APPDATA", "PROGRAMDATA"):
        if name in environ:
            yield from _texts(sorted(Path(environ[name], STARTUP).glob("*")))
    yield ask("schtasks", "/query", "/xml") or ""
    for root in ("HKCU", "HKLM"):
        yield ask("reg", "query", rf"{root}\{WINLOGON}", "/v", "Shell") or ""


def _texts(files: Iterable[Path]) -> Iterator[str]:
    for file in files:
        try:
            held = file.read_bytes()
        except OSError:  # It leads nowhere, or is another user's.
            continue
        # A shortcut of Windows holds its words as UTF-16, between other bytes.
        yield held.decode("utf-8", "replace")
        yield held.decode("utf-16-le", "replace")

"""Open a browser in kiosk mode, watch it, and start it again when it dies.

Layers keep people on our pages. A window of `--app` hands every key to the page first, and in it
`static/shell/window.js` swallows what is no typing; while the booth does not answer,
`static/shell/stand_in.js` shows a page that swallows everything. Between two pages and on an error
page the browser's policies hold (`policies.py`), and further windows are closed (`windows.py`).
"""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import click

from kiosk.command import KioskCommand, settings
from kiosk.errors import SetupFailed
from kiosk.office.machine import policies, windows

NAMES = (
    "msedge",
    "microsoft-edge",
    "microsoft-edge-stable",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "chromium",
    "chromium-browser",
)
WINDOWS_PLACES = (
    r"Microsoft\Edge\Application\msedge.exe",
    r"Google\Chrome\Application\chrome.exe",
    r"Chromium\Application\chrome.exe",
)
MAC_PLACES = (
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
FLAGS = (
    "--kiosk",
    "--kiosk-printing",
    "--incognito",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-translate",
    "--disable-features=Translate,AutofillServerCommunication,OptimizationHints,MediaRouter",
    "--disable-session-crashed-bubble",
    "--disable-pinch",
    "--enable-speech-dispatcher",
    "--overscroll-history-navigation=0",
    "--noerrdialogs",
    "--password-store=basic",
)
EDGE = ("--edge-kiosk-type=fullscreen",)
HOST = "127.0.0.1"
LOOK_SECONDS = 0.5
DOORS = (
    "展位的页面自己会挡住快捷键；但出现浏览器自己的错误页时（例如它崩溃了），观众可以用键盘打开"
    "带地址栏的新窗口、本机文件、开发者工具和打印对话框",
    "The booth's pages swallow such keys by themselves; but at an error page of the browser (when "
    "it has crashed, say) people can open by keys a new window with an address bar, local files, "
    "the developer tools and the print dialog",
)
FREE = (
    "这个浏览器没有本程序会装的策略（请用 Edge、Chrome 或 Chromium）。",
    "This browser reads no policies that this program lays (use Edge, Chrome or Chromium). ",
)
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
STEADY_SECONDS = 60.0


@click.command("open", cls=KioskCommand)
@click.option("--port", type=int, help="Port of the booth.  [env: KIOSK_PORT; default: 8080]")
@click.option("--browser", help="Browser to start.  [env: KIOSK_BROWSER; default: the one found]")
@click.option("--flag", "flags", multiple=True, help="Further flag for the browser; may repeat.")
@click.option("--once", is_flag=True, help="Do not start it again when it is closed.")
def open_browser(port: int | None, browser: str | None, flags: tuple[str, ...], once: bool) -> None:
    """全屏打开浏览器并守护 / open the booth full-screen in a browser, and keep it open."""
    held = settings(port=port, browser=browser)
    path = find_browser(held.browser)
    address = f"http://{HOST}:{held.port}/"
    click.echo(f"{path} → {address}")
    lay_policies(path, address, held.port)
    pause, is_watched = FIRST_PAUSE, windows.IS_POSSIBLE
    while True:
        wait_for_server(held.port)
        started = time.monotonic()
        is_watched = run(path, address, flags, is_watched=is_watched)
        if once:
            return
        pause = FIRST_PAUSE if time.monotonic() - started > STEADY_SECONDS else pause
        click.echo(
            f"浏览器已退出，{pause:.0f} 秒后重启 / the browser ended; starting again", err=True
        )
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


def run(path: str, address: str, flags: tuple[str, ...], *, is_watched: bool) -> bool:
    """Run the browser on a profile of its own, which is deleted when it ends.

    If `is_watched` it is kept to one window; returns whether it let us.
    """
    # Edge takes the address by itself, and in kiosk mode shuts its own keys.
    is_edge = "edge" in Path(path).name.lower()
    shown = (*EDGE, address) if is_edge else (f"--app={address}",)
    with tempfile.TemporaryDirectory(prefix="kiosk-", ignore_cleanup_errors=True) as profile:
        words = [path, *FLAGS, *flags, f"--user-data-dir={profile}", *shown]
        if is_watched:
            return windows.run(words)
        subprocess.call(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return False


def lay_policies(path: str, address: str, port: int) -> None:
    """Lay the browser's policies where this user may; else name what stays open, and the mend."""
    try:
        place = policies.lay(path, address, for_all=False)
    except policies.NoPolicies:
        click.echo(f"{FREE[0]}{DOORS[0]}。\n{FREE[1]}{DOORS[1]}.", err=True)
    except OSError:
        click.echo(warning(path, port), err=True)
    else:
        click.echo(f"浏览器策略 / policies of the browser: {place}")


def warning(path: str, port: int) -> str:
    """Return what people can do while the policies are not laid, and what lays them."""
    words = [sys.executable, "-m", "kiosk", "browser", "lock", "--port", str(port)]
    words += ["--browser", path]
    line = subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
    place = policies.place(path)
    return (
        f"浏览器策略没有装上：这个用户不能写 {place}。{DOORS[0]}。"
        f"请管理员（root）在程序文件夹里运行一次：\n  {line}\n"
        f"The browser's policies are not laid: this user may not write {place}. {DOORS[1]}. Let "
        "an administrator (root) run the line above once, in the program's folder."
    )


def wait_for_server(port: int) -> None:
    """Wait until the booth answers, so that the browser never begins with an error page."""
    is_said = False
    while True:
        with suppress(OSError), socket.create_connection((HOST, port)):
            return
        if not is_said:
            click.echo("等待展位启动（python -m kiosk）/ waiting for the booth to start")
            is_said = True
        time.sleep(LOOK_SECONDS)


def find_browser(named: str) -> str:
    """Return the browser to start. Raises SetupFailed if no browser is found."""
    found = shutil.which(named) if named else next(_places(), None)
    if found is None:
        looked = named or "Edge, Chrome, Chromium"
        raise SetupFailed(
            f"没有找到浏览器（{looked}）；请安装其中之一，或用 --browser 指定程序。",
            f"No browser was found ({looked}); install one of them, or name it with --browser.",
        )
    return found


def _places() -> Iterator[str]:
    for name in NAMES:
        found = shutil.which(name)
        if found:
            yield found
    candidates: list[str] = []
    if sys.platform == "win32":
        roots = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        candidates = [
            str(Path(os.environ[root], place))
            for root in roots
            if root in os.environ
            for place in WINDOWS_PLACES
        ]
    elif sys.platform == "darwin":
        candidates = list(MAC_PLACES)
    yield from (place for place in candidates if Path(place).exists())

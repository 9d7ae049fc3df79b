"""Open a browser in kiosk mode, watch it, and start it again when it dies."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import click

from kiosk.command import KioskCommand, settings
from kiosk.errors import SetupFailed

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
    "--incognito",
    "--edge-kiosk-type=fullscreen",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-translate",
    "--disable-features=Translate,AutofillServerCommunication,OptimizationHints,MediaRouter",
    "--disable-session-crashed-bubble",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--noerrdialogs",
    "--password-store=basic",
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
    address = f"http://127.0.0.1:{held.port}/"
    click.echo(f"{path} → {address}")
    pause = FIRST_PAUSE
    while True:
        started = time.monotonic()
        run(path, address, flags)
        if once:
            return
        pause = FIRST_PAUSE if time.monotonic() - started > STEADY_SECONDS else pause
        click.echo(
            f"浏览器已退出，{pause:.0f} 秒后重启 / the browser ended; starting again", err=True
        )
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


def run(path: str, address: str, flags: tuple[str, ...]) -> int:
    """Run the browser on a profile of its own, which is deleted when it ends."""
    with tempfile.TemporaryDirectory(prefix="kiosk-", ignore_cleanup_errors=True) as profile:
        return subprocess.call(
            [path, *FLAGS, *flags, f"--user-data-dir={profile}", address],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


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

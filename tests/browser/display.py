"""A kiosk screen as it really is: an X display, a window manager, the browser that `open` starts.

Keys and touches come from the X server, so the window manager and the browser see them before any
page does.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import psutil
from PIL import Image, ImageChops, ImageGrab

from tests.apart import KIOSK, apart
from tests.browser.chromium import chromium_path
from tests.debian import can_install, install
from tests.launch import ALWAYS, ROOT
from tests.process import free_port

PROGRAMS = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool", "wmctrl": "wmctrl"}
WIDTH, HEIGHT = 1280, 800
WHOLE = f"0 0 {WIDTH} {HEIGHT} "
PATIENCE_SECONDS = 60.0
LOOK_SECONDS, STILL_SECONDS = 0.02, 0.3
SETTLING_SECONDS = 1.5
"""In which what a key began has come to be seen, such as a window that opens slowly."""
FLAGS = ("--no-sandbox", "--disable-gpu", "--force-prefers-reduced-motion")
SESSION = """<?xml version="1.0"?><openbox_config xmlns="http://openbox.org/3.4/rc">
<desktops><number>1</number></desktops><keyboard>
<keybind key="A-F4"><action name="Close"/></keybind>
<keybind key="A-Tab"><action name="NextWindow"/></keybind>
<keybind key="A-Escape"><action name="Lower"/></keybind></keyboard></openbox_config>"""
"""A window manager with the keys that concern windows. Those that start programs, show menus or
change desktops belong to no session of a booth; see `kiosk/docs/setup.md`."""


class Look(NamedTuple):
    """What is to be seen on the display, and what the browser shows in it."""

    pages: tuple[str, ...]
    windows: tuple[str, ...]
    """Place, size and title of each, as the window manager lists them."""
    surfaces: int
    """Everything that can be seen on the display, menus and bubbles too."""


class Display:
    """An X display without a screen, on which a window manager runs."""

    def __init__(self, session: str = SESSION) -> None:
        """Keep the window manager's settings; see `__enter__`."""
        self.session = session
        self.name = ""
        self._processes: list[subprocess.Popen[Any]] = []

    def __enter__(self) -> Self:
        """Start both."""
        for program, package in PROGRAMS.items():
            if shutil.which(program) is None:
                assert can_install(), f"These tests need {program}; only root may install it here."
                install(program, package)
        self.name = f":{free_port()}"  # Any number that nobody else has.
        screen = ("-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-noreset", "-nolisten", "tcp")
        self._start("Xvfb", self.name, *screen)
        wait_until(lambda: self.run("xdotool", "getdisplaygeometry"), "the display")
        with tempfile.TemporaryDirectory() as folder:
            settings = Path(folder, "openbox.xml")
            settings.write_text(self.session)
            self._start("openbox", "--sm-disable", "--config-file", str(settings))
            wait_until(lambda: bool(self.run("wmctrl", "-m")), "the window manager")
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """End both."""
        for process in reversed(self._processes):
            process.terminate()
            process.wait()

    @property
    def environment(self) -> dict[str, str]:
        """Return what a program needs to be shown here."""
        return os.environ | {"DISPLAY": self.name} | ALWAYS

    def _start(self, *words: str) -> None:
        nothing = subprocess.DEVNULL
        self._processes.append(
            subprocess.Popen(words, env=self.environment, stdout=nothing, stderr=nothing)
        )

    def run(self, *words: str, stdin: str = "") -> str:
        """Run a program on the display; return what it printed."""
        done = subprocess.run(
            words, env=self.environment, input=stdin, capture_output=True, text=True, check=False
        )
        return done.stdout

    def type(self, text: str) -> None:
        """Type a text."""
        self.run("xdotool", "type", "--", text)

    def press(self, key: str) -> None:
        """Press a key, such as `ctrl+n`, as on a keyboard."""
        self.run("xdotool", "key", key)

    def click(self, x: int, y: int, button: int = 1, held: str = "") -> None:
        """Press a button of the mouse at a place, while a key is held."""
        move = ["mousemove", str(x), str(y)]
        down, up = (["keydown", held], ["keyup", held]) if held else ([], [])
        self.run("xdotool", *move, *down, "click", str(button), *up)

    def drag(self, x: int, y: int, to_x: int, to_y: int) -> None:
        """Take hold of what is at a place, and let go of it elsewhere."""
        way = [(x + step * (to_x - x) // 9, y + step * (to_y - y) // 9) for step in range(10)]
        first, *rest = [f"mousemove {left} {top}" for left, top in way]
        self.run("xdotool", "-", stdin="\n".join([first, "mousedown 1", *rest, "mouseup 1", ""]))

    def stands_still(self) -> bool:
        """Return True if something is drawn and nothing moves for a moment."""
        before = self.picture()
        is_drawn = len(before.getcolors(WIDTH * HEIGHT) or ()) > 1
        time.sleep(STILL_SECONDS)
        return is_drawn and self.picture() == before

    def picture(self) -> Image.Image:
        """Return what is on the display."""
        return ImageGrab.grab(xdisplay=self.name)


class Kiosk:
    """The browser as `python -m kiosk open` shows a booth on a display."""

    def __init__(self, display: Display, port: int, *, has_policies: bool = True) -> None:
        """Keep what to show; without `has_policies` they may not be laid, as for most users."""
        self.display, self.port, self.has_policies = display, port, has_policies
        self.address = f"http://127.0.0.1:{port}/"
        self.debugging, self.log = 0, Path()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.rest: Look | None = None
        self.picture: Image.Image | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Open it, and wait until its page is there."""
        self.debugging = free_port()
        self._folder = tempfile.TemporaryDirectory()
        self.log = Path(self._folder.name, "kiosk.log")
        flags = [f"--flag={each}" for each in (*FLAGS, f"--remote-debugging-port={self.debugging}")]
        words = ("open", "--port", str(self.port), "--browser", chromium_path(), *flags)
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                apart(*KIOSK, *words, is_read_only=not self.has_policies),
                cwd=ROOT,
                env=self.display.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            self.settle()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """End it at once, with all that it started."""
        assert self._process is not None
        assert self._folder is not None
        with suppress(psutil.NoSuchProcess):
            parent = psutil.Process(self._process.pid)
            for each in (parent, *parent.children(recursive=True)):
                with suppress(psutil.NoSuchProcess):
                    each.kill()
        self._process.wait()
        self._folder.cleanup()

    def settle(self) -> None:
        """Wait until one window shows a page that stands still, and go to its second button."""
        wait_until(lambda: self.look().pages, self.said)
        wait_until(lambda: "".join(self.look().windows).startswith(WHOLE), "the whole screen")
        wait_until(self.display.stands_still, "a page that stands still")
        for _ in range(2):
            before = self.display.picture()
            self.display.press("Tab")
            wait_until(lambda before=before: self.display.picture() != before, "the focus")
        wait_until(self.display.stands_still, "a page that stands still")
        self.rest, self.picture = self.look(), self.display.picture()

    def said(self) -> str:
        """Return what `open` printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def look(self) -> Look:
        """Look at the display."""
        listed = self.display.run("wmctrl", "-lG").splitlines()
        # Columns: id, desktop, x, y, width, height, host and title.
        windows = tuple(
            " ".join(line.split(None, 7)[2:6] + line.split(None, 7)[7:]) for line in listed
        )
        seen = self.display.run("xdotool", "search", "--onlyvisible", "--maxdepth", "1", ".*")
        return Look(tuple(each["url"] for each in self.targets()), windows, len(seen.split()))

    def targets(self) -> list[dict[str, str]]:
        """Return the pages that the browser has, but for the parts of its own window."""
        with suppress(OSError):
            asked = f"http://127.0.0.1:{self.debugging}/json/list"
            with urllib.request.urlopen(asked, timeout=PATIENCE_SECONDS) as answer:
                found: list[dict[str, str]] = json.load(answer)
            return [each for each in found if each["type"] == "page" and not is_part(each["url"])]
        return []

    def stands(self) -> None:
        """Raise AssertionError unless all is as it was at first, after some time too."""
        deadline = time.monotonic() + SETTLING_SECONDS
        while time.monotonic() < deadline:
            assert self.look() == self.rest
            assert self.display.picture() == self.picture
            time.sleep(LOOK_SECONDS)

    def go_to(self, place: int) -> tuple[int, int]:
        """Go to a button or link, the first being 1; return where on the display it is."""
        self.display.click(WIDTH // 2, HEIGHT - 1)
        wait_until(self.display.stands_still, "a page that stands still")
        before = self.display.picture()
        for _ in range(place):
            self.display.press("Tab")
        wait_until(lambda: self.display.picture() != before, "the focus")
        wait_until(self.display.stands_still, "a page that stands still")
        # What has changed is the ring around it.
        box = ImageChops.difference(before, self.display.picture()).getbbox()
        assert box
        self.rest, self.picture = self.look(), self.display.picture()
        return (box[0] + box[2]) // 2, (box[1] + box[3]) // 2

    def is_alone(self) -> bool:
        """Return True if one window fills the screen, with the booth in it and nothing over it."""
        seen = self.look()
        is_ours = len(seen.pages) == 1 and seen.pages[0].startswith(self.address)
        is_bare = self.rest is None or seen.surfaces == self.rest.surfaces
        return is_ours and is_bare and len(seen.windows) == 1 and seen.windows[0].startswith(WHOLE)

    def takes_keys(self, seconds: float = 3.0) -> bool:
        """Go to the next button and back by keys; return True if that is seen.

        These keys come after whatever was pressed before, and do nothing of the kind where a
        dialog, a menu or a window has taken the keyboard, or where another page has come.
        """
        before = self.picture
        with suppress(AssertionError):
            self.display.press("Tab")
            wait_until(lambda: self.display.picture() != before, "the focus", seconds)
            self.display.press("shift+Tab")
            wait_until(lambda: self.display.picture() == before, "the focus", seconds)
            return True
        return False


def is_part(address: str) -> bool:
    """Return True for what the browser draws its own window with."""
    return "top-chrome" in address


def wait_until(is_so: Callable[[], Any], what: Any, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something is so. Raises AssertionError after some time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, what() if callable(what) else what
        time.sleep(LOOK_SECONDS)

"""Checks of the screen: that it stays on, that it is large enough, that Chinese has a font."""

from __future__ import annotations

import ctypes
import re
import sys
from os import environ
from pathlib import Path

from kiosk.office.machine.check.findings import Finding, Words, attention, ok, unknown
from kiosk.office.machine.check.laptop import Laptop, ask
from kiosk.office.machine.check.programs import UNITS, enabled_units
from kiosk.shell.paper import FONT

LONG, SHORT = 1280, 768
"""The smallest screen that the pages are made for, in CSS pixels, lying or standing."""
USUAL_DPI = 96
PER_MONITOR = 2
"""Windows: let us see the real pixels (SetProcessDpiAwareness)."""
SLEEP_UNIT = Path("/etc/systemd/system/sleep.target")
CAGE = re.compile(r"^ExecStart=\S*/cage .*-m kiosk open", re.MULTILINE)
"""The screen that `lockdown/linux.sh` sets up never goes dark."""
STAYS_ON: Words = (
    "在电源设置里把“关闭屏幕”和“睡眠”（接通电源时）都设成“从不”，关掉屏幕保护。",
    "In the power settings, let the screen and the machine never sleep while plugged in, and "
    "switch the screen saver off.",
)


def power(_laptop: Laptop) -> Finding:
    """Check that neither the screen goes dark nor the machine to sleep."""
    if sys.platform == "win32":
        return judge_power(
            goes_off(ask("powercfg", "/query", "SCHEME_CURRENT", "SUB_VIDEO", "VIDEOIDLE") or ""),
            goes_off(ask("powercfg", "/query", "SCHEME_CURRENT", "SUB_SLEEP", "STANDBYIDLE") or ""),
        )
    if sys.platform == "linux":
        return judge_power(_darkens_on_linux(), _sleeps_on_linux())
    return judge_power(None, None)


def judge_power(darkens: bool | None, sleeps: bool | None) -> Finding:
    """Judge whether the screen goes dark and the machine sleeps; None where that is not known."""
    found = [
        words
        for is_so, words in (
            (darkens, ("屏幕会自己变黑", "the screen goes dark by itself")),
            (sleeps, ("电脑会自己睡眠", "the machine goes to sleep by itself")),
        )
        if is_so
    ]
    if found:
        zh, en = zip(*found, strict=True)
        return attention(("，".join(zh), ", ".join(en)), STAYS_ON)
    if darkens is None or sleeps is None:
        which = [
            words
            for is_so, words in (
                (darkens, ("屏幕会不会变黑", "whether the screen goes dark")),
                (sleeps, ("电脑会不会睡眠", "whether the machine sleeps")),
            )
            if is_so is None
        ]
        zh, en = zip(*which, strict=True)
        return unknown(
            (f"看不出{'、'.join(zh)}", f"it cannot be seen {' and '.join(en)}"), STAYS_ON
        )
    return ok("屏幕一直亮，电脑不睡眠", "the screen stays on, the machine does not sleep")


def goes_off(said: str) -> bool | None:
    """Read from what `powercfg /query` prints whether a time is set while plugged in.

    Whatever the language, the last two numbers are those for the mains and for the battery.
    """
    numbers = re.findall(r":\s*0x([0-9a-fA-F]{8})\s*$", said, re.MULTILINE)
    return int(numbers[-2], 16) > 0 if len(numbers) >= 2 else None


def _darkens_on_linux() -> bool | None:
    if any(CAGE.search(unit) for unit in enabled_units(UNITS[0])):
        return False
    found = [blanks(ask("xset", "q") or "")] if environ.get("DISPLAY") else []
    if _is_gnome():
        said = ask("gsettings", "get", "org.gnome.desktop.session", "idle-delay")
        found.append(idles(said or ""))
    known = [each for each in found if each is not None]
    return any(known) if known else None


def blanks(said: str) -> bool | None:
    """Read from what `xset q` prints whether X blanks the screen."""
    saver = re.search(r"timeout:\s*(\d+)", said)
    if not saver:
        return None
    times = re.search(r"Standby:\s*(\d+)\s+Suspend:\s*(\d+)\s+Off:\s*(\d+)", said)
    dims = "DPMS is Enabled" in said and times is not None and any(map(int, times.groups()))
    return int(saver[1]) > 0 or dims


def idles(said: str) -> bool | None:
    """Read from what `gsettings` prints whether a GNOME session goes dark."""
    found = re.search(r"uint32 (\d+)", said)
    return int(found[1]) > 0 if found else None


def _sleeps_on_linux() -> bool | None:
    if SLEEP_UNIT.is_symlink() and SLEEP_UNIT.readlink() == Path("/dev/null"):
        return False
    if not _is_gnome():
        return None
    name = "org.gnome.settings-daemon.plugins.power"
    said = ask("gsettings", "get", name, "sleep-inactive-ac-type")
    return None if said is None else "nothing" not in said


def _is_gnome() -> bool:
    """Return True in a GNOME session: elsewhere its settings mean nothing."""
    return "GNOME" in environ.get("XDG_CURRENT_DESKTOP", "")


def screen(_laptop: Laptop) -> Finding:
    """Check that the screen is large enough."""
    if sys.platform == "win32":
        return judge_screen(*_size_on_windows())
    size = current(ask("xrandr", "--current") or "") if environ.get("DISPLAY") else None
    size = size or connected(Path("/sys/class/drm"))
    if size is None:
        return unknown(
            ("看不到屏幕", "no screen can be seen from here"),
            ("用打开屏幕的账户再查一次。", "Check again as the account that shows the screen."),
        )
    return judge_screen(*size)


def _size_on_windows() -> tuple[int, int, float]:
    """Return the pixels of the main screen, and how much Windows enlarges what it shows."""
    if sys.platform != "win32":
        return 0, 0, 1
    ctypes.windll.shcore.SetProcessDpiAwareness(PER_MONITOR)
    user = ctypes.windll.user32
    return user.GetSystemMetrics(0), user.GetSystemMetrics(1), user.GetDpiForSystem() / USUAL_DPI


def current(said: str) -> tuple[int, int] | None:
    """Read the size of the screen from what `xrandr` prints."""
    found = re.search(r"current (\d+) x (\d+)", said)
    return (int(found[1]), int(found[2])) if found else None


def connected(outputs: Path) -> tuple[int, int] | None:
    """Return the size of the first screen that is plugged in, by what the Linux kernel lists."""
    for each in sorted(outputs.glob("card*-*")):
        try:
            is_on = (each / "status").read_text().strip() == "connected"
            found = re.match(r"(\d+)x(\d+)", (each / "modes").read_text()) if is_on else None
        except OSError:
            continue
        if found:
            return int(found[1]), int(found[2])
    return None


def judge_screen(width: int, height: int, scale: float = 1.0) -> Finding:
    """Judge a screen of so many pixels, of which a CSS pixel takes `scale` each way."""
    long, short = (int(side / scale) for side in sorted((width, height), reverse=True))
    zh = f"{width}×{height}，缩放 {scale:.0%}"
    en = f"{width}×{height}, scaled by {scale:.0%}"
    if long >= LONG and short >= SHORT:
        return ok(zh, en)
    return attention(
        (f"{zh}：页面只有 {long}×{short}", f"{en}: pages have {long}×{short}"),
        (
            f"在显示设置里把缩放调小，分辨率调到最大；页面至少要 {LONG}×{SHORT}。",
            f"In the display settings scale down and choose the highest resolution; pages need "
            f"{LONG}×{SHORT} or more.",
        ),
    )


def fonts(_laptop: Laptop) -> Finding:
    """Check that Chinese can be drawn: by the font that comes along, whatever the system has."""
    listed = ask("fc-list", ":lang=zh", "family") if sys.platform == "linux" else None
    return judge_fonts(FONT, listed)


def judge_fonts(font: Path, listed: str | None) -> Finding:
    """Judge whether the program's own Chinese font is there; `listed` are those of the system."""
    names = sorted({line.split(",")[0] for line in (listed or "").splitlines() if line.strip()})
    if font.exists():
        beside = f"，系统也有 {names[0]}" if names else ""
        beside_en = f"; the system has {names[0]}, too" if names else ""
        return ok(f"程序自带 {font.stem}{beside}", f"{font.stem} comes along{beside_en}")
    return attention(
        (f"缺少程序自带的字体 {font}", f"the font {font} that should come along is missing"),
        (
            "重新运行 pip install -r requirements.txt。",
            "Run pip install -r requirements.txt again.",
        ),
    )

"""Checks of what is plugged in or installed beside: printer, scanner, voices."""

from __future__ import annotations

import re
import sys

from kiosk.office.machine.check.findings import Finding, Words, attention, ok, unknown
from kiosk.office.machine.check.laptop import Laptop, ask

DEVICES = r"HKCU\Software\Microsoft\Windows NT\CurrentVersion\Devices"
VOICES = (
    r"HKLM\SOFTWARE\Microsoft\Speech_OneCore\Voices\Tokens",
    r"HKLM\SOFTWARE\Microsoft\Speech\Voices\Tokens",
)
NOT_PAPER = re.compile(r"print to pdf|xps document|onenote|fax|传真|pdf", re.IGNORECASE)
"""Printers that are programs."""
CHINESE = re.compile(r"zh-?cn|\bzh\b|\bcmn\b", re.IGNORECASE)
SPEAK: Words = ("在观众屏上按“朗读”试一次。", "Press Read aloud on the booth's screen.")
TO_TRY: Words = (
    "要打印胸牌、请柬或联系卡的展位，装好打印机，在登记成功的页面按“打印”试一张。",
    "A booth that prints badges or cards needs one: install it, then try Print on the page that "
    "ends a check-in.",
)


def printer(_laptop: Laptop) -> Finding:
    """Check whether a printer is set up. A booth may do without."""
    if sys.platform == "win32":
        said = ask("reg", "query", DEVICES)
        return judge_printers(None if said is None else printers_on_windows(said))
    said = ask("lpstat", "-e")
    return judge_printers(None if said is None else said.split())


def printers_on_windows(said: str) -> list[str]:
    """Return the user's printers from what `reg query` prints of them."""
    return re.findall(r"^    (.+?)    REG_SZ    ", said, re.MULTILINE)


def judge_printers(names: list[str] | None) -> Finding:
    """Judge the names of printers; None where they cannot be seen."""
    if names is None:
        return unknown(("看不到打印机", "printers cannot be seen from here"), TO_TRY)
    real = [name for name in names if not NOT_PAPER.search(name)]
    if not real:
        return unknown(("没有打印机，也可能用不着", "no printer; perhaps none is needed"), TO_TRY)
    return ok("、".join(real), ", ".join(real))


def scanner(_laptop: Laptop) -> Finding:
    """Show how to try a scanner: to the system it is a keyboard among others."""
    return unknown(
        ("扫码枪对电脑来说就是键盘，查不出来", "to the system a scanner is a keyboard"),
        (
            "要扫码的展位：打开登记的扫码页，扫一张请柬或胸牌，看页面有没有反应。",
            "Where one is used: open the check-in's scanning page, scan an invitation or a badge, "
            "and see whether the page answers.",
        ),
    )


def voices(_laptop: Laptop) -> Finding:
    """Check that there is a Chinese voice for reading aloud."""
    if sys.platform == "win32":
        said = [ask("reg", "query", place) for place in VOICES]
        known = [each for each in said if each is not None]
        return judge_voices("\n".join(known) if known else None)
    if sys.platform == "linux":
        # Browsers speak through speech-dispatcher, which speaks by espeak-ng or another program.
        return judge_voices(ask("spd-say", "-L") or "", is_sure=False)
    return judge_voices(None)


def judge_voices(said: str | None, *, is_sure: bool = True) -> Finding:
    """Judge a list of voices; None where it cannot be seen.

    It is not sure where browsers may have none of the system's voices: Chromium on Linux asks for
    them only with a flag of its own, and calls Mandarin by another code.
    """
    if said is None:
        return unknown(("看不到有哪些语音", "voices cannot be seen from here"), SPEAK)
    if CHINESE.search(said) and not is_sure:
        return unknown(
            (
                "系统有中文语音，浏览器不一定用它",
                "the system has a Chinese voice; perhaps not the browser",
            ),
            SPEAK,
        )
    if CHINESE.search(said):
        return ok("有中文语音", "there is a Chinese voice")
    return attention(
        ("没有中文语音，“朗读”按钮不会出现", "no Chinese voice: Read aloud does not appear"),
        (
            "Windows：设置 → 时间和语言 → 语音 → 添加语音 → 中文；Linux：安装 "
            "speech-dispatcher 和 espeak-ng。",
            "Windows: Settings, Time & language, Speech, Add voices, Chinese; Linux: install "
            "speech-dispatcher and espeak-ng.",
        ),
    )

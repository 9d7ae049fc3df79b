"""All checks in order, each with its name. One that fails says so, and the others go on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from kiosk.errors import KioskError
from kiosk.office.machine.check import (
    data,
    devices,
    display,
    listening,
    programs,
    times,
    users,
)
from kiosk.office.machine.check.findings import (
    Finding,
    Unanswered,
    Words,
    attention,
    unknown,
)
from kiosk.office.machine.check.laptop import Laptop

AT_ONCE = 6
"""Most checks wait for a program of the system."""
SETTING: Words = ("改正这项设置。", "Put this setting right.")


class Check(NamedTuple):
    """One check: its name, and what it does.

    What it finds may be a matter of the account that asks, as which the booth need not run.
    """

    name: Words
    look: Callable[[Laptop], Finding]
    is_of_account: bool = False


class Row(NamedTuple):
    """One row of the table."""

    name: Words
    finding: Finding


CHECKS = (
    Check(("浏览器", "Browser"), programs.browser),
    Check(("浏览器策略", "Browser policies"), programs.rules),
    Check(("账户", "Account"), users.account, is_of_account=True),
    Check(("屏幕与程序分开", "Screen apart from booth"), listening.separation, is_of_account=True),
    Check(("数据文件夹", "Data folder"), users.folder),
    Check(("磁盘", "Disk"), data.disk),
    Check(("端口", "Port"), listening.port),
    Check(("时间", "Clock"), times.right),
    Check(("时区", "Time zone"), times.zone),
    Check(("自动启动", "Starts by itself"), programs.autostart),
    Check(("电源", "Power"), display.power, is_of_account=True),
    Check(("屏幕大小", "Screen size"), display.screen, is_of_account=True),
    Check(("字体", "Fonts"), display.fonts),
    Check(("语音", "Voices"), devices.voices),
    Check(("打印机", "Printer"), devices.printer),
    Check(("扫码枪", "Scanner"), devices.scanner),
    Check(("内容包", "Packs"), data.packs),
    Check(("台钥", "Desk key"), data.desk_key),
    Check(("两步验证", "Second factor"), data.factors),
    Check(("备份", "Backup"), data.backup),
)


def look(laptop: Laptop, checks: Sequence[Check] = CHECKS) -> list[Row]:
    """Do every check; return what each found, in order."""
    with ThreadPoolExecutor(AT_ONCE) as workers:
        found = list(workers.map(lambda check: _try(check, laptop), checks))
    return [Row(check.name, each) for check, each in zip(checks, found, strict=True)]


def _try(check: Check, laptop: Laptop) -> Finding:
    try:
        return check.look(laptop)
    except Unanswered as error:
        return unknown(error.words)
    except KioskError as error:
        return attention((error.zh, error.en), SETTING)
    except Exception as error:  # Of one check that breaks, the others must not suffer.
        logging.getLogger(__name__).info("a check failed", exc_info=error)
        reason = f"{type(error).__name__}: {error}"
        return unknown((f"没有查成（{reason}）", f"this check failed ({reason})"))

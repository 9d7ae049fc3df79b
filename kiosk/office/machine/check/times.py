"""Checks of the clock and the time zone."""

from __future__ import annotations

from datetime import timedelta

from kiosk import clock
from kiosk.journal import this_device
from kiosk.office.machine.check.findings import Finding, Unanswered, attention, ok
from kiosk.office.machine.check.laptop import Laptop

CHINA = timedelta(hours=8)


def right(laptop: Laptop) -> Finding:
    """Check the clock by the rule of the staff pages: this version's age, and the last record."""
    newest, beside = "", ("", "")
    try:
        with laptop.records() as tx:
            newest = this_device.last_made_at(tx)
    except Unanswered:
        beside = ("（没有和最后一条记录比）", " (not compared with the last record)")
    now = clock.to_minute(clock.local_now())
    if clock.is_plausible(newest):
        return ok(f"{now}{beside[0]}", f"{now}{beside[1]}")
    return attention(
        (f"这台电脑说现在是 {now}", f"this machine says that it is {now}"),
        (
            "在系统设置里把日期和时间改对；总是变，就换主板电池。",
            "Set date and time right in the system's settings; if they go wrong again, have the "
            "battery of the main board replaced.",
        ),
    )


def zone(_laptop: Laptop) -> Finding:
    """Check that the time zone is that of China."""
    here = clock.local_now()
    return judge_zone(here.utcoffset() or timedelta(), here.tzname() or "")


def judge_zone(offset: timedelta, name: str) -> Finding:
    """Judge the time zone's offset from UTC."""
    hours = f"UTC{offset.total_seconds() / 3600:+g}"
    if offset == CHINA:
        return ok(hours, hours)
    return attention(
        (f"设成了 {hours}（{name}）", f"set to {hours} ({name})"),
        (
            "在系统设置里选“北京，UTC+8”（Linux：timedatectl set-timezone Asia/Shanghai），"
            "再重新启动展位。",
            "Choose Beijing, UTC+8 in the system's settings (Linux: timedatectl set-timezone "
            "Asia/Shanghai), then restart the booth.",
        ),
    )

"""How complete the data of a report are: at central by device, at a booth of itself alone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from kiosk import clock
from kiosk.clock import local
from kiosk.journal import this_device
from kiosk.sync.booth import outbox
from kiosk.sync.central import fleet
from kiosk.sync.central.fleet import DeviceStatus

Words = tuple[str, str]
STATES: dict[str, Words] = {
    "complete": ("齐全", "Complete"),
    "behind": ("未齐", "Behind"),
    "silent": ("待报", "Silent"),
    "forked": ("分叉", "Forked"),
    "revoked": ("已停用", "Revoked"),
    "closed": ("已结清", "Closed"),
}
HEADS: tuple[Words, ...] = (
    ("展位", "Booth"),
    ("单位", "Unit"),
    ("状态", "State"),
    ("已收／应有", "Held of stated"),
    ("最后联系", "Last heard"),
)


@dataclass(frozen=True)
class Statement:
    """The statement in sentences, and at central in rows, in Chinese and in English."""

    said: list[Words]
    rows: list[list[Words]]


def at_central(tx: Connection, event: str, unit: str | None, units: dict[str, Words]) -> Statement:
    """Compare what is held of an event's devices with what they stated, as `central` does."""
    statuses = [status for status in fleet.list_devices(tx, event) if status.events]
    if unit:
        statuses = [status for status in statuses if status.unit == unit]
    if not statuses:
        return Statement(
            [
                (
                    "没有登记到中心的展位终端，本报告的数字不含展位数据。",
                    "No device is enrolled, so no booth's data are in these figures.",
                )
            ],
            [],
        )
    return Statement([_verdict(statuses)], [_row(status, units) for status in statuses])


def _verdict(statuses: list[DeviceStatus]) -> Words:
    whole = sum(status.word == "complete" for status in statuses)
    held, stated = (
        sum(getattr(status, name) for status in statuses) for name in ("held", "stated")
    )
    missing = sum(status.missing for status in statuses)
    silent = sum(status.word == "silent" for status in statuses)
    zh = f"截至{_now('zh')}，展位终端共{len(statuses)}台，声明记录{stated}条，中心已收{held}条"
    en = (
        f"As of {_now('en')}, {len(statuses)} devices stated {stated} records, and central holds "
        f"{held}"
    )
    if missing:
        zh, en = f"{zh}，缺{missing}条", f"{en}; {missing} are missing"
    lost = sum(status.lost for status in statuses)
    if lost:
        zh = f"{zh}；另有{lost}条在终端损坏时丢失"
        en = f"{en}; {lost} more were lost when a device was damaged"
    if whole == len(statuses):
        return f"{zh}，全部收齐。", f"{en}. All is complete."
    if silent:
        zh = f"{zh}；其中{silent}台在活动结束后还没有报过，数字可能还会增加"
        en = f"{en}; {silent} were not heard since the event ended, so figures may still grow"
    return f"{zh}。", f"{en}."


def _row(status: DeviceStatus, units: dict[str, Words]) -> list[Words]:
    seen = f"{local(status.seen_at):%m-%d %H:%M}" if status.seen_at else "–"
    unit = units.get(status.unit or "", (status.unit or "–", status.unit or "–"))
    counts = f"{status.held} / {status.stated}"
    return [_same(status.booth or "?"), unit, STATES[status.word], _same(counts), _same(seen)]


def at_booth(tx: Connection) -> Statement:
    """Say that a booth's report holds its own records alone, and what central has of them."""
    here, held = this_device.place(tx), outbox.waiting(tx)
    booth = here.booth if here else "?"
    zh = f"截至{_now('zh')}，本报告只含展位“{booth}”这一台终端的数据，共{held.records}条记录"
    en = (
        f"As of {_now('en')}, this report holds the data of booth “{booth}” alone: "
        f"{held.records} records"
    )
    if held.missing == held.records:
        zh, en = f"{zh}，尚未送往中心", f"{en}, none of which central has yet"
    elif not held.missing:
        zh, en = f"{zh}，按回执已全部送达中心", f"{en}, all of which central holds by its receipts"
    else:
        arrived = held.records - held.missing
        zh = f"{zh}，按回执已送达中心{arrived}条，未送达{held.missing}条"
        en = f"{en}; by its receipts central holds {arrived}, and {held.missing} are not sent yet"
    zh = f"{zh}。其他展位的数据不在其中，全局汇总以中心的报告为准。"
    en = f"{en}. Other booths' data are not among them; central's report has them all."
    return Statement([(zh, en)], [])


def _now(language: str) -> str:
    now = clock.local_now()
    if language == "zh":
        return f"{now.year}年{now.month}月{now.day}日{now:%H}时{now:%M}分"
    return clock.to_minute(now)


def _same(text: str) -> Words:
    return text, text

"""Watch and administer the devices of a central from the terminal."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable

import click
from sqlalchemy import Connection

from kiosk.accounts.records import TERMINAL
from kiosk.clock import local
from kiosk.command import KioskGroup, booth
from kiosk.journal.this_device import DEMO
from kiosk.sealing import identity
from kiosk.storage.db import db
from kiosk.sync.central import comparison, fleet, service
from kiosk.sync.central.fleet import DeviceStatus

LACKING = 1
SHOWN_DIGEST = 12
COLUMNS = ("", "展位/booth", "id", "活动/event", "已收/held", "应有/stated", "隔离/quarantined")
MORE = ("最后联系/last seen", "版本/app", "内容包/pack", "时钟/clock")


@click.group(cls=KioskGroup)
def central() -> None:
    """管理中心 / administer a central: devices, codes, completeness."""


@central.command()
@click.option("--event", help="Only the devices of this event.")
def devices(event: str | None) -> None:
    """列出终端 / list the devices: what they stated, what is held, one word each."""
    with booth():
        identity.central_key(db.reader())
        statuses = fleet.list_devices(db.reader(), event)
    if not statuses:
        click.echo("还没有登记的终端。\nNo device is enrolled yet.")
        return
    rows = [(*COLUMNS, *MORE), *(_cells(status) for status in statuses)]
    widths = [max(_width(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ]
        click.echo("  ".join(cells).rstrip())


def _cells(status: DeviceStatus) -> tuple[str, ...]:
    offset = status.clock_offset
    return (
        status.word,
        status.booth or "?",
        status.device[: comparison.SHORT],
        status.event or "?",
        str(status.held),
        str(status.stated),
        str(status.quarantined),
        _moment(status.seen_at),
        status.app or "?",
        (status.pack or "?")[: comparison.SHORT],
        "?" if offset is None else f"{offset:+d} s",
    )


def _width(text: str) -> int:
    """Return how many columns a terminal takes for a text; Chinese letters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _moment(stamp: str | None) -> str:
    return f"{local(stamp):%Y-%m-%d %H:%M:%S}" if stamp else "–"


def _act(words: str, act: Callable[[Connection, str], None], zh: str, en: str) -> None:
    """Do something to the device that `words` name, and say so."""
    with booth(), db.transaction() as tx:
        identity.central_key(tx)
        device = fleet.find_by_words(tx, words)
        act(tx, device)
        name = fleet.find_one(tx, device).name
    click.echo(f"{name}：{zh}\n{name}: {en}")


@central.command()
@click.argument("device")
@click.option("--reason", required=True, help="Why; reports and the device show it.")
def revoke(device: str, reason: str) -> None:
    """停用 DEVICE / take nothing more from DEVICE (its id's beginning, or its booth's name)."""
    _act(
        device,
        lambda tx, found: service.revoke(tx, found, reason, by=TERMINAL),
        "已停用；已收到的记录都在。",
        "revoked; what was taken before is kept.",
    )


@central.command()
@click.argument("device")
def readmit(device: str) -> None:
    """恢复 DEVICE（撤销停用）/ take from DEVICE again."""
    _act(
        device,
        lambda tx, found: service.readmit(tx, found, by=TERMINAL),
        "已恢复，可以继续同步。",
        "readmitted; it may sync again.",
    )


@central.command()
@click.argument("device")
@click.option("--reason", required=True, help="Why what it still holds is given up.")
def close(device: str, reason: str) -> None:
    """结清 DEVICE（例如电脑已损坏）/ give up what DEVICE still holds; reports say how many."""
    _act(
        device,
        lambda tx, found: service.close(tx, found, reason, by=TERMINAL),
        "已结清；报告会写明缺多少条。",
        "closed; reports say how many are missing.",
    )


@central.command()
@click.argument("device")
def reopen(device: str) -> None:
    """重新等待 DEVICE（撤销结清）/ wait again for what DEVICE still holds."""
    _act(
        device,
        lambda tx, found: service.reopen(tx, found, by=TERMINAL),
        "已重新打开，等待它的记录。",
        "open again; its records are waited for.",
    )


@central.command()
@click.option("--event", help="Only this event; else every event, each on its own.")
def completeness(event: str | None) -> None:
    """核对是否收齐 / say if all of each device is here; else exit 1, naming what is missing."""
    with booth():
        identity.central_key(db.reader())
        groups = _groups(db.reader(), event)
    for name, statuses in groups:
        if len(groups) > 1:
            click.echo(f"== {name}{'（演示 / demo）' if name == DEMO else ''}")
        _print(statuses)
    statuses = [status for _, group in groups for status in group]
    if not statuses:
        click.echo("还没有登记的终端。\nNo device is enrolled yet.", err=True)
    if not statuses or any(status.word != "complete" for status in statuses):
        sys.exit(LACKING)


def _groups(tx: Connection, event: str | None) -> list[tuple[str, list[DeviceStatus]]]:
    """Return the devices of an event; or of each event, and those that named none yet."""
    if event:
        return [(event, fleet.list_devices(tx, event))]
    groups = [
        (name, [status for status in fleet.list_devices(tx, name) if status.events])
        for name in fleet.events(tx)
    ]
    unplaced = [status for status in fleet.list_devices(tx) if not status.events]
    return [*groups, ("?", unplaced)] if unplaced else groups


def _print(statuses: list[DeviceStatus]) -> None:
    """Print a line for each device, and below it what is missing."""
    for status in statuses:
        click.echo(_line(status))
        for words in comparison.describe_missing(status.journals):
            click.echo(f"    {words}")
        if status.lost:
            click.echo(f"    {status.lost} lost at the device, not waited for")
        if status.quarantined:
            click.echo(f"    {status.quarantined} quarantined")


def _line(status: DeviceStatus) -> str:
    """Return a device's line: word, name, counts, digests, and its last statement's time."""
    digests = [
        f"{(each.held_digest or '–')[:SHOWN_DIGEST]}"
        + ("" if each.held_digest == each.digest else f" (stated {each.digest[:SHOWN_DIGEST]})")
        for each in status.journals
        if each.digest
    ]
    word: str = status.word
    if status.closed is not None:
        word = f"closed, {status.missing} missing: {status.closed}"
    elif status.is_revoked:
        word = f"revoked: {status.revoked}"
    parts = [
        word,
        status.name,
        f"{status.held} of {status.stated}",
        f"digest {', '.join(digests) or '–'}",
        f"last statement {_moment(status.seen_at)}",
    ]
    return "  ".join(parts)

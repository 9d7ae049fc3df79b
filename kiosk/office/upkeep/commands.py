"""Verify and rebuild the journal; back up and restore the data folder."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click
from sqlalchemy import Connection

from kiosk import clock
from kiosk.command import KioskCommand, KioskGroup, booth, counted, settings
from kiosk.content import service as content
from kiosk.counts import rebuild as rebuilding
from kiosk.counts import tallying
from kiosk.journal import comparing, losses, service, this_device
from kiosk.journal import verify as verifying
from kiosk.sealing import erasure, scrub
from kiosk.storage import data_folder
from kiosk.storage.db import db
from kiosk.storage.head import read as read_head
from kiosk.sync.booth import anchors

BROKEN = 1


@click.group(cls=KioskGroup)
def journal() -> None:
    """核对与重建流水 / verify and rebuild the journal."""


@journal.command()
def verify() -> None:
    """核对流水是否完整 / walk the chain: exit 0, or name the first bad record."""
    with booth(), db.transaction() as tx:
        total = service.count_all(tx)
        with counted(2 * total) as progress:
            fault = first_fault(tx, total, progress)
        known = anchors.describe(tx)
    if fault:
        click.echo(f"流水有误：{fault}", err=True)
        sys.exit(BROKEN)
    click.echo(f"{total} 条记录，流水完整。\n{total} records; the chain holds.")
    for line in known:
        click.echo(line)


def first_fault(tx: Connection, total: int, progress: Callable[[int], None]) -> str | None:
    """Return the first fault of chain, read tables, counts, packs or anchors; None without one."""
    return (
        verifying.verify(tx, progress)
        or comparing.compare(tx, service.walk(tx), lambda count: progress(total + count))
        or tallying.compare(tx)
        or this_device.first_fault(tx)
        or content.first_damaged(tx)
        or verifying.compare(tx)
    )


@journal.command()
def rebuild() -> None:
    """由流水重建统计表 / make the read tables again from the journal."""
    with booth(), db.transaction() as tx, counted(service.count_all(tx)) as progress:
        count = rebuilding.rebuild(tx, progress)
    click.echo(f"已由 {count} 条记录重建。\nMade anew from {count} records.")


@journal.command("continue")
@click.option("--yes", is_flag=True, help="Without asking.")
def go_on(yes: bool) -> None:
    """记录缺失后继续使用 / go on where confirmed records are gone, and tell central which."""
    held = settings()
    data_folder.refuse_on_server(held)
    lock = data_folder.lock_folder(held)
    try:
        head = read_head(held.database_file)
        loss = losses.find(held.database_file, head) if head else None
        if loss is None:
            click.echo("记录齐全，可以直接启动。\nNo record is missing; just start the booth.")
            return
        click.echo("\n".join(loss.words()))
        if not yes:
            click.confirm("就这样继续？/ Go on without them?", abort=True)
        with booth(accept_loss=True):
            click.echo(
                "已从现在起继续，缺的记录会告诉中心。\n"
                "It goes on from here; central will be told what is missing."
            )
    finally:
        lock.release()


@click.command(cls=KioskCommand)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """备份到 FILE（运行中也可以）/ copy everything to FILE, also while a booth runs."""
    held = settings()
    data_folder.refuse_on_server(held)
    if not held.database_file.exists():
        raise click.UsageError(f"{held.database_file} 还没有数据 / there is no data yet")
    data_folder.copy_database(held.database_file, file)
    click.echo(f"已备份到 {file}\nBacked up to {file}")


@click.command(cls=KioskCommand)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """从 FILE 恢复（先停止展位）/ put FILE back; stop the booth first. Starts a new epoch."""
    held = settings()
    data_folder.refuse_on_server(held)
    data_folder.make_folder(held)
    lock = data_folder.lock_folder(held)
    try:
        erasures = scrub.remember(held)
        aside = data_folder.put_back(held, file, clock.now())
        with booth():
            with db.transaction() as tx:
                this_device.open_epoch(tx, "restore")
                again = erasure.erase_again(tx, erasures)
            if erasures:
                scrub.scrub(held)
    finally:
        lock.release()
    if aside:
        click.echo(f"原来的数据保存在 {aside}\nThe former data is kept in {aside}")
    if again:
        click.echo(
            "备份之后删除的姓名、电话和留言没有恢复，已再次删除。\n"
            "Names, telephones and text that were erased since the backup stay erased."
        )
    click.echo(f"已从 {file} 恢复，并开始新的流水期。\nRestored from {file}; a new epoch began.")

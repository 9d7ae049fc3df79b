"""Verify and rebuild the journal; back up and restore the data folder."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click
from sqlalchemy import Connection

from kiosk.accounts.records import TERMINAL
from kiosk.command import KioskCommand, KioskGroup, booth, counted, settings
from kiosk.content import service as content
from kiosk.counts import rebuild as rebuilding
from kiosk.counts import tallying
from kiosk.journal import comparing, losses, service, this_device
from kiosk.journal import verify as verifying
from kiosk.office.upkeep import backing_up, restoring
from kiosk.office.upkeep.restoring import Restored
from kiosk.sealing import scrub
from kiosk.sealing.sealed_file import SealedHeader
from kiosk.storage import data_folder
from kiosk.storage.db import db
from kiosk.storage.head import read as read_head
from kiosk.sync.booth import anchors

BROKEN = 1
SEALED = (
    "备份已加密：只有台钥口令（中心：隐私口令）或恢复码能打开。两样都丢了，这份备份就再也打不开。",
    "The backup is sealed: only the desk passphrase (at central the privacy passphrase) or the "
    "recovery code opens it. When both are lost, nobody can.",
)
NOT_SEALED = (
    "还没有设置台钥口令，这份备份没有加密；请先设置口令，再备份一次。",
    "No desk passphrase is set yet, so this backup is not sealed; set one, then back up again.",
)


@click.group(cls=KioskGroup)
def journal() -> None:
    """核对与重建流水 / verify and rebuild the journal."""


@journal.command()
def verify() -> None:
    """核对流水是否完整 / walk the chain: exit 0, or name the first bad record."""
    with booth(), db.transaction() as tx:
        total = service.count_all(tx)
        with counted(total) as progress:
            fault = first_fault(tx, progress)
        known = anchors.describe(tx)
    if fault:
        click.echo(f"流水有误：{fault}", err=True)
        sys.exit(BROKEN)
    click.echo(f"{total} 条记录，流水完整。\n{total} records; the chain holds.")
    for line in known:
        click.echo(line)


def first_fault(tx: Connection, progress: Callable[[int], None]) -> str | None:
    """Return the first fault of chain, read tables, counts, packs or anchors; None without one."""
    tables = comparing.ReadTables(tx)
    return (
        verifying.verify(tx, progress, tables.check)
        or tables.finish()
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
    data_folder.refuse_itself(held, file)
    is_sealed = backing_up.make(held, file)
    backing_up.note(held, TERMINAL, "backup", file.name)
    click.echo(f"已备份到 {file}\nBacked up to {file}")
    for line in SEALED if is_sealed else NOT_SEALED:
        click.echo(line, err=not is_sealed)


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
        done = restoring.restore(held, file, erasures, _ask_words)
        backing_up.note(held, TERMINAL, "restore", file.name)
        with booth():
            if erasures:
                scrub.scrub(held)
    finally:
        lock.release()
    _print_restored(file, done)


def _ask_words(header: SealedHeader) -> str:
    """Print what a backup is, and ask for the words that open it."""
    click.echo(
        f"展位 {header.booth}（{header.device[:8]}）在 {header.made_at[:16]} 的备份，"
        f"{header.records} 条记录，程序 {header.app}\n"
        f"A backup of booth {header.booth} ({header.device[:8]}), made {header.made_at[:16]}, "
        f"{header.records} records, app {header.app}",
        err=True,
    )
    words: str = click.prompt(
        "台钥口令或恢复码（中心：隐私口令）/ desk passphrase or recovery code (central: privacy)",
        hide_input=True,
        err=True,
    )
    return words


def _print_restored(file: Path, done: Restored) -> None:
    """Print what was put back, with the accounts: one that somebody added shows there."""
    if done.header is None:
        click.echo("这份备份没有加密，也没有签名：任何人都可能改过它，请核对下面的账号。", err=True)
        click.echo(
            "This backup is neither sealed nor signed: anybody may have changed it. Look at the "
            "accounts below.",
            err=True,
        )
    elif not done.is_own:
        click.echo(f"这份备份由另一台终端签名（{done.header.signer[:16]}），请核对下面的账号。")
        click.echo(
            f"Another device signed this backup ({done.header.signer[:16]}); look at the accounts."
        )
    if done.aside:
        click.echo(f"原来的数据保存在 {done.aside}\nThe former data is kept in {done.aside}")
    if done.again:
        click.echo(
            "备份之后删除的姓名、电话和留言没有恢复，已再次删除。\n"
            "Names, telephones and text that were erased since the backup stay erased."
        )
    click.echo(f"已从 {file} 恢复 {done.records} 条记录，并开始新的流水期。账号：")
    click.echo(f"Restored {done.records} records from {file}; a new epoch began. Accounts:")
    for name, role, is_active in done.accounts or [("–", "–", True)]:
        click.echo(f"  {name}  {role}{'' if is_active else '  停用 / disabled'}")
